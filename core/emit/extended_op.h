/// core/emit/extended_op.h — arithmetic in extended precision that hosts have too (x86: the x87).
/// Source: Intel SDM vol. 1, 4.2.2 (the format), 8.3 (the operations).
#pragma once

#include "core/base/types.h"

namespace sosie {

/// Rounding to the nearest, to 64 bits of mantissa; what is inexact accumulates.
enum class ExtendedOp : u8 {
  kNone,
  kMove,
  kNegate,
  kMagnitude,
  kSqrt,
  kTest,  ///< the class of the source only
  kAdd,   ///< destination op source
  kSub,
  kMul,
  kDiv,
  kMulSingle,  ///< of 24 bits of mantissa each, the rest cut off, rounded to 24 bits
  kDivSingle,
  kCompare,  ///< the class of destination - source, negative zeros by the destination
  kStore,    ///< the destination as a number of the source's kind; nothing else changes
};

/// Where the source is: a number in the state, or the helper's second argument.
enum class ExtendedSource : u8 { kState, kInt32, kBinary32, kBinary64 };

/// Bits of what such helpers tell of their result, but for kStore, which gives the number.
enum NumberClass : u8 { kClassNan = 1, kClassInfinity = 2, kClassZero = 4, kClassNegative = 8 };

/// The host's counterpart of a helper on numbers that lie in the state as hosts store them: 64 bits of mantissa, below
/// sign and exponent. Its first argument is a constant, `extended_places`. It computes the same where operands and
/// result are zeros or normal numbers; else translated code asks the helper. All helpers that compute in extended
/// precision write the FloatExceptions.
struct HostExtended {
  ExtendedOp op = ExtendedOp::kNone;
  ExtendedSource source = ExtendedSource::kState;
};

constexpr u64 extended_places(u16 destination, u16 source) { return destination | u64{source} << 16; }

}  // namespace sosie
