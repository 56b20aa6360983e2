/// core/emit/lanes.h — operations on the lanes that 64 bits are packed of: what Op::kLanes computes.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/base/types.h"

namespace sosie {

// clang-format off
/// Lanes of 8, 16, 32 or 64 bits, lane 0 lowest. U and S: they hold unsigned or two's complement numbers.
enum class LaneOp : u8 {
  // one lane of the result from the same lane of both operands
  kAdd, kSub, kMul,
  kMinU, kMinS, kMaxU, kMaxS, kAbsDiffU, kAbsDiffS,
  kSatAddU, kSatAddS, kSatSubU, kSatSubS,
  kHalfAddU, kHalfAddS,      ///< (a + b) / 2 without overflow, rounded down
  kHalfAddUpU, kHalfAddUpS,  ///< the same, halves rounded up
  kHalfSubU, kHalfSubS,      ///< (a - b) / 2, rounded down
  kEq, kGtU, kGtS, kGeU, kGeS,  ///< all ones where it holds, else 0
  // every lane by the same amount, the number b; the width and more shifts everything out
  kShl, kShr, kSar,
  // of a alone; b is a again
  kAbs, kNeg, kClz, kCls /*!< copies of the sign bit below it */, kPopcount,
  kReverse16, kReverse32, kReverse64,  ///< the order of the lanes within groups of so many bits
  // a's lanes are lower than b's
  kZipLow, kZipHigh,              ///< a0 b0 a1 b1 …, the lower or upper half of it
  kUnzipEven, kUnzipOdd,          ///< a0 a2 … b0 b2 …; a1 a3 … b1 b3 …
  kTransposeEven, kTransposeOdd,  ///< a0 b0 a2 b2 …; a1 b1 a3 b3 …
  kPairAdd, kPairMinU, kPairMinS, kPairMaxU, kPairMaxS,  ///< a0 ∘ a1, a2 ∘ a3, …, b0 ∘ b1, …
  // lanes of the result are twice as wide
  kWidenLowU, kWidenLowS, kWidenHighU, kWidenHighS,  ///< half of the lanes of a; b is a again
  kPairWideAddU, kPairWideAddS,                      ///< a0 + a1, a2 + a3, …; b is a again
  kWideMulLowU, kWideMulLowS, kWideMulHighU, kWideMulHighS,
  // half as wide: a's lanes, then b's
  kNarrow, kNarrowSatU, kNarrowSatS, kNarrowSatSU /*!< signed to unsigned */,
  kCount,
};
// clang-format on

inline constexpr std::array<std::string_view, static_cast<std::size_t>(LaneOp::kCount)> kLaneOpNames = {
    "add",
    "sub",
    "mul",
    "min_u",
    "min_s",
    "max_u",
    "max_s",
    "abs_diff_u",
    "abs_diff_s",
    "sat_add_u",
    "sat_add_s",
    "sat_sub_u",
    "sat_sub_s",
    "half_add_u",
    "half_add_s",
    "half_add_up_u",
    "half_add_up_s",
    "half_sub_u",
    "half_sub_s",
    "eq",
    "gt_u",
    "gt_s",
    "ge_u",
    "ge_s",
    "shl",
    "shr",
    "sar",
    "abs",
    "neg",
    "clz",
    "cls",
    "popcount",
    "reverse16",
    "reverse32",
    "reverse64",
    "zip_low",
    "zip_high",
    "unzip_even",
    "unzip_odd",
    "transpose_even",
    "transpose_odd",
    "pair_add",
    "pair_min_u",
    "pair_min_s",
    "pair_max_u",
    "pair_max_s",
    "widen_low_u",
    "widen_low_s",
    "widen_high_u",
    "widen_high_s",
    "pair_wide_add_u",
    "pair_wide_add_s",
    "wide_mul_low_u",
    "wide_mul_low_s",
    "wide_mul_high_u",
    "wide_mul_high_s",
    "narrow",
    "narrow_sat_u",
    "narrow_sat_s",
    "narrow_sat_su",
};

using LaneFunction = u64 (*)(u64 a, u64 b);
/// `lane_bits`: of the operands' lanes. \return null where there is no such operation on lanes of this width.
LaneFunction lane_function(LaneOp op, unsigned lane_bits);
/// The reference for everybody who computes. The operation exists.
inline u64 evaluate_lanes(LaneOp op, unsigned lane_bits, u64 a, u64 b) { return lane_function(op, lane_bits)(a, b); }

/// An operation and a width in one number: what an IR operation keeps in its imm.
struct LaneForm {
  LaneOp op;
  unsigned lane_bits;

  constexpr u64 imm() const { return u64{static_cast<u8>(op)} << 8 | lane_bits; }
};
/// \return the form that `imm` names, or nothing where there is none.
std::optional<LaneForm> lane_form(u64 imm);

}  // namespace sosie
