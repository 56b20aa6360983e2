// Advanced SIMD: three registers of the same length, integers and bits. Source: ARM DDI 0406C.d, A7.4.1, sections of
// A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/neon_arithmetic.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

constexpr auto small = all<same_length, below_64>;
constexpr auto doubling = all<same_length, lanes_16_or_32>;
constexpr auto bytes = all<same_length, lanes_8>;
constexpr auto small_d = all<double_n, below_64>;

// VMOV (register) is VORR of a register with itself (A8.8.340).
// clang-format off
constexpr RowPair kRows[] = {
    neon_row<"U 0dzz nnnn dddd 0000 nQm0 mmmm">("vhadd", by_lane<kHalfAddU, kHalfAddS>, small),       // A8.8.319
    neon_row<"U 0dzz nnnn dddd 0000 nQm1 mmmm">("vqadd", vqadd, same_length),                         // A8.8.370
    neon_row<"U 0dzz nnnn dddd 0001 nQm0 mmmm">("vrhadd", by_lane<kHalfAddUpU, kHalfAddUpS>, small),  // A8.8.387
    neon_row<"0 0d00 nnnn dddd 0001 nQm1 mmmm">("vand", neon_vand, same_length),                      // A8.8.287
    neon_row<"0 0d01 nnnn dddd 0001 nQm1 mmmm">("vbic", neon_vbic, same_length),                      // A8.8.289
    neon_row<"0 0d10 nnnn dddd 0001 nQm1 mmmm">("vorr", neon_vorr, same_length),                      // A8.8.360
    neon_row<"0 0d11 nnnn dddd 0001 nQm1 mmmm">("vorn", neon_vorn, same_length),                      // A8.8.358
    neon_row<"1 0d00 nnnn dddd 0001 nQm1 mmmm">("veor", neon_veor, same_length),                      // A8.8.315
    neon_row<"1 0d01 nnnn dddd 0001 nQm1 mmmm">("vbsl", vbsl, same_length),                           // A8.8.290
    neon_row<"1 0d10 nnnn dddd 0001 nQm1 mmmm">("vbit", vbit, same_length),                           // A8.8.290
    neon_row<"1 0d11 nnnn dddd 0001 nQm1 mmmm">("vbif", vbif, same_length),                           // A8.8.290
    neon_row<"U 0dzz nnnn dddd 0010 nQm0 mmmm">("vhsub", by_lane<kHalfSubU, kHalfSubS>, small),       // A8.8.319
    neon_row<"U 0dzz nnnn dddd 0010 nQm1 mmmm">("vqsub", vqsub, same_length),                         // A8.8.382
    neon_row<"U 0dzz nnnn dddd 0011 nQm0 mmmm">("vcgt", by_lane<kGtU, kGtS>, small),                  // A8.8.295
    neon_row<"U 0dzz nnnn dddd 0011 nQm1 mmmm">("vcge", by_lane<kGeU, kGeS>, small),                  // A8.8.293
    neon_row<"U 0dzz nnnn dddd 0100 nQm0 mmmm">("vshl", shift_by_register<false>, same_length),       // A8.8.396
    neon_row<"U 0dzz nnnn dddd 0100 nQm1 mmmm">("vqshl", vqshl_reg<false>, same_length),              // A8.8.379
    neon_row<"U 0dzz nnnn dddd 0101 nQm0 mmmm">("vrshl", shift_by_register<true>, same_length),       // A8.8.388
    neon_row<"U 0dzz nnnn dddd 0101 nQm1 mmmm">("vqrshl", vqshl_reg<true>, same_length),              // A8.8.377
    neon_row<"U 0dzz nnnn dddd 0110 nQm0 mmmm">("vmax", by_lane<kMaxU, kMaxS>, small),                // A8.8.334
    neon_row<"U 0dzz nnnn dddd 0110 nQm1 mmmm">("vmin", by_lane<kMinU, kMinS>, small),                // A8.8.334
    neon_row<"U 0dzz nnnn dddd 0111 nQm0 mmmm">("vabd", by_lane<kAbsDiffU, kAbsDiffS>, small),        // A8.8.278
    neon_row<"U 0dzz nnnn dddd 0111 nQm1 mmmm">("vaba", vaba, small),                                 // A8.8.277
    neon_row<"0 0dzz nnnn dddd 1000 nQm0 mmmm">("vadd", by_lane<kAdd>, same_length),                  // A8.8.282
    neon_row<"1 0dzz nnnn dddd 1000 nQm0 mmmm">("vsub", by_lane<kSub>, same_length),                  // A8.8.414
    neon_row<"0 0dzz nnnn dddd 1000 nQm1 mmmm">("vtst", vtst, small),                                 // A8.8.421
    neon_row<"1 0dzz nnnn dddd 1000 nQm1 mmmm">("vceq", by_lane<kEq>, small),                         // A8.8.291
    neon_row<"0 0dzz nnnn dddd 1001 nQm0 mmmm">("vmla", lane_mla<kAdd>, small),                       // A8.8.336
    neon_row<"1 0dzz nnnn dddd 1001 nQm0 mmmm">("vmls", lane_mla<kSub>, small),                       // A8.8.336
    neon_row<"0 0dzz nnnn dddd 1001 nQm1 mmmm">("vmul", by_lane<kMul>, small),                        // A8.8.350
    neon_row<"1 0dzz nnnn dddd 1001 nQm1 mmmm">("vmul", vmul_polynomial, bytes),                      // A8.8.350
    neon_row<"U 0dzz nnnn dddd 1010 n0m0 mmmm">("vpmax", by_lane<kPairMaxU, kPairMaxS>, small_d),     // A8.8.365
    neon_row<"U 0dzz nnnn dddd 1010 n0m1 mmmm">("vpmin", by_lane<kPairMinU, kPairMinS>, small_d),     // A8.8.365
    neon_row<"0 0dzz nnnn dddd 1011 nQm0 mmmm">("vqdmulh", multiply_high<false>, doubling),           // A8.8.372
    neon_row<"1 0dzz nnnn dddd 1011 nQm0 mmmm">("vqrdmulh", multiply_high<true>, doubling),           // A8.8.376
    neon_row<"0 0dzz nnnn dddd 1011 n0m1 mmmm">("vpadd", by_lane<kPairAdd>, small_d),                 // A8.8.362
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_three_same() { return kA32.rows; }
std::span<const Row> t32_neon_three_same() { return kT32.rows; }

}  // namespace sosie::arm
