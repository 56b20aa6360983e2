/// core/emit/float_op.h — floating-point arithmetic that hosts have too, and how two numbers stand to each other.
/// Source: IEEE 754-2008, 5.4 (operations), 5.11 (comparisons), 7 (exceptions).
#pragma once

#include "core/base/types.h"

namespace sosie {

/// Operations on binary32 and binary64, rounding to the nearest, halfway to even; exceptions accumulate.
enum class FloatOp : u8 {
  kNone,
  kAdd,
  kSub,
  kMul,
  kDiv,
  kSqrt,
  kMulAdd,             ///< a + b * c, rounded once
  kCompare,            ///< the exceptions only: a signalling NaN is invalid; the result is 0
  kCompareSignalling,  ///< likewise, any NaN
  kWiden,              ///< binary32 to binary64
  kNarrow,             ///< binary64 to binary32
  kToSigned,           ///< to i32, towards zero
  kToUnsigned,
  kFromSigned,  ///< from i32
  kFromUnsigned,
};

/// The host's counterpart of a helper. It computes the same where its result is a number that is not tiny, and raises
/// no exception that the helper does not raise; else translated code asks the helper. `bits`: of the floating-point
/// operands; conversions from integers: of the result.
struct HostFloat {
  FloatOp op = FloatOp::kNone;
  u8 bits = 0;
  u8 lanes = 1;  ///< 2: on both words of the operands; the helper is asked too where an operand is tiny
};

/// Exactly one holds. As bits, so that a set of relations is a condition.
enum FloatRelation : u8 { kLess = 1, kEqual = 2, kGreater = 4, kUnordered = 8, kAnyRelation = 15 };

/// The relations of (b, a) where `relations` are those of (a, b).
constexpr u8 swapped_relations(u8 relations) {
  return static_cast<u8>((relations & (kEqual | kUnordered)) | (relations & kLess ? kGreater : 0) |
                         (relations & kGreater ? kLess : 0));
}

/// How the numbers stand to each other that these words, u32 or u64, hold. Raises nothing.
template <class T>
constexpr FloatRelation float_relation(T a, T b) {
  constexpr T kSign = T{1} << (sizeof(T) * 8 - 1),
              kInfinity = sizeof(T) == 8 ? T{0x7ff} << (sizeof(T) * 8 - 12) : T{0x7f80'0000};
  const T magnitude_a = a & ~kSign, magnitude_b = b & ~kSign;
  if (magnitude_a > kInfinity || magnitude_b > kInfinity) return kUnordered;
  if (a == b || (magnitude_a | magnitude_b) == 0) return kEqual;
  if ((a ^ b) & kSign) return a & kSign ? kLess : kGreater;
  return (magnitude_a < magnitude_b) != ((a & kSign) != 0) ? kLess : kGreater;
}
static_assert(float_relation(0x8000'0000u, 0u) == kEqual && float_relation(0xbf80'0000u, 0x3f80'0000u) == kLess);
static_assert(float_relation(0xc000'0000u, 0xbf80'0000u) == kLess && float_relation(0x7fc0'0000u, 0u) == kUnordered);

}  // namespace sosie
