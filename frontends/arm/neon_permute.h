/// frontends/arm/neon_permute.h — the meanings of Advanced SIMD instructions that move lanes: VEXT, VTRN, VTBL, VDUP ….
/// Source: ARM DDI 0406C.d, A4.14, the pages of A8.8 named in the rows.
#pragma once

#include <bit>
#include <utility>

#include "frontends/arm/neon_helpers.h"
#include "frontends/arm/neon_registers.h"

namespace sosie::arm {

using enum LaneOp;

/// Both registers are written; where they are the same one the result is UNKNOWN (A8.8.420, A8.8.422, A8.8.423).
template <class Swap>
constexpr auto both_doublewords(Swap) {
  return conditional([](Emitter auto& e, const Insn& i) {
    for (unsigned r = 0; r <= i.W; ++r) {
      const auto d = e.get(D(i.d + r)), m = e.get(D(i.m + r));
      const auto [new_d, new_m] = Swap{}(i, d, m);
      e.put(D(i.d + r), new_d);
      e.put(D(i.m + r), new_m);
    }
  });
}
inline constexpr auto vswp = both_doublewords([](const Insn&, auto d, auto m) { return std::pair(m, d); });
inline constexpr auto vtrn = both_doublewords([](const Insn& i, auto d, auto m) {
  return std::pair(lanes(kTransposeEven, lane_bits(i), d, m), lanes(kTransposeOdd, lane_bits(i), d, m));
});

/// The four doublewords of two quadwords, or two of two; each made of a pair of those before.
inline constexpr auto vzip = conditional([](Emitter auto& e, const Insn& i) {
  const unsigned bits = lane_bits(i);
  const auto d0 = e.get(D(i.d)), m0 = e.get(D(i.m));
  const auto low = lanes(kZipLow, bits, d0, m0), high = lanes(kZipHigh, bits, d0, m0);
  if (!i.W) {
    e.put(D(i.d), low);
    return e.put(D(i.m), high);
  }
  const auto d1 = e.get(D(i.d + 1u)), m1 = e.get(D(i.m + 1u));
  e.put(D(i.d), low);
  e.put(D(i.d + 1u), high);
  e.put(D(i.m), lanes(kZipLow, bits, d1, m1));
  e.put(D(i.m + 1u), lanes(kZipHigh, bits, d1, m1));
});
inline constexpr auto vuzp = conditional([](Emitter auto& e, const Insn& i) {
  const unsigned bits = lane_bits(i);
  const auto d0 = e.get(D(i.d)), m0 = e.get(D(i.m));
  if (!i.W) {
    e.put(D(i.d), lanes(kUnzipEven, bits, d0, m0));
    return e.put(D(i.m), lanes(kUnzipOdd, bits, d0, m0));
  }
  const auto d1 = e.get(D(i.d + 1u)), m1 = e.get(D(i.m + 1u));
  e.put(D(i.d), lanes(kUnzipEven, bits, d0, d1));
  e.put(D(i.d + 1u), lanes(kUnzipEven, bits, m0, m1));
  e.put(D(i.m), lanes(kUnzipOdd, bits, d0, d1));
  e.put(D(i.m + 1u), lanes(kUnzipOdd, bits, m0, m1));
});

/// Insn::imm is the first byte of Q[m]:Q[n], or D[m]:D[n], that is taken.
inline constexpr auto vext = conditional([](Emitter auto& e, const Insn& i) {
  const unsigned count = i.W ? 2 : 1;
  const auto part = [&](unsigned r) { return r < count ? e.get(D(i.n + r)) : e.get(D(i.m + r - count)); };
  const u64 shift = i.imm % 8 * 8;
  const auto taken = [&](unsigned r) {
    const auto low = part(r + i.imm / 8);
    return shift == 0 ? low : low >> shift | part(r + i.imm / 8 + 1) << (64 - shift);
  };
  const auto low = taken(0);
  if (!i.W) return e.put(D(i.d), low);
  const auto high = taken(1);
  e.put(D(i.d), low);
  e.put(D(i.d + 1u), high);
});

/// VTBL, VTBX. Insn::imm + 1 registers from n are the table; Insn::x is op: bytes without an entry stay (VTBX).
inline constexpr auto table_lookup = conditional([](Emitter auto& e, const Insn& i) {
  auto result = i.x ? e.get(D(i.d)) : e.lit(u64{0});
  const auto indices = e.get(D(i.m));
  for (unsigned r = 0; r <= i.imm; ++r) {
    result = e.call(kLookUp, e.get(D(i.n + r)), lanes(kSub, 8, indices, splat(8, 8 * r)), result);
  }
  e.put(D(i.d), result);
});

inline constexpr auto vdup_scalar = conditional([](Emitter auto& e, const Insn& i) {
  const auto value = splat_scalar(e, i.m, i.x, lane_bits(i));
  for (unsigned r = 0; r <= i.W; ++r) e.put(D(i.d + r), value);
});

// Fix-ups.

/// No bytes beyond the first doubleword where there is only one.
inline bool first_byte(Insn& i) { return same_length(i) && (i.W || i.imm < 8); }
/// A table beyond the last register is UNPREDICTABLE: undefined, as in QEMU.
inline bool table_registers(Insn& i) { return double_n(i) && i.n + i.imm < 32; }
/// The lowest one of imm4 tells the width; what is above it is the lane.
inline bool scalar_of_imm4(Insn& i) {
  if ((i.imm & 7) == 0) return false;
  i.type = static_cast<u8>(std::countr_zero(i.imm));
  i.x = static_cast<u8>(i.imm >> (i.type + 1));
  return !i.W || is_even(i.d);
}
/// VUZP, VZIP of two words in a doubleword would do what VTRN does.
inline bool more_than_two_lanes(Insn& i) { return same_length(i) && i.type < (i.W ? 3 : 2); }

}  // namespace sosie::arm
