// The 16-bit Thumb instructions. Source: ARM DDI 0406C.d, A6.2, sections of A8.8 by the row.
//
// Most data-processing encodings set flags outside IT blocks and not inside: the decoder has put that into Insn::S.
#include "core/ir/builder.h"
#include "frontends/arm/load_store_multiple.h"
#include "frontends/arm/media.h"
#include "frontends/arm/multiply.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/status.h"
#include "frontends/arm/thumb.h"

namespace sosie::arm {

namespace {

/// RSB Rd, Rn, #0
bool zero(Insn& i) {
  i.imm = 0;
  return true;
}
/// ADD and SUB of SP and a number of words; the flags stay.
bool sp_plus_words(Insn& i) {
  i.n = 13;
  i.S = 0;
  return scale<2>(i);
}
bool adjust_sp(Insn& i) {
  i.d = 13;
  return sp_plus_words(i);
}
/// The offset is added, and the base is not in the encoding: SP or PC.
template <u8 kBase>
bool added_words(Insn& i) {
  i.n = kBase;
  i.U = 1;
  return scale<2>(i);
}
/// PUSH and POP: of SP, which moves.
bool of_stack(Insn& i) {
  i.n = 13;
  i.W = 1;
  return true;
}
/// PUSH stores LR where the list's ninth bit is set, POP loads PC.
bool push_list(Insn& i) {
  i.imm = (i.imm & 0xff) | (i.imm & 0x100) << 6;
  return of_stack(i);
}
bool pop_list(Insn& i) {
  i.imm = (i.imm & 0xff) | (i.imm & 0x100) << 7;
  return of_stack(i);
}
/// LDM writes back unless it loads the base.
bool write_back_unless_loaded(Insn& i) {
  i.W = !bit(i.imm, i.n);
  return true;
}
/// Branch offsets are in halfwords, from PC.
bool offset_8(Insn& i) {
  i.imm = static_cast<u32>(sign_extend(i.imm, 8)) << 1;
  return true;
}
bool offset_11(Insn& i) {
  i.imm = static_cast<u32>(sign_extend(i.imm, 11)) << 1;
  return true;
}

/// MULS Rdm, Rn, Rdm
bool shared_product(Insn& i) {
  i.m = i.d;
  return true;
}

// clang-format off
constexpr Row kRows[] = {
    // A6.2.1: shift by an immediate, add, subtract, move and compare
    row("0000 0iii iimm mddd", "lsl", with(mov, shifted_register), shift_by<kLsl>),  // A8.8.94
    row("0000 0000 00mm mddd", "mov", with(mov, shifted_register)),                  // A8.8.103 T2
    row("0000 1iii iimm mddd", "lsr", with(mov, shifted_register), shift_by<kLsr>),  // A8.8.96
    row("0001 0iii iimm mddd", "asr", with(mov, shifted_register), shift_by<kAsr>),  // A8.8.16
    row("0001 100m mmnn nddd", "add", with(add, shifted_register)),                  // A8.8.6 T1
    row("0001 101m mmnn nddd", "sub", with(sub, shifted_register)),                  // A8.8.223 T1
    row("0001 110i iinn nddd", "add", with(add, immediate)),                         // A8.8.4 T1
    row("0001 111i iinn nddd", "sub", with(sub, immediate)),                         // A8.8.221 T1
    row("0010 0ddd iiii iiii", "mov", with(mov, immediate)),                         // A8.8.102 T1
    row("0010 1nnn iiii iiii", "cmp", with(cmp, immediate)),                         // A8.8.37 T1
    row("0011 0ddd iiii iiii", "add", with(add, immediate), same_register),          // A8.8.4 T2
    row("0011 1ddd iiii iiii", "sub", with(sub, immediate), same_register),          // A8.8.221 T2

    // A6.2.2: data processing
    row("0100 0000 00mm mddd", "and", with(and_, shifted_register), same_register),        // A8.8.14
    row("0100 0000 01mm mddd", "eor", with(eor, shifted_register), same_register),         // A8.8.47
    row("0100 0000 10ss sddd", "lsl", with(mov, register_shifted), shift_in_place<kLsl>),  // A8.8.95
    row("0100 0000 11ss sddd", "lsr", with(mov, register_shifted), shift_in_place<kLsr>),  // A8.8.97
    row("0100 0001 00ss sddd", "asr", with(mov, register_shifted), shift_in_place<kAsr>),  // A8.8.17
    row("0100 0001 01mm mddd", "adc", with(adc, shifted_register), same_register),         // A8.8.2
    row("0100 0001 10mm mddd", "sbc", with(sbc, shifted_register), same_register),         // A8.8.162
    row("0100 0001 11ss sddd", "ror", with(mov, register_shifted), shift_in_place<kRor>),  // A8.8.150
    row("0100 0010 00mm mnnn", "tst", with(tst, shifted_register)),                        // A8.8.241
    row("0100 0010 01nn nddd", "rsb", with(rsb, immediate), zero),                         // A8.8.152
    row("0100 0010 10mm mnnn", "cmp", with(cmp, shifted_register)),                        // A8.8.38 T1
    row("0100 0010 11mm mnnn", "cmn", with(cmn, shifted_register)),                        // A8.8.35
    row("0100 0011 00mm mddd", "orr", with(orr, shifted_register), same_register),         // A8.8.123
    row("0100 0011 01nn nddd", "mul", mul, shared_product),                                // A8.8.114
    row("0100 0011 10mm mddd", "bic", with(bic, shifted_register), same_register),         // A8.8.22
    row("0100 0011 11mm mddd", "mvn", with(mvn, shifted_register)),                        // A8.8.116

    // A6.2.3: any register, branch and exchange
    row("0100 0100 dmmm mddd", "add", with(add, shifted_register), same_register_no_flags),  // A8.8.6 T2
    row("0100 0101 nmmm mnnn", "cmp", with(cmp, shifted_register)),                          // A8.8.38 T2
    row("0100 0110 dmmm mddd", "mov", with(mov, shifted_register), no_flags),                // A8.8.103 T1
    row("0100 0111 0mmm m---", "bx", bx),                                                    // A8.8.27
    row("0100 0111 1mmm m---", "blx", blx_reg),                                              // A8.8.26

    // A6.2.4: load and store of one register
    row("0100 1ttt iiii iiii", "ldr", pre(ldr, imm_offset), added_words<15>),              // A8.8.64 T1
    row("0101 000m mmnn nttt", "str", pre(str, reg_offset), add_offset),                   // A8.8.205
    row("0101 001m mmnn nttt", "strh", pre(strh, reg_offset), add_offset),                 // A8.8.218
    row("0101 010m mmnn nttt", "strb", pre(strb, reg_offset), add_offset),                 // A8.8.208
    row("0101 011m mmnn nttt", "ldrsb", pre(ldrsb, reg_offset), add_offset),               // A8.8.86
    row("0101 100m mmnn nttt", "ldr", pre(ldr, reg_offset), add_offset),                   // A8.8.65
    row("0101 101m mmnn nttt", "ldrh", pre(ldrh, reg_offset), add_offset),                 // A8.8.82
    row("0101 110m mmnn nttt", "ldrb", pre(ldrb, reg_offset), add_offset),                 // A8.8.70
    row("0101 111m mmnn nttt", "ldrsh", pre(ldrsh, reg_offset), add_offset),               // A8.8.90
    row("0110 0iii iinn nttt", "str", pre(str, imm_offset), all<add_offset, scale<2>>),    // A8.8.203 T1
    row("0110 1iii iinn nttt", "ldr", pre(ldr, imm_offset), all<add_offset, scale<2>>),    // A8.8.62 T1
    row("0111 0iii iinn nttt", "strb", pre(strb, imm_offset), add_offset),                 // A8.8.206 T1
    row("0111 1iii iinn nttt", "ldrb", pre(ldrb, imm_offset), add_offset),                 // A8.8.67 T1
    row("1000 0iii iinn nttt", "strh", pre(strh, imm_offset), all<add_offset, scale<1>>),  // A8.8.216 T1
    row("1000 1iii iinn nttt", "ldrh", pre(ldrh, imm_offset), all<add_offset, scale<1>>),  // A8.8.79 T1
    row("1001 0ttt iiii iiii", "str", pre(str, imm_offset), added_words<13>),              // A8.8.203 T2
    row("1001 1ttt iiii iiii", "ldr", pre(ldr, imm_offset), added_words<13>),              // A8.8.62 T2

    // load and store of several registers
    row("1100 0nnn iiii iiii", "stm", stm<Block::kIa>, write_back),                // A8.8.199
    row("1100 1nnn iiii iiii", "ldm", ldm<Block::kIa>, write_back_unless_loaded),  // A8.8.57
    row("1011 010i iiii iiii", "push", stm<Block::kDb>, push_list),                // A8.8.133
    row("1011 110i iiii iiii", "pop", ldm<Block::kIa>, pop_list),                  // A8.8.131

    // addresses
    row("1010 0ddd iiii iiii", "adr", adr, added_words<15>),                 // A8.8.12 T1
    row("1010 1ddd iiii iiii", "add", with(add, immediate), sp_plus_words),  // A8.8.9 T1
    row("1011 0000 0iii iiii", "add", with(add, immediate), adjust_sp),      // A8.8.9 T2
    row("1011 0000 1iii iiii", "sub", with(sub, immediate), adjust_sp),      // A8.8.225 T1

    // A6.2.5: miscellaneous
    row("1011 00i1 iiii innn", "cbz", cbz, scale<1>),              // A8.8.29
    row("1011 10i1 iiii innn", "cbnz", cbnz, scale<1>),            // A8.8.29
    row("1011 1110 iiii iiii", "bkpt", bkpt),                      // A8.8.24
    row("1011 1111 iiii iiii", kIt, it),                           // A8.8.54
    row("1011 1111 iiii 0000", "hint", nop),                       // A6.2.5: unallocated
    row("1011 1111 0000 0000", "nop", nop),                        // A8.8.119
    row("1011 1111 0001 0000", "yield", nop),                      // A8.8.426
    row("1011 1111 0010 0000", "wfe", nop),                        // A8.8.424
    row("1011 1111 0011 0000", "wfi", nop),                        // A8.8.425
    row("1011 1111 0100 0000", "sev", nop),                        // A8.8.168
    row("1011 0110 0101 0---", "setend", nop),                     // A8.8.167 LE
    row("1011 0110 0101 1---", "setend", udf),                     // A8.8.167 BE: there is no big-endian data
    row("1011 0110 011i -iii", "cps", nop),                        // B9.3.1
    row("1011 0010 00mm mddd", "sxth", result(sign_extend_half)),  // A8.8.235
    row("1011 0010 01mm mddd", "sxtb", result(sign_extend_byte)),  // A8.8.233
    row("1011 0010 10mm mddd", "uxth", result(zero_extend_half)),  // A8.8.276
    row("1011 0010 11mm mddd", "uxtb", result(zero_extend_byte)),  // A8.8.274
    row("1011 1010 00mm mddd", "rev", rev),                        // A8.8.145
    row("1011 1010 01mm mddd", "rev16", rev16),                    // A8.8.146
    row("1011 1010 11mm mddd", "revsh", revsh),                    // A8.8.147

    // A6.2.6, A6.2.7: branches, supervisor call
    row("1101 cccc iiii iiii", "b", b, offset_8),   // A8.8.18 T1
    row("1101 1110 iiii iiii", "udf", udf),         // A8.8.247
    row("1101 1111 iiii iiii", "svc", svc),         // A8.8.228
    row("1110 0iii iiii iiii", "b", b, offset_11),  // A8.8.18 T2
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t16() { return kRows; }

}  // namespace sosie::arm
