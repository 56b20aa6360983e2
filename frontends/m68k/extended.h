/// frontends/m68k/extended.h — numbers in extended precision, as the MC68881 and its successors keep them.
/// Source: M68000PRM 1.6.1 (formats), 3.6 (FPSR, FPCR); MC68881/MC68882 User's Manual sections 2 and 3.
///
/// The host's x87 has the same 64-bit mantissas and 15-bit exponents. What differs is put right here: unnormalised
/// numbers are numbers, infinities have any integer bit and results none, a result that is no number is positive with
/// all bits set.
/// Numbers below 2^-16382 have one bit less than the chip's, whose smallest exponent is by one smaller.
#pragma once

#include <array>

#include "core/base/types.h"

namespace sosie::m68k {

struct Extended {
  u64 mantissa = 0;  ///< with the integer bit on top
  u16 head = 0;      ///< sign and biased exponent

  bool operator==(const Extended&) const = default;

  static constexpr u16 kSign = 0x8000, kMaxExponent = 0x7fff, kBias = 0x3fff;
  static constexpr u64 kIntegerBit = u64{1} << 63, kQuietBit = u64{1} << 62;

  constexpr bool negative() const { return head & kSign; }
  constexpr u16 exponent() const { return head & kMaxExponent; }
  constexpr u64 fraction() const { return mantissa & ~kIntegerBit; }
  constexpr bool is_nan() const { return exponent() == kMaxExponent && fraction() != 0; }
  constexpr bool is_signalling() const { return is_nan() && !(mantissa & kQuietBit); }
  constexpr bool is_infinite() const { return exponent() == kMaxExponent && fraction() == 0; }
  constexpr bool is_zero() const { return mantissa == 0 && exponent() != kMaxExponent; }
  constexpr bool is_tiny() const { return mantissa != 0 && exponent() == 0; }

  /// The same number with an integer bit, or as small as numbers get.
  Extended normalized() const;
  /// The same NaN, which signals no more.
  constexpr Extended quiet() const { return {mantissa | kQuietBit, head}; }
  constexpr Extended with_sign(bool negative_sign) const {
    return {mantissa, static_cast<u16>(exponent() | (negative_sign ? kSign : 0))};
  }
};
/// What operations without a result give, and what registers hold after reset.
inline constexpr Extended kNotANumber{~u64{0}, Extended::kMaxExponent};

// FPSR (M68000PRM 1.2.3)

inline constexpr u32 kFpNegative = 1 << 27, kFpZero = 1 << 26, kFpInfinity = 1 << 25, kFpNan = 1 << 24,
                     kFpConditions = 0x0f00'0000;
inline constexpr unsigned kFpConditionsAt = 24;
inline constexpr u32 kFpQuotient = 0x00ff'0000;
/// EXC: of the last instruction
inline constexpr u32 kBsun = 1 << 15, kSnan = 1 << 14, kOperr = 1 << 13, kOvfl = 1 << 12, kUnfl = 1 << 11,
                     kDz = 1 << 10, kInex2 = 1 << 9, kInex1 = 1 << 8, kFpExceptions = 0xff00;
/// AEXC: of all since it was cleared
inline constexpr u32 kAccruedIop = 1 << 7, kAccruedOvfl = 1 << 6, kAccruedUnfl = 1 << 5, kAccruedDz = 1 << 4,
                     kAccruedInex = 1 << 3;
inline constexpr u32 kFpsrBits = 0x0fff'fff8;
/// FPCR: which exceptions trap, how results are rounded.
inline constexpr u32 kFpcrBits = 0xfff0, kFpcrTraps = 0xff00, kFpcrRounding = 0x00f0;

enum class FpRounding : u8 { kNearest, kZero, kMinus, kPlus };            ///< as FPCR's bits 5 and 4 have them
enum class FpPrecision : u8 { kExtended, kSingle, kDouble, kUndefined };  ///< bits 7 and 6
constexpr FpRounding rounding_of(u32 fpcr) { return static_cast<FpRounding>(fpcr >> 4 & 3); }
/// The undefined one rounds like double.
constexpr FpPrecision precision_of(u32 fpcr) {
  const auto precision = static_cast<FpPrecision>(fpcr >> 6 & 3);
  return precision == FpPrecision::kUndefined ? FpPrecision::kDouble : precision;
}

/// Under what operations are made, and the exceptions that they have raised: bits of EXC.
struct FpContext {
  FpRounding rounding = FpRounding::kNearest;
  FpPrecision precision = FpPrecision::kExtended;
  u32 raised = 0;

  static FpContext of(u32 fpcr) { return {rounding_of(fpcr), precision_of(fpcr)}; }
};
/// What AEXC gets for bits of EXC (M68000PRM 1.2.3.4).
u32 accrued(u32 exceptions);
/// The condition codes that a result sets.
u32 conditions_of(const Extended& result);

/// Rounds to what a register holds under the context's precision: mantissa and range.
Extended rounded(const Extended& value, FpContext& context);

// --- from and to other formats ---

Extended from_integer(i32 value);
/// Signalling NaNs raise SNAN and become quiet.
Extended from_single(u32 value, FpContext& context);
Extended from_double(u64 value, FpContext& context);
/// 96 bits in memory, the first word first.
Extended from_words(const std::array<u32, 3>& words);
std::array<u32, 3> to_words(const Extended& value);

u32 to_single(const Extended& value, FpContext& context);
u64 to_double(const Extended& value, FpContext& context);
/// \param bits 8, 16 or 32. What does not fit becomes the nearest that does, and raises OPERR; of a NaN the mantissa's
/// upper bits stay.
u32 to_integer(const Extended& value, unsigned bits, FpContext& context);

}  // namespace sosie::m68k
