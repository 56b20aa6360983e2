// Loads and stores of one or two registers in the ARM instruction set. Source: ARM DDI 0406C.d, A5.2.8, A5.2.9, A5.3,
// A5.7.1, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/load_store.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// A write-back with the PC as base is UNPREDICTABLE: the PC does not change.
// clang-format off
constexpr Row kRows[] = {
    // A5.3: words and unsigned bytes. P = 1, then post-indexed, then the unprivileged forms.
    row("cccc 0101 U0W0 nnnn tttt iiii iiii iiii", "str", pre(str, imm_offset)),      // A8.8.204
    row("cccc 0100 U000 nnnn tttt iiii iiii iiii", "str", post(str, imm_offset)),     // A8.8.204
    row("cccc 0100 U010 nnnn tttt iiii iiii iiii", "strt", post(str, imm_offset)),    // A8.8.220
    row("cccc 0111 U0W0 nnnn tttt iiii iyy0 mmmm", "str", pre(str, reg_offset)),      // A8.8.205
    row("cccc 0110 U000 nnnn tttt iiii iyy0 mmmm", "str", post(str, reg_offset)),     // A8.8.205
    row("cccc 0110 U010 nnnn tttt iiii iyy0 mmmm", "strt", post(str, reg_offset)),    // A8.8.220
    row("cccc 0101 U0W1 nnnn tttt iiii iiii iiii", "ldr", pre(ldr, imm_offset)),      // A8.8.63, A8.8.64
    row("cccc 0100 U001 nnnn tttt iiii iiii iiii", "ldr", post(ldr, imm_offset)),     // A8.8.63
    row("cccc 0100 U011 nnnn tttt iiii iiii iiii", "ldrt", post(ldr, imm_offset)),    // A8.8.92
    row("cccc 0111 U0W1 nnnn tttt iiii iyy0 mmmm", "ldr", pre(ldr, reg_offset)),      // A8.8.66
    row("cccc 0110 U001 nnnn tttt iiii iyy0 mmmm", "ldr", post(ldr, reg_offset)),     // A8.8.66
    row("cccc 0110 U011 nnnn tttt iiii iyy0 mmmm", "ldrt", post(ldr, reg_offset)),    // A8.8.92
    row("cccc 0101 U1W0 nnnn tttt iiii iiii iiii", "strb", pre(strb, imm_offset)),    // A8.8.207
    row("cccc 0100 U100 nnnn tttt iiii iiii iiii", "strb", post(strb, imm_offset)),   // A8.8.207
    row("cccc 0100 U110 nnnn tttt iiii iiii iiii", "strbt", post(strb, imm_offset)),  // A8.8.209
    row("cccc 0111 U1W0 nnnn tttt iiii iyy0 mmmm", "strb", pre(strb, reg_offset)),    // A8.8.208
    row("cccc 0110 U100 nnnn tttt iiii iyy0 mmmm", "strb", post(strb, reg_offset)),   // A8.8.208
    row("cccc 0110 U110 nnnn tttt iiii iyy0 mmmm", "strbt", post(strb, reg_offset)),  // A8.8.209
    row("cccc 0101 U1W1 nnnn tttt iiii iiii iiii", "ldrb", pre(ldrb, imm_offset)),    // A8.8.68, A8.8.69
    row("cccc 0100 U101 nnnn tttt iiii iiii iiii", "ldrb", post(ldrb, imm_offset)),   // A8.8.68
    row("cccc 0100 U111 nnnn tttt iiii iiii iiii", "ldrbt", post(ldrb, imm_offset)),  // A8.8.71
    row("cccc 0111 U1W1 nnnn tttt iiii iyy0 mmmm", "ldrb", pre(ldrb, reg_offset)),    // A8.8.70
    row("cccc 0110 U101 nnnn tttt iiii iyy0 mmmm", "ldrb", post(ldrb, reg_offset)),   // A8.8.70
    row("cccc 0110 U111 nnnn tttt iiii iyy0 mmmm", "ldrbt", post(ldrb, reg_offset)),  // A8.8.71

    // A5.2.8, A5.2.9: halfwords and signed bytes
    row("cccc 0001 U1W0 nnnn tttt iiii 1011 iiii", "strh", pre(strh, imm_offset)),      // A8.8.217
    row("cccc 0000 U100 nnnn tttt iiii 1011 iiii", "strh", post(strh, imm_offset)),     // A8.8.217
    row("cccc 0000 U110 nnnn tttt iiii 1011 iiii", "strht", post(strh, imm_offset)),    // A8.8.219
    row("cccc 0001 U0W0 nnnn tttt ---- 1011 mmmm", "strh", pre(strh, reg_offset)),      // A8.8.218
    row("cccc 0000 U000 nnnn tttt ---- 1011 mmmm", "strh", post(strh, reg_offset)),     // A8.8.218
    row("cccc 0000 U010 nnnn tttt ---- 1011 mmmm", "strht", post(strh, reg_offset)),    // A8.8.219
    row("cccc 0001 U1W1 nnnn tttt iiii 1011 iiii", "ldrh", pre(ldrh, imm_offset)),      // A8.8.80, A8.8.81
    row("cccc 0000 U101 nnnn tttt iiii 1011 iiii", "ldrh", post(ldrh, imm_offset)),     // A8.8.80
    row("cccc 0000 U111 nnnn tttt iiii 1011 iiii", "ldrht", post(ldrh, imm_offset)),    // A8.8.83
    row("cccc 0001 U0W1 nnnn tttt ---- 1011 mmmm", "ldrh", pre(ldrh, reg_offset)),      // A8.8.82
    row("cccc 0000 U001 nnnn tttt ---- 1011 mmmm", "ldrh", post(ldrh, reg_offset)),     // A8.8.82
    row("cccc 0000 U011 nnnn tttt ---- 1011 mmmm", "ldrht", post(ldrh, reg_offset)),    // A8.8.83
    row("cccc 0001 U1W1 nnnn tttt iiii 1101 iiii", "ldrsb", pre(ldrsb, imm_offset)),    // A8.8.84, A8.8.85
    row("cccc 0000 U101 nnnn tttt iiii 1101 iiii", "ldrsb", post(ldrsb, imm_offset)),   // A8.8.84
    row("cccc 0000 U111 nnnn tttt iiii 1101 iiii", "ldrsbt", post(ldrsb, imm_offset)),  // A8.8.87
    row("cccc 0001 U0W1 nnnn tttt ---- 1101 mmmm", "ldrsb", pre(ldrsb, reg_offset)),    // A8.8.86
    row("cccc 0000 U001 nnnn tttt ---- 1101 mmmm", "ldrsb", post(ldrsb, reg_offset)),   // A8.8.86
    row("cccc 0000 U011 nnnn tttt ---- 1101 mmmm", "ldrsbt", post(ldrsb, reg_offset)),  // A8.8.87
    row("cccc 0001 U1W1 nnnn tttt iiii 1111 iiii", "ldrsh", pre(ldrsh, imm_offset)),    // A8.8.88, A8.8.89
    row("cccc 0000 U101 nnnn tttt iiii 1111 iiii", "ldrsh", post(ldrsh, imm_offset)),   // A8.8.88
    row("cccc 0000 U111 nnnn tttt iiii 1111 iiii", "ldrsht", post(ldrsh, imm_offset)),  // A8.8.91
    row("cccc 0001 U0W1 nnnn tttt ---- 1111 mmmm", "ldrsh", pre(ldrsh, reg_offset)),    // A8.8.90
    row("cccc 0000 U001 nnnn tttt ---- 1111 mmmm", "ldrsh", post(ldrsh, reg_offset)),   // A8.8.90
    row("cccc 0000 U011 nnnn tttt ---- 1111 mmmm", "ldrsht", post(ldrsh, reg_offset)),  // A8.8.91

    // A5.2.8: doublewords. P = 0 with W = 1 is UNPREDICTABLE: undefined.
    row("cccc 0001 U1W0 nnnn tttt iiii 1101 iiii", "ldrd", pre(ldrd, imm_offset), register_pair),   // A8.8.72
    row("cccc 0000 U100 nnnn tttt iiii 1101 iiii", "ldrd", post(ldrd, imm_offset), register_pair),  // A8.8.72
    row("cccc 0001 U0W0 nnnn tttt ---- 1101 mmmm", "ldrd", pre(ldrd, reg_offset), register_pair),   // A8.8.74
    row("cccc 0000 U000 nnnn tttt ---- 1101 mmmm", "ldrd", post(ldrd, reg_offset), register_pair),  // A8.8.74
    row("cccc 0001 U1W0 nnnn tttt iiii 1111 iiii", "strd", pre(strd, imm_offset), register_pair),   // A8.8.210
    row("cccc 0000 U100 nnnn tttt iiii 1111 iiii", "strd", post(strd, imm_offset), register_pair),  // A8.8.210
    row("cccc 0001 U0W0 nnnn tttt ---- 1111 mmmm", "strd", pre(strd, reg_offset), register_pair),   // A8.8.211
    row("cccc 0000 U000 nnnn tttt ---- 1111 mmmm", "strd", post(strd, reg_offset), register_pair),  // A8.8.211

    // A5.7.1: preload hints, and those that have no name yet
    row("1111 0101 U101 nnnn ++++ iiii iiii iiii", "pld", preload),   // A8.8.126, A8.8.127
    row("1111 0101 U001 nnnn ++++ iiii iiii iiii", "pldw", preload),  // A8.8.126
    row("1111 0111 U101 nnnn ++++ iiii iyy0 mmmm", "pld", preload),   // A8.8.128
    row("1111 0111 U001 nnnn ++++ iiii iyy0 mmmm", "pldw", preload),  // A8.8.128
    row("1111 0100 U101 nnnn ++++ iiii iiii iiii", "pli", preload),   // A8.8.129
    row("1111 0110 U101 nnnn ++++ iiii iyy0 mmmm", "pli", preload),   // A8.8.130
    row("1111 0100 U001 nnnn tttt iiii iiii iiii", "hint", preload),  // A5.7.1: unallocated
    row("1111 0110 U001 nnnn tttt iiii iyy0 mmmm", "hint", preload),  // A5.7.1: unallocated
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_load_store() { return kRows; }

}  // namespace sosie::arm
