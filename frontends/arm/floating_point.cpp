#include "frontends/arm/floating_point.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "core/base/bits.h"

namespace sosie::arm {

namespace {

using u128 = unsigned __int128;

/// Sizes and special values of an IEEE format by its word.
template <class T>
struct Format {
  static constexpr int kBits = sizeof(T) * 8;
  static constexpr int kFraction = kBits == 64 ? 52 : kBits == 32 ? 23 : 10;
  static constexpr int kExponent = kBits - 1 - kFraction;
  static constexpr int kBias = (1 << (kExponent - 1)) - 1;
  static constexpr T kSign = static_cast<T>(T{1} << (kBits - 1));
  static constexpr T kInfinity = static_cast<T>(((T{1} << kExponent) - 1) << kFraction);
  static constexpr T kQuiet = static_cast<T>(T{1} << (kFraction - 1));
  static constexpr T kDefaultNan = kInfinity | kQuiet;
  static constexpr T kLeastNormal = static_cast<T>(T{1} << kFraction);

  static constexpr bool sign(T a) { return (a & kSign) != 0; }
  static constexpr T magnitude(T a) { return static_cast<T>(a & ~kSign); }
  static constexpr T with_sign(bool sign, T magnitude) { return static_cast<T>(magnitude | (sign ? kSign : 0)); }
};

enum class FpType : u8 { kZero, kNonzero, kInfinity, kQnan, kSnan };

/// Nonzero: significand * 2^exponent, bit 63 of the significand being set.
struct Unpacked {
  FpType type;
  bool sign;
  int exponent = 0;
  u64 significand = 0;

