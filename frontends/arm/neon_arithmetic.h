/// frontends/arm/neon_arithmetic.h — the meanings of Advanced SIMD's integer arithmetic, comparisons and logic.
/// Source: ARM DDI 0406C.d, A4.14, the pages of A8.8 named in the rows.
#pragma once

#include "frontends/arm/neon_helpers.h"
#include "frontends/arm/neon_registers.h"

namespace sosie::arm {

// Three registers of the same length.

using enum LaneOp;

template <LaneOp kUnsigned, LaneOp kSigned, LaneOp kPlain>
inline constexpr auto saturating = each_doubleword([](auto x) {
  const auto n = x.n(), m = x.m();
  return x.saturated(x.lanes(x.by_sign(kUnsigned, kSigned), n, m), x.lanes(kPlain, n, m));
});
inline constexpr auto vqadd = saturating<kSatAddU, kSatAddS, kAdd>;
inline constexpr auto vqsub = saturating<kSatSubU, kSatSubS, kSub>;

inline constexpr auto neon_vand = each_doubleword([](auto x) { return x.n() & x.m(); });
inline constexpr auto neon_vbic = each_doubleword([](auto x) { return x.n() & ~x.m(); });
inline constexpr auto neon_vorr = each_doubleword([](auto x) { return x.n() | x.m(); });
inline constexpr auto neon_vorn = each_doubleword([](auto x) { return x.n() | ~x.m(); });
inline constexpr auto neon_veor = each_doubleword([](auto x) { return x.n() ^ x.m(); });

/// Bits of `yes` where `choice` has ones, of `no` elsewhere.
auto chosen_bits(auto choice, auto yes, auto no) { return (yes & choice) | (no & ~choice); }
inline constexpr auto vbsl = each_doubleword([](auto x) { return chosen_bits(x.d(), x.n(), x.m()); });
inline constexpr auto vbit = each_doubleword([](auto x) { return chosen_bits(x.m(), x.n(), x.d()); });
inline constexpr auto vbif = each_doubleword([](auto x) { return chosen_bits(x.m(), x.d(), x.n()); });

inline constexpr auto vtst = each_doubleword([](auto x) { return ~x.lanes(kEq, x.n() & x.m(), u64{0}); });
inline constexpr auto vaba = each_doubleword(
    [](auto x) { return x.lanes(kAdd, x.d(), x.lanes(x.by_sign(kAbsDiffU, kAbsDiffS), x.n(), x.m())); });

/// VMLA, VMLS
template <LaneOp kSum>
inline constexpr auto lane_mla = each_doubleword([](auto x) {
  return x.lanes(kSum, x.d(), x.lanes(kMul, x.n(), x.m()));
});
inline constexpr auto vmul_polynomial = each_doubleword([](auto x) { return x.e.call(kPolynomialMul, x.n(), x.m()); });

/// 2 * n * m, twice as wide, saturated: which happens where both are the least number.
auto doubled_product(auto x, LaneOp multiply, auto n, auto m) {
  const auto product = x.lanes(multiply, n, m);
  const unsigned wide = 2 * x.bits;
  return x.saturated(lanes(kSatAddS, wide, product, product), lanes(kAdd, wide, product, product));
}
/// VQDMULH, VQRDMULH: the upper half of the doubled product, `kRounding` to the nearest.
template <bool kRounding>
inline constexpr auto multiply_high = each_doubleword([](auto x) {
  const auto n = x.n(), m = x.m();
  const unsigned wide = 2 * x.bits;
  const auto upper_half = [&](auto product) {
    const auto rounded = kRounding ? lanes(kSatAddS, wide, product, splat(wide, u64{1} << (x.bits - 1))) : product;
    return lanes(kShr, wide, rounded, u64{x.bits});
  };
  const auto low = doubled_product(x, kWideMulLowS, n, m), high = doubled_product(x, kWideMulHighS, n, m);
  return lanes(kNarrow, wide, upper_half(low), upper_half(high));
});

/// Registers shifted by the signed lowest bytes of others: the operands stand the other way round (A8.8.396).
template <bool kRounding>
inline constexpr auto shift_by_register = each_doubleword([](auto x) {
  return x.e.call(kShiftByRegister<kRounding>, x.m(), x.n(), x.lit(lane_kind(x.i)));
});
template <bool kRounding>
inline constexpr auto vqshl_reg = each_doubleword([](auto x) {
  return x.e.call(kSaturatingShiftByRegister<kRounding>, x.m(), x.n(), x.lit(lane_kind(x.i)));
});

// Registers of different lengths. Halves of a doubleword fill the doublewords of a quadword.

enum WidthHalf : bool { kLowHalf = false, kHighHalf = true };

/// Q[d] = operation(half 0), operation(half 1)
template <class Operation>
constexpr auto each_half(Operation) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto low = Operation{}(Neon(e, i, 0), kLowHalf), high = Operation{}(Neon(e, i, 0), kHighHalf);
    e.put(D(i.d), low);
    e.put(D(i.d + 1u), high);
  });
}
auto widened(auto x, auto value, WidthHalf half) {
  return half == kLowHalf ? x.lanes(x.by_sign(kWidenLowU, kWidenLowS), value)
                          : x.lanes(x.by_sign(kWidenHighU, kWidenHighS), value);
}
/// The doubleword of a quadword that a half fills.
auto quadword_part(auto x, unsigned number, WidthHalf half) { return x.e.get(D(number + half)); }

