/// frontends/arm/parallel.h — the meanings of parallel addition and subtraction: 36 instructions from six and six.
/// Source: ARM DDI 0406C.d, A4.4.6, and the pages of A8.8 named in the rows.
///
/// The prefix says what becomes of a lane's exact result (S, U: its low bits, and GE; Q, UQ: saturated; SH, UH:
/// halved), the rest says the lanes' width and where sums and differences are made.
#pragma once

#include "frontends/arm/registers.h"

namespace sosie::arm {

/// ASX: sum in the high, difference in the low halfword; SAX the other way round. Both exchange Rm's halfwords.
enum class Lanes { kAdd, kSub, kAsx, kSax };
enum class Signedness { kSigned, kUnsigned };
using enum Signedness;

constexpr bool exchanges(Lanes lanes) { return lanes == Lanes::kAsx || lanes == Lanes::kSax; }
/// The lane at `index` (0 lowest) is a sum, not a difference.
constexpr bool adds(Lanes lanes, unsigned index) {
  return lanes == Lanes::kAdd || (lanes == Lanes::kAsx && index == 1) || (lanes == Lanes::kSax && index == 0);
}

/// All lanes at once: no carry leaves a lane because its top bit is added apart. `tops` has the top bit of each lane.
auto lane_sums(auto a, auto b, u32 tops) { return ((a & ~tops) + (b & ~tops)) ^ ((a ^ b) & tops); }
auto lane_differences(auto a, auto b, u32 tops) { return ((a | tops) - (b & ~tops)) ^ ((a ^ ~b) & tops); }

/// What GE is of each lane, in its top bit: a carry or no borrow; signed: the exact result is not negative.
template <Signedness kSignedness>
auto sums_ge(auto a, auto b, auto sums) {
  if constexpr (kSignedness == kUnsigned) {
    return (a & b) | ((a | b) & ~sums);
  } else {
    return ~(sums ^ (~(a ^ b) & (a ^ sums)));
  }
}
template <Signedness kSignedness>
auto differences_ge(auto a, auto b, auto differences) {
  if constexpr (kSignedness == kUnsigned) {
    return ~((~a & b) | ((~a | b) & differences));
  } else {
    return ~(differences ^ ((a ^ b) & (a ^ differences)));
  }
}
/// GE from the lanes' top bits: one each for bytes, two each for halfwords.
template <unsigned kWidth>
void put_ge(Emitter auto& e, auto tops) {
  if constexpr (kWidth == 8) {
    e.put(kGe, tops >> 7u & 0x0101'0101u);
  } else {
    e.put(kGe, (tops >> 15u & 0x0001'0001u) * u32{0x0101});
  }
}

/// Prefixes S and U
template <Signedness kSignedness, Lanes kLanes, unsigned kWidth>
inline constexpr auto parallel_modulo = conditional([](Emitter auto& e, const Insn& i) {
  constexpr u32 kTops = kWidth == 8 ? 0x8080'8080 : 0x8000'8000;
  constexpr u32 kSumMask = kLanes == Lanes::kAsx ? 0xffff'0000 : 0x0000'ffff;
  const auto a = reg(e, i.n), m = reg(e, i.m);
  const auto b = exchanges(kLanes) ? ror(m, u32{16}) : m;
  const auto sums = [&] { return lane_sums(a, b, kTops); };
  const auto differences = [&] { return lane_differences(a, b, kTops); };
  if constexpr (kLanes == Lanes::kAdd) {
    const auto sum = sums();
    put_reg(e, i.d, sum);
    put_ge<kWidth>(e, sums_ge<kSignedness>(a, b, sum));
  } else if constexpr (kLanes == Lanes::kSub) {
    const auto difference = differences();
    put_reg(e, i.d, difference);
    put_ge<kWidth>(e, differences_ge<kSignedness>(a, b, difference));
  } else {
    const auto sum = sums(), difference = differences();
    put_reg(e, i.d, (sum & kSumMask) | (difference & ~kSumMask));
    put_ge<kWidth>(
        e, (sums_ge<kSignedness>(a, b, sum) & kSumMask) | (differences_ge<kSignedness>(a, b, difference) & ~kSumMask));
  }
});

// Prefixes Q, UQ, SH, UH: lane by lane; a finish makes of the exact result what the lane holds.

/// SignedSat, UnsignedSat to `width` bits (A2.2.1) of a signed value.
template <Signedness kSignedness>
auto saturate(Emitter auto& e, auto value, unsigned width) {
  const u32 low = kSignedness == kSigned ? ~u32{0} << (width - 1) : 0;
  const u32 high = kSignedness == kSigned ? ~low : static_cast<u32>((u64{1} << width) - 1);
  const auto at_least = e.select(slt(value, low), e.lit(low), value);
  return e.select(slt(e.lit(high), at_least), e.lit(high), at_least);
}
template <Signedness kSignedness, unsigned kWidth>
inline constexpr auto saturated = [](Emitter auto& e, auto exact) { return saturate<kSignedness>(e, exact, kWidth); };
inline constexpr auto halved = [](Emitter auto&, auto exact) { return sar(exact, u32{1}); };

template <Signedness kSignedness, Lanes kLanes, unsigned kWidth, class Finish>
constexpr auto parallel(Finish) {
  return conditional([](Emitter auto& e, const Insn& i) {
    constexpr u32 kMask = (u32{1} << kWidth) - 1;
    const auto lane = [](auto word, unsigned index) {
      if constexpr (kSignedness == kUnsigned) {
        return word >> (index * kWidth) & kMask;
      } else {
        return sar(word << (32 - kWidth - index * kWidth), 32 - kWidth);
      }
    };
    const auto n = reg(e, i.n), m = reg(e, i.m);
    auto result = e.lit(u32{0});
    for (unsigned index = 0; index < 32 / kWidth; ++index) {
      const auto a = lane(n, index), b = lane(m, exchanges(kLanes) ? 1 - index : index);
      const auto finished = Finish{}(e, adds(kLanes, index) ? a + b : a - b);
      result = result | (finished & kMask) << (index * kWidth);
    }
    put_reg(e, i.d, result);
  });
}
template <Signedness kSignedness, Lanes kLanes, unsigned kWidth>
inline constexpr auto parallel_saturating = parallel<kSignedness, kLanes, kWidth>(saturated<kSignedness, kWidth>);
template <Signedness kSignedness, Lanes kLanes, unsigned kWidth>
inline constexpr auto parallel_halving = parallel<kSignedness, kLanes, kWidth>(halved);

}  // namespace sosie::arm
