/// frontends/arm/neon_float.h — the meanings of Advanced SIMD's single-precision arithmetic, two words at a time.
/// Source: ARM DDI 0406C.d, A2.7 (FPMax, FPRecipEstimate, StandardFPSCRValue …), the pages of A8.8 named in the rows.
///
/// Whatever FPSCR says, numbers are rounded to the nearest, denormal ones are zeros, and each NaN becomes the default
/// one. What happened is added to FPSCR.
#pragma once

#include "frontends/arm/neon_registers.h"
#include "frontends/arm/vfp_helpers.h"

namespace sosie::arm {

inline constexpr u32 kStandardFpscr = kFz | kDn;

// Operations on one word, as A2.7 has them, with the standard control.

u32 fp_max(Fpscr&, u32 a, u32 b);
u32 fp_min(Fpscr&, u32 a, u32 b);
/// |a - b|
u32 fp_abs_diff(Fpscr&, u32 a, u32 b);
/// addend - a * b, rounded once.
u32 fp_fms(Fpscr&, u32 addend, u32 a, u32 b);
/// All ones where it holds. Any NaN is invalid but for equality.
u32 fp_eq(Fpscr&, u32 a, u32 b);
u32 fp_gt(Fpscr&, u32 a, u32 b);
u32 fp_ge(Fpscr&, u32 a, u32 b);
u32 fp_abs_gt(Fpscr&, u32 a, u32 b);
u32 fp_abs_ge(Fpscr&, u32 a, u32 b);
/// About 1 / a and 1 / sqrt(a), to eight bits.
u32 fp_recip_estimate(Fpscr&, u32 a);
u32 fp_rsqrt_estimate(Fpscr&, u32 a);
/// 2 - a * b, (3 - a * b) / 2: Newton's steps to better estimates.
u32 fp_recip_step(Fpscr&, u32 a, u32 b);
u32 fp_rsqrt_step(Fpscr&, u32 a, u32 b);
/// `conversion` is FixedConversion::word().
u32 fp_word_to_fixed(Fpscr&, u32 number, u32 conversion);
u32 fp_word_from_fixed(Fpscr&, u32 fixed, u32 conversion);

namespace detail {

template <class... Words>
u64 on_both_words(u32 (*operation)(Fpscr&, Words...), void* state, std::array<u64, 3> arguments) {
  State& s = *static_cast<State*>(state);
  Fpscr fpscr{kStandardFpscr, s.fp_cumulative};
  const auto words = [&]<std::size_t... kAt>(unsigned shift, std::index_sequence<kAt...>) {
    return u64{operation(fpscr, static_cast<Words>(arguments[kAt] >> shift)...)} << shift;
  };
  constexpr auto kIndices = std::index_sequence_for<Words...>{};
  const u64 low = words(0, kIndices), high = words(32, kIndices);
  s.fp_cumulative = fpscr.cumulative;
  return low | high;
}

template <auto kOperation>
constexpr Helper on_words(std::string_view name, FloatOp host = FloatOp::kNone) {
  return {name,
          [](void* s, u64 a, u64 b, u64 c) {
            return on_both_words(kOperation, s, {a, b, c});
          },
          kFpWrites, kFpWrites, HostFloat{host, 32, 2}};
}

u64 halves_to_words(void* state, u64 halves, u64 upper, u64);
u64 words_to_halves(void* state, u64 low, u64 high, u64);

}  // namespace detail

// The same on both words of doublewords.
inline constexpr Helper kWordsAdd = detail::on_words<fp_add<u32>>("words_add", FloatOp::kAdd);
inline constexpr Helper kWordsSub = detail::on_words<fp_sub<u32>>("words_sub", FloatOp::kSub);
inline constexpr Helper kWordsMul = detail::on_words<fp_mul<u32>>("words_mul", FloatOp::kMul);
inline constexpr Helper kWordsFma = detail::on_words<fp_mul_add<u32>>("words_fma", FloatOp::kMulAdd);
inline constexpr Helper kWordsAbsDiff = detail::on_words<fp_abs_diff>("words_abs_diff");
inline constexpr Helper kWordsMax = detail::on_words<fp_max>("words_max");
inline constexpr Helper kWordsMin = detail::on_words<fp_min>("words_min");
inline constexpr Helper kWordsFms = detail::on_words<fp_fms>("words_fms");
inline constexpr Helper kWordsEq = detail::on_words<fp_eq>("words_eq");
inline constexpr Helper kWordsGt = detail::on_words<fp_gt>("words_gt");
inline constexpr Helper kWordsGe = detail::on_words<fp_ge>("words_ge");
inline constexpr Helper kWordsAbsGt = detail::on_words<fp_abs_gt>("words_abs_gt");
inline constexpr Helper kWordsAbsGe = detail::on_words<fp_abs_ge>("words_abs_ge");
inline constexpr Helper kWordsRecipEstimate = detail::on_words<fp_recip_estimate>("words_recip_estimate");
inline constexpr Helper kWordsRsqrtEstimate = detail::on_words<fp_rsqrt_estimate>("words_rsqrt_estimate");
inline constexpr Helper kWordsRecipStep = detail::on_words<fp_recip_step>("words_recip_step");
inline constexpr Helper kWordsRsqrtStep = detail::on_words<fp_rsqrt_step>("words_rsqrt_step");
inline constexpr Helper kWordsToFixed = detail::on_words<fp_word_to_fixed>("words_to_fixed");
inline constexpr Helper kWordsFromFixed = detail::on_words<fp_word_from_fixed>("words_from_fixed");

/// Half precision: FPSCR.AHP counts. Four numbers and their lower or upper two; two doublewords of two.
inline constexpr Helper kHalvesToWords = {"halves_to_words", detail::halves_to_words, detail::kFpReads,
                                          detail::kFpWrites};
inline constexpr Helper kWordsToHalves = {"words_to_halves", detail::words_to_halves, detail::kFpReads,
                                          detail::kFpWrites};

// Meanings.

template <const Helper& kOperation>
inline constexpr auto float_binary = each_doubleword([](auto x) { return x.e.call(kOperation, x.n(), x.m()); });
template <const Helper& kOperation>
inline constexpr auto float_unary = each_doubleword([](auto x) { return x.e.call(kOperation, x.m()); });
template <const Helper& kOperation>
inline constexpr auto float_accumulate = each_doubleword([](auto x) {
  return x.e.call(kOperation, x.d(), x.n(), x.m());
});
/// VMLA and VMLS: the product is rounded before it is added or subtracted.
template <const Helper& kAddition>
inline constexpr auto float_multiply_accumulate = each_doubleword([](auto x) {
  return x.e.call(kAddition, x.d(), x.e.call(kWordsMul, x.n(), x.m()));
});
/// The words of n, then those of m.
template <const Helper& kOperation>
inline constexpr auto float_pairwise = each_doubleword([](auto x) {
  const auto n = x.n(), m = x.m();
  return x.e.call(kOperation, lanes(LaneOp::kUnzipEven, 32, n, m), lanes(LaneOp::kUnzipOdd, 32, n, m));
});

/// m against zero, and zero against m: VCLE and VCLT.
template <const Helper& kOperation>
inline constexpr auto float_with_zero = each_doubleword([](auto x) { return x.e.call(kOperation, x.m(), x.lit(0)); });
template <const Helper& kOperation>
inline constexpr auto float_zero_with = each_doubleword([](auto x) { return x.e.call(kOperation, x.lit(0), x.m()); });

inline constexpr auto float_abs = each_doubleword([](auto x) { return x.m() & splat(32, 0x7fff'ffff); });
inline constexpr auto float_neg = each_doubleword([](auto x) { return x.m() ^ splat(32, 0x8000'0000); });

/// Insn::U: integers are unsigned; Insn::imm of their bits are after the point. To integers towards zero.
template <const Helper& kOperation>
inline constexpr auto float_conversion = each_doubleword([](auto x) {
  const FixedConversion how{{32, static_cast<u8>(x.i.imm), x.i.U != 0}, true};
  return x.e.call(kOperation, x.m(), x.lit(splat(32, how.word())));
});
inline constexpr auto float_to_fixed = float_conversion<kWordsToFixed>;
inline constexpr auto float_from_fixed = float_conversion<kWordsFromFixed>;

inline constexpr auto vcvt_words_from_halves = conditional([](Emitter auto& e, const Insn& i) {
  const auto halves = e.get(D(i.m));
  const auto low = e.call(kHalvesToWords, halves, e.lit(u64{0})), high = e.call(kHalvesToWords, halves, e.lit(u64{1}));
  e.put(D(i.d), low);
  e.put(D(i.d + 1u), high);
});
inline constexpr auto vcvt_halves_from_words = conditional(
    [](Emitter auto& e, const Insn& i) { e.put(D(i.d), e.call(kWordsToHalves, e.get(D(i.m)), e.get(D(i.m + 1u)))); });

// Fix-ups.

/// imm6 is 64 minus the number of bits after the point; its highest bit is 1 in the picture (A8.8.307).
inline bool float_fraction_bits(Insn& i) {
  i.imm = 32 - i.imm;
  return same_length(i);
}

}  // namespace sosie::arm
