/// frontends/arm/vfp_helpers.h — floating-point arithmetic as helpers that every emitter calls.
/// Source: ARM DDI 0406C.d, A2.7, through frontends/arm/floating_point.h.
#pragma once

#include <bit>
#include <utility>

#include "core/emit/emitter.h"
#include "frontends/arm/floating_point.h"
#include "frontends/arm/state.h"

namespace sosie::arm {

namespace detail {

inline constexpr StatePiece kFpReads[] = {{kFpControl.offset, 4}, {kFpCumulative.offset, 4}};
inline constexpr StatePiece kFpWrites[] = {{kFpCumulative.offset, 4}};

/// Calls an operation with FPSCR's two words and as many arguments as it takes.
template <class Result, class... Words>
u64 call_with_fpscr(Result (*operation)(Fpscr&, Words...), void* state, std::array<u64, 3> arguments) {
  State& s = *static_cast<State*>(state);
  Fpscr fpscr{s.fp_control, s.fp_cumulative};
  const Result result = [&]<std::size_t... kAt>(std::index_sequence<kAt...>) {
    return operation(fpscr, static_cast<Words>(arguments[kAt])...);
  }
  (std::index_sequence_for<Words...>{});
  s.fp_cumulative = fpscr.cumulative;
  return result;
}

template <auto kOperation>
consteval Helper fp_helper(std::string_view name) {
  return {name,
          [](void* s, u64 a, u64 b, u64 c) {
            return call_with_fpscr(kOperation, s, {a, b, c});
          },
          kFpReads, kFpWrites};
}

}  // namespace detail

/// How a conversion between numbers and integers or fixed-point numbers goes; as a word it is a helper's argument.
struct FixedConversion {
  FixedFormat format;
  bool own_rounding = false;  ///< towards zero to integers, to the nearest from them; else as FPSCR says

  static FixedConversion from_word(u32 word) { return std::bit_cast<FixedConversion>(word); }
  constexpr u32 word() const { return std::bit_cast<u32>(*this); }
};

template <class T>
u64 to_fixed(Fpscr& fpscr, T number, u32 conversion) {
  const auto how = FixedConversion::from_word(conversion);
  const FpRounding rounding = how.own_rounding ? FpRounding::kZero : rounding_of(fpscr);
  return static_cast<u64>(fp_to_fixed(fpscr, number, how.format, rounding));
}
template <class T>
T from_fixed(Fpscr& fpscr, u64 value, u32 conversion) {
  const auto how = FixedConversion::from_word(conversion);
  const FpRounding rounding = how.own_rounding ? FpRounding::kNearest : rounding_of(fpscr);
  return fixed_to_fp<T>(fpscr, static_cast<i64>(value), how.format.fraction_bits, rounding);
}

// T is the word of the precision, u32 or u64.
template <class T>
inline constexpr Helper kFpAdd = detail::fp_helper<fp_add<T>>("fp_add");
template <class T>
inline constexpr Helper kFpSub = detail::fp_helper<fp_sub<T>>("fp_sub");
template <class T>
inline constexpr Helper kFpMul = detail::fp_helper<fp_mul<T>>("fp_mul");
template <class T>
inline constexpr Helper kFpDiv = detail::fp_helper<fp_div<T>>("fp_div");
template <class T>
inline constexpr Helper kFpSqrt = detail::fp_helper<fp_sqrt<T>>("fp_sqrt");
template <class T>
inline constexpr Helper kFpMulAdd = detail::fp_helper<fp_mul_add<T>>("fp_mul_add");
template <class T>
inline constexpr Helper kFpCompare = detail::fp_helper<fp_compare<T>>("fp_compare");
template <class T>
inline constexpr Helper kToFixed = detail::fp_helper<to_fixed<T>>("fp_to_fixed");
template <class T>
inline constexpr Helper kFromFixed = detail::fp_helper<from_fixed<T>>("fixed_to_fp");
inline constexpr Helper kSingleToDouble = detail::fp_helper<fp_single_to_double>("fp_single_to_double");
inline constexpr Helper kDoubleToSingle = detail::fp_helper<fp_double_to_single>("fp_double_to_single");
inline constexpr Helper kHalfToSingle = detail::fp_helper<fp_half_to_single>("fp_half_to_single");
inline constexpr Helper kSingleToHalf = detail::fp_helper<fp_single_to_half>("fp_single_to_half");

}  // namespace sosie::arm
