// Advanced SIMD: two registers and a shift amount. Source: ARM DDI 0406C.d, A7.4.4, sections of A8.8 by the row.
#include "frontends/arm/neon_shift.h"

#include "core/ir/builder.h"
#include "frontends/arm/neon_float.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

constexpr auto right = all<with_l, right_shift>;
constexpr auto left = all<with_l, left_shift>;
constexpr auto narrow = all<without_l, right_shift, even_m>;
constexpr auto lengthen = all<without_l, left_shift, even_d>;

// VMOVL is VSHLL by nothing (A8.8.346).
// clang-format off
constexpr RowPair kRows[] = {
    neon_row<"U 1daa aiii dddd 0000 aQm1 mmmm, a != 0000">("vshr", vshr<kFloor>, right),           // A8.8.398
    neon_row<"U 1daa aiii dddd 0001 aQm1 mmmm, a != 0000">("vsra", vsra<kFloor>, right),           // A8.8.402
    neon_row<"U 1daa aiii dddd 0010 aQm1 mmmm, a != 0000">("vrshr", vshr<kNearest>, right),        // A8.8.389
    neon_row<"U 1daa aiii dddd 0011 aQm1 mmmm, a != 0000">("vrsra", vsra<kNearest>, right),        // A8.8.393
    neon_row<"1 1daa aiii dddd 0100 aQm1 mmmm, a != 0000">("vsri", vsri, right),                   // A8.8.403
    neon_row<"0 1daa aiii dddd 0101 aQm1 mmmm, a != 0000">("vshl", vshl_imm, left),                // A8.8.395
    neon_row<"1 1daa aiii dddd 0101 aQm1 mmmm, a != 0000">("vsli", vsli, left),                    // A8.8.400
    neon_row<"1 1daa aiii dddd 0110 aQm1 mmmm, a != 0000">("vqshlu", vqshlu, left),                // A8.8.380
    neon_row<"U 1daa aiii dddd 0111 aQm1 mmmm, a != 0000">("vqshl", vqshl_imm, left),              // A8.8.380
    neon_row<"0 1daa aiii dddd 1000 00m1 mmmm, a != 000">("vshrn", vshrn<kFloor>, narrow),         // A8.8.399
    neon_row<"0 1daa aiii dddd 1000 01m1 mmmm, a != 000">("vrshrn", vshrn<kNearest>, narrow),      // A8.8.390
    neon_row<"1 1daa aiii dddd 1000 00m1 mmmm, a != 000">("vqshrun", vqshrun<kFloor>, narrow),     // A8.8.381
    neon_row<"1 1daa aiii dddd 1000 01m1 mmmm, a != 000">("vqrshrun", vqshrun<kNearest>, narrow),  // A8.8.378
    neon_row<"U 1daa aiii dddd 1001 00m1 mmmm, a != 000">("vqshrn", vqshrn<kFloor>, narrow),       // A8.8.381
    neon_row<"U 1daa aiii dddd 1001 01m1 mmmm, a != 000">("vqrshrn", vqshrn<kNearest>, narrow),    // A8.8.378
    neon_row<"U 1daa aiii dddd 1010 00m1 mmmm, a != 000">("vshll", vshll, lengthen),               // A8.8.397
    neon_row<"U 1d1i iiii dddd 1110 0Qm1 mmmm">("vcvt", float_from_fixed, float_fraction_bits),    // A8.8.307
    neon_row<"U 1d1i iiii dddd 1111 0Qm1 mmmm">("vcvt", float_to_fixed, float_fraction_bits),      // A8.8.307
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_shift() { return kA32.rows; }
std::span<const Row> t32_neon_shift() { return kT32.rows; }

}  // namespace sosie::arm
