// What the manual says of floating-point instructions, one line a fact. Source: ARM DDI 0406C.d, A2.7 (arithmetic),
// B4.1.58 (FPSCR), sections by the line.
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "frontends/arm/floating_point.h"
#include "tests/support/arm/program.h"

namespace sosie::arm {

namespace {

// More of FPSCR: rounding modes, saturation, results of comparisons.
constexpr u32 kUp = 1 << 22, kDown = 2 << 22, kZero = 3 << 22, kQc = 1 << 27;
constexpr u32 kLess = 8u << 28, kEqual = 6u << 28, kGreater = 2u << 28, kUnordered = 3u << 28;

/// One instruction; D0 to D2 and FPSCR before it; D0 and the flags in FPSCR after it. Single precision has S0, S2 and
/// S4 in the lower halves of D0 to D2.
struct Fact {
  std::string_view assembly;
  u32 word;
  std::array<u64, 3> before;
  u32 fpscr_before;
  u64 d0;
  u32 flags;
  std::string_view says;
};

constexpr u64 kOne = 0x3ff0'0000'0000'0000, kTwo = 0x4000'0000'0000'0000, kInf = 0x7ff0'0000'0000'0000;
constexpr u64 kMinus = 0x8000'0000'0000'0000, kMax = 0x7fef'ffff'ffff'ffff, kTiny = 1, kLeast = 0x0010'0000'0000'0000;
constexpr u64 kQuiet1 = 0x7ff8'0000'0000'0001, kQuiet2 = 0xfff8'0000'0000'0002, kDefaultNan = 0x7ff8'0000'0000'0000;
constexpr u64 kSignalling1 = 0x7ff0'0000'0000'0001, kSignalling2 = 0xfff0'0000'0000'0002;
constexpr u64 kAboveOne = kOne + 1, kTwoToMinus51 = 0x3cc0'0000'0000'0000, kTwoToMinus104 = 0x3970'0000'0000'0000;
constexpr u64 kIntMaxAndHalf = 0x41df'ffff'ffe0'0000;
constexpr u64 kOne32 = 0x3f80'0000, kThree32 = 0x4040'0000, kMinus32 = 0x8000'0000;

// clang-format off
constexpr Fact kFacts[] = {
    // A2.7.5, FPProcessNaNs
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kQuiet1, kQuiet2}, 0, kQuiet1, 0, "the first of two quiet NaNs"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kQuiet1, kSignalling2}, 0, kQuiet2, kIoc,
     "signalling ones first, made quiet"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kSignalling1, kSignalling2}, 0, kQuiet1, kIoc, "the first of two"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kQuiet1, kSignalling2}, kDn, kDefaultNan, kIoc, "FPSCR.DN"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kOne, kQuiet2}, kDn, kDefaultNan, 0, "a quiet NaN raises nothing"},
    {"vsub.f64 d0, d1, d2", 0xee310b42, {0, kOne, kQuiet2}, 0, kQuiet2, 0, "FPSub: the NaN keeps its sign"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kInf, kInf | kMinus}, 0, kDefaultNan, kIoc, "both infinities"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kInf | kMinus, 0}, 0, kDefaultNan, kIoc, "infinity times zero"},
    {"vdiv.f64 d0, d1, d2", 0xee810b02, {0, 0, kMinus}, 0, kDefaultNan, kIoc, "zero by zero"},
    {"vdiv.f64 d0, d1, d2", 0xee810b02, {0, kOne, kMinus}, 0, kInf | kMinus, kDzc, "a number by zero"},
    {"vdiv.f64 d0, d1, d2", 0xee810b02, {0, kInf, 0}, 0, kInf, 0, "infinity by zero is exact"},
    {"vsqrt.f64 d0, d1", 0xeeb10bc1, {0, kOne | kMinus}, 0, kDefaultNan, kIoc, "root of a negative number"},
    {"vsqrt.f64 d0, d1", 0xeeb10bc1, {0, kMinus}, 0, kMinus, 0, "root of minus zero"},
    {"vneg.f64 d0, d1", 0xeeb10b41, {0, kSignalling1}, kFz | kDn, kSignalling1 | kMinus, 0, "the sign only"},
    {"vabs.f64 d0, d1", 0xeeb00bc1, {0, kSignalling2}, kFz | kDn, kSignalling2 ^ kMinus, 0, "the sign only"},
    {"vabs.f32 s0, s2", 0xeeb00ac1, {kOne | 7, 0x8000'0001}, kFz, kOne | 1, 0, "the other half of D0 stays"},

    // A2.7, FPRound
    {"vdiv.f32 s0, s2, s4", 0xee810a02, {0, kOne32, kThree32}, 0, 0x3eaa'aaab, kIxc, "to the nearest"},
    {"vdiv.f32 s0, s2, s4", 0xee810a02, {0, kOne32, kThree32}, kUp, 0x3eaa'aaab, kIxc, "towards plus infinity"},
    {"vdiv.f32 s0, s2, s4", 0xee810a02, {0, kOne32, kThree32}, kDown, 0x3eaa'aaaa, kIxc, "towards minus infinity"},
    {"vdiv.f32 s0, s2, s4", 0xee810a02, {0, kOne32 | kMinus32, kThree32}, kDown, 0xbeaa'aaab, kIxc,
     "towards minus infinity"},
    {"vdiv.f32 s0, s2, s4", 0xee810a02, {0, kOne32 | kMinus32, kThree32}, kZero, 0xbeaa'aaaa, kIxc, "towards zero"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kOne, kOne | kMinus}, 0, 0, 0, "x - x is plus zero"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kOne, kOne | kMinus}, kDown, kMinus, 0, "but rounding down"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kMinus, kMinus}, 0, kMinus, 0, "-0 + -0"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kMax, kTwo}, 0, kInf, kOfc | kIxc, "overflow is inexact"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kMax, kTwo}, kZero, kMax, kOfc | kIxc, "towards zero"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kMax, kTwo | kMinus}, kUp, kMax | kMinus, kOfc | kIxc, "upwards"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kLeast, 0x3fe0'0000'0000'0000}, 0, kLeast / 2, 0, "tiny but exact"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kTiny, kTiny}, 0, 0, kUfc | kIxc, "underflow"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kTiny, kTiny}, kUp, kTiny, kUfc | kIxc, "underflow, upwards"},
    {"vmul.f32 s0, s2, s4", 0xee210a02, {0, 0x3f80'0001, 0x007f'ffff}, 0, 0x0080'0000, kUfc | kIxc,
     "tiny before rounding"},
    {"vmul.f32 s0, s2, s4", 0xee210a02, {0, 0x3f80'0001, 0x007f'ffff}, kFz, 0, kIdc, "an operand is flushed"},
    {"vmul.f32 s0, s2, s4", 0xee210a02, {0, 0xbf7f'ffff, 0x0080'0000}, kFz, 0x8000'0000, kUfc, "the result is flushed"},
    {"vadd.f64 d0, d1, d2", 0xee310b02, {0, kTiny, kQuiet2}, kFz, kQuiet2, kIdc, "flushed beside a NaN as well"},
    {"vmul.f64 d0, d1, d2", 0xee210b02, {0, kOne, kTwo}, kIoc | kIxc | kQc, kTwo, kIoc | kIxc | kQc,
     "flags are cumulative"},

    // A8.8.337, A8.8.356: two roundings; A8.8.317, A8.8.318: one
    {"vmla.f64 d0, d1, d2", 0xee010b02, {kMinus | kOne, kAboveOne, kAboveOne}, 0, kTwoToMinus51, kIxc,
     "rounded before"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kMinus | kOne, kAboveOne, kAboveOne}, 0, kTwoToMinus51, kIxc,
     "2^-51 + 2^-104"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kMinus | (kOne + 2), kAboveOne, kAboveOne}, 0, kTwoToMinus104, 0,
     "2^-104 is left"},
    {"vmls.f64 d0, d1, d2", 0xee010b42, {kTwo, kOne, kQuiet1}, 0, kQuiet1 | kMinus, 0, "FPNeg of a NaN"},
    {"vnmla.f64 d0, d1, d2", 0xee110b42, {kOne, kOne, kTwo}, 0, 0xc008'0000'0000'0000, 0, "-1 - 2"},
    {"vnmls.f64 d0, d1, d2", 0xee110b02, {kOne, kOne, kTwo}, 0, kOne, 0, "-1 + 2"},
    {"vnmul.f64 d0, d1, d2", 0xee210b42, {0, kInf, 0}, 0, kDefaultNan | kMinus, kIoc, "even the default NaN"},
    {"vfms.f64 d0, d1, d2", 0xeea10b42, {kOne, kOne, kTwo}, 0, kOne | kMinus, 0, "1 + (-1) * 2"},
    {"vfnma.f64 d0, d1, d2", 0xee910b42, {kOne, kOne, kTwo}, 0, 0xc008'0000'0000'0000, 0, "-1 + (-1) * 2"},
    {"vfnms.f64 d0, d1, d2", 0xee910b02, {kOne, kOne, kTwo}, 0, kOne, 0, "-1 + 1 * 2"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kQuiet1, 0, kInf}, 0, kDefaultNan, kIoc, "the product before a quiet NaN"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kSignalling1, 0, kInf}, 0, kQuiet1, kIoc, "but after a signalling one"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kOne, kQuiet2, kSignalling1}, 0, kQuiet1, kIoc, "FPProcessNaNs3"},
    {"vfma.f64 d0, d1, d2", 0xeea10b02, {kInf | kMinus, kInf, kOne}, 0, kDefaultNan, kIoc, "both infinities"},

    // A8.8.303: FPSCR.NZCV
    {"vcmp.f64 d1, d2", 0xeeb41b42, {0, kOne, kTwo}, 0, 0, kLess, "less"},
    {"vcmp.f64 d1, d2", 0xeeb41b42, {0, kMinus, 0}, kLess, 0, kEqual, "zeros are equal"},
    {"vcmp.f64 d1, d2", 0xeeb41b42, {0, kOne | kMinus, kTwo | kMinus}, 0, 0, kGreater, "greater"},
    {"vcmp.f64 d1, d2", 0xeeb41b42, {0, kOne, kQuiet1}, 0, 0, kUnordered, "a quiet NaN is valid"},
    {"vcmp.f64 d1, d2", 0xeeb41b42, {0, kSignalling1, kOne}, 0, 0, kUnordered | kIoc, "a signalling one is not"},
    {"vcmpe.f64 d1, d2", 0xeeb41bc2, {0, kOne, kQuiet1}, 0, 0, kUnordered | kIoc, "with E a quiet one neither"},
    {"vcmp.f64 d1, #0", 0xeeb51b40, {0, kTiny | kMinus}, 0, 0, kLess, "with zero"},
    {"vcmp.f64 d1, #0", 0xeeb51b40, {0, kTiny | kMinus}, kFz, 0, kEqual | kIdc, "flushed to zero"},
    {"vcmpe.f32 s2, #0", 0xeeb51ac0, {0, 0x7f80'0000}, 0, 0, kGreater, "infinity is ordered"},

    // A8.8.306: FPToFixed
    {"vcvt.s32.f32 s0, s2", 0xeebd0ac1, {0, 0x4f32'd05e}, 0, 0x7fff'ffff, kIoc, "3e9 saturates"},
    {"vcvt.s32.f32 s0, s2", 0xeebd0ac1, {0, 0xcf00'0000}, 0, 0x8000'0000, 0, "-2^31 fits"},
    {"vcvt.s32.f32 s0, s2", 0xeebd0ac1, {0, 0x7fc0'0000}, 0, 0, kIoc, "a NaN becomes 0"},
    {"vcvt.s32.f32 s0, s2", 0xeebd0ac1, {0, 0xff80'0000}, 0, 0x8000'0000, kIoc, "minus infinity"},
    {"vcvt.s32.f32 s0, s2", 0xeebd0ac1, {0, 0xbfc0'0000}, kDown, 0xffff'ffff, kIxc, "-1.5 towards zero always"},
    {"vcvtr.s32.f32 s0, s2", 0xeebd0a41, {0, 0xbfc0'0000}, kDown, 0xffff'fffe, kIxc, "-1.5 as FPSCR says"},
    {"vcvtr.s32.f32 s0, s2", 0xeebd0a41, {0, 0x4020'0000}, 0, 2, kIxc, "2.5 to even"},
    {"vcvt.u32.f32 s0, s2", 0xeebc0ac1, {0, 0xbf80'0000}, 0, 0, kIoc, "-1"},
    {"vcvt.u32.f32 s0, s2", 0xeebc0ac1, {0, 0xbf7f'ffff}, 0, 0, kIxc, "almost -1"},
    {"vcvt.u32.f32 s0, s2", 0xeebc0ac1, {0, 0x4f7f'ffff}, 0, 0xffff'ff00, 0, "beyond the signed ones"},
    {"vcvtr.s32.f64 s0, d1", 0xeebd0b41, {0, kIntMaxAndHalf}, kUp, 0x7fff'ffff, kIoc, "2147483647.5 rounds up"},
    {"vcvt.s32.f64 s0, d1", 0xeebd0bc1, {0, kIntMaxAndHalf}, kUp, 0x7fff'ffff, kIxc, "2147483647.5 is cut"},
    {"vcvt.s32.f64 s0, d1", 0xeebd0bc1, {0, kTiny}, 0, 0, kIxc, "denormal"},
    {"vcvt.s32.f64 s0, d1", 0xeebd0bc1, {0, kTiny}, kFz, 0, kIdc, "flushed to zero"},
    {"vcvt.f32.s32 s0, s2", 0xeeb80ac1, {0, 0xffff'ffff}, 0, 0xbf80'0000, 0, "signed"},
    {"vcvt.f32.u32 s0, s2", 0xeeb80a41, {0, 0xffff'ffff}, 0, 0x4f80'0000, kIxc, "unsigned"},
    {"vcvt.f32.u32 s0, s2", 0xeeb80a41, {0, 0xffff'ffff}, kZero, 0x4f7f'ffff, kIxc, "as FPSCR says"},
    {"vcvt.f64.s32 d0, s2", 0xeeb80bc1, {0, 0x8000'0000}, 0, 0xc1e0'0000'0000'0000, 0, "always exact"},

    // A8.8.308
    {"vcvt.s16.f32 s0, s0, #8", 0xeebe0a44, {0xbf81'0000}, kDown, 0xffff'fefe, 0, "-1.0078125, sign-extended"},
    {"vcvt.s16.f32 s0, s0, #8", 0xeebe0a44, {0x4300'0000}, 0, 0x7fff, kIoc, "128 is too large"},
    {"vcvt.u16.f32 s0, s0, #16", 0xeebf0a40, {0x3f7f'ffff}, kUp, 0xffff, kIxc, "towards zero always"},
    {"vcvt.s32.f64 d0, d0, #31", 0xeebe0be0, {kOne | kMinus}, 0, 0xffff'ffff'8000'0000, 0, "extended to all of D0"},
    {"vcvt.f32.s32 s0, s0, #1", 0xeeba0aef, {0x7fff'ffff}, kZero, 0x4e80'0000, kIxc, "to the nearest always"},
    {"vcvt.f32.u16 s0, s0, #16", 0xeebb0a40, {0xffff'8000}, 0, 0x3f00'0000, 0, "the low half is the number"},
    {"vcvt.f64.s16 d0, d0, #1", 0xeeba0b67, {0xffff}, 0, 0xbfe0'0000'0000'0000, 0, "-0.5"},
    {"vcvt.f64.u32 d0, d0, #32", 0xeebb0bc0, {0x8000'0000}, 0, 0x3fe0'0000'0000'0000, 0, "0.5"},

    // A8.8.309, A8.8.311
    {"vcvt.f64.f32 d0, s2", 0xeeb70ac1, {0, 0xff80'0001}, 0, kQuiet2 + 0x1fff'fffe, kIoc, "a NaN's fraction moves up"},
    {"vcvt.f64.f32 d0, s2", 0xeeb70ac1, {0, 0x0000'0001}, 0, 0x36a0'0000'0000'0000, 0, "normal there"},
    {"vcvt.f64.f32 d0, s2", 0xeeb70ac1, {0, 0x8000'0001}, kFz, kMinus, kIdc, "but where it is flushed"},
    {"vcvt.f32.f64 s0, d1", 0xeeb70bc1, {0, kQuiet2}, 0, 0xffc0'0000, 0, "a NaN's fraction loses its end"},
    {"vcvt.f32.f64 s0, d1", 0xeeb70bc1, {0, kMax}, 0, 0x7f80'0000, kOfc | kIxc, "overflow"},
    {"vcvt.f32.f64 s0, d1", 0xeeb70bc1, {0, 0x3690'0000'0000'0001}, 0, 1, kUfc | kIxc, "above half the least"},
    {"vcvtb.f16.f32 s0, s2", 0xeeb30a41, {0x1234'5678, 0x477f'f000}, 0, 0x1234'7c00, kOfc | kIxc,
     "65520; the upper half stays"},
    {"vcvtb.f16.f32 s0, s2", 0xeeb30a41, {0, 0x477f'f000}, kAhp, 0x7c00, kIxc, "AHP: exponent 31 is a number's"},
    {"vcvtb.f16.f32 s0, s2", 0xeeb30a41, {0, 0xc800'0000}, kAhp, 0xffff, kIoc, "AHP: too large is invalid"},
    {"vcvtb.f16.f32 s0, s2", 0xeeb30a41, {0, 0xffc0'0000}, kAhp, 0x8000, kIoc, "AHP: there are no NaNs"},
    {"vcvtb.f16.f32 s0, s2", 0xeeb30a41, {0, 0x3380'0000}, kFz, 1, 0, "half precision is not flushed"},
    {"vcvtt.f16.f32 s0, s2", 0xeeb30ac1, {0x1234'5678, 0xbf80'0000}, 0, 0xbc00'5678, 0, "the lower half stays"},
    {"vcvtb.f32.f16 s0, s2", 0xeeb20a41, {0, 0x3c00'8001}, kFz, 0xb380'0000, 0, "half precision is not flushed"},
    {"vcvtt.f32.f16 s0, s2", 0xeeb20ac1, {0, 0x7c01'0000}, 0, 0x7fc0'2000, kIoc, "a signalling NaN"},
    {"vcvtt.f32.f16 s0, s2", 0xeeb20ac1, {0, 0x7fff'0000}, kAhp, 0x47ff'e000, 0, "AHP: 131008"},

    // A7.5.1
    {"vmov.f64 d0, #1", 0xeeb70b00, {}, kFz | kDn, kOne, 0, "VFPExpandImm"},
    {"vmov.f32 s0, #-2", 0xeeb80a00, {kMinus}, 0, kMinus | 0xc000'0000, 0, "VFPExpandImm"},
};
// clang-format on

/// The same encoding in ARM and in Thumb code.
Outcome run_fact(bool thumb, const Fact& fact) {
  Program program(thumb, {fact.word});
  std::copy(fact.before.begin(), fact.before.end(), program.start.d);
  set_fpscr(program.start, fact.fpscr_before);
  return run(program);
}

TEST(VfpExamples, Facts) {
  for (const Fact& fact : kFacts) {
    for (const bool thumb : {false, true}) {
      const State s = run_fact(thumb, fact).state;
      EXPECT_EQ(s.d[0], fact.d0) << std::hex << s.d[0] << ' ' << fact.assembly << ": " << fact.says;
      EXPECT_EQ(fpscr(s), (fact.fpscr_before & kFpControlBits) | fact.flags)
          << std::hex << fpscr(s) << ' ' << fact.assembly << ": " << fact.says;
      for (unsigned n = 1; n < 3; ++n) EXPECT_EQ(s.d[n], fact.before[n]) << fact.assembly;
    }
  }
}

// FPSCR.

State run_from(std::initializer_list<u32> words, const State& start, bool thumb = false) {
  Program program(thumb, words);
  const u32 pc = program.start.r[15], mode = program.start.mode;
  program.start = start;
  program.start.r[15] = pc;
  program.start.mode = mode | (start.mode & kModeFp);
  return run(program).state;
}

TEST(VfpExamples, FpscrHasNoBitsForTraps_B4_1_58) {
  State s;
  s.r[0] = 0xffff'ffff;
  EXPECT_EQ(run_from({0xeee10a10, 0xeef11a10}, s).r[1], 0xfff7'009f) << "vmsr fpscr, r0; vmrs r1, fpscr";
}

TEST(VfpExamples, FlagsOfAComparisonReachTheApsr_A8_8_348) {
  State s;
  set_fpscr(s, 0xa000'009f);
  s.z = s.v = s.q = 1;
  s = run_from({0xeef1fa10}, s);  // vmrs apsr_nzcv, fpscr
  EXPECT_EQ(cpsr(s), 0xa800'0010) << "Q stays";
  EXPECT_EQ(fpscr(s), 0xa000'009f);
}

TEST(VfpExamples, OtherSystemRegistersAreNotTheUsers_B9_3_21) {
  for (u32 word : {0xeef00a10, 0xeef70a10, 0xeef60a10, 0xeef80a10, 0xeee00a10, 0xeee80a10}) {
    EXPECT_EQ(run(Program(false, {word})).vector, kUndefined) << std::hex << word;
  }
}

// D11: there are no short vectors.

TEST(VfpExamples, ShortVectorsAreUndefined_D11) {
  constexpr u32 kVmsr = 0xeee10a10, kVadd = 0xee310b02, kVmov = 0xeeb00b41, kVcmp = 0xeeb41b42, kNop = 0xe320f000;
  struct {
    u32 word;
    bool undefined;
  } constexpr kCases[] = {{kVadd, true},       {kVmov, true},       {0xeeb70b00, true},
                          {0xeea10b02, true},  {0xeeb10bc1, true},  {kVcmp, false},
                          {0xeeb70ac1, false}, {0xeebd0ac1, false}, {0xee000a10, false}};
  for (const auto& c : kCases) {
    for (const u32 bit : {u32{1} << 16, u32{1} << 20}) {  // Len, Stride
      Program program(false, {kVmsr, c.word});
      program.start.r[0] = bit;
      const Outcome outcome = run(program);
      EXPECT_EQ(outcome.ending, c.undefined ? Outcome::kRaise : Outcome::kEnd) << std::hex << c.word;
      EXPECT_EQ(outcome.state.r[15], c.undefined ? kCodeAddress + 4 : kCodeAddress + 8);
    }
  }
  Program there_and_back(false, {kVmsr, kNop, 0xeee11a10, kVadd});
  there_and_back.start.r[0] = 7 << 16;
  EXPECT_EQ(run(there_and_back).ending, Outcome::kEnd) << "vmsr fpscr, r1 with zero";
}

TEST(VfpExamples, BranchesTakeShortVectorsAlong_D11) {
  constexpr u32 kVmsr = 0xeee10a10, kVadd = 0xee310b02, kBranch = 0xeaff'ffff, kBx = 0xe12fff12;
  for (const u32 branch : {kBranch, kBx}) {
    Program program(false, {kVmsr, branch, kVadd});
    program.start.r[0] = 1 << 16;
    program.start.r[2] = kCodeAddress + 8;
    EXPECT_EQ(run(program).vector, kUndefined) << std::hex << branch;
  }
}

TEST(VfpExamples, ShortVectorsInAnItBlock_D11) {
  // it eq, of two; vmsr fpscr, r0; vadd.f64 d0, d1, d2
  Program program(true, {0xbf04, 0xeee10a10, 0xee310b02});
  program.start.r[0] = 1 << 16;
  program.start.z = 1;
  EXPECT_EQ(run(program).vector, kUndefined);
  program.start.r[0] = 1 << 22;
  EXPECT_EQ(run(program).ending, Outcome::kEnd);
  program.start.r[0] = 1 << 16;
  program.start.z = 0;
  EXPECT_EQ(run(program).state.mode, kModeThumb) << "nothing happened";
}

// Transfers.

TEST(VfpExamples, SinglesAreHalvesOfDoubles_A2_6_2) {
  State s;
  for (unsigned n = 0; n < 32; ++n) s.d[n] = 0x0101'0101'0000'0000 * n + n;
  s.r[0] = 0x1111'1111, s.r[1] = 0x2222'2222;
  EXPECT_EQ(run_from({0xee000a10}, s).d[0], 0x1111'1111u) << "vmov s0, r0";
  EXPECT_EQ(run_from({0xee110a90}, s).r[0], 0x0101'0101u) << "vmov r0, s3";
  EXPECT_EQ(run_from({0xee200b90}, s).d[16], 0x1111'1111'0000'0010u) << "vmov.32 d16[1], r0";
  EXPECT_EQ(run_from({0xee3f0b90}, s).r[0], 0x1f1f'1f1fu) << "vmov.32 r0, d31[1]";
  EXPECT_EQ(run_from({0xec410a11}, s).d[1], 0x2222'2222'1111'1111u) << "vmov s2, s3, r0, r1";
  EXPECT_EQ(run_from({0xec510a11}, s).r[1], 0x0101'0101u) << "vmov r0, r1, s2, s3";
  EXPECT_EQ(run_from({0xec410b34}, s).d[20], 0x2222'2222'1111'1111u) << "vmov d20, r0, r1";
  EXPECT_EQ(run_from({0xec510b34}, s).r[1], 0x1414'1414u) << "vmov r0, r1, d20";
}

TEST(VfpExamples, LoadsAndStoresOfOne_A8_8_333_A8_8_413) {
  Program program(false,
                  {0xed100b02, 0xedd10a01, 0xedc0fb02});  // vldr d0, [r0, #-8]; vldr s1, [r1, #4]; vstr d31, [r0, #8]
  program.start.r[0] = kDataAddress + 8;
  program.start.r[1] = kDataAddress + 4;
  program.start.d[31] = 0x0123'4567'89ab'cdef;
  program.set_word(kDataAddress, 0x1111'1111);
  program.set_word(kDataAddress + 4, 0x2222'2222);
  program.set_word(kDataAddress + 8, 0x3333'3333);
  const Outcome outcome = run(program);
  EXPECT_EQ(outcome.state.d[0], 0x3333'3333'1111'1111u);
  EXPECT_EQ(Program::read<u64>(outcome.data, kDataAddress + 16), 0x0123'4567'89ab'cdefu);
}

TEST(VfpExamples, LiteralsAreRelativeToTheAlignedPc_A8_8_333) {
  const Program program(true, {0xbf00, 0xeddf0a00, 0xbf00});  // nop; vldr s1, [pc]; nop
  EXPECT_EQ(run(program).state.d[0] >> 32, 0xbf00'0a00u) << "Align(0x10002 + 4, 4)";
}

TEST(VfpExamples, PushAndPop_A8_8_367_A8_8_368) {
  State s;
  s.r[13] = kDataAddress + 0x100;
  s.d[8] = 8, s.d[9] = 9;
  Program program(false, {0xed2d8b04, 0xecbd1b04});  // vpush {d8-d9}; vpop {d1-d2}
  const u32 pc = program.start.r[15];
  program.start = s;
  program.start.r[15] = pc;
  const Outcome outcome = run(program);
  EXPECT_EQ(Program::read<u64>(outcome.data, kDataAddress + 0xf0), 8u);
  EXPECT_EQ(outcome.state.d[1], 8u);
  EXPECT_EQ(outcome.state.d[2], 9u);
  EXPECT_EQ(outcome.state.r[13], kDataAddress + 0x100);
}

TEST(VfpExamples, TheXFormsCountAWordMore_A8_8_50) {
  Program program(false, {0xecb01b05});  // fldmiax r0!, {d1-d2}
  program.start.r[0] = kDataAddress;
  program.set_word(kDataAddress + 12, 7);
  const State s = run(program).state;
  EXPECT_EQ(s.d[2], u64{7} << 32);
  EXPECT_EQ(s.d[3], 0u);
  EXPECT_EQ(s.r[0], kDataAddress + 20);
}

TEST(VfpExamples, AFaultLeavesTheBase_B1_9_8) {
  for (const u32 word : {0xecb00b04, 0xeca00b04}) {  // vldmia, vstmia r0!, {d0-d1}
    Program program(false, {word});
    program.start.r[0] = kDataAddress + kDataBytes - 8;
    program.start.d[1] = 5;
    const Outcome outcome = run(program);
    EXPECT_EQ(outcome.ending, word & 1 << 20 ? Outcome::kReadFault : Outcome::kWriteFault);
    EXPECT_EQ(outcome.state.r[0], kDataAddress + kDataBytes - 8);
    EXPECT_EQ(outcome.state.d[1], 5u);
  }
}

TEST(VfpExamples, RegistersThatAreNotThereAreUndefined) {
  for (u32 word : {0xecb00b00,     // vldm r0!, {}
                   0xecb00b22,     // vldm r0!, {d0-d16}: A8.8.332 allows 16
                   0xecf0eb06,     // vldm r0!, {d30-d32}
                   0xecb0fa03,     // vldm r0!, {s30-s32}
                   0xec410a3f}) {  // vmov s31, s32, r0, r1
    EXPECT_EQ(run(Program(false, {word})).vector, kUndefined) << std::hex << word;
  }
}

}  // namespace

}  // namespace sosie::arm