  bool is(FpType t) const { return type == t; }
  bool is_nan() const { return type >= FpType::kQnan; }
};

constexpr Unpacked normalized(bool sign, int exponent, u64 significand) {
  const int shift = std::countl_zero(significand);
  return {FpType::kNonzero, sign, exponent - shift, significand << shift};
}

/// FPUnpack. Half precision knows no flush to zero, and with AHP neither infinities nor NaNs.
template <class T>
Unpacked fp_unpack(Fpscr& fpscr, T a) {
  using F = Format<T>;
  const bool sign = F::sign(a);
  const T magnitude = F::magnitude(a);
  const u64 fraction = magnitude & (F::kLeastNormal - 1);
  const int exponent = static_cast<int>(magnitude >> F::kFraction);
  constexpr bool kHalf = F::kBits == 16;
  if (magnitude == 0) return {FpType::kZero, sign};
  if (exponent == 0) {
    if (!kHalf && (fpscr.control & kFz)) {
      fpscr.cumulative |= kIdc;
      return {FpType::kZero, sign};
    }
    return normalized(sign, 1 - F::kBias - F::kFraction, fraction);
  }
  if (magnitude >= F::kInfinity && !(kHalf && (fpscr.control & kAhp))) {
    if (fraction == 0) return {FpType::kInfinity, sign};
    return {fraction & F::kQuiet ? FpType::kQnan : FpType::kSnan, sign};
  }
  return normalized(sign, exponent - F::kBias - F::kFraction, F::kLeastNormal | fraction);
}

/// A significand cut after some bits.
struct Cut {
  u64 kept;
  u64 lost;  ///< what was cut off, in units of 2^-64 of the last kept bit; never 0 if anything was lost
};
/// \param shift how many bits go, at least 1; bit 63 of `significand` is set.
Cut cut(u64 significand, int shift) {
  if (shift < 64) return {significand >> shift, significand << (64 - shift)};
  if (shift == 64) return {0, significand};
  return {0, 1};  // less than a half
}
bool rounds_up(const Cut& c, bool sign, FpRounding rounding) {
  constexpr u64 kHalf = u64{1} << 63;
  switch (rounding) {
    case FpRounding::kNearest: return c.lost > kHalf || (c.lost == kHalf && (c.kept & 1));
    case FpRounding::kPlusInfinity: return c.lost != 0 && !sign;
    case FpRounding::kMinusInfinity: return c.lost != 0 && sign;
    default: return false;
  }
}

/// What a number too large becomes.
template <class T>
T overflowed(Fpscr& fpscr, bool sign, FpRounding rounding) {
  using F = Format<T>;
  fpscr.cumulative |= kOfc | kIxc;
  const bool to_infinity = rounding == FpRounding::kNearest || (rounding == FpRounding::kPlusInfinity && !sign) ||
                           (rounding == FpRounding::kMinusInfinity && sign);
  return F::with_sign(sign, to_infinity ? F::kInfinity : F::kInfinity - 1);
}

/// FPRound. A number is tiny where it is before rounding; flushed to zero it is not inexact.
/// Bit 0 of the significand may stand for anything that is smaller.
template <class T>
T fp_round(Fpscr& fpscr, const Unpacked& number, FpRounding rounding) {
  using F = Format<T>;
  constexpr bool kHalf = F::kBits == 16;
  const bool alternative_half = kHalf && (fpscr.control & kAhp);
  const int biased = number.exponent + 63 + F::kBias;
  if (!kHalf && (fpscr.control & kFz) && biased < 1) {
    fpscr.cumulative |= kUfc;
    return F::with_sign(number.sign, 0);
  }
  const int largest = (1 << F::kExponent) - (alternative_half ? 1 : 2);
  const auto too_large = [&] {
    if (!alternative_half) return overflowed<T>(fpscr, number.sign, rounding);
    fpscr.cumulative |= kIoc;
    return F::with_sign(number.sign, F::kSign - 1);
  };
  if (biased > largest) return too_large();
  const Cut c = cut(number.significand, 63 - F::kFraction + std::max(1 - biased, 0));
  // The leading one of a normal number counts as 1 in the exponent; so does what rounding carries into it.
  const u64 packed = (static_cast<u64>(std::max(biased - 1, 0)) << F::kFraction) + c.kept +
                     (rounds_up(c, number.sign, rounding) ? 1 : 0);
  if (packed >> F::kFraction > static_cast<u64>(largest)) return too_large();
  if (c.lost != 0) fpscr.cumulative |= biased < 1 ? kIxc | kUfc : kIxc;
  return F::with_sign(number.sign, static_cast<T>(packed));
}
template <class T>
T fp_round(Fpscr& fpscr, const Unpacked& number) {
  return fp_round<T>(fpscr, number, rounding_of(fpscr));
}

template <class T>
T invalid(Fpscr& fpscr) {
  fpscr.cumulative |= kIoc;
  return Format<T>::kDefaultNan;
}

/// FPProcessNaN
template <class T>
T fp_process_nan(Fpscr& fpscr, FpType type, T a) {
  if (type == FpType::kSnan) fpscr.cumulative |= kIoc;
  return fpscr.control & kDn ? Format<T>::kDefaultNan : a | Format<T>::kQuiet;
}

/// An operand in both shapes.
template <class T>
struct Operand {
  Operand(Fpscr& fpscr, T word) : word(word), number(fp_unpack(fpscr, word)) {}
  bool is(FpType t) const { return number.is(t); }
  bool sign() const { return number.sign; }

