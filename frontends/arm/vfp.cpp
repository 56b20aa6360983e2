// Floating-point instructions, both of the ARM instruction set and of 32-bit Thumb. Source: ARM DDI 0406C.d, A7.5 (data
// processing), A7.6 (loads and stores), A7.8, A7.9 (transfers), sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/vfp_arithmetic.h"
#include "frontends/arm/vfp_transfer.h"

namespace sosie::arm {

namespace {

// FPSID, MVFR0, MVFR1 and FPEXC (VMRS, VMSR of other registers than FPSCR) are not the user's (A8.8.348, B9.3.21):
// undefined.
// clang-format off
constexpr RowPair kRows[] = {
    // A7.5: data processing
    vfp_row<"1110 0d00 nnnn dddd 101z n0m0 mmmm">("vmla", vmla<kPlus, kPlus>, sized),                  // A8.8.337
    vfp_row<"1110 0d00 nnnn dddd 101z n1m0 mmmm">("vmls", vmla<kPlus, kMinus>, sized),                 // A8.8.337
    vfp_row<"1110 0d01 nnnn dddd 101z n0m0 mmmm">("vnmls", vmla<kMinus, kPlus>, sized),                // A8.8.356
    vfp_row<"1110 0d01 nnnn dddd 101z n1m0 mmmm">("vnmla", vmla<kMinus, kMinus>, sized),               // A8.8.356
    vfp_row<"1110 0d10 nnnn dddd 101z n0m0 mmmm">("vmul", vmul, sized),                                // A8.8.351
    vfp_row<"1110 0d10 nnnn dddd 101z n1m0 mmmm">("vnmul", vnmul, sized),                              // A8.8.356
    vfp_row<"1110 0d11 nnnn dddd 101z n0m0 mmmm">("vadd", vadd, sized),                                // A8.8.283
    vfp_row<"1110 0d11 nnnn dddd 101z n1m0 mmmm">("vsub", vsub, sized),                                // A8.8.415
    vfp_row<"1110 1d00 nnnn dddd 101z n0m0 mmmm">("vdiv", vdiv, sized),                                // A8.8.312
    vfp_row<"1110 1d01 nnnn dddd 101z n0m0 mmmm">("vfnms", vfma<kMinus, kPlus>, sized),                // A8.8.318
    vfp_row<"1110 1d01 nnnn dddd 101z n1m0 mmmm">("vfnma", vfma<kMinus, kMinus>, sized),               // A8.8.318
    vfp_row<"1110 1d10 nnnn dddd 101z n0m0 mmmm">("vfma", vfma<kPlus, kPlus>, sized),                  // A8.8.317
    vfp_row<"1110 1d10 nnnn dddd 101z n1m0 mmmm">("vfms", vfma<kPlus, kMinus>, sized),                 // A8.8.317
    vfp_row<"1110 1d11 iiii dddd 101z -0-0 iiii">("vmov", vmov_imm, sized),                            // A8.8.339
    vfp_row<"1110 1d11 0000 dddd 101z 01m0 mmmm">("vmov", vmov_reg, sized),                            // A8.8.340
    vfp_row<"1110 1d11 0000 dddd 101z 11m0 mmmm">("vabs", vabs, sized),                                // A8.8.280
    vfp_row<"1110 1d11 0001 dddd 101z 01m0 mmmm">("vneg", vneg, sized),                                // A8.8.355
    vfp_row<"1110 1d11 0001 dddd 101z 11m0 mmmm">("vsqrt", vsqrt, sized),                              // A8.8.401
    vfp_row<"1110 1d11 0010 dddd 101- x1m0 mmmm">("vcvtb", vcvt_from_half, all<single_d, single_m>),   // A8.8.311
    vfp_row<"1110 1d11 0011 dddd 101- x1m0 mmmm">("vcvtb", vcvt_to_half, all<single_d, single_m>),     // A8.8.311
    vfp_row<"1110 1d11 0100 dddd 101z x1m0 mmmm">("vcmp", vcmp, sized),                                // A8.8.303
    vfp_row<"1110 1d11 0101 dddd 101z x1-0 ----">("vcmp", vcmp_zero, sized),                           // A8.8.303
    vfp_row<"1110 1d11 0111 dddd 1010 11m0 mmmm">("vcvt", vcvt_to_double, double_from_single),         // A8.8.309
    vfp_row<"1110 1d11 0111 dddd 1011 11m0 mmmm">("vcvt", vcvt_to_single, single_from_double),         // A8.8.309
    vfp_row<"1110 1d11 1000 dddd 101z 01m0 mmmm">("vcvt", vcvt_from_integer<true>, sized_from_word),   // A8.8.306
    vfp_row<"1110 1d11 1000 dddd 101z 11m0 mmmm">("vcvt", vcvt_from_integer<false>, sized_from_word),  // A8.8.306
    vfp_row<"1110 1d11 1100 dddd 101z x1m0 mmmm">("vcvt", vcvt_to_integer<true>, word_from_sized),     // A8.8.306
    vfp_row<"1110 1d11 1101 dddd 101z x1m0 mmmm">("vcvt", vcvt_to_integer<false>, word_from_sized),    // A8.8.306
    vfp_row<"1110 1d11 1010 dddd 101z x1i0 iiii">("vcvt", vcvt_from_fixed<false>, fraction_bits),      // A8.8.308
    vfp_row<"1110 1d11 1011 dddd 101z x1i0 iiii">("vcvt", vcvt_from_fixed<true>, fraction_bits),       // A8.8.308
    vfp_row<"1110 1d11 1110 dddd 101z x1i0 iiii">("vcvt", vcvt_to_fixed<false>, fraction_bits),        // A8.8.308
    vfp_row<"1110 1d11 1111 dddd 101z x1i0 iiii">("vcvt", vcvt_to_fixed<true>, fraction_bits),         // A8.8.308

    // A7.6: loads and stores. VPUSH and VPOP (A8.8.368, A8.8.367) are VSTMDB and VLDM of SP!.
    vfp_row<"1100 1dW0 nnnn dddd 101z iiii iiii">("vstm", vstm<Block::kIa>, fp_list),                     // A8.8.412
    vfp_row<"1101 0d10 nnnn dddd 101z iiii iiii">("vstmdb", vstm<Block::kDb>, all<write_back, fp_list>),  // A8.8.412
    vfp_row<"1100 1dW1 nnnn dddd 101z iiii iiii">("vldm", vldm<Block::kIa>, fp_list),                     // A8.8.332
    vfp_row<"1101 0d11 nnnn dddd 101z iiii iiii">("vldmdb", vldm<Block::kDb>, all<write_back, fp_list>),  // A8.8.332
    vfp_row<"1101 Ud00 nnnn dddd 101z iiii iiii">("vstr", vstr, word_offset),                             // A8.8.413
    vfp_row<"1101 Ud01 nnnn dddd 101z iiii iiii">("vldr", vldr, word_offset),                             // A8.8.333

    // A7.8: transfers of a word
    vfp_row<"1110 0000 nnnn tttt 1010 n--1 ----">("vmov", vmov_to_single),                              // A8.8.343
    vfp_row<"1110 0001 nnnn tttt 1010 n--1 ----">("vmov", vmov_from_single),                            // A8.8.343
    vfp_row<"1110 00x0 dddd tttt 1011 d001 ----">("vmov", vmov_to_scalar, scalar_d),                    // A8.8.341
    vfp_row<"1110 00x1 nnnn tttt 1011 n001 ----">("vmov", vmov_from_scalar, double_n),                  // A8.8.342
    vfp_row<"1110 0xx0 dddd tttt 1011 dxx1 ----">("vmov", vmov_to_lane, all<scalar_d, lane_of_opc>),    // A8.8.341
    vfp_row<"1110 Uxx1 nnnn tttt 1011 nxx1 ----">("vmov", vmov_from_lane, all<double_n, lane_of_opc>),  // A8.8.342
    vfp_row<"1110 1xQ0 dddd tttt 1011 d0x1 ----">("vdup", vdup_from_register, width_of_b_e),            // A8.8.314
    vfp_row<"1110 1110 0001 tttt 1010 ---1 ----">("vmsr", vmsr),                                        // A8.8.349
    vfp_row<"1110 1111 0001 tttt 1010 ---1 ----">("vmrs", vmrs),                                        // A8.8.348
    vfp_row<"1110 1111 0001 1111 1010 ---1 ----">("vmrs", vmrs_apsr),                                   // A8.8.348

    // A7.9: transfers of two words
    vfp_row<"1100 0100 aaaa tttt 1010 00m1 mmmm">("vmov", vmov_to_singles, pair_m),    // A8.8.344
    vfp_row<"1100 0101 aaaa tttt 1010 00m1 mmmm">("vmov", vmov_from_singles, pair_m),  // A8.8.344
    vfp_row<"1100 0100 aaaa tttt 1011 00m1 mmmm">("vmov", vmov_to_double),             // A8.8.345
    vfp_row<"1100 0101 aaaa tttt 1011 00m1 mmmm">("vmov", vmov_from_double),           // A8.8.345
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_vfp() { return kA32.rows; }
std::span<const Row> t32_vfp() { return kT32.rows; }

}  // namespace sosie::arm
