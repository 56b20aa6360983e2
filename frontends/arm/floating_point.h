/// frontends/arm/floating_point.h — floating-point arithmetic as ARM's pseudo-code has it, exact to the bit and flag.
/// Source: ARM DDI 0406C.d, A2.7 (FPUnpack, FPRound, FPProcessNaNs, FPAdd …), B4.1.58 (FPSCR).
///
/// A number is the word that holds it: u16 half, u32 single, u64 double precision. Operations read `control` and add to
/// `cumulative`. The host's floating-point unit helps where it computes the same; its control register stays as it is,
/// rounding to the nearest, which operations expect.
#pragma once

#include "core/base/types.h"

namespace sosie::arm {

/// The part of FPSCR that arithmetic works with, bits at their places. Advanced SIMD has a fixed control word.
struct Fpscr {
  u32 control = 0;
  u32 cumulative = 0;
};

/// Cumulative exception bits: invalid operation, division by zero, overflow, underflow, inexact, input denormal.
enum FpException : u32 { kIoc = 1 << 0, kDzc = 1 << 1, kOfc = 1 << 2, kUfc = 1 << 3, kIxc = 1 << 4, kIdc = 1 << 7 };
/// Control bits: flush to zero, default NaN, alternative half precision; the field RMode.
enum FpControl : u32 { kFz = 1 << 24, kDn = 1 << 25, kAhp = 1 << 26, kRMode = 3 << 22 };
enum class FpRounding : u8 { kNearest, kPlusInfinity, kMinusInfinity, kZero };

// T is u32 or u64. NaNs: the first signalling operand, else the first quiet one, made quiet; or the default NaN.

template <class T>
T fp_add(Fpscr&, T a, T b);
template <class T>
T fp_sub(Fpscr&, T a, T b);
template <class T>
T fp_mul(Fpscr&, T a, T b);
template <class T>
T fp_div(Fpscr&, T a, T b);
template <class T>
T fp_sqrt(Fpscr&, T a);
/// addend + a * b, rounded once.
template <class T>
T fp_mul_add(Fpscr&, T addend, T a, T b);

/// \return N Z C V as bits 3 to 0. Invalid where an operand is a signalling NaN, or any NaN where `quiet_is_invalid`.
template <class T>
u32 fp_compare(Fpscr&, T a, T b, bool quiet_is_invalid);

/// An integer or fixed-point number of `bits` (at most 32), `fraction_bits` of them after the point.
struct FixedFormat {
  u8 bits = 32, fraction_bits = 0;
  bool is_unsigned = false;
};
/// Rounds, then saturates, which is invalid. NaN becomes 0. \return the number, sign- or zero-extended.
template <class T>
i64 fp_to_fixed(Fpscr&, T a, FixedFormat format, FpRounding rounding);
/// `value`: as `fp_to_fixed` returns it.
template <class T>
T fixed_to_fp(Fpscr&, i64 value, unsigned fraction_bits, FpRounding rounding);
inline FpRounding rounding_of(const Fpscr& fpscr) { return static_cast<FpRounding>((fpscr.control & kRMode) >> 22); }

u64 fp_single_to_double(Fpscr&, u32 a);
u32 fp_double_to_single(Fpscr&, u64 a);
u32 fp_half_to_single(Fpscr&, u16 a);
u16 fp_single_to_half(Fpscr&, u32 a);

}  // namespace sosie::arm