  T word;
  Unpacked number;
};

/// FPProcessNaNs, FPProcessNaNs3. \return there was a NaN, and `result` is it.
template <class T, class... Operands>
bool fp_process_nans(Fpscr& fpscr, T& result, const Operands&... operands) {
  if (!(operands.number.is_nan() || ...)) return false;
  const auto take = [&](FpType type, const Operand<T>& operand) {
    if (!operand.is(type)) return false;
    result = fp_process_nan(fpscr, type, operand.word);
    return true;
  };
  return (take(FpType::kSnan, operands) || ...) || (take(FpType::kQnan, operands) || ...);
}

// What the host computes in the same way: numbers in and out that are normal, rounded to the nearest, where it has been
// noted already that results are inexact. (Some results in denormal's neighbourhood and zeros, too, but who knows.)

template <class T>
using HostFloat = std::conditional_t<sizeof(T) == 8, f64, f32>;

bool host_rounds_alike(const Fpscr& fpscr) { return (fpscr.control & kRMode) == 0 && (fpscr.cumulative & kIxc); }
/// A normal number or zero. \param least the smallest magnitude that will do as well
template <class T>
bool is_plain(T a) {
  using F = Format<T>;
  const T magnitude = F::magnitude(a);
  return magnitude == 0 || (magnitude >= F::kLeastNormal && magnitude < F::kInfinity);
}
/// Far from overflow, and from where it matters when a number is tiny.
template <class T>
bool is_safe_result(T a) {
  using F = Format<T>;
  const T magnitude = F::magnitude(a);
  return magnitude > F::kLeastNormal && magnitude < F::kInfinity;
}
/// \return whether `result` is what `operation` makes of the operands.
template <class T, class Operation, class... Words>
bool host_computes(const Fpscr& fpscr, T& result, Operation operation, Words... operands) {
  if (!host_rounds_alike(fpscr) || !(is_plain(operands) && ...)) return false;
  result = std::bit_cast<T>(operation(std::bit_cast<HostFloat<T>>(operands)...));
  return is_safe_result(result);
}

/// A number with room for a carry and for what cancels: bit 126 of the significand is set.
struct Wide {
  bool sign;
  int exponent;
  u128 significand;
};

Wide widened(const Unpacked& a) { return {a.sign, a.exponent - 63, u128{a.significand} << 63}; }

/// Bit 0 of the result stands for all bits that went.
u128 shift_right_jamming(u128 a, int shift) {
  if (shift >= 128) return a != 0;
  return shift == 0 ? a : a >> shift | ((a << (128 - shift)) != 0);
}
Unpacked narrowed(bool sign, int exponent, u128 significand) {
  const u64 high = static_cast<u64>(significand >> 64);
  const int shift = high != 0 ? std::countl_zero(high) : 64 + std::countl_zero(static_cast<u64>(significand));
  significand <<= shift;
  const u64 top = static_cast<u64>(significand >> 64), rest = static_cast<u64>(significand);
  return {FpType::kNonzero, sign, exponent - shift + 64, top | (rest != 0)};
}

/// a + b, rounded. Exact: where bits are jammed, the other number is so much larger that only guard bits cancel, for
/// at least 21 low bits of both are zero.
template <class T>
T rounded_sum(Fpscr& fpscr, Wide a, Wide b) {
  if (a.exponent < b.exponent || (a.exponent == b.exponent && a.significand < b.significand)) std::swap(a, b);
  const u128 small = shift_right_jamming(b.significand, a.exponent - b.exponent);
  const u128 sum = a.sign == b.sign ? a.significand + small : a.significand - small;
  if (sum == 0) return Format<T>::with_sign(rounding_of(fpscr) == FpRounding::kMinusInfinity, 0);
  return fp_round<T>(fpscr, narrowed(a.sign, a.exponent, sum));
}

Wide exact_product(const Unpacked& a, const Unpacked& b) {
  u128 significand = u128{a.significand} * b.significand;
  int exponent = a.exponent + b.exponent;
  if (significand >> 127) {
    significand >>= 1;  // both operands have zeros there
    ++exponent;
  }
  return {a.sign != b.sign, exponent, significand};
}

/// FPAdd, and FPSub, which is the sum with -b but does not touch the sign of a NaN.
template <class T, bool kSubtract>
T sum(Fpscr& fpscr, T word_a, T word_b) {
  const Operand<T> a(fpscr, word_a), b(fpscr, word_b);
  const bool sign_b = b.sign() != kSubtract;
  using F = Format<T>;
  T nan;
  if (fp_process_nans(fpscr, nan, a, b)) return nan;
  if (a.is(FpType::kInfinity) || b.is(FpType::kInfinity)) {
    if (a.is(b.number.type) && a.sign() != sign_b) return invalid<T>(fpscr);
    return F::with_sign(a.is(FpType::kInfinity) ? a.sign() : sign_b, F::kInfinity);
  }
  if (a.is(FpType::kZero) && b.is(FpType::kZero)) {
    const bool down = rounding_of(fpscr) == FpRounding::kMinusInfinity;
    return F::with_sign(a.sign() == sign_b ? a.sign() : down, 0);
  }
  Unpacked negated_b = b.number;
  negated_b.sign = sign_b;
  if (a.is(FpType::kZero)) return fp_round<T>(fpscr, negated_b);
  if (b.is(FpType::kZero)) return fp_round<T>(fpscr, a.number);
  return rounded_sum<T>(fpscr, widened(a.number), widened(negated_b));
}

/// The root of a number with one of its two highest bits set, rounded down, bit 0 jammed.
u64 square_root(u128 radicand) {
  u64 root = 0;
  u128 rest = 0;
  for (int at = 126; at >= 0; at -= 2) {
    rest = rest << 2 | (static_cast<u64>(radicand >> at) & 3);
    const u128 trial = u128{root} << 2 | 1;
    root <<= 1;
    if (rest >= trial) {
      rest -= trial;
      root |= 1;
    }
  }
  return root | (rest != 0);
}

}  // namespace

template <class T>
T fp_add(Fpscr& fpscr, T a, T b) {
  T result;
  if (host_computes(
          fpscr, result, [](auto x, auto y) { return x + y; }, a, b))
    return result;
  return sum<T, false>(fpscr, a, b);
}

template <class T>
T fp_sub(Fpscr& fpscr, T a, T b) {
  T result;
  if (host_computes(
          fpscr, result, [](auto x, auto y) { return x - y; }, a, b))
    return result;
  return sum<T, true>(fpscr, a, b);
}

template <class T>
T fp_mul(Fpscr& fpscr, T word_a, T word_b) {
  T result;
  if (host_computes(
          fpscr, result, [](auto x, auto y) { return x * y; }, word_a, word_b))
    return result;
  const Operand<T> a(fpscr, word_a), b(fpscr, word_b);
  using F = Format<T>;
  if (fp_process_nans(fpscr, result, a, b)) return result;
  const bool sign = a.sign() != b.sign();
  const bool infinite = a.is(FpType::kInfinity) || b.is(FpType::kInfinity);
  if (a.is(FpType::kZero) || b.is(FpType::kZero)) return infinite ? invalid<T>(fpscr) : F::with_sign(sign, 0);
  if (infinite) return F::with_sign(sign, F::kInfinity);
  const Wide product = exact_product(a.number, b.number);
  return fp_round<T>(fpscr, narrowed(sign, product.exponent, product.significand));
}

template <class T>
T fp_div(Fpscr& fpscr, T word_a, T word_b) {
  T result;
  if (host_computes(
          fpscr, result, [](auto x, auto y) { return x / y; }, word_a, word_b))
    return result;
  const Operand<T> a(fpscr, word_a), b(fpscr, word_b);
  using F = Format<T>;
  if (fp_process_nans(fpscr, result, a, b)) return result;
  const bool sign = a.sign() != b.sign();
  const bool both_infinite = a.is(FpType::kInfinity) && b.is(FpType::kInfinity);
  if (both_infinite || (a.is(FpType::kZero) && b.is(FpType::kZero))) return invalid<T>(fpscr);
  if (a.is(FpType::kInfinity)) return F::with_sign(sign, F::kInfinity);
  if (b.is(FpType::kZero)) {
    fpscr.cumulative |= kDzc;
    return F::with_sign(sign, F::kInfinity);
  }
  if (a.is(FpType::kZero) || b.is(FpType::kInfinity)) return F::with_sign(sign, 0);
  // Shifted so that the quotient has its highest bit at 63.
  const u64 divisor = b.number.significand;
  const int shift = a.number.significand < divisor ? 64 : 63;
  const u128 dividend = u128{a.number.significand} << shift;
  const u64 quotient = static_cast<u64>(dividend / divisor);
  const bool exact = u128{quotient} * divisor == dividend;
  return fp_round<T>(fpscr, {FpType::kNonzero, sign, a.number.exponent - b.number.exponent - shift, quotient | !exact});
}

template <class T>
T fp_sqrt(Fpscr& fpscr, T word) {
  T result;
  if (!Format<T>::sign(word) && host_computes(
                                    fpscr, result, [](auto x) { return std::sqrt(x); }, word))
    return result;
  const Operand<T> a(fpscr, word);
  if (fp_process_nans(fpscr, result, a)) return result;
  if (a.is(FpType::kZero)) return Format<T>::with_sign(a.sign(), 0);
  if (a.sign()) return invalid<T>(fpscr);
  if (a.is(FpType::kInfinity)) return word;
  const int shift = a.number.exponent % 2 == 0 ? 64 : 63;
  const u64 root = square_root(u128{a.number.significand} << shift);
  return fp_round<T>(fpscr, {FpType::kNonzero, false, (a.number.exponent - shift) / 2, root});
}

template <class T>
T fp_mul_add(Fpscr& fpscr, T addend, T word_a, T word_b) {
  T result;
  const auto host = [](auto c, auto x, auto y) { return std::fma(x, y, c); };
  if (host_computes(fpscr, result, host, addend, word_a, word_b)) return result;
  const Operand<T> c(fpscr, addend), a(fpscr, word_a), b(fpscr, word_b);
  using F = Format<T>;
  const bool infinite = a.is(FpType::kInfinity) || b.is(FpType::kInfinity);
  const bool zero = a.is(FpType::kZero) || b.is(FpType::kZero);
  const bool sign = a.sign() != b.sign();
  if (fp_process_nans(fpscr, result, c, a, b)) {
    // The product's own NaN comes before a quiet addend, but not before a signalling one.
    return c.is(FpType::kQnan) && infinite && zero ? invalid<T>(fpscr) : result;
  }
  if (infinite && zero) return invalid<T>(fpscr);
  if (c.is(FpType::kInfinity)) return infinite && c.sign() != sign ? invalid<T>(fpscr) : addend;
  if (infinite) return F::with_sign(sign, F::kInfinity);
  if (zero && c.is(FpType::kZero)) {
    const bool down = rounding_of(fpscr) == FpRounding::kMinusInfinity;
    return F::with_sign(c.sign() == sign ? sign : down, 0);
  }
  if (zero) return fp_round<T>(fpscr, c.number);
  const Wide product = exact_product(a.number, b.number);
  if (c.is(FpType::kZero)) return fp_round<T>(fpscr, narrowed(sign, product.exponent, product.significand));
  return rounded_sum<T>(fpscr, widened(c.number), product);
}

template <class T>
u32 fp_compare(Fpscr& fpscr, T word_a, T word_b, bool quiet_is_invalid) {
  const Operand<T> a(fpscr, word_a), b(fpscr, word_b);
  if (a.number.is_nan() || b.number.is_nan()) {
    if (quiet_is_invalid || a.is(FpType::kSnan) || b.is(FpType::kSnan)) fpscr.cumulative |= kIoc;
    return 0b0011;
  }
  const auto order = [](const Operand<T>& x) {
    const i64 magnitude = x.is(FpType::kZero) ? 0 : static_cast<i64>(Format<T>::magnitude(x.word));
    return x.sign() ? -magnitude : magnitude;
  };
  if (order(a) == order(b)) return 0b0110;
  return order(a) < order(b) ? 0b1000 : 0b0010;
}

template <class T>
i64 fp_to_fixed(Fpscr& fpscr, T word, FixedFormat format, FpRounding rounding) {
  const Unpacked a = fp_unpack(fpscr, word);
  if (a.is_nan()) fpscr.cumulative |= kIoc;
  if (a.is_nan() || a.is(FpType::kZero)) return 0;
  constexpr i64 kTooLarge = i64{1} << 40;
  const int exponent = a.exponent + format.fraction_bits;
  const bool huge = a.is(FpType::kInfinity) || exponent >= 0;
  const Cut c = huge ? Cut{kTooLarge, 0} : cut(a.significand, -exponent);
  const i64 magnitude =
      std::min(static_cast<i64>(std::min<u64>(c.kept, kTooLarge)) + rounds_up(c, a.sign, rounding), kTooLarge);
  const i64 value = a.sign ? -magnitude : magnitude;
  const i64 range = i64{1} << format.bits;
  const i64 least = format.is_unsigned ? 0 : -range / 2, most = (format.is_unsigned ? range : range / 2) - 1;
  const i64 saturated = std::clamp(value, least, most);
  if (saturated != value) fpscr.cumulative |= kIoc;
  else if (c.lost != 0) fpscr.cumulative |= kIxc;
  return saturated;
}

template <class T>
T fixed_to_fp(Fpscr& fpscr, i64 value, unsigned fraction_bits, FpRounding rounding) {
  if (value == 0) return 0;
  const u64 magnitude = value < 0 ? 0 - static_cast<u64>(value) : static_cast<u64>(value);
  return fp_round<T>(fpscr, normalized(value < 0, -static_cast<int>(fraction_bits), magnitude), rounding);
}

namespace {

/// A NaN in another format: the fraction's upper bits, made quiet.
template <class To, class From>
To converted_nan(Fpscr& fpscr, FpType type, From a) {
  using F = Format<To>;
  if (type == FpType::kSnan) fpscr.cumulative |= kIoc;
  if (fpscr.control & kDn) return F::kDefaultNan;
  constexpr int kNarrower = F::kFraction - Format<From>::kFraction;
  const u64 fraction = a & (Format<From>::kLeastNormal - 1);
  const u64 moved = kNarrower > 0 ? fraction << std::max(kNarrower, 0) : fraction >> std::max(-kNarrower, 0);
  return F::with_sign(Format<From>::sign(a), static_cast<To>(F::kInfinity | F::kQuiet | moved));
}

/// FPSingleToDouble, FPDoubleToSingle, FPHalfToSingle, FPSingleToHalf
template <class To, class From>
To converted(Fpscr& fpscr, From word) {
  using F = Format<To>;
  const Unpacked a = fp_unpack(fpscr, word);
  if (sizeof(To) == 2 && (fpscr.control & kAhp)) {  // there is no NaN and no infinity in it
    if (a.is_nan() || a.is(FpType::kInfinity)) {
      fpscr.cumulative |= kIoc;
      return F::with_sign(a.sign, a.is_nan() ? 0 : F::kSign - 1);
    }
  }
  switch (a.type) {
    case FpType::kZero: return F::with_sign(a.sign, 0);
    case FpType::kInfinity: return F::with_sign(a.sign, F::kInfinity);
    case FpType::kNonzero: return fp_round<To>(fpscr, a);
    default: return converted_nan<To>(fpscr, a.type, word);
  }
}

}  // namespace

u64 fp_single_to_double(Fpscr& fpscr, u32 a) { return converted<u64>(fpscr, a); }
u32 fp_double_to_single(Fpscr& fpscr, u64 a) { return converted<u32>(fpscr, a); }
u32 fp_half_to_single(Fpscr& fpscr, u16 a) { return converted<u32>(fpscr, a); }
u16 fp_single_to_half(Fpscr& fpscr, u32 a) { return converted<u16>(fpscr, a); }

template u32 fp_add(Fpscr&, u32, u32);
template u64 fp_add(Fpscr&, u64, u64);
template u32 fp_sub(Fpscr&, u32, u32);
template u64 fp_sub(Fpscr&, u64, u64);
template u32 fp_mul(Fpscr&, u32, u32);
template u64 fp_mul(Fpscr&, u64, u64);
template u32 fp_div(Fpscr&, u32, u32);
template u64 fp_div(Fpscr&, u64, u64);
template u32 fp_sqrt(Fpscr&, u32);
template u64 fp_sqrt(Fpscr&, u64);
template u32 fp_mul_add(Fpscr&, u32, u32, u32);
template u64 fp_mul_add(Fpscr&, u64, u64, u64);
template u32 fp_compare(Fpscr&, u32, u32, bool);
template u32 fp_compare(Fpscr&, u64, u64, bool);
template i64 fp_to_fixed(Fpscr&, u32, FixedFormat, FpRounding);
template i64 fp_to_fixed(Fpscr&, u64, FixedFormat, FpRounding);
template u32 fixed_to_fp(Fpscr&, i64, unsigned, FpRounding);
template u64 fixed_to_fp(Fpscr&, i64, unsigned, FpRounding);

}  // namespace sosie::arm
