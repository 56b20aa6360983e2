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
constexpr Helper fp_helper(std::string_view name) {
  return {name,
          [](void* s, u64 a, u64 b, u64 c) {
            return call_with_fpscr(kOperation, s, {a, b, c});
          },
          kFpReads, kFpWrites};
}

}  // namespace detail

/// An operation that hosts have too, where FPSCR asks for nothing special.
struct FpHelper {
  Helper plain;    ///< with its counterpart; not to be used under kModeFpSpecial
  Helper special;  ///< as FPSCR says

  const Helper& of(u32 mode) const { return mode & kModeFpSpecial ? special : plain; }
};

namespace detail {

template <auto kOperation>
consteval FpHelper host_helper(std::string_view name, FloatOp op, unsigned bits) {
  FpHelper both{fp_helper<kOperation>(name), fp_helper<kOperation>(name)};
  both.plain.host = {op, static_cast<u8>(bits)};
  return both;
}
template <class T>
inline constexpr unsigned kBits = sizeof(T) * 8;

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
/// To a word, towards zero.
template <class T, bool kUnsigned>
u32 to_word(Fpscr& fpscr, T number) {
  return static_cast<u32>(fp_to_fixed(fpscr, number, {32, 0, kUnsigned}, FpRounding::kZero));
}
template <class T, bool kUnsigned>
T from_word(Fpscr& fpscr, u32 word) {
  const i64 integer = kUnsigned ? i64{word} : i64{static_cast<i32>(word)};
  return fixed_to_fp<T>(fpscr, integer, 0, rounding_of(fpscr));
}
/// What a comparison raises.
template <class T, bool kQuietIsInvalid>
u32 fp_compared(Fpscr& fpscr, T a, T b) {
  fp_compare(fpscr, a, b, kQuietIsInvalid);
  return 0;
}
template <class T>
T from_fixed(Fpscr& fpscr, u64 value, u32 conversion) {
  const auto how = FixedConversion::from_word(conversion);
  const FpRounding rounding = how.own_rounding ? FpRounding::kNearest : rounding_of(fpscr);
  return fixed_to_fp<T>(fpscr, static_cast<i64>(value), how.format.fraction_bits, rounding);
}

// T is the word of the precision, u32 or u64.
template <class T>
inline constexpr FpHelper kFpAdd = detail::host_helper<fp_add<T>>("fp_add", FloatOp::kAdd, detail::kBits<T>);
template <class T>
inline constexpr FpHelper kFpSub = detail::host_helper<fp_sub<T>>("fp_sub", FloatOp::kSub, detail::kBits<T>);
template <class T>
inline constexpr FpHelper kFpMul = detail::host_helper<fp_mul<T>>("fp_mul", FloatOp::kMul, detail::kBits<T>);
template <class T>
inline constexpr FpHelper kFpDiv = detail::host_helper<fp_div<T>>("fp_div", FloatOp::kDiv, detail::kBits<T>);
template <class T>
inline constexpr FpHelper kFpSqrt = detail::host_helper<fp_sqrt<T>>("fp_sqrt", FloatOp::kSqrt, detail::kBits<T>);
template <class T>
inline constexpr FpHelper kFpMulAdd = detail::host_helper<fp_mul_add<T>>("fp_mul_add", FloatOp::kMulAdd,
                                                                         detail::kBits<T>);
template <class T, bool kQuietIsInvalid>
inline constexpr FpHelper kFpCompared = detail::host_helper<fp_compared<T, kQuietIsInvalid>>(
    "fp_compared", kQuietIsInvalid ? FloatOp::kCompareSignalling : FloatOp::kCompare, detail::kBits<T>);
template <class T, bool kUnsigned>
inline constexpr FpHelper kToWord = detail::host_helper<to_word<T, kUnsigned>>("fp_to_word",
                                                                               kUnsigned ? FloatOp::kToUnsigned
                                                                                         : FloatOp::kToSigned,
                                                                               detail::kBits<T>);
template <class T, bool kUnsigned>
inline constexpr FpHelper kFromWord = detail::host_helper<from_word<T, kUnsigned>>("word_to_fp",
                                                                                   kUnsigned ? FloatOp::kFromUnsigned
                                                                                             : FloatOp::kFromSigned,
                                                                                   detail::kBits<T>);
inline constexpr FpHelper kSingleToDouble =
    detail::host_helper<fp_single_to_double>("fp_single_to_double", FloatOp::kWiden, 32);
inline constexpr FpHelper kDoubleToSingle =
    detail::host_helper<fp_double_to_single>("fp_double_to_single", FloatOp::kNarrow, 64);
template <class T>
inline constexpr Helper kFpCompare = detail::fp_helper<fp_compare<T>>("fp_compare");
template <class T>
inline constexpr Helper kToFixed = detail::fp_helper<to_fixed<T>>("fp_to_fixed");
template <class T>
inline constexpr Helper kFromFixed = detail::fp_helper<from_fixed<T>>("fixed_to_fp");
inline constexpr Helper kHalfToSingle = detail::fp_helper<fp_half_to_single>("fp_half_to_single");
inline constexpr Helper kSingleToHalf = detail::fp_helper<fp_single_to_half>("fp_single_to_half");

}  // namespace sosie::arm
