#include "frontends/arm/neon_float.h"

#include "frontends/arm/neon_helpers.h"

namespace sosie::arm {

namespace {

constexpr u32 kSign = 0x8000'0000, kInfinity = 0x7f80'0000, kDefaultNan = 0x7fc0'0000, kQuietBit = 0x0040'0000;
constexpr u32 kTwo = 0x4000'0000, kThree = 0x4040'0000, kHalf = 0x3f00'0000;
constexpr unsigned kFractionBits = 23;

u32 magnitude(u32 a) { return a & ~kSign; }
bool is_nan(u32 a) { return magnitude(a) > kInfinity; }
bool is_infinite(u32 a) { return magnitude(a) == kInfinity; }
bool is_zero(u32 a) { return magnitude(a) == 0; }
u32 exponent_of(u32 a) { return magnitude(a) >> kFractionBits; }

/// A denormal number is a zero with its sign.
u32 flushed(Fpscr& fpscr, u32 a) {
  if (exponent_of(a) != 0 || is_zero(a)) return a;
  fpscr.cumulative |= kIdc;
  return a & kSign;
}
/// \return one of them is a NaN: the result is the default one.
bool any_nan(Fpscr& fpscr, auto... operands) {
  const auto signals = [](u32 a) { return is_nan(a) && !(a & kQuietBit); };
  if ((signals(operands) || ...)) fpscr.cumulative |= kIoc;
  return (is_nan(operands) || ...);
}

/// In the order of their values; both zeros are equal, but the negative one comes first.
i64 rank(u32 a) { return a & kSign ? -i64{magnitude(a)} - 1 : i64{magnitude(a)}; }

template <bool kLarger>
u32 larger_or_smaller(Fpscr& fpscr, u32 a, u32 b) {
  a = flushed(fpscr, a);
  b = flushed(fpscr, b);
  if (any_nan(fpscr, a, b)) return kDefaultNan;
  return (rank(a) > rank(b)) == kLarger ? a : b;
}

/// fp_compare's N Z C V.
enum Relation : u32 { kEqual = 0b0110, kGreater = 0b0010 };
u32 mask(bool holds) { return holds ? ~0u : 0u; }

/// a * b, but an infinity times zero is zero.
u32 step_product(Fpscr& fpscr, u32 a, u32 b) {
  const bool product_of_zero = (is_infinite(a) && is_zero(b)) || (is_zero(a) && is_infinite(b));
  return product_of_zero ? 0 : fp_mul(fpscr, a, b);
}

Fpscr half_precision_fpscr(const State& s) { return {kStandardFpscr | (s.fp_control & kAhp), s.fp_cumulative}; }

}  // namespace

u32 fp_max(Fpscr& fpscr, u32 a, u32 b) { return larger_or_smaller<true>(fpscr, a, b); }
u32 fp_min(Fpscr& fpscr, u32 a, u32 b) { return larger_or_smaller<false>(fpscr, a, b); }

u32 fp_abs_diff(Fpscr& fpscr, u32 a, u32 b) { return magnitude(fp_sub(fpscr, a, b)); }

u32 fp_fms(Fpscr& fpscr, u32 addend, u32 a, u32 b) { return fp_mul_add(fpscr, addend, a ^ kSign, b); }

u32 fp_eq(Fpscr& fpscr, u32 a, u32 b) { return mask(fp_compare(fpscr, a, b, false) == kEqual); }
u32 fp_gt(Fpscr& fpscr, u32 a, u32 b) { return mask(fp_compare(fpscr, a, b, true) == kGreater); }
u32 fp_ge(Fpscr& fpscr, u32 a, u32 b) {
  const u32 relation = fp_compare(fpscr, a, b, true);
  return mask(relation == kGreater || relation == kEqual);
}
u32 fp_abs_gt(Fpscr& fpscr, u32 a, u32 b) { return fp_gt(fpscr, magnitude(a), magnitude(b)); }
u32 fp_abs_ge(Fpscr& fpscr, u32 a, u32 b) { return fp_ge(fpscr, magnitude(a), magnitude(b)); }

u32 fp_recip_estimate(Fpscr& fpscr, u32 a) {
  a = flushed(fpscr, a);
  const u32 sign = a & kSign, exponent = exponent_of(a);
  if (any_nan(fpscr, a)) return kDefaultNan;
  if (is_infinite(a)) return sign;
  if (is_zero(a)) {
    fpscr.cumulative |= kDzc;
    return sign | kInfinity;
  }
  if (exponent >= 253) {  // the result would be denormal
    fpscr.cumulative |= kUfc;
    return sign;
  }
  const u32 estimate = reciprocal_estimate(256 | bits(a, 22, 15));
  return sign | (253 - exponent) << kFractionBits | (estimate & 0xff) << 15;
}

u32 fp_rsqrt_estimate(Fpscr& fpscr, u32 a) {
  a = flushed(fpscr, a);
  if (any_nan(fpscr, a)) return kDefaultNan;
  if (is_zero(a)) {
    fpscr.cumulative |= kDzc;
    return a | kInfinity;
  }
  if (a & kSign) {
    fpscr.cumulative |= kIoc;
    return kDefaultNan;
  }
  if (is_infinite(a)) return 0;
  const u32 exponent = exponent_of(a);
  const u32 estimate = root_estimate(exponent % 2 == 0 ? 256 | bits(a, 22, 15) : 128 | bits(a, 22, 16));
  return (380 - exponent) / 2 << kFractionBits | (estimate & 0xff) << 15;
}

u32 fp_recip_step(Fpscr& fpscr, u32 a, u32 b) {
  a = flushed(fpscr, a);
  b = flushed(fpscr, b);
  return any_nan(fpscr, a, b) ? kDefaultNan : fp_sub(fpscr, kTwo, step_product(fpscr, a, b));
}

u32 fp_rsqrt_step(Fpscr& fpscr, u32 a, u32 b) {
  a = flushed(fpscr, a);
  b = flushed(fpscr, b);
  // Halving is exact: a difference from three is no tiny number.
  return any_nan(fpscr, a, b) ? kDefaultNan : fp_mul(fpscr, fp_sub(fpscr, kThree, step_product(fpscr, a, b)), kHalf);
}

u32 fp_word_to_fixed(Fpscr& fpscr, u32 number, u32 conversion) {
  return static_cast<u32>(to_fixed(fpscr, number, conversion));
}
u32 fp_word_from_fixed(Fpscr& fpscr, u32 fixed, u32 conversion) {
  const bool is_unsigned = FixedConversion::from_word(conversion).format.is_unsigned;
  const u64 number = is_unsigned ? fixed : static_cast<u64>(i64{static_cast<i32>(fixed)});
  return from_fixed<u32>(fpscr, number, conversion);
}

namespace detail {

u64 halves_to_words(void* state, u64 halves, u64 upper, u64) {
  State& s = *static_cast<State*>(state);
  Fpscr fpscr = half_precision_fpscr(s);
  if (upper) halves >>= 32;
  const u64 low = fp_half_to_single(fpscr, static_cast<u16>(halves));
  const u64 high = fp_half_to_single(fpscr, static_cast<u16>(halves >> 16));
  s.fp_cumulative = fpscr.cumulative;
  return low | high << 32;
}

u64 words_to_halves(void* state, u64 low, u64 high, u64) {
  State& s = *static_cast<State*>(state);
  Fpscr fpscr = half_precision_fpscr(s);
  u64 halves = 0;
  unsigned at = 0;
  for (u64 words : {low, high}) {
    for (unsigned shift : {0u, 32u}) {
      halves |= u64{fp_single_to_half(fpscr, static_cast<u32>(words >> shift))} << at;
      at += 16;
    }
  }
  s.fp_cumulative = fpscr.cumulative;
  return halves;
}

}  // namespace detail

}  // namespace sosie::arm
