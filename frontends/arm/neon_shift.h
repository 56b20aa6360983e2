/// frontends/arm/neon_shift.h — the meanings of Advanced SIMD's shifts by an immediate.
/// Source: ARM DDI 0406C.d, A7.4.4, the pages of A8.8 named in the rows.
#pragma once

#include <bit>

#include "frontends/arm/neon_registers.h"

namespace sosie::arm {

using enum LaneOp;

enum Rounding : bool { kFloor = false, kNearest = true };

/// value >> amount, from 1 to the lanes' width. What rounding adds is the last bit that goes.
auto shifted_right(auto value, unsigned lane_bits, bool is_unsigned, u32 amount, Rounding rounding) {
  const auto plain = lanes(is_unsigned ? kShr : kSar, lane_bits, value, u64{amount});
  if (rounding == kFloor) return plain;
  const auto last = lanes(kShr, lane_bits, value, u64{amount - 1}) & splat(lane_bits, 1);
  return lanes(kAdd, lane_bits, plain, last);
}

// Insn::imm is the amount.

/// VSHR, VRSHR
template <Rounding kHow>
inline constexpr auto vshr = each_doubleword([](auto x) { return shifted_right(x.m(), x.bits, x.i.U, x.i.imm, kHow); });
/// VSRA, VRSRA
template <Rounding kHow>
inline constexpr auto vsra = each_doubleword([](auto x) {
  return x.lanes(kAdd, x.d(), shifted_right(x.m(), x.bits, x.i.U, x.i.imm, kHow));
});

inline constexpr auto vshl_imm = each_doubleword([](auto x) { return x.lanes(kShl, x.m(), u64{x.i.imm}); });

/// The bits of a lane that a shift by `amount` fills, in all lanes.
constexpr u64 low_bits(unsigned lane_bits, u32 amount) { return splat(lane_bits, (u64{1} << amount) - 1); }
constexpr u64 high_bits(unsigned lane_bits, u32 amount) {
  return amount == 0 ? 0 : splat(lane_bits, ~u64{0} >> (64 - amount) << (lane_bits - amount));
}
inline constexpr auto vsli =
    each_doubleword([](auto x) { return (x.d() & low_bits(x.bits, x.i.imm)) | x.lanes(kShl, x.m(), u64{x.i.imm}); });
inline constexpr auto vsri =
    each_doubleword([](auto x) { return (x.d() & high_bits(x.bits, x.i.imm)) | x.lanes(kShr, x.m(), u64{x.i.imm}); });

/// Lanes of `value` shifted left where they fit, of `limit` elsewhere.
auto saturating_left(auto x, auto shifted, auto fits, auto limit) {
  note_saturation(x.e, ~fits);
  return (shifted & fits) | (limit & ~fits);
}
inline constexpr auto vqshl_imm = each_doubleword([](auto x) {
  const auto value = x.m(), shifted = x.lanes(kShl, value, u64{x.i.imm});
  const auto fits = x.lanes(kEq, value, x.lanes(x.by_sign(kShr, kSar), shifted, u64{x.i.imm}));
  const u64 most = splat(x.bits, ~u64{0} >> (64 - x.bits + 1));
  if (x.i.U) return saturating_left(x, shifted, fits, x.lit(~u64{0}));
  return saturating_left(x, shifted, fits, x.lanes(kSar, value, u64{x.bits - 1}) ^ most);
});
/// Signed numbers, of which unsigned ones are made.
inline constexpr auto vqshlu = each_doubleword([](auto x) {
  const auto value = x.m(), shifted = x.lanes(kShl, value, u64{x.i.imm});
  const auto not_negative = ~x.lanes(kSar, value, u64{x.bits - 1});
  const auto fits = x.lanes(kEq, value, x.lanes(kShr, shifted, u64{x.i.imm})) & not_negative;
  return saturating_left(x, shifted, fits, not_negative);
});

// From a quadword to a doubleword. Insn::type is of the narrow lanes.

/// Saturated to half the width by `op`, FPSCR.QC where the result is another number.
auto saturated_narrow(auto& e, LaneOp op, unsigned wide, auto low, auto high) {
  const auto result = lanes(op, wide, low, high);
  const bool to_signed = op == kNarrowSatS;
  const auto again_low = lanes(to_signed ? kWidenLowS : kWidenLowU, wide / 2, result);
  const auto again_high = lanes(to_signed ? kWidenHighS : kWidenHighU, wide / 2, result);
  note_saturation(e, (again_low ^ low) | (again_high ^ high));
  return result;
}
/// D[d] = Q[m] >> imm, narrowed.
template <Rounding kHow, class Narrow>
constexpr auto narrowing_shift(Narrow) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto part = [&](unsigned r) { return shifted_right(e.get(D(i.m + r)), 2 * lane_bits(i), i.U, i.imm, kHow); };
    e.put(D(i.d), Narrow{}(e, i, part(0), part(1)));
  });
}
/// VSHRN, VRSHRN
template <Rounding kHow>
inline constexpr auto vshrn = narrowing_shift<kHow>([](auto&, const Insn& i, auto low, auto high) {
  return lanes(kNarrow, 2 * lane_bits(i), low, high);
});
/// VQSHRN, VQRSHRN
template <Rounding kHow>
inline constexpr auto vqshrn = narrowing_shift<kHow>([](auto& e, const Insn& i, auto low, auto high) {
  return saturated_narrow(e, i.U ? kNarrowSatU : kNarrowSatS, 2 * lane_bits(i), low, high);
});
/// VQSHRUN, VQRSHRUN
template <Rounding kHow>
inline constexpr auto vqshrun = narrowing_shift<kHow>([](auto& e, const Insn& i, auto low, auto high) {
  return saturated_narrow(e, kNarrowSatSU, 2 * lane_bits(i), low, high);
});

/// VSHLL, VMOVL: by less than the narrow width, or by all of it (A2 of VSHLL).
inline constexpr auto vshll = conditional([](Emitter auto& e, const Insn& i) {
  const unsigned bits = lane_bits(i);
  const auto value = e.get(D(i.m));
  const auto low = lanes(i.U ? kWidenLowU : kWidenLowS, bits, value);
  const auto high = lanes(i.U ? kWidenHighU : kWidenHighS, bits, value);
  e.put(D(i.d), lanes(kShl, 2 * bits, low, u64{i.imm}));
  e.put(D(i.d + 1u), lanes(kShl, 2 * bits, high, u64{i.imm}));
});

// Fix-ups. The highest one of L:imm6 tells the width: bit 3, 4, 5 or 6 for 8, 16, 32 or 64 bits. Its lower bits are a
// left shift's amount; twice the width minus all of it is a right shift's. Without any of these ones the word is
// another instruction. Narrow and long forms have no L. Pictures have imm6<5:3>:L in the letter a, imm6<2:0> in i.

inline bool with_l(Insn& i) {
  i.imm |= (i.a >> 1 | (i.a & 1u) << 3) << 3;
  return true;
}
inline bool without_l(Insn& i) {
  i.imm |= u32{i.a} << 3;
  return true;
}
inline void take_width(Insn& i) { i.type = static_cast<u8>(std::bit_width(i.imm) - 4); }
inline bool left_shift(Insn& i) {
  take_width(i);
  i.imm -= lane_bits(i);
  return same_length(i);
}
inline bool right_shift(Insn& i) {
  take_width(i);
  i.imm = 2 * lane_bits(i) - i.imm;
  return same_length(i);
}
/// VSHLL by the width.
inline bool shift_by_width(Insn& i) {
  i.imm = lane_bits(i);
  return below_64(i) && is_even(i.d);
}

}  // namespace sosie::arm
