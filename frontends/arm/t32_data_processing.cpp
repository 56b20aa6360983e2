// Data-processing instructions of 32-bit Thumb. Source: ARM DDI 0406C.d, A6.3.1 (modified immediate), A6.3.3 (plain
// immediate), A6.3.11 (shifted register), A6.3.12 (shift by a register), sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/media.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/thumb.h"

namespace sosie::arm {

namespace {

/// MOVW, MOVT: imm16 = imm4:i:imm3:imm8, imm4 is read as x.
bool join_imm16(Insn& i) {
  i.imm |= u32{i.x} << 12;
  return true;
}

constexpr Row kRows[] = {
    row("1111 0i00 000S nnnn 0iii dddd iiii iiii", "and", with(and_, immediate), thumb_expand_imm),  // A8.8.13
    row("1111 0i00 0001 nnnn 0iii 1111 iiii iiii", "tst", with(tst, immediate), thumb_expand_imm),   // A8.8.240
    row("1111 0i00 001S nnnn 0iii dddd iiii iiii", "bic", with(bic, immediate), thumb_expand_imm),   // A8.8.21
    row("1111 0i00 010S nnnn 0iii dddd iiii iiii", "orr", with(orr, immediate), thumb_expand_imm),   // A8.8.122
    row("1111 0i00 010S 1111 0iii dddd iiii iiii", "mov", with(mov, immediate), thumb_expand_imm),   // A8.8.102
    row("1111 0i00 011S nnnn 0iii dddd iiii iiii", "orn", with(orn, immediate), thumb_expand_imm),   // A8.8.120
    row("1111 0i00 011S 1111 0iii dddd iiii iiii", "mvn", with(mvn, immediate), thumb_expand_imm),   // A8.8.115
    row("1111 0i00 100S nnnn 0iii dddd iiii iiii", "eor", with(eor, immediate), thumb_expand_imm),   // A8.8.46
    row("1111 0i00 1001 nnnn 0iii 1111 iiii iiii", "teq", with(teq, immediate), thumb_expand_imm),   // A8.8.237
    row("1111 0i01 000S nnnn 0iii dddd iiii iiii", "add", with(add, immediate), thumb_expand_imm),   // A8.8.4
    row("1111 0i01 0001 nnnn 0iii 1111 iiii iiii", "cmn", with(cmn, immediate), thumb_expand_imm),   // A8.8.34
    row("1111 0i01 010S nnnn 0iii dddd iiii iiii", "adc", with(adc, immediate), thumb_expand_imm),   // A8.8.1
    row("1111 0i01 011S nnnn 0iii dddd iiii iiii", "sbc", with(sbc, immediate), thumb_expand_imm),   // A8.8.161
    row("1111 0i01 101S nnnn 0iii dddd iiii iiii", "sub", with(sub, immediate), thumb_expand_imm),   // A8.8.221
    row("1111 0i01 1011 nnnn 0iii 1111 iiii iiii", "cmp", with(cmp, immediate), thumb_expand_imm),   // A8.8.37
    row("1111 0i01 110S nnnn 0iii dddd iiii iiii", "rsb", with(rsb, immediate), thumb_expand_imm),   // A8.8.152

    row("1111 0i10 0000 nnnn 0iii dddd iiii iiii", "addw", with(add, immediate)),  // A8.8.4 T4
    row("1111 0i10 0000 1111 0iii dddd iiii iiii", "adr", adr, add_offset),        // A8.8.12 T3
    row("1111 0i10 1010 nnnn 0iii dddd iiii iiii", "subw", with(sub, immediate)),  // A8.8.221 T4
    row("1111 0i10 1010 1111 0iii dddd iiii iiii", "adr", adr),                    // A8.8.12 T2
    row("1111 0i10 0100 xxxx 0iii dddd iiii iiii", "movw", movw, join_imm16),      // A8.8.102 T3
    row("1111 0i10 1100 xxxx 0iii dddd iiii iiii", "movt", movt, join_imm16),      // A8.8.106

    row("1111 0-11 00y0 nnnn 0iii dddd ii-x xxxx", "ssat", saturate_word<kSigned>, lsl_or_asr),    // A8.8.193
    row("1111 0-11 0010 nnnn 0000 dddd 00-- xxxx", "ssat16", saturate_halves<kSigned>),            // A8.8.194
    row("1111 0-11 10y0 nnnn 0iii dddd ii-x xxxx", "usat", saturate_word<kUnsigned>, lsl_or_asr),  // A8.8.266
    row("1111 0-11 1010 nnnn 0000 dddd 00-- xxxx", "usat16", saturate_halves<kUnsigned>),          // A8.8.267
    row("1111 0-11 0100 nnnn 0iii dddd ii-x xxxx", "sbfx", sbfx, field_in_word),                   // A8.8.164
    row("1111 0-11 1100 nnnn 0iii dddd ii-x xxxx", "ubfx", ubfx, field_in_word),                   // A8.8.246
    row("1111 0-11 0110 nnnn 0iii dddd ii-x xxxx", "bfi", bfi, field_is_positive),                 // A8.8.20
    row("1111 0-11 0110 1111 0iii dddd ii-x xxxx", "bfc", bfc, field_is_positive),                 // A8.8.19

    row("1110 1010 000S nnnn -iii dddd iiyy mmmm", "and", with(and_, shifted_register)),  // A8.8.14
    row("1110 1010 0001 nnnn -iii 1111 iiyy mmmm", "tst", with(tst, shifted_register)),   // A8.8.241
    row("1110 1010 001S nnnn -iii dddd iiyy mmmm", "bic", with(bic, shifted_register)),   // A8.8.22
    row("1110 1010 010S nnnn -iii dddd iiyy mmmm", "orr", with(orr, shifted_register)),   // A8.8.123
    row("1110 1010 010S 1111 -iii dddd iiyy mmmm", "mov", with(mov, shifted_register)),   // A8.8.103, A8.8.94 ff.
    row("1110 1010 011S nnnn -iii dddd iiyy mmmm", "orn", with(orn, shifted_register)),   // A8.8.121
    row("1110 1010 011S 1111 -iii dddd iiyy mmmm", "mvn", with(mvn, shifted_register)),   // A8.8.116
    row("1110 1010 100S nnnn -iii dddd iiyy mmmm", "eor", with(eor, shifted_register)),   // A8.8.47
    row("1110 1010 1001 nnnn -iii 1111 iiyy mmmm", "teq", with(teq, shifted_register)),   // A8.8.238
    row("1110 1011 000S nnnn -iii dddd iiyy mmmm", "add", with(add, shifted_register)),   // A8.8.6
    row("1110 1011 0001 nnnn -iii 1111 iiyy mmmm", "cmn", with(cmn, shifted_register)),   // A8.8.35
    row("1110 1011 010S nnnn -iii dddd iiyy mmmm", "adc", with(adc, shifted_register)),   // A8.8.2
    row("1110 1011 011S nnnn -iii dddd iiyy mmmm", "sbc", with(sbc, shifted_register)),   // A8.8.162
    row("1110 1011 101S nnnn -iii dddd iiyy mmmm", "sub", with(sub, shifted_register)),   // A8.8.223
    row("1110 1011 1011 nnnn -iii 1111 iiyy mmmm", "cmp", with(cmp, shifted_register)),   // A8.8.38
    row("1110 1011 110S nnnn -iii dddd iiyy mmmm", "rsb", with(rsb, shifted_register)),   // A8.8.153
    row("1110 1010 1100 nnnn -iii dddd ii00 mmmm", "pkhbt", pkhbt),                       // A8.8.125
    row("1110 1010 1100 nnnn -iii dddd ii10 mmmm", "pkhtb", pkhtb),                       // A8.8.125

    row("1111 1010 000S mmmm 1111 dddd 0000 ssss", "lsl", with(mov, register_shifted), shift_by<kLsl>),  // A8.8.95
    row("1111 1010 001S mmmm 1111 dddd 0000 ssss", "lsr", with(mov, register_shifted), shift_by<kLsr>),  // A8.8.97
    row("1111 1010 010S mmmm 1111 dddd 0000 ssss", "asr", with(mov, register_shifted), shift_by<kAsr>),  // A8.8.17
    row("1111 1010 011S mmmm 1111 dddd 0000 ssss", "ror", with(mov, register_shifted), shift_by<kRor>),  // A8.8.150
};
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t32_data_processing() { return kRows; }

}  // namespace sosie::arm
