#include "frontends/m68k/extended.h"

#include <algorithm>
#include <bit>

#include "frontends/m68k/x87.h"

namespace sosie::m68k {

namespace {

/// A binary format that the host loads and stores (IEEE 754).
template <class Word, unsigned kFractionBits>
struct Format {
  static constexpr unsigned kExponentBits = sizeof(Word) * 8 - 1 - kFractionBits;
  static constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  static constexpr u32 kMaxExponent = (1u << kExponentBits) - 1;
  static constexpr Word kFraction = (Word{1} << kFractionBits) - 1;

  static Extended load(Word word, FpContext& context) {
    const u16 sign = word >> (sizeof(Word) * 8 - 1) ? Extended::kSign : 0;
    const u32 exponent = static_cast<u32>(word >> kFractionBits) & kMaxExponent;
    const u64 fraction = static_cast<u64>(word & kFraction) << (63 - kFractionBits);
    const auto head = [&](int biased) { return static_cast<u16>(sign | biased); };
    if (exponent == kMaxExponent) {
      if (fraction == 0) return {0, head(Extended::kMaxExponent)};
      const Extended value{fraction | Extended::kIntegerBit, head(Extended::kMaxExponent)};
      if (!value.is_signalling()) return value;
      context.raised |= kSnan;
      return value.quiet();
    }
    if (exponent != 0) {
      return {fraction | Extended::kIntegerBit, head(static_cast<int>(exponent) - kBias + Extended::kBias)};
    }
    if (fraction == 0) return {0, sign};
    return Extended{fraction, head(1 - kBias + Extended::kBias)}.normalized();
  }
  static Word store_nan(const Extended& value, FpContext& context) {
    if (value.is_signalling()) context.raised |= kSnan;
    const Word sign = Word{value.negative()} << (sizeof(Word) * 8 - 1);
    return sign | Word{kMaxExponent} << kFractionBits |
           static_cast<Word>(value.quiet().fraction() >> (63 - kFractionBits));
  }
  static bool is_tiny(Word word) {
    return (word & kFraction) != 0 && (static_cast<u32>(word >> kFractionBits) & kMaxExponent) == 0;
  }
};
using Single = Format<u32, 23>;
using Double = Format<u64, 52>;

template <class Kind, class Word>
Word store(const Extended& value, FpContext& context, Word (*convert)(long double)) {
  if (value.is_nan()) return Kind::store_nan(value, context);
  const x87::Control control(x87::control(context.rounding));
  const Word word = convert(x87::to_host(value));
  context.raised |= x87::exceptions_of(x87::take_exceptions());
  if (Kind::is_tiny(word)) context.raised |= kUnfl;
  return word;
}

}  // namespace

Extended Extended::normalized() const {
  if (exponent() == kMaxExponent) return *this;
  if (mantissa == 0) return {0, static_cast<u16>(head & kSign)};
  const int shift = std::min<int>(std::countl_zero(mantissa), exponent());
  return {mantissa << shift, static_cast<u16>(head - shift)};
}

u32 accrued(u32 exceptions) {
  u32 bits = 0;
  if (exceptions & (kBsun | kSnan | kOperr)) bits |= kAccruedIop;
  if (exceptions & kOvfl) bits |= kAccruedOvfl;
  if ((exceptions & kUnfl) && (exceptions & kInex2)) bits |= kAccruedUnfl;
  if (exceptions & kDz) bits |= kAccruedDz;
  if (exceptions & (kInex1 | kInex2 | kOvfl)) bits |= kAccruedInex;
  return bits;
}

u32 conditions_of(const Extended& result) {
  u32 bits = result.negative() ? kFpNegative : 0;
  if (result.is_nan()) bits |= kFpNan;
  else if (result.is_infinite()) bits |= kFpInfinity;
  else if (result.is_zero()) bits |= kFpZero;
  return bits;
}

Extended rounded(const Extended& value, FpContext& context) {
  if (value.is_nan()) return value;
  switch (context.precision) {
    case FpPrecision::kSingle: return from_single(to_single(value, context), context);
    case FpPrecision::kDouble: return from_double(to_double(value, context), context);
    default:
      if (value.is_tiny()) context.raised |= kUnfl;
      return value;
  }
}

Extended from_integer(i32 value) {
  if (value == 0) return {};
  const u64 magnitude = value < 0 ? 0 - static_cast<u64>(static_cast<i64>(value)) : static_cast<u64>(value);
  return Extended{magnitude, static_cast<u16>(Extended::kBias + 63)}.with_sign(value < 0).normalized();
}

Extended from_single(u32 value, FpContext& context) { return Single::load(value, context); }
Extended from_double(u64 value, FpContext& context) { return Double::load(value, context); }

Extended from_words(const std::array<u32, 3>& words) {
  return {u64{words[1]} << 32 | words[2], static_cast<u16>(words[0] >> 16)};
}
std::array<u32, 3> to_words(const Extended& value) {
  return {u32{value.head} << 16, static_cast<u32>(value.mantissa >> 32), static_cast<u32>(value.mantissa)};
}

u32 to_single(const Extended& value, FpContext& context) { return store<Single>(value, context, x87::to_single); }
u64 to_double(const Extended& value, FpContext& context) { return store<Double>(value, context, x87::to_double); }

u32 to_integer(const Extended& value, unsigned bits, FpContext& context) {
  if (value.is_nan()) {
    context.raised |= value.is_signalling() ? kSnan | kOperr : kOperr;
    return static_cast<u32>(value.quiet().mantissa >> (64 - bits));
  }
  const long double least = -static_cast<long double>(u64{1} << (bits - 1)), greatest = -least - 1;
  const x87::Control control(x87::control(context.rounding));
  const long double integer = x87::round_to_integer(x87::to_host(value));
  if (integer < least || integer > greatest) {
    x87::take_exceptions();
    context.raised |= kOperr;
    return value.negative() ? static_cast<u32>(u64{1} << (bits - 1)) : static_cast<u32>((u64{1} << (bits - 1)) - 1);
  }
  context.raised |= x87::exceptions_of(x87::take_exceptions());
  return static_cast<u32>(static_cast<i64>(integer));
}

}  // namespace sosie::m68k
