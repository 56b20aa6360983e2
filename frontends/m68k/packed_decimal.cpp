#include "frontends/m68k/packed_decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "frontends/m68k/x87.h"

namespace sosie::m68k {

namespace {

// The first word: signs of mantissa and exponent, two bits that are set for infinities and NaNs, the exponent's three
// digits from bit 27 down, a fourth that only results have, the integer digit.
constexpr u32 kMantissaSign = 1u << 31, kExponentSign = 1u << 30, kSpecial = 0x7fff'0000;
constexpr int kMostDigits = 17;

/// What is no digit counts as 9.
unsigned digit(u64 word, unsigned lowest_bit) { return std::min(static_cast<unsigned>(word >> lowest_bit & 0xf), 9u); }

/// \return the decimal text of `value`'s magnitude in so many digits, as d.dddde±n.
std::string in_digits(long double value, int digits) { return fmt::format("{:.{}e}", std::fabs(value), digits - 1); }

int exponent_of(const std::string& text) { return std::atoi(text.c_str() + text.find('e') + 1); }

/// No more digits than these are needed for the number.
bool is_exact(long double value, const std::string& text) {
  constexpr int kAllDigits = 1200;  // beyond them none of a number that has so few is left
  const std::string all = in_digits(value, kAllDigits);
  const std::size_t shown = text.find('e');
  if (exponent_of(all) != exponent_of(text) || all.compare(0, shown, text, 0, shown) != 0) return false;
  return all.find_first_not_of("0.", shown) == all.find('e');
}

}  // namespace

Extended from_packed(const std::array<u32, 3>& words, FpContext& context) {
  const bool negative = words[0] & kMantissaSign;
  const u64 fraction = u64{words[1]} << 32 | words[2];
  if ((words[0] & kSpecial) == kSpecial) {
    const Extended special = Extended{fraction, Extended::kMaxExponent}.with_sign(negative);
    if (special.is_signalling()) context.raised |= kSnan;
    return special.is_nan() ? special.quiet() : special;
  }
  std::string text = fmt::format("{}.", digit(words[0], 0));
  for (int nibble = 15; nibble >= 0; --nibble)
    text += fmt::format("{}", digit(fraction, 4 * static_cast<unsigned>(nibble)));
  const unsigned exponent = digit(words[0], 24) * 100 + digit(words[0], 20) * 10 + digit(words[0], 16);
  text += fmt::format("e{}{}", words[0] & kExponentSign ? "-" : "", exponent);
  long double value;
  {
    const x87::Control control(x87::control(context.rounding));
    value = std::strtold(text.c_str(), nullptr);
    x87::take_exceptions();
  }
  if (value != 0 && !is_exact(value, in_digits(value, kMostDigits))) context.raised |= kInex1;
  return rounded(x87::from_host(value).with_sign(negative), context);
}

std::array<u32, 3> to_packed(const Extended& value, int k_factor, FpContext& context) {
  const u32 sign = value.negative() ? kMantissaSign : 0;
  if (value.is_nan() || value.is_infinite()) {
    if (value.is_signalling()) context.raised |= kSnan;
    const u64 fraction = value.is_nan() ? value.quiet().mantissa : 0;
    return {sign | kSpecial, static_cast<u32>(fraction >> 32), static_cast<u32>(fraction)};
  }
  if (value.is_zero()) return {sign, 0, 0};
  const long double number = x87::to_host(value);
  int digits = k_factor;
  if (digits <= 0) digits = exponent_of(in_digits(number, kMostDigits)) + 1 - k_factor;
  if (digits > kMostDigits) {
    if (k_factor > 0) context.raised |= kOperr;
    digits = kMostDigits;
  }
  const std::string text = in_digits(number, std::max(digits, 1));
  const int exponent = exponent_of(text);
  const unsigned magnitude = static_cast<unsigned>(std::abs(exponent));
  if (!is_exact(number, text)) context.raised |= kInex2;
  if (magnitude > 999) context.raised |= kOperr;
  u64 fraction = 0;
  for (int i = 0; i < kMostDigits - 1; ++i) {
    const std::size_t at = 2 + static_cast<std::size_t>(i);
    const unsigned d = at < text.find('e') ? static_cast<unsigned>(text[at] - '0') : 0;
    fraction = fraction << 4 | d;
  }
  const u32 first = sign | (exponent < 0 ? kExponentSign : 0) | magnitude / 100 % 10 << 24 | magnitude / 10 % 10 << 20 |
                    magnitude % 10 << 16 | magnitude / 1000 << 12 | static_cast<u32>(text[0] - '0');
  return {first, static_cast<u32>(fraction >> 32), static_cast<u32>(fraction)};
}

}  // namespace sosie::m68k
