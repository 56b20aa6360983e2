#include "frontends/arm/neon_helpers.h"

#include <limits>
#include <type_traits>

#include "core/base/bits.h"

namespace sosie::arm {

u32 reciprocal_estimate(u32 a) {
  const u32 twice_middle = 2 * a + 1;
  return ((1u << 19) / twice_middle + 1) / 2;
}

u32 root_estimate(u32 a) {
  const u32 middle = a < 256 ? 2 * a + 1 : 2 * (a | 1);
  u64 root = 512;
  while (middle * (root + 1) * (root + 1) < u64{1} << 28) ++root;
  return static_cast<u32>(root + 1) / 2;
}

namespace detail {

namespace {

/// Carry-less product of two bytes.
u32 polynomial_product(u32 a, u32 b) {
  u32 product = 0;
  for (unsigned n = 0; n < 8; ++n) {
    if (bit(b, n)) product ^= a << n;
  }
  return product;
}
u32 byte_of(u64 lanes, unsigned n) { return static_cast<u8>(lanes >> (8 * n)); }

u64 each_word(u64 lanes, auto operation) {
  return operation(static_cast<u32>(lanes)) | u64{operation(static_cast<u32>(lanes >> 32))} << 32;
}

/// The wider numbers that shifts of a lane are computed in.
using Number = __int128;

struct Shifted {
  Number value;
  bool saturated;
};

/// value * 2^amount, not rounded or to the nearest, without what overflows a lane of `T`.
template <class T, bool kRounding, bool kSaturating>
Shifted shifted(Number value, int amount) {
  constexpr int kBits = sizeof(T) * 8;
  constexpr Number kMost = std::numeric_limits<T>::max(), kLeast = std::numeric_limits<T>::min();
  if (amount < 0) {
    const int right = std::min(-amount, kBits + 1);  // farther there is nothing new
    return {(value + (kRounding ? Number{1} << (right - 1) : 0)) >> right, false};
  }
  const bool all = amount >= kBits;
  if constexpr (kSaturating) {
    if (value > (all ? 0 : kMost >> amount)) return {kMost, true};
    if (value < (all ? 0 : kLeast >> amount)) return {kLeast, true};
  }
  return {all ? 0 : static_cast<Number>(static_cast<u64>(value) << amount), false};
}

template <class T, bool kRounding, bool kSaturating>
u64 shifted_lanes(u64 values, u64 amounts, bool& saturated) {
  constexpr unsigned kBits = sizeof(T) * 8;
  u64 result = 0;
  for (unsigned at = 0; at < 64; at += kBits) {
    const auto shift = shifted<T, kRounding, kSaturating>(static_cast<T>(values >> at), static_cast<i8>(amounts >> at));
    result |= u64{static_cast<std::make_unsigned_t<T>>(shift.value)} << at;
    saturated |= shift.saturated;
  }
  return result;
}

template <bool kRounding, bool kSaturating>
u64 shifted_as(u64 kind, u64 values, u64 amounts, bool& saturated) {
  const auto as = [&](auto lane) {
    return shifted_lanes<decltype(lane), kRounding, kSaturating>(values, amounts, saturated);
  };
  switch (kind) {
    case 8: return as(i8{});
    case 16: return as(i16{});
    case 32: return as(i32{});
    case 64: return as(i64{});
    case 0x108: return as(u8{});
    case 0x110: return as(u16{});
    case 0x120: return as(u32{});
    default: return as(u64{});
  }
}

}  // namespace

u64 polynomial_mul(void*, u64 a, u64 b, u64) {
  u64 result = 0;
  for (unsigned n = 0; n < 8; ++n) {
    result |= u64{static_cast<u8>(polynomial_product(byte_of(a, n), byte_of(b, n)))} << (8 * n);
  }
  return result;
}

u64 polynomial_mul_long(void*, u64 a, u64 b, u64 high_half) {
  const unsigned from = high_half ? 4 : 0;
  u64 result = 0;
  for (unsigned n = 0; n < 4; ++n) {
    result |= u64{polynomial_product(byte_of(a, n + from), byte_of(b, n + from))} << (16 * n);
  }
  return result;
}

template <bool kRounding>
u64 shift_by_register(void*, u64 values, u64 amounts, u64 kind) {
  bool saturated = false;
  return shifted_as<kRounding, false>(kind, values, amounts, saturated);
}
template u64 shift_by_register<false>(void*, u64, u64, u64);
template u64 shift_by_register<true>(void*, u64, u64, u64);

template <bool kRounding>
u64 saturating_shift_by_register(void* state, u64 values, u64 amounts, u64 kind) {
  bool saturated = false;
  const u64 result = shifted_as<kRounding, true>(kind, values, amounts, saturated);
  if (saturated) static_cast<State*>(state)->fp_saturated |= 1;
  return result;
}
template u64 saturating_shift_by_register<false>(void*, u64, u64, u64);
template u64 saturating_shift_by_register<true>(void*, u64, u64, u64);

u64 look_up(void*, u64 table, u64 indices, u64 otherwise) {
  u64 result = 0;
  for (unsigned n = 0; n < 8; ++n) {
    const u32 index = byte_of(indices, n);
    result |= u64{index < 8 ? byte_of(table, index) : byte_of(otherwise, n)} << (8 * n);
  }
  return result;
}

u64 reciprocal_estimates(void*, u64 lanes, u64, u64) {
  return each_word(lanes, [](u32 a) { return bit(a, 31) ? reciprocal_estimate(a >> 23) << 23 : ~0u; });
}

u64 root_estimates(void*, u64 lanes, u64, u64) {
  return each_word(lanes, [](u32 a) { return a >> 30 != 0 ? root_estimate(a >> 23) << 23 : ~0u; });
}

}  // namespace detail

}  // namespace sosie::arm
