// Advanced SIMD: two registers, miscellaneous; extraction, table look-up, duplication. Source: ARM DDI 0406C.d, A7.4,
// A7.4.5, sections of A8.8 by the row.
#include "frontends/arm/neon_two_registers.h"

#include "core/ir/builder.h"
#include "frontends/arm/neon_float.h"
#include "frontends/arm/neon_permute.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

constexpr auto small = all<same_length, below_64>;
constexpr auto bytes = all<same_length, lanes_8>;
constexpr auto words = all<same_length, lanes_32>;
constexpr auto narrow_m = all<even_m, below_64>;

// clang-format off
constexpr RowPair kRows[] = {
    neon_row<"0 1d11 nnnn dddd iiii nQm0 mmmm">("vext", vext, first_byte),               // A8.8.316
    neon_row<"1 1d11 nnnn dddd 10ii nxm0 mmmm">("vtbl", table_lookup, table_registers),  // A8.8.419
    neon_row<"1 1d11 iiii dddd 1100 0Qm0 mmmm">("vdup", vdup_scalar, scalar_of_imm4),    // A8.8.313

    neon_row<"1 1d11 zz00 dddd 0000 0Qm0 mmmm">("vrev64", of_one<kReverse64>, small),                       // A8.8.386
    neon_row<"1 1d11 zz00 dddd 0000 1Qm0 mmmm">("vrev32", of_one<kReverse32>, all<same_length, below_32>),  // A8.8.386
    neon_row<"1 1d11 zz00 dddd 0001 0Qm0 mmmm">("vrev16", of_one<kReverse16>, bytes),                       // A8.8.386
    neon_row<"1 1d11 zz00 dddd 0010 UQm0 mmmm">("vpaddl", vpaddl, small),                                   // A8.8.364
    neon_row<"1 1d11 zz00 dddd 0100 0Qm0 mmmm">("vcls", of_one<kCls>, small),                               // A8.8.299
    neon_row<"1 1d11 zz00 dddd 0100 1Qm0 mmmm">("vclz", of_one<kClz>, small),                               // A8.8.302
    neon_row<"1 1d11 zz00 dddd 0101 0Qm0 mmmm">("vcnt", of_one<kPopcount>, bytes),                          // A8.8.304
    neon_row<"1 1d11 zz00 dddd 0101 1Qm0 mmmm">("vmvn", vmvn, bytes),                                       // A8.8.354
    neon_row<"1 1d11 zz00 dddd 0110 UQm0 mmmm">("vpadal", vpadal, small),                                   // A8.8.361
    neon_row<"1 1d11 zz00 dddd 0111 0Qm0 mmmm">("vqabs", vqabs, small),                                     // A8.8.369
    neon_row<"1 1d11 zz00 dddd 0111 1Qm0 mmmm">("vqneg", vqneg, small),                                     // A8.8.375

    neon_row<"1 1d11 zz01 dddd 0000 0Qm0 mmmm">("vcgt", with_zero<kGtS>, small),            // A8.8.296
    neon_row<"1 1d11 zz01 dddd 0000 1Qm0 mmmm">("vcge", with_zero<kGeS>, small),            // A8.8.294
    neon_row<"1 1d11 zz01 dddd 0001 0Qm0 mmmm">("vceq", with_zero<kEq>, small),             // A8.8.292
    neon_row<"1 1d11 zz01 dddd 0001 1Qm0 mmmm">("vcle", zero_with<kGeS>, small),            // A8.8.298
    neon_row<"1 1d11 zz01 dddd 0010 0Qm0 mmmm">("vclt", zero_with<kGtS>, small),            // A8.8.301
    neon_row<"1 1d11 zz01 dddd 0011 0Qm0 mmmm">("vabs", of_one<kAbs>, small),               // A8.8.280
    neon_row<"1 1d11 zz01 dddd 0011 1Qm0 mmmm">("vneg", of_one<kNeg>, small),               // A8.8.355
    neon_row<"1 1d11 zz01 dddd 0100 0Qm0 mmmm">("vcgt", float_with_zero<kWordsGt>, words),  // A8.8.296
    neon_row<"1 1d11 zz01 dddd 0100 1Qm0 mmmm">("vcge", float_with_zero<kWordsGe>, words),  // A8.8.294
    neon_row<"1 1d11 zz01 dddd 0101 0Qm0 mmmm">("vceq", float_with_zero<kWordsEq>, words),  // A8.8.292
    neon_row<"1 1d11 zz01 dddd 0101 1Qm0 mmmm">("vcle", float_zero_with<kWordsGe>, words),  // A8.8.298
    neon_row<"1 1d11 zz01 dddd 0110 0Qm0 mmmm">("vclt", float_zero_with<kWordsGt>, words),  // A8.8.301
    neon_row<"1 1d11 zz01 dddd 0111 0Qm0 mmmm">("vabs", float_abs, words),                  // A8.8.280
    neon_row<"1 1d11 zz01 dddd 0111 1Qm0 mmmm">("vneg", float_neg, words),                  // A8.8.355

    neon_row<"1 1d11 zz10 dddd 0000 0Qm0 mmmm">("vswp", vswp, bytes),                                    // A8.8.418
    neon_row<"1 1d11 zz10 dddd 0000 1Qm0 mmmm">("vtrn", vtrn, small),                                    // A8.8.420
    neon_row<"1 1d11 zz10 dddd 0001 0Qm0 mmmm">("vuzp", vuzp, more_than_two_lanes),                      // A8.8.422
    neon_row<"1 1d11 zz10 dddd 0001 1Qm0 mmmm">("vzip", vzip, more_than_two_lanes),                      // A8.8.423
    neon_row<"1 1d11 zz10 dddd 0010 00m0 mmmm">("vmovn", vmovn, narrow_m),                               // A8.8.347
    neon_row<"1 1d11 zz10 dddd 0010 01m0 mmmm">("vqmovun", vqmovn<kNarrowSatSU>, narrow_m),              // A8.8.374
    neon_row<"1 1d11 zz10 dddd 0010 1Um0 mmmm">("vqmovn", vqmovn<kNarrowSatU, kNarrowSatS>, narrow_m),   // A8.8.374
    neon_row<"1 1d11 zz10 dddd 0011 00m0 mmmm">("vshll", vshll, shift_by_width),                         // A8.8.397
    neon_row<"1 1d11 zz10 dddd 0110 00m0 mmmm">("vcvt", vcvt_halves_from_words, all<even_m, lanes_16>),  // A8.8.310
    neon_row<"1 1d11 zz10 dddd 0111 00m0 mmmm">("vcvt", vcvt_words_from_halves, all<even_d, lanes_16>),  // A8.8.310

    neon_row<"1 1d11 zz11 dddd 0100 0Qm0 mmmm">("vrecpe", estimates<kReciprocalEstimates>, words),    // A8.8.384
    neon_row<"1 1d11 zz11 dddd 0100 1Qm0 mmmm">("vrsqrte", estimates<kRootEstimates>, words),         // A8.8.391
    neon_row<"1 1d11 zz11 dddd 0101 0Qm0 mmmm">("vrecpe", float_unary<kWordsRecipEstimate>, words),   // A8.8.384
    neon_row<"1 1d11 zz11 dddd 0101 1Qm0 mmmm">("vrsqrte", float_unary<kWordsRsqrtEstimate>, words),  // A8.8.391
    neon_row<"1 1d11 zz11 dddd 0110 UQm0 mmmm">("vcvt", float_from_fixed, words),                     // A8.8.305
    neon_row<"1 1d11 zz11 dddd 0111 UQm0 mmmm">("vcvt", float_to_fixed, words),                       // A8.8.305
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_two_registers() { return kA32.rows; }
std::span<const Row> t32_neon_two_registers() { return kT32.rows; }

}  // namespace sosie::arm
