// Loads and stores of 32-bit Thumb. Source: ARM DDI 0406C.d, A6.3.5 to A6.3.10, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/load_store_multiple.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/synchronization.h"
#include "frontends/arm/thumb.h"

namespace sosie::arm {

namespace {

// SRS and RFE are not the user's: undefined. An immediate of eight bits is P U W : imm8.
// clang-format off
constexpr Row kRows[] = {
    // A6.3.5: multiple registers
    row("1110 1000 10W0 nnnn iiii iiii iiii iiii", "stm", stm<Block::kIa>),    // A8.8.199
    row("1110 1001 00W0 nnnn iiii iiii iiii iiii", "stmdb", stm<Block::kDb>),  // A8.8.201, PUSH A8.8.133
    row("1110 1000 10W1 nnnn iiii iiii iiii iiii", "ldm", ldm<Block::kIa>),    // A8.8.57, POP A8.8.131
    row("1110 1001 00W1 nnnn iiii iiii iiii iiii", "ldmdb", ldm<Block::kDb>),  // A8.8.60

    // A6.3.6: two registers, exclusive accesses, table branches
    row("1110 1001 U1W0 nnnn tttt aaaa iiii iiii", "strd", pre(strd, imm_offset), scale<2>),   // A8.8.210
    row("1110 1000 U110 nnnn tttt aaaa iiii iiii", "strd", post(strd, imm_offset), scale<2>),  // A8.8.210
    row("1110 1001 U1W1 nnnn tttt aaaa iiii iiii", "ldrd", pre(ldrd, imm_offset), scale<2>),   // A8.8.72, A8.8.73
    row("1110 1000 U111 nnnn tttt aaaa iiii iiii", "ldrd", post(ldrd, imm_offset), scale<2>),  // A8.8.72
    row("1110 1000 0100 nnnn tttt dddd iiii iiii", "strex", store_exclusive<u32>, scale<2>),   // A8.8.212
    row("1110 1000 0101 nnnn tttt ++++ iiii iiii", "ldrex", load_exclusive<u32>, scale<2>),    // A8.8.75
    row("1110 1000 1100 nnnn tttt ++++ 0100 dddd", "strexb", store_exclusive<u8>),             // A8.8.213
    row("1110 1000 1100 nnnn tttt ++++ 0101 dddd", "strexh", store_exclusive<u16>),            // A8.8.215
    row("1110 1000 1100 nnnn tttt aaaa 0111 dddd", "strexd", store_exclusive<u64>),            // A8.8.214
    row("1110 1000 1101 nnnn tttt ++++ 0100 ++++", "ldrexb", load_exclusive<u8>),              // A8.8.76
    row("1110 1000 1101 nnnn tttt ++++ 0101 ++++", "ldrexh", load_exclusive<u16>),             // A8.8.78
    row("1110 1000 1101 nnnn tttt aaaa 0111 ++++", "ldrexd", load_exclusive<u64>),             // A8.8.77
    row("1110 1000 1101 nnnn ++++ ---- 0000 mmmm", "tbb", table_branch<u8>),                   // A8.8.236
    row("1110 1000 1101 nnnn ++++ ---- 0001 mmmm", "tbh", table_branch<u16>),                  // A8.8.236

    // A6.3.7: words
    row("1111 1000 1101 nnnn tttt iiii iiii iiii, n != 1111", "ldr", pre(ldr, imm_offset), add_offset),   // A8.8.62
    row("1111 1000 0101 nnnn tttt 1100 iiii iiii, n != 1111", "ldr", pre(ldr, imm_offset)),               // A8.8.62
    row("1111 1000 0101 nnnn tttt 11U1 iiii iiii, n != 1111", "ldr", pre(ldr, imm_offset), write_back),   // A8.8.62
    row("1111 1000 0101 nnnn tttt 10U1 iiii iiii, n != 1111", "ldr", post(ldr, imm_offset)),              // A8.8.62
    row("1111 1000 0101 nnnn tttt 1110 iiii iiii, n != 1111", "ldrt", pre(ldr, imm_offset), add_offset),  // A8.8.92
    row("1111 1000 0101 nnnn tttt 0000 00ii mmmm, n != 1111", "ldr", pre(ldr, reg_offset), add_offset),   // A8.8.65
    row("1111 1000 U101 1111 tttt iiii iiii iiii", "ldr", pre(ldr, imm_offset), literal),                 // A8.8.64

    // A6.3.8: halfwords
    row("1111 1000 1011 nnnn tttt iiii iiii iiii, n != 1111", "ldrh", pre(ldrh, imm_offset), add_offset),     // A8.8.79
    row("1111 1000 0011 nnnn tttt 1100 iiii iiii, n != 1111", "ldrh", pre(ldrh, imm_offset)),                 // A8.8.79
    row("1111 1000 0011 nnnn tttt 11U1 iiii iiii, n != 1111", "ldrh", pre(ldrh, imm_offset), write_back),     // A8.8.79
    row("1111 1000 0011 nnnn tttt 10U1 iiii iiii, n != 1111", "ldrh", post(ldrh, imm_offset)),                // A8.8.79
    row("1111 1000 0011 nnnn tttt 1110 iiii iiii, n != 1111", "ldrht", pre(ldrh, imm_offset), add_offset),    // A8.8.83
    row("1111 1000 0011 nnnn tttt 0000 00ii mmmm, n != 1111", "ldrh", pre(ldrh, reg_offset), add_offset),     // A8.8.82
    row("1111 1000 U011 1111 tttt iiii iiii iiii", "ldrh", pre(ldrh, imm_offset), literal),                   // A8.8.81
    row("1111 1001 1011 nnnn tttt iiii iiii iiii, n != 1111", "ldrsh", pre(ldrsh, imm_offset), add_offset),   // A8.8.88
    row("1111 1001 0011 nnnn tttt 1100 iiii iiii, n != 1111", "ldrsh", pre(ldrsh, imm_offset)),               // A8.8.88
    row("1111 1001 0011 nnnn tttt 11U1 iiii iiii, n != 1111", "ldrsh", pre(ldrsh, imm_offset), write_back),   // A8.8.88
    row("1111 1001 0011 nnnn tttt 10U1 iiii iiii, n != 1111", "ldrsh", post(ldrsh, imm_offset)),              // A8.8.88
    row("1111 1001 0011 nnnn tttt 1110 iiii iiii, n != 1111", "ldrsht", pre(ldrsh, imm_offset), add_offset),  // A8.8.91
    row("1111 1001 0011 nnnn tttt 0000 00ii mmmm, n != 1111", "ldrsh", pre(ldrsh, reg_offset), add_offset),   // A8.8.90
    row("1111 1001 U011 1111 tttt iiii iiii iiii", "ldrsh", pre(ldrsh, imm_offset), literal),                 // A8.8.89

    // A6.3.9: bytes
    row("1111 1000 1001 nnnn tttt iiii iiii iiii, n != 1111", "ldrb", pre(ldrb, imm_offset), add_offset),     // A8.8.67
    row("1111 1000 0001 nnnn tttt 1100 iiii iiii, n != 1111", "ldrb", pre(ldrb, imm_offset)),                 // A8.8.67
    row("1111 1000 0001 nnnn tttt 11U1 iiii iiii, n != 1111", "ldrb", pre(ldrb, imm_offset), write_back),     // A8.8.67
    row("1111 1000 0001 nnnn tttt 10U1 iiii iiii, n != 1111", "ldrb", post(ldrb, imm_offset)),                // A8.8.67
    row("1111 1000 0001 nnnn tttt 1110 iiii iiii, n != 1111", "ldrbt", pre(ldrb, imm_offset), add_offset),    // A8.8.71
    row("1111 1000 0001 nnnn tttt 0000 00ii mmmm, n != 1111", "ldrb", pre(ldrb, reg_offset), add_offset),     // A8.8.70
    row("1111 1000 U001 1111 tttt iiii iiii iiii", "ldrb", pre(ldrb, imm_offset), literal),                   // A8.8.69
    row("1111 1001 1001 nnnn tttt iiii iiii iiii, n != 1111", "ldrsb", pre(ldrsb, imm_offset), add_offset),   // A8.8.84
    row("1111 1001 0001 nnnn tttt 1100 iiii iiii, n != 1111", "ldrsb", pre(ldrsb, imm_offset)),               // A8.8.84
    row("1111 1001 0001 nnnn tttt 11U1 iiii iiii, n != 1111", "ldrsb", pre(ldrsb, imm_offset), write_back),   // A8.8.84
    row("1111 1001 0001 nnnn tttt 10U1 iiii iiii, n != 1111", "ldrsb", post(ldrsb, imm_offset)),              // A8.8.84
    row("1111 1001 0001 nnnn tttt 1110 iiii iiii, n != 1111", "ldrsbt", pre(ldrsb, imm_offset), add_offset),  // A8.8.87
    row("1111 1001 0001 nnnn tttt 0000 00ii mmmm, n != 1111", "ldrsb", pre(ldrsb, reg_offset), add_offset),   // A8.8.86
    row("1111 1001 U001 1111 tttt iiii iiii iiii", "ldrsb", pre(ldrsb, imm_offset), literal),                 // A8.8.85

    // A6.3.8, A6.3.9 with Rt = 15: hints
    row("1111 1000 1001 nnnn 1111 iiii iiii iiii, n != 1111", "pld", preload),   // A8.8.126
    row("1111 1000 0001 nnnn 1111 1100 iiii iiii, n != 1111", "pld", preload),   // A8.8.126
    row("1111 1000 0001 nnnn 1111 0000 00ii mmmm, n != 1111", "pld", preload),   // A8.8.128
    row("1111 1000 U001 1111 1111 iiii iiii iiii", "pld", preload),              // A8.8.127
    row("1111 1000 1011 nnnn 1111 iiii iiii iiii, n != 1111", "pldw", preload),  // A8.8.126
    row("1111 1000 0011 nnnn 1111 1100 iiii iiii, n != 1111", "pldw", preload),  // A8.8.126
    row("1111 1000 0011 nnnn 1111 0000 00ii mmmm, n != 1111", "pldw", preload),  // A8.8.128
    row("1111 1000 U011 1111 1111 iiii iiii iiii", "pld", preload),              // A8.8.127
    row("1111 1001 1001 nnnn 1111 iiii iiii iiii, n != 1111", "pli", preload),   // A8.8.129
    row("1111 1001 0001 nnnn 1111 1100 iiii iiii, n != 1111", "pli", preload),   // A8.8.129
    row("1111 1001 0001 nnnn 1111 0000 00ii mmmm, n != 1111", "pli", preload),   // A8.8.130
    row("1111 1001 U001 1111 1111 iiii iiii iiii", "pli", preload),              // A8.8.129
    row("1111 1001 1011 nnnn 1111 iiii iiii iiii, n != 1111", "hint", preload),  // unallocated
    row("1111 1001 0011 nnnn 1111 1100 iiii iiii, n != 1111", "hint", preload),  // unallocated
    row("1111 1001 0011 nnnn 1111 0000 00ii mmmm, n != 1111", "hint", preload),  // unallocated
    row("1111 1001 U011 1111 1111 iiii iiii iiii", "hint", preload),             // unallocated

    // A6.3.10: stores. Rn = 15 is undefined.
    row("1111 1000 1000 nnnn tttt iiii iiii iiii, n != 1111", "strb", pre(strb, imm_offset), add_offset),   // A8.8.206
    row("1111 1000 0000 nnnn tttt 1100 iiii iiii, n != 1111", "strb", pre(strb, imm_offset)),               // A8.8.206
    row("1111 1000 0000 nnnn tttt 11U1 iiii iiii, n != 1111", "strb", pre(strb, imm_offset), write_back),   // A8.8.206
    row("1111 1000 0000 nnnn tttt 10U1 iiii iiii, n != 1111", "strb", post(strb, imm_offset)),              // A8.8.206
    row("1111 1000 0000 nnnn tttt 1110 iiii iiii, n != 1111", "strbt", pre(strb, imm_offset), add_offset),  // A8.8.209
    row("1111 1000 0000 nnnn tttt 0000 00ii mmmm, n != 1111", "strb", pre(strb, reg_offset), add_offset),   // A8.8.208
    row("1111 1000 1010 nnnn tttt iiii iiii iiii, n != 1111", "strh", pre(strh, imm_offset), add_offset),   // A8.8.216
    row("1111 1000 0010 nnnn tttt 1100 iiii iiii, n != 1111", "strh", pre(strh, imm_offset)),               // A8.8.216
    row("1111 1000 0010 nnnn tttt 11U1 iiii iiii, n != 1111", "strh", pre(strh, imm_offset), write_back),   // A8.8.216
    row("1111 1000 0010 nnnn tttt 10U1 iiii iiii, n != 1111", "strh", post(strh, imm_offset)),              // A8.8.216
    row("1111 1000 0010 nnnn tttt 1110 iiii iiii, n != 1111", "strht", pre(strh, imm_offset), add_offset),  // A8.8.219
    row("1111 1000 0010 nnnn tttt 0000 00ii mmmm, n != 1111", "strh", pre(strh, reg_offset), add_offset),   // A8.8.218
    row("1111 1000 1100 nnnn tttt iiii iiii iiii, n != 1111", "str", pre(str, imm_offset), add_offset),     // A8.8.203
    row("1111 1000 0100 nnnn tttt 1100 iiii iiii, n != 1111", "str", pre(str, imm_offset)),                 // A8.8.203
    row("1111 1000 0100 nnnn tttt 11U1 iiii iiii, n != 1111", "str", pre(str, imm_offset), write_back),     // A8.8.203
    row("1111 1000 0100 nnnn tttt 10U1 iiii iiii, n != 1111", "str", post(str, imm_offset)),                // A8.8.203
    row("1111 1000 0100 nnnn tttt 1110 iiii iiii, n != 1111", "strt", pre(str, imm_offset), add_offset),    // A8.8.220
    row("1111 1000 0100 nnnn tttt 0000 00ii mmmm, n != 1111", "str", pre(str, reg_offset), add_offset),     // A8.8.205
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t32_load_store() { return kRows; }

}  // namespace sosie::arm
