// Advanced SIMD: loads and stores of elements and structures. Source: ARM DDI 0406C.d, A7.7, sections of A8.8 by the
// row.
#include "frontends/arm/neon_load_store.h"

#include "core/ir/builder.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace detail {

namespace {

/// Element n of doublewords one after the other.
u64 element(const std::array<u64, 3>& doublewords, unsigned lane_bits, unsigned n) {
  const unsigned lanes = 64 / lane_bits;
  return doublewords[n / lanes] >> (n % lanes * lane_bits) & ((u64{1} << lane_bits) - 1);
}

}  // namespace

u64 third(void*, u64 a, u64 b, u64 c, unsigned lane_bits, unsigned k) {
  u64 result = 0;
  for (unsigned n = 0; n < 64 / lane_bits; ++n) result |= element({a, b, c}, lane_bits, 3 * n + k) << (n * lane_bits);
  return result;
}

u64 in_turn(void*, u64 a, u64 b, u64 c, unsigned lane_bits, unsigned k) {
  const unsigned lanes = 64 / lane_bits;
  u64 result = 0;
  for (unsigned n = 0; n < lanes; ++n) {
    const unsigned at = k * lanes + n;
    result |= element({a, b, c}, lane_bits, at % 3 * lanes + at / 3) << (n * lane_bits);
  }
  return result;
}

}  // namespace detail

namespace {

// clang-format off
constexpr RowPair kRows[] = {
    element_row<"0d10 nnnn dddd 0111 zzxx mmmm">("vld1", load_structures, structures<1, 1, 1, 1>),   // A8.8.320
    element_row<"0d10 nnnn dddd 1010 zzxx mmmm">("vld1", load_structures, structures<1, 2, 1, 2>),   // A8.8.320
    element_row<"0d10 nnnn dddd 0110 zzxx mmmm">("vld1", load_structures, structures<1, 3, 1, 1>),   // A8.8.320
    element_row<"0d10 nnnn dddd 0010 zzxx mmmm">("vld1", load_structures, structures<1, 4, 1, 3>),   // A8.8.320
    element_row<"0d10 nnnn dddd 1000 zzxx mmmm">("vld2", load_structures, structures<2, 1, 1, 2>),   // A8.8.323
    element_row<"0d10 nnnn dddd 1001 zzxx mmmm">("vld2", load_structures, structures<2, 1, 2, 2>),   // A8.8.323
    element_row<"0d10 nnnn dddd 0011 zzxx mmmm">("vld2", load_structures, structures<2, 2, 2, 3>),   // A8.8.323
    element_row<"0d10 nnnn dddd 0100 zzxx mmmm">("vld3", load_structures, structures<3, 1, 1, 1>),   // A8.8.326
    element_row<"0d10 nnnn dddd 0101 zzxx mmmm">("vld3", load_structures, structures<3, 1, 2, 1>),   // A8.8.326
    element_row<"0d10 nnnn dddd 0000 zzxx mmmm">("vld4", load_structures, structures<4, 1, 1, 3>),   // A8.8.329
    element_row<"0d10 nnnn dddd 0001 zzxx mmmm">("vld4", load_structures, structures<4, 1, 2, 3>),   // A8.8.329
    element_row<"0d00 nnnn dddd 0111 zzxx mmmm">("vst1", store_structures, structures<1, 1, 1, 1>),  // A8.8.404
    element_row<"0d00 nnnn dddd 1010 zzxx mmmm">("vst1", store_structures, structures<1, 2, 1, 2>),  // A8.8.404
    element_row<"0d00 nnnn dddd 0110 zzxx mmmm">("vst1", store_structures, structures<1, 3, 1, 1>),  // A8.8.404
    element_row<"0d00 nnnn dddd 0010 zzxx mmmm">("vst1", store_structures, structures<1, 4, 1, 3>),  // A8.8.404
    element_row<"0d00 nnnn dddd 1000 zzxx mmmm">("vst2", store_structures, structures<2, 1, 1, 2>),  // A8.8.406
    element_row<"0d00 nnnn dddd 1001 zzxx mmmm">("vst2", store_structures, structures<2, 1, 2, 2>),  // A8.8.406
    element_row<"0d00 nnnn dddd 0011 zzxx mmmm">("vst2", store_structures, structures<2, 2, 2, 3>),  // A8.8.406
    element_row<"0d00 nnnn dddd 0100 zzxx mmmm">("vst3", store_structures, structures<3, 1, 1, 1>),  // A8.8.408
    element_row<"0d00 nnnn dddd 0101 zzxx mmmm">("vst3", store_structures, structures<3, 1, 2, 1>),  // A8.8.408
    element_row<"0d00 nnnn dddd 0000 zzxx mmmm">("vst4", store_structures, structures<4, 1, 1, 3>),  // A8.8.410
    element_row<"0d00 nnnn dddd 0001 zzxx mmmm">("vst4", store_structures, structures<4, 1, 2, 3>),  // A8.8.410

    element_row<"1d10 nnnn dddd zz00 xxxx mmmm">("vld1", load_lane, one_lane<1>),   // A8.8.321
    element_row<"1d10 nnnn dddd zz01 xxxx mmmm">("vld2", load_lane, one_lane<2>),   // A8.8.324
    element_row<"1d10 nnnn dddd zz10 xxxx mmmm">("vld3", load_lane, one_lane<3>),   // A8.8.327
    element_row<"1d10 nnnn dddd zz11 xxxx mmmm">("vld4", load_lane, one_lane<4>),   // A8.8.330
    element_row<"1d00 nnnn dddd zz00 xxxx mmmm">("vst1", store_lane, one_lane<1>),  // A8.8.405
    element_row<"1d00 nnnn dddd zz01 xxxx mmmm">("vst2", store_lane, one_lane<2>),  // A8.8.407
    element_row<"1d00 nnnn dddd zz10 xxxx mmmm">("vst3", store_lane, one_lane<3>),  // A8.8.409
    element_row<"1d00 nnnn dddd zz11 xxxx mmmm">("vst4", store_lane, one_lane<4>),  // A8.8.411

    element_row<"1d10 nnnn dddd 1100 zzax mmmm">("vld1", load_all_lanes, all_lanes<1>),  // A8.8.322
    element_row<"1d10 nnnn dddd 1101 zzax mmmm">("vld2", load_all_lanes, all_lanes<2>),  // A8.8.325
    element_row<"1d10 nnnn dddd 1110 zzax mmmm">("vld3", load_all_lanes, all_lanes<3>),  // A8.8.328
    element_row<"1d10 nnnn dddd 1111 zzax mmmm">("vld4", load_all_lanes, all_lanes<4>),  // A8.8.331
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_load_store() { return kA32.rows; }
std::span<const Row> t32_neon_load_store() { return kT32.rows; }

}  // namespace sosie::arm
