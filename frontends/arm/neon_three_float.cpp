// Advanced SIMD: three registers of the same length, or two and a scalar, single-precision numbers. Source: ARM DDI
// 0406C.d, A7.4.1, A7.4.3, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/neon_arithmetic.h"
#include "frontends/arm/neon_float.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

bool float_scalar(Insn& i) {
  i.type = 2;
  return by_scalar(i);
}

// clang-format off
constexpr RowPair kRows[] = {
    neon_row<"0 0d00 nnnn dddd 1100 nQm1 mmmm">("vfma", float_accumulate<kWordsFma>, same_length),       // A8.8.317
    neon_row<"0 0d10 nnnn dddd 1100 nQm1 mmmm">("vfms", float_accumulate<kWordsFms>, same_length),       // A8.8.317
    neon_row<"0 0d00 nnnn dddd 1101 nQm0 mmmm">("vadd", float_binary<kWordsAdd>, same_length),           // A8.8.283
    neon_row<"0 0d10 nnnn dddd 1101 nQm0 mmmm">("vsub", float_binary<kWordsSub>, same_length),           // A8.8.415
    neon_row<"1 0d00 nnnn dddd 1101 n0m0 mmmm">("vpadd", float_pairwise<kWordsAdd>, double_n),           // A8.8.363
    neon_row<"1 0d10 nnnn dddd 1101 nQm0 mmmm">("vabd", float_binary<kWordsAbsDiff>, same_length),       // A8.8.279
    neon_row<"0 0d00 nnnn dddd 1101 nQm1 mmmm">("vmla", float_multiply_accumulate<kWordsAdd>, same_length),       // A8.8.337
    neon_row<"0 0d10 nnnn dddd 1101 nQm1 mmmm">("vmls", float_multiply_accumulate<kWordsSub>, same_length),       // A8.8.337
    neon_row<"1 0d00 nnnn dddd 1101 nQm1 mmmm">("vmul", float_binary<kWordsMul>, same_length),           // A8.8.351
    neon_row<"0 0d00 nnnn dddd 1110 nQm0 mmmm">("vceq", float_binary<kWordsEq>, same_length),            // A8.8.291
    neon_row<"1 0d00 nnnn dddd 1110 nQm0 mmmm">("vcge", float_binary<kWordsGe>, same_length),            // A8.8.293
    neon_row<"1 0d10 nnnn dddd 1110 nQm0 mmmm">("vcgt", float_binary<kWordsGt>, same_length),            // A8.8.295
    neon_row<"1 0d00 nnnn dddd 1110 nQm1 mmmm">("vacge", float_binary<kWordsAbsGe>, same_length),        // A8.8.281
    neon_row<"1 0d10 nnnn dddd 1110 nQm1 mmmm">("vacgt", float_binary<kWordsAbsGt>, same_length),        // A8.8.281
    neon_row<"0 0d00 nnnn dddd 1111 nQm0 mmmm">("vmax", float_binary<kWordsMax>, same_length),           // A8.8.335
    neon_row<"0 0d10 nnnn dddd 1111 nQm0 mmmm">("vmin", float_binary<kWordsMin>, same_length),           // A8.8.335
    neon_row<"1 0d00 nnnn dddd 1111 n0m0 mmmm">("vpmax", float_pairwise<kWordsMax>, double_n),           // A8.8.366
    neon_row<"1 0d10 nnnn dddd 1111 n0m0 mmmm">("vpmin", float_pairwise<kWordsMin>, double_n),           // A8.8.366
    neon_row<"0 0d00 nnnn dddd 1111 nQm1 mmmm">("vrecps", float_binary<kWordsRecipStep>, same_length),   // A8.8.385
    neon_row<"0 0d10 nnnn dddd 1111 nQm1 mmmm">("vrsqrts", float_binary<kWordsRsqrtStep>, same_length),  // A8.8.392
    neon_row<"Q 1d10 nnnn dddd 0001 n1m0 mmmm">("vmla", float_multiply_accumulate<kWordsAdd>, float_scalar),      // A8.8.338
    neon_row<"Q 1d10 nnnn dddd 0101 n1m0 mmmm">("vmls", float_multiply_accumulate<kWordsSub>, float_scalar),      // A8.8.338
    neon_row<"Q 1d10 nnnn dddd 1001 n1m0 mmmm">("vmul", float_binary<kWordsMul>, float_scalar),          // A8.8.352
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_three_float() { return kA32.rows; }
std::span<const Row> t32_neon_three_float() { return kT32.rows; }

}  // namespace sosie::arm