/// VADDL, VSUBL
template <LaneOp kOp>
inline constexpr auto long_sum = each_half([](auto x, WidthHalf half) {
  return lanes(kOp, 2 * x.bits, widened(x, x.n(), half), widened(x, x.m(), half));
});
/// VADDW, VSUBW
template <LaneOp kOp>
inline constexpr auto wide_sum = each_half([](auto x, WidthHalf half) {
  return lanes(kOp, 2 * x.bits, quadword_part(x, x.i.n, half), widened(x, x.m(), half));
});

/// |n - m|, which is no negative number, twice as wide.
auto long_difference(auto x, WidthHalf half) {
  const auto difference = x.lanes(x.by_sign(kAbsDiffU, kAbsDiffS), x.n(), x.m());
  return x.lanes(half == kLowHalf ? kWidenLowU : kWidenHighU, difference);
}
inline constexpr auto vabdl = each_half([](auto x, WidthHalf half) { return long_difference(x, half); });
inline constexpr auto vabal = each_half([](auto x, WidthHalf half) {
  return lanes(kAdd, 2 * x.bits, quadword_part(x, x.i.d, half), long_difference(x, half));
});

auto long_product(auto x, WidthHalf half) {
  return half == kLowHalf ? x.lanes(x.by_sign(kWideMulLowU, kWideMulLowS), x.n(), x.m())
                          : x.lanes(x.by_sign(kWideMulHighU, kWideMulHighS), x.n(), x.m());
}
inline constexpr auto vmull = each_half([](auto x, WidthHalf half) { return long_product(x, half); });
inline constexpr auto vmull_polynomial =
    each_half([](auto x, WidthHalf half) { return x.e.call(kPolynomialMulLong, x.n(), x.m(), x.lit(half)); });
/// VMLAL, VMLSL
template <LaneOp kSum>
inline constexpr auto vmlal = each_half([](auto x, WidthHalf half) {
  return lanes(kSum, 2 * x.bits, quadword_part(x, x.i.d, half), long_product(x, half));
});

auto long_doubled_product(auto x, WidthHalf half) {
  return doubled_product(x, half == kLowHalf ? kWideMulLowS : kWideMulHighS, x.n(), x.m());
}
inline constexpr auto vqdmull = each_half([](auto x, WidthHalf half) { return long_doubled_product(x, half); });
/// Saturated twice.
template <LaneOp kSaturating, LaneOp kPlain>
inline constexpr auto long_doubling_accumulate = each_half([](auto x, WidthHalf half) {
  const auto product = long_doubled_product(x, half), addend = quadword_part(x, x.i.d, half);
  const unsigned wide = 2 * x.bits;
  return x.saturated(lanes(kSaturating, wide, addend, product), lanes(kPlain, wide, addend, product));
});
inline constexpr auto vqdmlal = long_doubling_accumulate<kSatAddS, kAdd>;
inline constexpr auto vqdmlsl = long_doubling_accumulate<kSatSubS, kSub>;

/// VADDHN, VSUBHN and, rounding, VRADDHN, VRSUBHN: the upper halves of sums of quadwords.
template <LaneOp kOp, bool kRounding>
inline constexpr auto high_narrow = conditional([](Emitter auto& e, const Insn& i) {
  const unsigned bits = lane_bits(i), wide = 2 * bits;
  const auto upper = [&](unsigned r) {
    const auto sum = lanes(kOp, wide, e.get(D(i.n + r)), e.get(D(i.m + r)));
    const auto rounded = kRounding ? lanes(kAdd, wide, sum, splat(wide, u64{1} << (bits - 1))) : sum;
    return lanes(kShr, wide, rounded, u64{bits});
  };
  e.put(D(i.d), lanes(kNarrow, wide, upper(0), upper(1)));
});

// Scalars.

/// m is lane x of one of the lower registers: of 16 bits D0 to D7, of 32 bits D0 to D15 (A7.4.3).
inline bool scalar_m(Insn& i) {
  i.S = 1;
  if (i.type == 1) {
    i.x = static_cast<u8>(i.m >> 3);
    i.m &= 7;
  } else {
    i.x = static_cast<u8>(i.m >> 4);
    i.m &= 15;
  }
  return lanes_16_or_32(i);
}
/// Q is where data processing elsewhere has U.
inline bool by_scalar(Insn& i) { return double_n(i) && scalar_m(i) && (!i.W || is_even(i.d | i.n)); }
inline bool long_by_scalar(Insn& i) { return double_n(i) && scalar_m(i) && is_even(i.d); }

}  // namespace sosie::arm
