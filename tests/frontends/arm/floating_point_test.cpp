// ARM's floating-point arithmetic against the host's, another implementation of IEEE 754, in all rounding modes. Where
// the standard leaves a choice (NaNs, tininess) the test puts ARM's in.
#include "frontends/arm/floating_point.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cmath>
#include <random>
#include <utility>

#include "tests/support/arm/fp_numbers.h"

namespace sosie::arm {

namespace {

constexpr unsigned kRounds = 100'000;

/// The host's rounding mode for as long as it lives, exceptions forgotten before; `mode` as FPSCR.RMode.
class HostRounding {
 public:
  explicit HostRounding(unsigned mode) {
    constexpr int kModes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    std::fesetround(kModes[mode]);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  ~HostRounding() {
    std::fesetround(FE_TONEAREST);
    std::feclearexcept(FE_ALL_EXCEPT);
  }
  static u32 exceptions() {
    constexpr std::pair<int, u32> kExceptions[] = {
        {FE_INVALID, kIoc}, {FE_DIVBYZERO, kDzc}, {FE_OVERFLOW, kOfc}, {FE_UNDERFLOW, kUfc}, {FE_INEXACT, kIxc}};
    const int raised = std::fetestexcept(FE_ALL_EXCEPT);
    u32 exceptions = 0;
    for (const auto& [host, arm] : kExceptions) exceptions |= raised & host ? arm : 0;
    return exceptions;
  }
};

template <class T>
using Float = std::conditional_t<sizeof(T) == 8, f64, f32>;
template <class T>
constexpr unsigned kFractionBits = sizeof(T) == 8 ? 52 : 23;
template <class T>
constexpr T kSignBit = T{1} << (8 * sizeof(T) - 1);
template <class T>
constexpr T kLeastNormal = T{1} << kFractionBits<T>;
template <class T>
constexpr T kQuietBit = kLeastNormal<T> / 2;
template <class T>
constexpr T kDefaultNan = static_cast<T>(~kSignBit<T> & ~(kQuietBit<T> - 1));

template <class T>
Float<T> number(T word) {
  return std::bit_cast<Float<T>>(word);
}
template <class T>
bool is_nan(T word) {
  return (word & ~kSignBit<T>) > (kDefaultNan<T> ^ kQuietBit<T>);
}

/// FPProcessNaNs (A2.7): where an operation's result is a NaN.
template <class T, class... Ts>
T expected_nan(Ts... words) {
  for (const bool quiet : {false, true}) {
    for (T word : {words...}) {
      if (is_nan(word) && ((word & kQuietBit<T>) != 0) == quiet) return word | kQuietBit<T>;
    }
  }
  return kDefaultNan<T>;
}

/// A result with the exceptions that it raised.
template <class T>
struct Computed {
  T word;
  u32 exceptions;
};

/// `operation` on the host, volatile so that it happens here and now.
template <class T, class Operation, class... Ts>
Computed<T> on_host(unsigned mode, Operation operation, Ts... words) {
  const HostRounding rounding(mode);
  volatile Float<T> operands[] = {number(words)...};
  volatile const Float<T> result = [&]<std::size_t... kAt>(std::index_sequence<kAt...>) {
    return operation(operands[kAt]...);
  }
  (std::index_sequence_for<Ts...>{});
  return {std::bit_cast<T>(static_cast<Float<T>>(result)), HostRounding::exceptions()};
}

/// ARM's choices: which NaN, and that a number is tiny where it is before rounding, which is seen where the least
/// normal number comes out.
template <class T, class... Ts>
Computed<T> as_on_arm(Computed<T> host, u32 our_exceptions, Ts... words) {
  if (is_nan(host.word)) host.word = expected_nan<T>(words...);
  if ((host.word & ~kSignBit<T>) == kLeastNormal<T>) host.exceptions |= our_exceptions & kUfc;
  return host;
}

template <class T, class Operation, class Host, class... Ts>
void expect_same(const char* name, unsigned mode, Operation operation, Host host, Ts... words) {
  const Computed<T> on_the_host = on_host<T>(mode, host, words...);
  for (const u32 before : {u32{0}, u32{kIxc}}) {  // where it is set already there is a shorter way
    Fpscr fpscr{mode << 22, before};
    const T got = operation(fpscr, words...);
    const Computed<T> expected = as_on_arm(on_the_host, fpscr.cumulative, words...);
    if (got == expected.word && fpscr.cumulative == (expected.exceptions | before)) continue;
    std::string operands;
    for (T word : {words...}) operands += fmt::format(" {:#x}", word);
    ADD_FAILURE() << fmt::format("{}{}, rounding {}: {:#x} with {:#x}, got {:#x} with {:#x}", name, operands, mode,
                                 expected.word, expected.exceptions | before, got, fpscr.cumulative);
  }
}

template <class T>
class FloatingPoint : public testing::Test {};
using Precisions = testing::Types<u32, u64>;
TYPED_TEST_SUITE(FloatingPoint, Precisions);

TYPED_TEST(FloatingPoint, AgreesWithTheHost) {
  using T = TypeParam;
  std::mt19937_64 random(20240607);
  for (unsigned round = 0; round < kRounds && !this->HasFailure(); ++round) {
    const T a = interesting_number<T>(random), b = interesting_number<T>(random);
    const unsigned mode = round % 4;
    expect_same<T>(
        "add", mode, fp_add<T>, [](auto x, auto y) { return x + y; }, a, b);
    expect_same<T>(
        "sub", mode, fp_sub<T>, [](auto x, auto y) { return x - y; }, a, b);
    expect_same<T>(
        "mul", mode, fp_mul<T>, [](auto x, auto y) { return x * y; }, a, b);
    expect_same<T>(
        "div", mode, fp_div<T>, [](auto x, auto y) { return x / y; }, a, b);
    expect_same<T>(
        "sqrt", mode, fp_sqrt<T>, [](auto x) { return std::sqrt(x); }, a);
  }
}

/// Half of the addends nearly cancel the product.
TYPED_TEST(FloatingPoint, MulAddAgreesWithTheHost) {
  using T = TypeParam;
  std::mt19937_64 random(20240607);
  const auto host = [](auto c, auto x, auto y) { return std::fma(x, y, c); };
  for (unsigned round = 0; round < kRounds && !this->HasFailure(); ++round) {
    const T a = interesting_number<T>(random), b = interesting_number<T>(random);
    T c = interesting_number<T>(random);
    if (random() % 2) c = (std::bit_cast<T>(number(a) * number(b)) ^ kSignBit<T>)+static_cast<T>(random() % 3) - 1;
    // Of infinity times zero plus a quiet NaN only ARM makes something invalid; see VfpExamples.
    if (is_nan(c) && std::isnan(number(a) * number(b))) continue;
    expect_same<T>("mul_add", round % 4, fp_mul_add<T>, host, c, a, b);
  }
}

TYPED_TEST(FloatingPoint, ComparisonAgreesWithTheHost) {
  using T = TypeParam;
  std::mt19937_64 random(20240607);
  for (unsigned round = 0; round < kRounds && !this->HasFailure(); ++round) {
    const T a = interesting_number<T>(random), b = random() % 4 ? interesting_number<T>(random) : a;
    const u32 expected = number(a) == number(b)  ? 0b0110
                         : number(a) < number(b) ? 0b1000
                         : number(a) > number(b) ? 0b0010
                                                 : 0b0011;
    Fpscr fpscr{};
    EXPECT_EQ(fp_compare(fpscr, a, b, false), expected) << fmt::format("{:#x} {:#x}", a, b);
  }
}

TYPED_TEST(FloatingPoint, ConversionsToIntegersAgreeWithTheHost) {
  using T = TypeParam;
  std::mt19937_64 random(20240607);
  for (unsigned round = 0; round < kRounds && !this->HasFailure(); ++round) {
    const T a = interesting_number<T>(random);
    const unsigned mode = round % 4, fraction_bits = static_cast<unsigned>(random() % 33);
    const FixedFormat format{static_cast<u8>(random() % 2 ? 32 : 16), static_cast<u8>(fraction_bits),
                             random() % 2 != 0};
    const f64 scaled = std::ldexp(static_cast<f64>(number(a)), static_cast<int>(fraction_bits));
    const f64 least = format.is_unsigned ? 0 : -std::ldexp(1, format.bits - 1);
    const f64 most = std::ldexp(1, format.is_unsigned ? format.bits : format.bits - 1) - 1;
    f64 rounded;
    {
      const HostRounding rounding(mode);
      volatile const f64 operand = scaled;
      rounded = std::nearbyint(operand);
    }
    const f64 expected = std::isnan(rounded) ? 0 : std::clamp(rounded, least, most);
    const u32 exceptions = expected != rounded ? u32{kIoc} : rounded != scaled ? u32{kIxc} : 0;
    Fpscr fpscr{};
    EXPECT_EQ(fp_to_fixed(fpscr, a, format, static_cast<FpRounding>(mode)), static_cast<i64>(expected))
        << fmt::format("{:#x}, {} bits, {} of them fraction, rounding {}", a, format.bits, fraction_bits, mode);
    EXPECT_EQ(fpscr.cumulative, exceptions) << fmt::format("{:#x}", a);
  }
}

TEST(FloatingPointConversions, IntegersBecomeTheHostsNumbers) {
  std::mt19937_64 random(20240607);
  for (unsigned round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const unsigned mode = round % 4;
    const i64 value =
        static_cast<i64>(static_cast<i32>(random() >> random() % 32)) + static_cast<i64>(random() % 2 << 31);
    volatile const i64 operand = value;
    f32 single;
    u32 exceptions;
    {
      const HostRounding rounding(mode);
      volatile const f32 result = static_cast<f32>(operand);
      single = result;
      exceptions = HostRounding::exceptions();
    }
    Fpscr fpscr{};
    EXPECT_EQ(fixed_to_fp<u32>(fpscr, value, 0, static_cast<FpRounding>(mode)), std::bit_cast<u32>(single)) << value;
    EXPECT_EQ(fpscr.cumulative, exceptions) << value;
    EXPECT_EQ(fixed_to_fp<u64>(fpscr, value, 7, FpRounding::kNearest), std::bit_cast<u64>(value / 128.0)) << value;
  }
}

TEST(FloatingPointConversions, PrecisionsConvertAsOnTheHost) {
  std::mt19937_64 random(20240607);
  for (unsigned round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const unsigned mode = round % 4;
    u64 a = interesting_number<u64>(random);
    if (random() % 2) a = std::bit_cast<u64>(static_cast<f64>(number(interesting_number<u32>(random)))) + random() % 3;
    if (is_nan(a)) continue;  // see VfpExamples
    const HostRounding rounding(mode);
    volatile const f64 operand = number(a);
    volatile const f32 narrow = static_cast<f32>(operand);
    const u32 exceptions = HostRounding::exceptions();
    Fpscr fpscr{mode << 22, 0};
    const Computed<u32> host{std::bit_cast<u32>(static_cast<f32>(narrow)), exceptions};
    const u32 got = fp_double_to_single(fpscr, a);
    const Computed<u32> expected = as_on_arm(host, fpscr.cumulative, host.word);
    EXPECT_EQ(got, expected.word) << fmt::format("{:#x}", a);
    EXPECT_EQ(fpscr.cumulative, expected.exceptions) << fmt::format("{:#x}", a);
    EXPECT_EQ(fp_single_to_double(fpscr, got), std::bit_cast<u64>(static_cast<f64>(number(got))))
        << fmt::format("{:#x}", got);
  }
}

/// All there are: half to single is exact, and back it is what it was.
TEST(FloatingPointConversions, HalfPrecisionGoesThereAndBack) {
  for (u32 control : {u32{0}, u32{kAhp}}) {
    for (u32 half = 0; half < 0x1'0000; ++half) {
      const u32 exponent = half >> 10 & 31, fraction = half & 0x3ff;
      if (control == 0 && exponent == 31) continue;
      const f64 magnitude =
          exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, static_cast<int>(exponent) - 25);
      const f32 expected = static_cast<f32>(half & 0x8000 ? -magnitude : magnitude);
      Fpscr fpscr{control, 0};
      const u32 single = fp_half_to_single(fpscr, static_cast<u16>(half));
      EXPECT_EQ(single, std::bit_cast<u32>(expected)) << half;
      EXPECT_EQ(fp_single_to_half(fpscr, single), half);
      EXPECT_EQ(fpscr.cumulative, 0u);
    }
  }
}

}  // namespace

}  // namespace sosie::arm
