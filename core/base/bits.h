/// core/base/bits.h — bit fields, sign extension, rotation: what manuals write as x<7:4>, SignExtend, ROR.
#pragma once

#include <bit>
#include <type_traits>

#include "core/base/types.h"

namespace sosie {

/// x<high:low>, right-aligned. 0 <= low <= high < width of T.
template <class T>
constexpr T bits(T x, unsigned high, unsigned low) {
  const unsigned width = high - low + 1;
  const T shifted = static_cast<T>(x >> low);
  return width >= sizeof(T) * 8 ? shifted : static_cast<T>(shifted & ((T{1} << width) - 1));
}

/// x<index>
template <class T>
constexpr bool bit(T x, unsigned index) {
  return ((x >> index) & 1) != 0;
}

/// The low `width` bits of x as a two's complement number (1 <= width <= 64).
constexpr i64 sign_extend(u64 x, unsigned width) {
  const unsigned unused = 64 - width;
  return static_cast<i64>(x << unused) >> unused;
}

constexpr u32 align_down(u32 x, u32 power_of_two) { return x & ~(power_of_two - 1); }
constexpr u32 align_up(u32 x, u32 power_of_two) { return align_down(x + power_of_two - 1, power_of_two); }

}  // namespace sosie
