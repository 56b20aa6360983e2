/// tests/support/toy_floats.h — helpers of the toy guest that hosts have a counterpart for.
///
/// The toy's own rules, where hosts may do otherwise: a NaN is the positive default NaN; integers saturate, of a NaN
/// comes 0. Everything else is IEEE 754, computed by the host in C++.
#pragma once

#include <xmmintrin.h>

#include <bit>
#include <cmath>
#include <limits>

#include "tests/support/toy_isa.h"

namespace sosie::test {

namespace detail {

template <class T>
T float_result(FloatOp op, T a, T b, T c) {
  volatile T x = a, y = b, z = c, result = 0;  // computed here and now, for its exceptions
  switch (op) {
    case FloatOp::kAdd: result = x + y; break;
    case FloatOp::kSub: result = x - y; break;
    case FloatOp::kMul: result = x * y; break;
    case FloatOp::kDiv: result = x / y; break;
    case FloatOp::kSqrt: result = std::sqrt(x); break;
    default: result = std::fma(y, z, x); break;
  }
  return result;
}

template <class Word>
auto number_of(u64 word) {
  using Number = std::conditional_t<sizeof(Word) == 8, double, float>;
  return std::bit_cast<Number>(static_cast<Word>(word));
}
template <class Number>
u64 word_of(Number number) {
  using Word = std::conditional_t<sizeof(Number) == 8, u64, u32>;
  if (std::isnan(number)) number = std::numeric_limits<Number>::quiet_NaN();
  return std::bit_cast<Word>(number);
}

/// An integer towards zero, saturated.
template <class Integer, class Number>
u64 to_integer(Number number) {
  volatile Number x = number;
  const bool above = !(x < static_cast<Number>(0x1p32) / (std::is_signed_v<Integer> ? 2 : 1));
  const bool below = std::is_signed_v<Integer>
                         ? x < -static_cast<Number>(0x1p31) && std::trunc(x) != -static_cast<Number>(0x1p31)
                         : x <= -1;
  _mm_setcsr(0x1f80);
  if (std::isnan(number) || above || below) {
    volatile Number zero = 0, invalid = zero / zero;
    (void)invalid;
    if (std::isnan(number)) return 0;
    return static_cast<u32>(above ? std::numeric_limits<Integer>::max() : std::numeric_limits<Integer>::min());
  }
  volatile i64 integer = static_cast<i64>(x);
  return static_cast<u32>(integer);
}

template <FloatOp kOp, class Word>
u64 compute(u64 a, u64 b, u64 c) {
  const auto x = number_of<Word>(a);
  switch (kOp) {
    case FloatOp::kCompare:
    case FloatOp::kCompareSignalling: {
      const auto y = number_of<Word>(b);
      if constexpr (kOp == FloatOp::kCompare) {
        [[maybe_unused]] volatile bool less = __builtin_isless(x, y);
      } else {
        volatile auto left = x, right = y;
        [[maybe_unused]] volatile bool less = left < right;
      }
      return 0;
    }
    case FloatOp::kWiden: {
      volatile float narrow = number_of<u32>(a);
      volatile double wide = narrow;
      return word_of<double>(wide);
    }
    case FloatOp::kNarrow: {
      volatile double wide = number_of<u64>(a);
      volatile float narrow = static_cast<float>(wide);
      return word_of<float>(narrow);
    }
    case FloatOp::kToSigned: return to_integer<i32>(x);
    case FloatOp::kToUnsigned: return to_integer<u32>(x);
    case FloatOp::kFromSigned: {
      volatile i32 integer = static_cast<i32>(a);
      volatile auto number = static_cast<decltype(number_of<Word>(0))>(integer);
      return word_of<decltype(number_of<Word>(0))>(number);
    }
    case FloatOp::kFromUnsigned: {
      volatile u32 integer = static_cast<u32>(a);
      volatile auto number = static_cast<decltype(number_of<Word>(0))>(integer);
      return word_of<decltype(number_of<Word>(0))>(number);
    }
    default: return word_of(float_result(kOp, x, number_of<Word>(b), number_of<Word>(c)));
  }
}

template <FloatOp kOp, class Word>
u64 toy_float(void* state, u64 a, u64 b, u64 c) {
  const u32 before = _mm_getcsr();
  _mm_setcsr(0x1f80);
  const u64 result = compute<kOp, Word>(a, b, c);
  const u32 raised = _mm_getcsr();
  _mm_setcsr(before);
  u32& exceptions = static_cast<ToyState*>(state)->exceptions;
  exceptions |= raised & 0x3d;  // all but "denormal operand"
  return result;
}

inline constexpr StatePiece kExceptions[] = {{offsetof(ToyState, exceptions), 4}};

}  // namespace detail

/// With its number of arguments.
struct ToyFloat {
  Helper helper;
  unsigned arguments;
};
template <FloatOp kOp, class Word>
consteval ToyFloat toy_float(std::string_view name, unsigned arguments) {
  return {{name, detail::toy_float<kOp, Word>, detail::kExceptions, detail::kExceptions, {kOp, sizeof(Word) * 8}},
          arguments};
}

inline constexpr ToyFloat kToyFloats[] = {
    toy_float<FloatOp::kAdd, u32>("add32", 2),
    toy_float<FloatOp::kAdd, u64>("add64", 2),
    toy_float<FloatOp::kSub, u32>("sub32", 2),
    toy_float<FloatOp::kSub, u64>("sub64", 2),
    toy_float<FloatOp::kMul, u32>("mul32", 2),
    toy_float<FloatOp::kMul, u64>("mul64", 2),
    toy_float<FloatOp::kDiv, u32>("div32", 2),
    toy_float<FloatOp::kDiv, u64>("div64", 2),
    toy_float<FloatOp::kSqrt, u32>("sqrt32", 1),
    toy_float<FloatOp::kSqrt, u64>("sqrt64", 1),
    toy_float<FloatOp::kMulAdd, u32>("mul_add32", 3),
    toy_float<FloatOp::kMulAdd, u64>("mul_add64", 3),
    toy_float<FloatOp::kWiden, u32>("widen", 1),
    toy_float<FloatOp::kNarrow, u64>("narrow", 1),
    toy_float<FloatOp::kToSigned, u32>("to_signed32", 1),
    toy_float<FloatOp::kToSigned, u64>("to_signed64", 1),
    toy_float<FloatOp::kToUnsigned, u32>("to_unsigned32", 1),
    toy_float<FloatOp::kToUnsigned, u64>("to_unsigned64", 1),
    toy_float<FloatOp::kFromSigned, u32>("from_signed32", 1),
    toy_float<FloatOp::kFromSigned, u64>("from_signed64", 1),
    toy_float<FloatOp::kFromUnsigned, u32>("from_unsigned32", 1),
    toy_float<FloatOp::kFromUnsigned, u64>("from_unsigned64", 1),
};
inline constexpr ToyFloat kToyCompare32 = toy_float<FloatOp::kCompare, u32>("compare32", 2);
inline constexpr ToyFloat kToyCompare64 = toy_float<FloatOp::kCompareSignalling, u64>("compare64", 2);

}  // namespace sosie::test
