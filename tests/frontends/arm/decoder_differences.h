/// tests/frontends/arm/decoder_differences.h — where our decoder and Capstone 4.0.2 are known to disagree, and why.
#pragma once

#include <string_view>

#include "core/base/types.h"
#include "tests/support/arm/row_groups.h"

namespace sosie::arm {

/// Two names for one instruction.
struct SameInstruction {
  std::string_view ours, theirs;
};

/// Words with (word & mask) == bits that we call `ours` and Capstone `theirs`; "*" is any name.
struct Difference {
  Set set;
  u32 mask, bits;
  std::string_view ours, theirs, reason;
};

// clang-format off
inline constexpr SameInstruction kSameInstruction[] = {
    // A8.8: MOV (shifted register) is written LSL, LSR, ASR, ROR, RRX.
    {"mov", "lsl"}, {"mov", "lsr"}, {"mov", "asr"}, {"mov", "ror"}, {"mov", "rrx"},
    // A8.8.131, A8.8.133: POP and PUSH of several registers are LDM and STMDB of SP!.
    {"ldm", "pop"}, {"stmdb", "push"},
    // A8.8.12: ADR is ADD or SUB of the PC.
    {"adr", "addw"}, {"adr", "subw"},
    // B, T, X and R of a mnemonic are bits of the encoding.
    {"smla", "smlabb"}, {"smla", "smlabt"}, {"smla", "smlatb"}, {"smla", "smlatt"},
    {"smul", "smulbb"}, {"smul", "smulbt"}, {"smul", "smultb"}, {"smul", "smultt"},
    {"smlal", "smlalbb"}, {"smlal", "smlalbt"}, {"smlal", "smlaltb"}, {"smlal", "smlaltt"},
    {"smlaw", "smlawb"}, {"smlaw", "smlawt"}, {"smulw", "smulwb"}, {"smulw", "smulwt"},
    {"smlad", "smladx"}, {"smlsd", "smlsdx"}, {"smuad", "smuadx"}, {"smusd", "smusdx"},
    {"smlald", "smlaldx"}, {"smlsld", "smlsldx"},
    {"smmla", "smmlar"}, {"smmls", "smmlsr"}, {"smmul", "smmulr"},
    {"vcmp", "vcmpe"}, {"vcvt", "vcvtr"}, {"vcvtb", "vcvtt"},
    // A8.8.332, A8.8.412, A8.8.50: increment after is not written; an odd number of words makes the X forms.
    {"vldm", "vldmia"}, {"vstm", "vstmia"},
    {"vldm", "fldmiax"}, {"vldmdb", "fldmdbx"}, {"vstm", "fstmiax"}, {"vstmdb", "fstmdbx"},
    // A8.8.346: VSHLL by nothing.
    {"vshll", "vmovl"},
    {"vtbl", "vtbx"},
    // A8.8.367, A8.8.368
    {"vldm", "vpop"}, {"vstmdb", "vpush"},
};
// clang-format on

// Bits that should be 0 or 1 ('-' and '+' in the rows) need no entry: the test knows the rows.
// clang-format off
inline constexpr Difference kDifferences[] = {
    {Set::kT16, 0xffff, 0xdefe, "udf", "trap", "LLVM's trap is one of the UDF words"},
    {Set::kT16, 0xf0ff, 0xc000, "*", "undefined", "LDM, STM of no register: UNPREDICTABLE, does nothing here"},
    {Set::kT16, 0xf7ff, 0xb400, "*", "undefined", "PUSH, POP of no register: UNPREDICTABLE, does nothing here"},

    {Set::kT32, 0xffff'd000, 0xf3af'8000, "cps", "undefined", "imod or M that select nothing: UNPREDICTABLE, NOP here"},
    {Set::kT32, 0xfe70'f000, 0xf830'f000, "hint", "undefined", "unallocated memory hints are NOPs (A6.3.8)"},
    {Set::kT32, 0xff7f'f000, 0xf83f'f000, "pld", "undefined", "PLD (literal) with its (0) bit set (A8.8.127)"},
    {Set::kT32, 0xffd0'0000, 0xe890'0000, "ldm", "undefined", "a list with SP, or PC and LR: UNPREDICTABLE, loaded"},
    {Set::kT32, 0xffd0'ffff, 0xe910'0000, "ldmdb", "undefined", "LDM of no register: UNPREDICTABLE, loads nothing here"},
    {Set::kT32, 0xfe50'0000, 0xe800'0000, "*", "undefined", "STM of SP or PC: UNPREDICTABLE, stored here"},
    {Set::kT32, 0xffe0'df00, 0xf380'8000, "msr", "undefined", "MSR of no field: UNPREDICTABLE, does nothing here"},
    {Set::kT32, 0xfbf0'8000, 0xf360'0000, "undefined", "*", "BFC, BFI with msb < lsb: UNPREDICTABLE, as in QEMU"},
    {Set::kT32, 0xfb70'8000, 0xf340'0000, "undefined", "*", "SBFX, UBFX beyond bit 31: UNPREDICTABLE, as in QEMU"},
    {Set::kT32, 0xec00'0800, 0xec00'0000, "undefined", "*", "coprocessors 0 to 7: undefined in user mode"},
    {Set::kT32, 0xec00'0e00, 0xec00'0800, "undefined", "*", "coprocessors 8, 9: undefined in user mode"},
    {Set::kT32, 0xec00'0c00, 0xec00'0c00, "undefined", "*", "coprocessors 12 to 15: undefined but for rows"},
    {Set::kT32, 0xff80'0e00, 0xec80'0a00, "undefined", "*", "VLDM, VSTM of none or beyond the last: as in QEMU"},
    {Set::kT32, 0xffa0'0e00, 0xed20'0a00, "undefined", "*", "VLDM, VSTM of none or beyond the last: as in QEMU"},
    {Set::kT32, 0xfe40'0f01, 0xec40'0b01, "*", "undefined", "FLDMX, FSTMX of D16 and what follows: as in QEMU"},
    {Set::kT32, 0xffba'0e50, 0xeeba'0a40, "undefined", "vcvt", "more bits after the point than bits: UNPREDICTABLE"},
    {Set::kT32, 0xffe0'0f10, 0xeee0'0a10, "undefined", "*", "FPSID, MVFR0, MVFR1, FPEXC: not the user's (B9.3.21)"},
    {Set::kT32, 0xffbf'0e50, 0xeeb6'0a40, "undefined", "*", "VRINTR, VRINTZ: of ARMv8"},
    {Set::kT32, 0xffbf'0ed0, 0xeeb7'0a40, "undefined", "vrintx", "of ARMv8"},
    {Set::kT32, 0xff00'0e00, 0xfe00'0a00, "undefined", "*", "VSEL, VMAXNM, VRINTA, VCVTA …: of ARMv8"},
    {Set::kT32, 0xfe00'0e00, 0xfc00'0a00, "undefined", "*", "LDC2, STC2 of coprocessors 10, 11: undefined (A6.3.18)"},
    {Set::kT32, 0xfff0'f000, 0xf7e0'8000, "undefined", "hvc", "undefined in user mode (B9.3.3)"},
    {Set::kT32, 0xfff0'f000, 0xf7f0'8000, "undefined", "smc", "undefined in user mode (B9.3.14)"},
    {Set::kT32, 0xffff'ff00, 0xf3de'8f00, "undefined", "*", "ERET, SUBS PC, LR: UNPREDICTABLE in user mode (B9.3.19)"},
    {Set::kT32, 0xfff0'd020, 0xf390'8000, "undefined", "msr", "the SPSR: UNPREDICTABLE in user mode (B9.3.12)"},
    {Set::kT32, 0xffe0'd020, 0xf380'8020, "undefined", "msr", "banked registers: UNPREDICTABLE in user mode (B9.3.10)"},
    {Set::kT32, 0xffe0'd020, 0xf3e0'8020, "undefined", "mrs", "banked registers: UNPREDICTABLE in user mode (B9.3.9)"},
    {Set::kT32, 0xff1f'0000, 0xf90f'0000, "undefined", "*", "VLD1 and its kin from the PC: UNPREDICTABLE"},
    {Set::kT32, 0xff50'8000, 0xf940'8000, "undefined", "*", "VLD1 and its kin of registers beyond D31: UNPREDICTABLE"},
    {Set::kT32, 0xffbc'0c90, 0xffbc'0880, "undefined", "*", "VTBL, VTBX of registers beyond D31: as in QEMU"},

    {Set::kA32, 0x0e00'ffff, 0x0800'0000, "*", "undefined", "LDM, STM of no register: UNPREDICTABLE, do nothing here"},
    {Set::kA32, 0xff1f'0000, 0xf40f'0000, "undefined", "*", "VLD1 and its kin from the PC: UNPREDICTABLE"},
    {Set::kA32, 0xff50'8000, 0xf440'8000, "undefined", "*", "VLD1 and its kin of registers beyond D31: UNPREDICTABLE"},
    {Set::kA32, 0xffbc'0c90, 0xf3bc'0880, "undefined", "*", "VTBL, VTBX of registers beyond D31: as in QEMU"},
    {Set::kA32, 0xfff1'0020, 0xf100'0000, "cps", "undefined", "imod or M that select nothing: UNPREDICTABLE, NOP here"},
    {Set::kA32, 0xfd70'0000, 0xf410'0000, "hint", "undefined", "unallocated memory hints are NOPs (A5.7.1)"},
    {Set::kA32, 0x0fe0'0090, 0x01a0'0090, "*", "undefined", "LDREXD, STREXD of R14 and PC: UNPREDICTABLE"},
    {Set::kA32, 0x0fbf'00f0, 0x0120'0000, "msr", "undefined", "MSR of no field: UNPREDICTABLE, does nothing here"},
    {Set::kA32, 0x0fe0'0070, 0x07c0'0010, "undefined", "*", "BFC, BFI with msb < lsb: UNPREDICTABLE, as in QEMU"},
    {Set::kA32, 0x0fa0'0070, 0x07a0'0050, "undefined", "*", "SBFX, UBFX beyond bit 31: UNPREDICTABLE, as in QEMU"},
    {Set::kA32, 0x0e00'0800, 0x0c00'0000, "undefined", "*", "coprocessors 0 to 7: undefined in user mode"},
    {Set::kA32, 0x0e00'0e00, 0x0c00'0800, "undefined", "*", "coprocessors 8, 9: undefined in user mode"},
    {Set::kA32, 0x0e00'0c00, 0x0c00'0c00, "undefined", "*", "coprocessors 12 to 15: undefined in user mode"},
    {Set::kA32, 0x0f00'0800, 0x0e00'0000, "undefined", "*", "coprocessors 0 to 7: undefined in user mode"},
    {Set::kA32, 0x0f00'0e00, 0x0e00'0800, "undefined", "*", "coprocessors 8, 9: undefined in user mode"},
    {Set::kA32, 0x0f00'0c00, 0x0e00'0c00, "undefined", "*", "coprocessors 12 to 15: undefined but for rows"},
    {Set::kA32, 0x0f80'0e00, 0x0c80'0a00, "undefined", "*", "VLDM, VSTM of none or beyond the last: as in QEMU"},
    {Set::kA32, 0x0fa0'0e00, 0x0d20'0a00, "undefined", "*", "VLDM, VSTM of none or beyond the last: as in QEMU"},
    {Set::kA32, 0x0e40'0f01, 0x0c40'0b01, "*", "undefined", "FLDMX, FSTMX of D16 and what follows: as in QEMU"},
    {Set::kA32, 0x0fba'0e50, 0x0eba'0a40, "undefined", "vcvt", "more bits after the point than bits: UNPREDICTABLE"},
    {Set::kA32, 0x0fe0'0f10, 0x0ee0'0a10, "undefined", "*", "FPSID, MVFR0, MVFR1, FPEXC: not the user's (B9.3.21)"},
    {Set::kA32, 0x0fbf'0e50, 0x0eb6'0a40, "undefined", "*", "VRINTR, VRINTZ: of ARMv8"},
    {Set::kA32, 0x0fbf'0ed0, 0x0eb7'0a40, "undefined", "vrintx", "of ARMv8"},
    {Set::kA32, 0xff00'0e00, 0xfe00'0a00, "undefined", "*", "VSEL, VMAXNM, VRINTA, VCVTA …: of ARMv8"},
    {Set::kA32, 0xfe00'0e00, 0xfc00'0a00, "undefined", "*", "LDC2, STC2 of coprocessors 10, 11: undefined (A5.7)"},
    {Set::kA32, 0x0ff0'00f0, 0x0140'0070, "undefined", "hvc", "undefined in user mode (B9.3.3)"},
    {Set::kA32, 0x0fb0'00f0, 0x0100'0000, "undefined", "mrs", "SPSR, banked registers: UNPREDICTABLE in user mode"},
    {Set::kA32, 0x0fb0'0000, 0x0320'0000, "undefined", "msr", "the SPSR: UNPREDICTABLE in user mode"},
    {Set::kA32, 0x0fb0'00f0, 0x0120'0000, "undefined", "msr", "SPSR, banked registers: UNPREDICTABLE in user mode"},
    {Set::kA32, 0x0e40'0000, 0x0840'0000, "undefined", "*", "LDM, STM of user registers, SRS, RFE: not for user mode"},
    {Set::kA32, 0xfe50'0000, 0xf810'0000, "undefined", "*", "RFE: UNPREDICTABLE in user mode (B9.3.13)"},
    {Set::kA32, 0x0e10'10d0, 0x0000'10d0, "undefined", "*", "LDRD, STRD of an odd register: UNPREDICTABLE"},
    {Set::kA32, 0x0ff0'10f0, 0x01b0'1090, "undefined", "ldrexd", "LDREXD of an odd register: UNPREDICTABLE"},
    {Set::kA32, 0x0ff0'00f1, 0x01a0'0091, "undefined", "strexd", "STREXD of an odd register: UNPREDICTABLE"},
};
// clang-format on

}  // namespace sosie::arm
