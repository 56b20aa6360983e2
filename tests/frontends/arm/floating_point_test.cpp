// ARM's floating-point arithmetic against the host's: another implementation of IEEE 754, in all four rounding modes. Where the
// two standards' liberties differ the test says so.
#include "frontends/arm/floating_point.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cfenv>
#include <cmath>
#include <random>

namespace sosie::arm {

namespace {

constexpr unsigned kRounds = 200'000;

constexpr int kHostRounding[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

/// The host's rounding mode for as long as it lives, exceptions forgotten before.
class HostRounding {
 public:
  explicit HostRounding(unsigned mode) {
    std::fesetround(kHostRounding[mode]);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  ~HostRounding() {
    std::fesetround(FE_TONEAREST);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  static u32 exceptions() {
    const int raised = std::fetestexcept(FE_ALL_EXCEPT);
    return (raised & FE_INVALID ? kIoc : 0) | (raised & FE_DIVBYZERO ? kDzc : 0) | (raised & FE_OVERFLOW ? kOfc : 0) |
           (raised & FE_UNDERFLOW ? kUfc : 0) | (raised & FE_INEXACT ? kIxc : 0);
  }
};

template <class T> using Float = std::conditional_t<sizeof(T) == 8, f64, f32>;

template <class T>
class Words {
 public:
  T next() {
    constexpr unsigned kFraction = sizeof(T) == 8 ? 52 : 23, kBits = sizeof(T) * 8;
    constexpr T kMaxExponent = (T{1} << (kBits - 1 - kFraction)) - 1;
    T word = static_cast<T>(random_());
    T exponent = word >> kFraction & kMaxExponent, fraction = word & ((T{1} << kFraction) - 1);
    switch (below(8)) {
      case 0: exponent = 0; break;
      case 1: exponent = kMaxExponent; break;
      case 2: exponent = 1 + below(3); break;
      case 3: exponent = kMaxExponent - 1 - below(2); break;
      case 4: exponent = kMaxExponent / 2 + below(40) - 20; break;
      case 5: exponent = kMaxExponent / 2 + below(3) - 1; break;
      default: break;
    }
    switch (below(6)) {
      case 0: fraction = 0; break;
      case 1: fraction = T{1} << below(kFraction); break;
      case 2: fraction = ~(~T{0} << below(kFraction)); break;
      case 3: fraction &= ~T{0} << below(kFraction); break;
      default: break;
    }
    fraction &= (T{1} << kFraction) - 1;
    return (below(2) ? T{1} << (kBits - 1) : 0) | exponent << kFraction | fraction;
  }
  u32 below(u32 limit) { return static_cast<u32>(random_() % limit); }

 private:
  std::mt19937_64 random_{20240607};
};

template <class T> bool is_nan(T word) { return std::isnan(std::bit_cast<Float<T>>(word)); }
template <class T> bool is_quiet(T word) { return word >> (sizeof(T) == 8 ? 51 : 22) & 1; }
template <class T> constexpr T kDefaultNan = sizeof(T) == 8 ? static_cast<T>(0x7ff8'0000'0000'0000) : 0x7fc0'0000;
template <class T> constexpr T kLeastNormal = T{1} << (sizeof(T) == 8 ? 52 : 23);

/// FPProcessNaNs (A2.7.4)
template <class T, class... Ts>
T expected_nan(Ts... words) {
  for (const bool quiet : {false, true}) {
    for (T word : {words...}) {
      if (is_nan(word) && is_quiet(word) == quiet) return word | T{1} << (sizeof(T) == 8 ? 51 : 22);
    }
  }
  return kDefaultNan<T>;
}

/// The host's exceptions, but for tininess: it looks at the rounded number, ARM at the exact one, which differs where
/// the least normal number comes out.
template <class T>
u32 arm_exceptions(T result, u32 host, u32 ours) {
  return (result & ~(T{1} << (8 * sizeof(T) - 1))) == kLeastNormal<T> ? (host & ~kUfc) | (ours & kUfc) : host;
}

template <class T, class Ours, class Host, class... Ts>
void expect_same(const char* name, unsigned mode, Ours ours, Host host, Ts... words) {
  T expected;
  u32 exceptions;
  {
    const HostRounding rounding(mode);
    volatile Float<T> operands[] = {std::bit_cast<Float<T>>(words)...};
    volatile const Float<T> result = [&]<std::size_t... k>(std::index_sequence<k...>) { return host(operands[k]...); }(std::index_sequence_for<Ts...>{});
    exceptions = HostRounding::exceptions();
    expected = std::bit_cast<T>(static_cast<Float<T>>(result));
  }
  if (is_nan(expected)) expected = expected_nan<T>(words...);
  for (const u32 before : {u32{0}, u32{kIxc}}) {  // where it is set already we may be faster
    Fpscr fpscr{mode << 22, before};
    const T got = ours(fpscr, words...);
    const u32 expected_exceptions = arm_exceptions(got, exceptions, fpscr.cumulative) | before;
    std::string operands;
    for (T word : {words...}) operands += fmt::format(" {:x}", word);
    ASSERT_EQ(fmt::format("{:x} {:x}", expected, expected_exceptions), fmt::format("{:x} {:x}", got, fpscr.cumulative)) << name << operands << " mode " << mode;
  }
}

template <class T>
class FloatingPoint : public testing::Test {};
using Precisions = testing::Types<u32, u64>;
TYPED_TEST_SUITE(FloatingPoint, Precisions);

TYPED_TEST(FloatingPoint, AgreesWithTheHost) {
  using T = TypeParam;
  Words<T> words;
  for (unsigned round = 0; round < kRounds && !this->HasFatalFailure(); ++round) {
    const T a = words.next(), b = words.next(), c = words.next();
    const unsigned mode = round % 4;
    expect_same<T>("add", mode, fp_add<T>, [](auto x, auto y) { return x + y; }, a, b);
    expect_same<T>("sub", mode, fp_sub<T>, [](auto x, auto y) { return x - y; }, a, b);
    expect_same<T>("mul", mode, fp_mul<T>, [](auto x, auto y) { return x * y; }, a, b);
    expect_same<T>("div", mode, fp_div<T>, [](auto x, auto y) { return x / y; }, a, b);
    expect_same<T>("sqrt", mode, fp_sqrt<T>, [](auto x) { return std::sqrt(x); }, a);
  }
}

}  // namespace

}  // namespace sosie::arm
