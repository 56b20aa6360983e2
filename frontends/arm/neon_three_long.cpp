// Advanced SIMD: three registers of different lengths, and two registers and a scalar. Source: ARM DDI 0406C.d, A7.4.2,
// A7.4.3, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/neon_arithmetic.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

constexpr auto long_d = all<double_n, even_d, below_64>;
constexpr auto wide_d_n = all<double_n, even_d, even_n, below_64>;
constexpr auto narrow_d = all<double_n, even_n, even_m, below_64>;
constexpr auto doubling_d = all<double_n, even_d, lanes_16_or_32>;
constexpr auto bytes_d = all<double_n, even_d, lanes_8>;

// clang-format off
constexpr RowPair kRows[] = {
    // A7.4.2
    neon_row<"U 1dzz nnnn dddd 0000 n0m0 mmmm, z != 11">("vaddl", long_sum<kAdd>, long_d),               // A8.8.285
    neon_row<"U 1dzz nnnn dddd 0001 n0m0 mmmm, z != 11">("vaddw", wide_sum<kAdd>, wide_d_n),             // A8.8.285
    neon_row<"U 1dzz nnnn dddd 0010 n0m0 mmmm, z != 11">("vsubl", long_sum<kSub>, long_d),               // A8.8.417
    neon_row<"U 1dzz nnnn dddd 0011 n0m0 mmmm, z != 11">("vsubw", wide_sum<kSub>, wide_d_n),             // A8.8.417
    neon_row<"0 1dzz nnnn dddd 0100 n0m0 mmmm, z != 11">("vaddhn", high_narrow<kAdd, false>, narrow_d),  // A8.8.284
    neon_row<"1 1dzz nnnn dddd 0100 n0m0 mmmm, z != 11">("vraddhn", high_narrow<kAdd, true>, narrow_d),  // A8.8.383
    neon_row<"U 1dzz nnnn dddd 0101 n0m0 mmmm, z != 11">("vabal", vabal, long_d),                        // A8.8.277
    neon_row<"0 1dzz nnnn dddd 0110 n0m0 mmmm, z != 11">("vsubhn", high_narrow<kSub, false>, narrow_d),  // A8.8.416
    neon_row<"1 1dzz nnnn dddd 0110 n0m0 mmmm, z != 11">("vrsubhn", high_narrow<kSub, true>, narrow_d),  // A8.8.394
    neon_row<"U 1dzz nnnn dddd 0111 n0m0 mmmm, z != 11">("vabdl", vabdl, long_d),                        // A8.8.278
    neon_row<"U 1dzz nnnn dddd 1000 n0m0 mmmm, z != 11">("vmlal", vmlal<kAdd>, long_d),                  // A8.8.336
    neon_row<"0 1dzz nnnn dddd 1001 n0m0 mmmm, z != 11">("vqdmlal", vqdmlal, doubling_d),                // A8.8.371
    neon_row<"U 1dzz nnnn dddd 1010 n0m0 mmmm, z != 11">("vmlsl", vmlal<kSub>, long_d),                  // A8.8.336
    neon_row<"0 1dzz nnnn dddd 1011 n0m0 mmmm, z != 11">("vqdmlsl", vqdmlsl, doubling_d),                // A8.8.371
    neon_row<"U 1dzz nnnn dddd 1100 n0m0 mmmm, z != 11">("vmull", vmull, long_d),                        // A8.8.350
    neon_row<"0 1dzz nnnn dddd 1101 n0m0 mmmm, z != 11">("vqdmull", vqdmull, doubling_d),                // A8.8.373
    neon_row<"0 1dzz nnnn dddd 1110 n0m0 mmmm, z != 11">("vmull", vmull_polynomial, bytes_d),            // A8.8.350

    // A7.4.3
    neon_row<"Q 1dzz nnnn dddd 0000 n1m0 mmmm, z != 11">("vmla", lane_mla<kAdd>, by_scalar),           // A8.8.338
    neon_row<"Q 1dzz nnnn dddd 0100 n1m0 mmmm, z != 11">("vmls", lane_mla<kSub>, by_scalar),           // A8.8.338
    neon_row<"Q 1dzz nnnn dddd 1000 n1m0 mmmm, z != 11">("vmul", by_lane<kMul>, by_scalar),            // A8.8.352
    neon_row<"Q 1dzz nnnn dddd 1100 n1m0 mmmm, z != 11">("vqdmulh", multiply_high<false>, by_scalar),  // A8.8.372
    neon_row<"Q 1dzz nnnn dddd 1101 n1m0 mmmm, z != 11">("vqrdmulh", multiply_high<true>, by_scalar),  // A8.8.376
    neon_row<"U 1dzz nnnn dddd 0010 n1m0 mmmm, z != 11">("vmlal", vmlal<kAdd>, long_by_scalar),        // A8.8.338
    neon_row<"U 1dzz nnnn dddd 0110 n1m0 mmmm, z != 11">("vmlsl", vmlal<kSub>, long_by_scalar),        // A8.8.338
    neon_row<"U 1dzz nnnn dddd 1010 n1m0 mmmm, z != 11">("vmull", vmull, long_by_scalar),              // A8.8.352
    neon_row<"0 1dzz nnnn dddd 0011 n1m0 mmmm, z != 11">("vqdmlal", vqdmlal, long_by_scalar),          // A8.8.371
    neon_row<"0 1dzz nnnn dddd 0111 n1m0 mmmm, z != 11">("vqdmlsl", vqdmlsl, long_by_scalar),          // A8.8.371
    neon_row<"0 1dzz nnnn dddd 1011 n1m0 mmmm, z != 11">("vqdmull", vqdmull, long_by_scalar),          // A8.8.373
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_three_long() { return kA32.rows; }
std::span<const Row> t32_neon_three_long() { return kT32.rows; }

}  // namespace sosie::arm
