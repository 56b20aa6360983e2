/// frontends/arm/neon_helpers.h — integer operations on lanes that are ARM's own, as helpers that every emitter calls.
/// Source: ARM DDI 0406C.d, A2.8 (polynomials), the pages of A8.8 of VSHL, VQSHL (register), VTBL, VRECPE, VRSQRTE.
#pragma once

#include "core/emit/emitter.h"
#include "frontends/arm/insn.h"
#include "frontends/arm/state.h"

namespace sosie::arm {

/// How a helper takes the lanes: their width, and bit 8 where they are unsigned.
inline u32 lane_kind(const Insn& i) { return (8u << i.type) | u32{i.U} << 8; }

namespace detail {

inline constexpr StatePiece kSaturatedPiece[] = {{kFpSaturated.offset, 8}};

constexpr Helper pure_helper(std::string_view name, u64 (*run)(void*, u64, u64, u64)) { return {name, run, {}, {}}; }
constexpr Helper saturating_helper(std::string_view name, u64 (*run)(void*, u64, u64, u64)) {
  return {name, run, kSaturatedPiece, kSaturatedPiece};
}

u64 polynomial_mul(void*, u64 a, u64 b, u64);
u64 polynomial_mul_long(void*, u64 a, u64 b, u64 high_half);
template <bool kRounding>
u64 shift_by_register(void*, u64 values, u64 amounts, u64 kind);
template <bool kRounding>
u64 saturating_shift_by_register(void* state, u64 values, u64 amounts, u64 kind);
u64 look_up(void*, u64 table, u64 indices, u64 otherwise);
u64 reciprocal_estimates(void*, u64 lanes, u64, u64);
u64 root_estimates(void*, u64 lanes, u64, u64);

}  // namespace detail

/// Bytes as polynomials over {0, 1}: eight products' lower halves; four products, of the lower or the upper bytes.
inline constexpr Helper kPolynomialMul = detail::pure_helper("polynomial_mul", detail::polynomial_mul);
inline constexpr Helper kPolynomialMulLong = detail::pure_helper("polynomial_mul_long", detail::polynomial_mul_long);

/// Lanes shifted left by the signed lowest byte of other lanes; saturation sets FPSCR.QC.
template <bool kRounding>
inline constexpr Helper kShiftByRegister = detail::pure_helper(kRounding ? "rounding_shift" : "shift",
                                                               detail::shift_by_register<kRounding>);
template <bool kRounding>
inline constexpr Helper kSaturatingShiftByRegister = detail::saturating_helper(
    kRounding ? "saturating_rounding_shift" : "saturating_shift", detail::saturating_shift_by_register<kRounding>);

/// Bytes of a table of eight; where the index is larger, bytes of a third operand.
inline constexpr Helper kLookUp = detail::pure_helper("look_up", detail::look_up);

/// UnsignedRecipEstimate and UnsignedRSqrtEstimate of two words.
inline constexpr Helper kReciprocalEstimates =
    detail::pure_helper("reciprocal_estimates", detail::reciprocal_estimates);
inline constexpr Helper kRootEstimates = detail::pure_helper("root_estimates", detail::root_estimates);

/// The nine-bit numbers behind both, whose highest bit is set: about 2^17 / (a + 1/2), and 2^(17 - even) over the root
/// (A8.8.384, A8.8.391). `a` holds the operand's upper bits: 9 or, where its exponent is odd, 8 of them.
u32 reciprocal_estimate(u32 a);
u32 root_estimate(u32 a);

}  // namespace sosie::arm
