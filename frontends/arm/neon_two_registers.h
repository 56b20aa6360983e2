/// frontends/arm/neon_two_registers.h — the meanings of Advanced SIMD's integer instructions with one operand.
/// Source: ARM DDI 0406C.d, A7.4.5, the pages of A8.8 named in the rows.
#pragma once

#include "frontends/arm/neon_helpers.h"
#include "frontends/arm/neon_shift.h"

namespace sosie::arm {

// Pairs of lanes. Insn::U: unsigned.
inline constexpr auto vpaddl =
    each_doubleword([](auto x) { return x.lanes(x.by_sign(kPairWideAddU, kPairWideAddS), x.m()); });
inline constexpr auto vpadal = each_doubleword(
    [](auto x) { return lanes(kAdd, 2 * x.bits, x.d(), x.lanes(x.by_sign(kPairWideAddU, kPairWideAddS), x.m())); });

inline constexpr auto vmvn = each_doubleword([](auto x) { return ~x.m(); });
inline constexpr auto vqabs = each_doubleword([](auto x) {
  const auto plain = x.lanes(kAbs, x.m());
  return x.saturated(x.lanes(kMinU, plain, splat(x.bits, ~u64{0} >> (64 - x.bits + 1))), plain);
});
inline constexpr auto vqneg = each_doubleword([](auto x) {
  const auto value = x.m();
  return x.saturated(x.lanes(kSatSubS, x.lit(0), value), x.lanes(kNeg, value));
});

/// m against zero, and zero against m: VCLE and VCLT.
template <LaneOp kRelation>
inline constexpr auto with_zero = each_doubleword([](auto x) { return x.lanes(kRelation, x.m(), u64{0}); });
template <LaneOp kRelation>
inline constexpr auto zero_with = each_doubleword([](auto x) { return x.lanes(kRelation, x.lit(0), x.m()); });

/// A helper of one operand.
template <const Helper& kHelper>
inline constexpr auto estimates = each_doubleword([](auto x) { return x.e.call(kHelper, x.m()); });

// From a quadword to a doubleword. Insn::type is of the narrow lanes.

inline constexpr auto vmovn = conditional([](Emitter auto& e, const Insn& i) {
  e.put(D(i.d), lanes(kNarrow, 2 * lane_bits(i), e.get(D(i.m)), e.get(D(i.m + 1u))));
});
/// VQMOVN, VQMOVUN
template <LaneOp kUnsigned, LaneOp kSigned = kUnsigned>
inline constexpr auto vqmovn = conditional([](Emitter auto& e, const Insn& i) {
  const auto low = e.get(D(i.m)), high = e.get(D(i.m + 1u));
  e.put(D(i.d), saturated_narrow(e, i.U ? kUnsigned : kSigned, 2 * lane_bits(i), low, high));
});

}  // namespace sosie::arm
