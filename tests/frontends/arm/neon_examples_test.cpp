// What the manual says of Advanced SIMD instructions, one line a fact. Source: ARM DDI 0406C.d, A2.7, A7.4, A7.7,
// sections of A8.8 by the line.
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "frontends/arm/floating_point.h"
#include "tests/support/arm/program.h"

namespace sosie::arm {

namespace {

/// One instruction; D0 to D4 before it; D0, for quadwords D1, too, and what was added to FPSCR after it.
struct Fact {
  std::string_view assembly;
  u32 word;
  std::array<u64, 5> before;
  u64 d0;
  u32 flags;
  std::string_view says;
};
struct QuadwordFact {
  std::string_view assembly;
  u32 word;
  std::array<u64, 5> before;
  std::array<u64, 2> q0;
  u32 flags;
  std::string_view says;
};

constexpr u64 kOnes = ~u64{0};
/// Two equal words.
constexpr u64 both(u32 word) { return u64{word} << 32 | word; }
constexpr u32 kOneF = 0x3f80'0000, kTwoF = 0x4000'0000, kThreeF = 0x4040'0000, kInfF = 0x7f80'0000, kNanF = 0x7fc0'0000;
constexpr u32 kMinusF = 0x8000'0000, kSignalling = 0x7f80'0001, kQuiet = 0xffc0'0123, kDenormal = 0x0000'0001;

// clang-format off
constexpr Fact kFacts[] = {
    // A7.4.1: three registers of the same length
    {"vhadd.s8 d0, d1, d2", 0xf2010002, {0, 0x80'7f'ff, 0x80'7f'00}, 0x80'7f'ff, 0, "no overflow, rounded down"},
    {"vrhadd.u8 d0, d1, d2", 0xf3010102, {0, 0xff'01, 0xff'00}, 0xff'01, 0, "rounded up"},
    {"vqadd.s16 d0, d1, d2", 0xf2110012, {0, 0x7fff'8000, 0x0001'ffff}, 0x7fff'8000, kQc, "saturated both ways"},
    {"vqadd.u32 d0, d1, d2", 0xf3210012, {0, 0xffff'fffe, 1}, 0xffff'ffff, 0, "the greatest number is not saturated"},
    {"vqsub.u8 d0, d1, d2", 0xf3010212, {0, 1, 2}, 0, kQc, "not below zero"},
    {"vorn d0, d1, d2", 0xf2310112, {0, 0xf0, ~u64{0xff}}, 0xff, 0, "n OR NOT m"},
    {"vbsl d0, d1, d2", 0xf3110112, {0xf0, 0xaa, 0x55}, 0xa5, 0, "D chooses"},
    {"vbit d0, d1, d2", 0xf3210112, {0x33, 0xaa, 0xf0}, 0xa3, 0, "M inserts N where it has ones"},
    {"vbif d0, d1, d2", 0xf3310112, {0x33, 0xaa, 0xf0}, 0x3a, 0, "and where it has zeros"},
    {"vshl.s8 d0, d1, d2", 0xf2020401, {0, 0x81'81'81'81, 0x01'ff'f8'08}, 0x02'c0'ff'00, 0, "amounts are signed"},
    {"vshl.s8 d0, d1, d2", 0xf2020401, {0, 0x81, 0xffff'ffff'ffff'ff80}, 0xff, 0, "right by 128"},
    {"vqshl.s8 d0, d1, d2", 0xf2020411, {0, 0x41'c0'bf'00, 0x01'01'01'7f}, 0x7f'80'80'00, kQc, "but 0 stays 0"},
    {"vrshl.u16 d0, d1, d2", 0xf3120501, {0, 0x0003'ffff'8000, 0x00ff'00f0'00f0},
     0x0002'0001'0001, 0, "the last bit that goes"},
    {"vqrshl.s32 d0, d1, d2", 0xf2220511, {0, 0x8000'0000'ffff'ffff, 0x0000'0001'0000'00ff},
     0x8000'0000'0000'0000, kQc, "-1 / 2 is 0"},
    {"vabd.s8 d0, d1, d2", 0xf2010702, {0, 0x80, 0x7f}, 0xff, 0, "the difference as an unsigned number"},
    {"vaba.u8 d0, d1, d2", 0xf3010712, {0x01'01, 0x10'20, 0x20'10}, 0x11'11, 0, ""},
    {"vtst.8 d0, d1, d2", 0xf2010812, {0, 0x01'02, 0x03'01}, 0xff'00, 0, "a bit in common"},
    {"vceq.i16 d0, d1, d2", 0xf3110812, {0, 0x0001'0002, 0x0001'0003}, 0xffff'ffff'ffff'0000, 0, ""},
    {"vmls.i16 d0, d1, d2", 0xf3110902, {0x0000'0007, 0x0002'0003, 0x0003'0002}, 0xfffa'0001, 0, ""},
    {"vmul.p8 d0, d1, d2", 0xf3010912, {0, 0x03'ff'80, 0x03'02'03}, 0x05'fe'80, 0, "(x + 1)^2 = x^2 + 1"},
    {"vpmax.s16 d0, d1, d2", 0xf2110a02, {0, 0x0001'8000'ffff'0002, 0x7fff'0000'8000'8001},
     0x7fff'8001'0001'0002, 0, "N's pairs are lower"},
    {"vpadd.i8 d0, d1, d2", 0xf2010b12, {0, 0x0102'0304'0506'07ff, 0x1010'2020'3030'4040},
     0x2040'6080'0307'0b06, 0, ""},
    {"vqdmulh.s16 d0, d1, d2", 0xf2110b02, {0, 0x4000'8000, 0x4000'8000}, 0x2000'7fff, kQc, "-1 * -1 is nearly 1"},
    {"vqdmulh.s16 d0, d1, d2", 0xf2110b02, {0, 0x0001'ffff, 0x7fff'0001}, 0x0000'ffff, 0, "rounded down"},
    {"vqrdmulh.s32 d0, d1, d2", 0xf3210b02, {0, 0x0000'0001'8000'0000, 0x4000'0000'7fff'ffff},
     0x0000'0001'8000'0001, 0, "halves up"},

    // A7.4.2, A7.4.3
    {"vaddhn.i16 d0, q1, q2", 0xf2820404, {0, 0, 0x00ff'7fff, 0x1234, 0x0001'0001},
     0x0012'0000'0180, 0, "upper halves"},
    {"vraddhn.i32 d0, q1, q2", 0xf3920404, {0, 0, 0x0000'8000'0000'7fff, 0xffff'ffff},
     0x0000'0000'0001'0000, 0, "rounded, modulo 2^32"},
    {"vmul.i16 d0, d1, d2[3]", 0xf291086a, {0, 0x0001'0002'0003'0004, 0x0005'0000'0000'0000},
     0x0005'000a'000f'0014, 0, ""},
    {"vmla.f32 d0, d1, d2[1]", 0xf2a10162, {both(kOneF), u64{kTwoF} << 32 | kOneF, u64{kOneF} << 32},
     u64{kThreeF} << 32 | kTwoF, 0, ""},
    {"vqdmulh.s16 d0, d1, d2[1]", 0xf2910c4a, {0, 0x8000, 0x8000'0000}, 0x7fff, kQc, ""},

    // A7.4.4: shifts by immediates
    {"vshr.s8 d0, d1, #8", 0xf2880011, {0, 0x80'7f}, 0xff'00, 0, "by the width: the sign"},
    {"vrshr.u8 d0, d1, #8", 0xf3880211, {0, 0x80'7f}, 0x01'00, 0, "by the width, rounded"},
    {"vsra.s16 d0, d1, #4", 0xf29c0111, {0x0001'0001, 0xfff0'0010}, 0x0000'0002, 0, ""},
    {"vsri.32 d0, d1, #8", 0xf3b80411, {0xab12'3456'cd12'3456, 0x1122'3344'5566'7788},
     0xab11'2233'cd55'6677, 0, "the upper bits stay"},
    {"vsli.16 d0, d1, #4", 0xf3940511, {0xfff1'fff2, 0x1234'5678}, 0x2341'6782, 0, "the lower bits stay"},
    {"vqshl.s8 d0, d1, #1", 0xf2890711, {0, 0x3f'40'c0'bf}, 0x7e'7f'80'80, kQc, ""},
    {"vqshlu.s16 d0, d1, #4", 0xf3940611, {0, 0x0fff'1000'ffff}, 0xfff0'ffff'0000, kQc, "negative ones are 0"},
    {"vshrn.i16 d0, q1, #4", 0xf28c0812, {0, 0, 0x1234'abcd, 0xf00f}, 0x23bc, 0, ""},
    {"vqrshrun.s16 d0, q1, #4", 0xf38c0852, {0, 0, 0x0ff8'0fe7'8000'0008}, 0xfffe'0001, kQc, "rounded, then saturated"},
    {"vqshrn.u32 d0, q1, #16", 0xf3900912, {0, 0, kOnes}, 0xffff'ffff, 0, "nothing to saturate"},
    {"vcvt.f32.s32 d0, d1, #16", 0xf2b00e11, {0, 0xffff'8000'0001'8000}, u64{0xbf00'0000} << 32 | 0x3fc0'0000, 0, ""},
    {"vcvt.s32.f32 d0, d1, #16", 0xf2b00f11, {0, u64{0xbf00'0000} << 32 | 0x4780'0000},
     0xffff'8000'7fff'ffff, kIoc, "saturated"},

    // A7.4.5 and its neighbours
    {"vrev64.8 d0, d1", 0xf3b00001, {0, 0x0102'0304'0506'0708}, 0x0807'0605'0403'0201, 0, ""},
    {"vrev32.16 d0, d1", 0xf3b40081, {0, 0x0102'0304'0506'0708}, 0x0304'0102'0708'0506, 0, ""},
    {"vpaddl.s8 d0, d1", 0xf3b00201, {0, 0x80'80'7f'7f}, 0xff00'00fe, 0, ""},
    {"vpadal.u16 d0, d1", 0xf3b40681, {1, 0xffff'ffff}, 0x0001'ffff, 0, ""},
    {"vcls.s16 d0, d1", 0xf3b40401, {0, 0x0000'ffff'4000'8fff},
     0x000f'000f'0000'0000, 0, "the sign itself does not count"},
    {"vclz.i32 d0, d1", 0xf3b80481, {0, 1}, 0x0000'0020'0000'001f, 0, ""},
    {"vcnt.8 d0, d1", 0xf3b00501, {0, 0xff'00'81}, 0x08'00'02, 0, ""},
    {"vmvn d0, d1", 0xf3b00581, {0, 0xff}, ~u64{0xff}, 0, ""},
    {"vqabs.s8 d0, d1", 0xf3b00701, {0, 0x80'ff}, 0x7f'01, kQc, ""},
    {"vqneg.s32 d0, d1", 0xf3b80781, {0, 0x8000'0000'0000'0001}, 0x7fff'ffff'ffff'ffff, kQc, ""},
    {"vcle.s8 d0, d1, #0", 0xf3b10181, {0, 0x01'ff'00}, 0xffff'ffff'ff00'ffff, 0, ""},
    {"vqmovn.s32 d0, q1", 0xf3b60282, {0, 0, 0x0000'8000'ffff'8000, 1}, 0x0001'7fff'8000, kQc, ""},
    {"vqmovun.s16 d0, q1", 0xf3b20242, {0, 0, 0x0100'ffff'00ff}, 0xff00ff, kQc, ""},
    {"vext.8 d0, d1, d2, #3", 0xf2b10302, {0, 0x0807'0605'0403'0201, 0x1817'1615'1413'1211},
     0x1312'1108'0706'0504, 0, ""},
    {"vtbl.8 d0, {d1}, d2", 0xf3b10802, {kOnes, 0x8877'6655'4433'2211, 0x08'ff'07'00},
     0x1111'1111'0000'8811, 0, "0 where there is no entry"},
    {"vtbx.8 d0, {d1}, d2", 0xf3b10842, {kOnes, 0x8877'6655'4433'2211, 0x08'ff'07'00},
     0x1111'1111'ffff'8811, 0, "or what was there"},
    {"vdup.16 d0, d1[2]", 0xf3ba0c01, {0, 0x4444'3333'2222'1111}, 0x3333'3333'3333'3333, 0, ""},
    {"vrecpe.u32 d0, d1", 0xf3bb0401, {0, 0x7fff'ffff'8000'0000}, 0xffff'ffff'ff80'0000, 0, "below 1/2: all ones"},
    {"vrsqrte.u32 d0, d1", 0xf3bb0481, {0, 0x3fff'ffff'4000'0000}, 0xffff'ffff'ff80'0000, 0, "below 1/4: all ones"},

    // A7.4.6: modified immediates
    {"vmov.i32 d0, #0xab00", 0xf382021b, {}, 0x0000'ab00'0000'ab00, 0, ""},
    {"vmov.i64 d0, #0xff0000ffff0000ff", 0xf3810e39, {}, 0xff00'00ff'ff00'00ff, 0, ""},
    {"vmvn.i16 d0, #0xab00", 0xf3820a3b, {}, 0x54ff'54ff'54ff'54ff, 0, ""},
    {"vorr.i32 d0, #0xab0000", 0xf382051b, {1}, 0x00ab'0000'00ab'0001, 0, ""},
    {"vbic.i16 d0, #0xab", 0xf382093b, {kOnes}, 0xff54'ff54'ff54'ff54, 0, ""},
    {"vmov.f32 d0, #-0.125", 0xf3840f10, {}, both(0xbe00'0000), 0, ""},

    // A2.7: single precision. FPSCR does not say how; it is zero before.
    {"vadd.f32 d0, d1, d2", 0xf2010d02, {0, u64{kQuiet} << 32 | kOneF, both(kOneF)},
     u64{kNanF} << 32 | kTwoF, 0, "the default NaN"},
    {"vadd.f32 d0, d1, d2", 0xf2010d02, {0, kSignalling, 0}, kNanF, kIoc, ""},
    {"vadd.f32 d0, d1, d2", 0xf2010d02, {0, kDenormal, kDenormal}, 0, kIdc, "denormal numbers are zeros"},
    {"vadd.f32 d0, d1, d2", 0xf2010d02, {0, 0x0080'0000, 0x8080'0001}, kMinusF, kUfc, "so are results"},
    {"vmax.f32 d0, d1, d2", 0xf2010f02, {0, kMinusF, 0}, 0, 0, "of both zeros the positive one"},
    {"vmin.f32 d0, d1, d2", 0xf2210f02, {0, 0, kMinusF}, kMinusF, 0, "the negative one"},
    {"vmax.f32 d0, d1, d2", 0xf2010f02, {0, kQuiet, kInfF}, kNanF, 0, "any NaN"},
    {"vceq.f32 d0, d1, d2", 0xf2010e02, {0, u64{kQuiet} << 32 | kMinusF, u64{kQuiet} << 32},
     0xffff'ffff, 0, "quiet NaNs are not invalid"},
    {"vcge.f32 d0, d1, d2", 0xf3010e02, {0, u64{kQuiet} << 32 | kOneF, both(kOneF)}, 0xffff'ffff, kIoc, "but here"},
    {"vacgt.f32 d0, d1, d2", 0xf3210e12, {0, kTwoF | kMinusF, kOneF}, 0xffff'ffff, 0, "magnitudes"},
    {"vpadd.f32 d0, d1, d2", 0xf3010d02, {0, u64{kOneF} << 32 | kTwoF, both(kOneF)}, u64{kTwoF} << 32 | kThreeF, 0, ""},
    {"vabd.f32 d0, d1, d2", 0xf3210d02, {0, kOneF, kThreeF}, kTwoF, 0, ""},
    {"vmls.f32 d0, d1, d2", 0xf2210d12, {kOneF, 0x3f80'0800, 0x3f80'0800}, 0xba00'0000, kIxc, "the product is rounded"},
    {"vfms.f32 d0, d1, d2", 0xf2210c12, {kOneF, 0x3f80'0800, 0x3f80'0800}, 0xba00'0400, 0, "it is not"},
    {"vrecps.f32 d0, d1, d2", 0xf2010f12, {0, u64{kInfF} << 32 | kThreeF, kOneF},
     u64{kTwoF} << 32 | kOneF | kMinusF, 0, "2 - infinity * 0 is 2"},
    {"vrsqrts.f32 d0, d1, d2", 0xf2210f12, {0, u64{kInfF} << 32 | kOneF, kOneF},
     u64{0x3fc0'0000} << 32 | kOneF, 0, "(3 - infinity * 0) / 2"},
    {"vrecpe.f32 d0, d1", 0xf3bb0501, {0, u64{kMinusF} << 32 | kOneF},
     u64{kInfF | kMinusF} << 32 | 0x3f7f'8000, kDzc, ""},
    {"vrecpe.f32 d0, d1", 0xf3bb0501, {0, u64{kInfF} << 32 | 0x7e80'0000},
     0, kUfc, "from 2^126 on the result would be denormal"},
    {"vrsqrte.f32 d0, d1", 0xf3bb0581, {0, u64{kOneF | kMinusF} << 32 | kOneF},
     u64{kNanF} << 32 | 0x3f7f'8000, kIoc, ""},
    {"vcvt.u32.f32 d0, d1", 0xf3bb0781, {0, u64{kOneF | kMinusF} << 32 | 0x3fff'ffff}, 1, kIoc | kIxc, "towards zero"},
    {"vcvt.f16.f32 d0, q1", 0xf3b60602, {0, 0, u64{kInfF} << 32 | kOneF, kQuiet}, 0x0000'7e00'7c00'3c00, 0, ""},
};

constexpr QuadwordFact kQuadwordFacts[] = {
    {"vaddl.s8 q0, d1, d2", 0xf2810002, {0, 0x80'00'00'00'00'00'00'7f, 0x80'00'00'00'00'00'00'7f},
     {0x00fe, 0xff00'0000'0000'0000}, 0, "D1 is read before Q0 is written"},
    {"vaddw.u8 q0, q1, d2", 0xf3820102, {0, 0, 0x0100'0000'0000'00ff, 1},
     {0x0100'0000'0000'01fe, 0x0001'0000'0000'0001}, 0, ""},
    {"vabdl.s8 q0, d1, d2", 0xf2810702, {0, 0x80, 0x7f}, {0xff, 0}, 0, ""},
    {"vmull.p8 q0, d1, d2", 0xf2810e02, {0, 0xff'00'00'00'00'00'00'80, 0xff'00'00'00'00'00'00'80},
     {0x4000, 0x5555'0000'0000'0000}, 0, ""},
    {"vmlal.u16 q0, d1, d2", 0xf3910802, {5, 0xffff, 0xffff}, {0xfffe'0006, 0xffff}, 0, "modulo 2^32"},
    {"vqdmlal.s16 q0, d1, d2", 0xf2910902, {0x0000'0001, 0x8000, 0x8000},
     {0x7fff'ffff, 0x8000}, kQc, "the product, then the sum"},
    {"vqdmull.s32 q0, d1, d2", 0xf2a10d02, {0, 0x8000'0000'0000'0003, 0x8000'0000'ffff'fffe},
     {u64{0} - 12, 0x7fff'ffff'ffff'ffff}, kQc, ""},
    {"vshll.s8 q0, d1, #7", 0xf28f0a11, {0, 0x80}, {0xc000, 0}, 0, ""},
    {"vshll.i8 q0, d1, #8", 0xf3b20301, {0, 0x80}, {0x8000, 0}, 0, "by the width"},
    {"vadd.i32 q0, q1, q0", 0xf2220840, {1, 2, 3, 4}, {4, 6}, 0, ""},
    {"vmul.i32 q0, q1, d0[1]", 0xf3a20860, {0x0000'0003'0000'0000, 0, 2, 5},
     {6, 15}, 0, "the scalar lies in the result"},
    {"vext.8 q0, q1, q2, #9", 0xf2b20944, {0, 0, 0, 0x1716'1514'1312'1110, 0x2726'2524'2322'2120},
     {0x2017'1615'1413'1211, 0x0027'2625'2423'2221}, 0, ""},
    {"vswp d0, d1", 0xf3b20001, {1, 2}, {2, 1}, 0, ""},
    {"vtrn.8 d0, d1", 0xf3b20081, {0x0706'0504'0302'0100, 0x1716'1514'1312'1110},
     {0x1606'1404'1202'1000, 0x1707'1505'1303'1101}, 0, ""},
    {"vuzp.8 d0, d1", 0xf3b20101, {0x0706'0504'0302'0100, 0x1716'1514'1312'1110},
     {0x1614'1210'0604'0200, 0x1715'1311'0705'0301}, 0, ""},
    {"vzip.16 d0, d1", 0xf3b60181, {0x0706'0504'0302'0100, 0x1716'1514'1312'1110},
     {0x1312'0302'1110'0100, 0x1716'0706'1514'0504}, 0, ""},
    {"vcvt.f32.f16 q0, d2", 0xf3b60702, {0, 0, 0x0001'7e01'fc00'3c00},
     {u64{kInfF | kMinusF} << 32 | kOneF, u64{0x3380'0000} << 32 | kNanF}, 0, "denormal halves are numbers"},
};
// clang-format on

Program program_of(u32 word, const std::array<u64, 5>& before) {
  Program program(false, {word});
  for (unsigned n = 0; n < before.size(); ++n) program.start.d[n] = before[n];
  return program;
}

TEST(NeonExamples, InstructionsComputeWhatTheManualSays) {
  for (const Fact& fact : kFacts) {
    const State after = run(program_of(fact.word, fact.before)).state;
    EXPECT_EQ(after.d[0], fact.d0) << std::hex << after.d[0] << " from " << fact.assembly << ": " << fact.says;
    EXPECT_EQ(fpscr(after), fact.flags) << fact.assembly << ": " << fact.says;
  }
  for (const QuadwordFact& fact : kQuadwordFacts) {
    const State after = run(program_of(fact.word, fact.before)).state;
    for (unsigned n : {0u, 1u}) {
      EXPECT_EQ(after.d[n], fact.q0[n]) << std::hex << after.d[n] << " from " << fact.assembly << ": " << fact.says;
    }
    EXPECT_EQ(fpscr(after), fact.flags) << fact.assembly << ": " << fact.says;
  }
}

TEST(NeonExamples, ThumbHasTheSame_A7_4) {
  Program program(true, {0xef010712});  // vaba.s8 d0, d1, d2
  program.start.d[1] = 0x80, program.start.d[2] = 0x7f;
  EXPECT_EQ(run(program).state.d[0], 0xffu);
}

TEST(NeonExamples, UndefinedEncodings) {
  for (const u32 word : {0xf2010042u,     // vhadd.s8 q0, q0 and a half, q1
                         0xf2310002u,     // vhadd.s64
                         0xf3110912u,     // vmul.p16
                         0xf2010b52u,     // vpadd.i8 q0, q0, q1
                         0xf2b10802u,     // vext.8 d0, d1, d2, #8
                         0xf3b00c01u,     // vdup of no width
                         0xf3850f3fu,     // cmode 1111, op 1
                         0xf42007ffu,     // vld1.64 {d0}, [r0:256]
                         0xeee00bf0u,     // vdup of no width from a register
                         0xf3b70402u}) {  // vrecpe.u16
    EXPECT_EQ(run(Program(false, {word})).vector, kUndefined) << std::hex << word;
  }
}

// Element and structure accesses.

/// Bytes 0 to 63 as the data, from R0 on.
Program numbered_bytes(u32 word) {
  Program program(false, {word});
  for (u32 n = 0; n < 64; ++n) program.data[n] = static_cast<u8>(n);
  program.start.r[0] = kDataAddress;
  return program;
}

TEST(NeonExamples, LoadsOfStructures_A8_8_320_A8_8_331) {
  State s = run(numbered_bytes(0xf420020f)).state;  // vld1.8 {d0-d3}, [r0]
  EXPECT_EQ(s.d[3], 0x1f1e'1d1c'1b1a'1918u);
  EXPECT_EQ(s.r[0], kDataAddress);
  s = run(numbered_bytes(0xf420084d)).state;  // vld2.16 {d0, d1}, [r0]!
  EXPECT_EQ(s.d[0], 0x0d0c'0908'0504'0100u);
  EXPECT_EQ(s.d[1], 0x0f0e'0b0a'0706'0302u);
  EXPECT_EQ(s.r[0], kDataAddress + 16);
  Program by_register = numbered_bytes(0xf4200501);  // vld3.8 {d0, d2, d4}, [r0], r1
  by_register.start.r[1] = 7;
  s = run(by_register).state;
  EXPECT_EQ(s.d[0], 0x1512'0f0c'0906'0300u);
  EXPECT_EQ(s.d[4], 0x1714'110e'0b08'0502u);
  EXPECT_EQ(s.r[0], kDataAddress + 7);
  s = run(numbered_bytes(0xf4a00baf)).state;  // vld4.32 {d0[1], d1[1], d2[1], d3[1]}, [r0:128]
  EXPECT_EQ(s.d[2], 0x0b0a'0908'0000'0000u);
  s = run(numbered_bytes(0xf4a00e4f)).state;  // vld3.16 {d0[], d1[], d2[]}, [r0]
  EXPECT_EQ(s.d[2], 0x0504'0504'0504'0504u);
  s = run(numbered_bytes(0xf4a00daf)).state;  // vld2.32 {d0[], d2[]}, [r0]
  EXPECT_EQ(s.d[2], 0x0706'0504'0706'0504u);
}

TEST(NeonExamples, StoresOfStructures_A8_8_404_A8_8_411) {
  const auto stored = [](u32 word) {
    Program program(false, {word});
    program.start.r[0] = kDataAddress;
    for (u64 n = 0; n < 4; ++n) program.start.d[n] = 0x0706'0504'0302'0100 + 0x1010'1010'1010'1010 * n;
    return run(program);
  };
  const Outcome vst4 = stored(0xf400001d);  // vst4.8 {d0-d3}, [r0:64]!
  EXPECT_EQ(Program::read<u64>(vst4.data, kDataAddress + 8), 0x3323'1303'3222'1202u);
  EXPECT_EQ(vst4.state.r[0], kDataAddress + 32);
  const Outcome vst2 = stored(0xf48005af);  // vst2.16 {d0[2], d2[2]}, [r0]
  EXPECT_EQ(Program::read<u64>(vst2.data, kDataAddress), 0x2524'0504u);
  const Outcome vst3 = stored(0xf400048f);  // vst3.32 {d0-d2}, [r0]
  EXPECT_EQ(Program::read<u64>(vst3.data, kDataAddress + 8), 0x0706'0504'2322'2120u);
  const Outcome vst1 = stored(0xf480006d);  // vst1.8 {d0[3]}, [r0]!
  EXPECT_EQ(Program::read<u64>(vst1.data, kDataAddress), 3u);
  EXPECT_EQ(vst1.state.r[0], kDataAddress + 1);
}

TEST(NeonExamples, AlignmentIsCheckedWhereItIsAskedFor_A3_2_1) {
  Program program(false, {0xf42007df});  // vld1.64 {d0}, [r0:64]
  program.start.r[0] = kDataAddress + 4;
  EXPECT_EQ(run(program).vector, kAlignment);
  program = Program(false, {0xf42007cf});  // vld1.64 {d0}, [r0]
  program.start.r[0] = kDataAddress + 4;
  EXPECT_EQ(run(program).ending, Outcome::kEnd);
}

TEST(NeonExamples, AFaultLeavesTheBase_B1_9_8) {
  for (const u32 word : {0xf420020d, 0xf400020d}) {  // vld1, vst1.8 {d0-d3}, [r0]!
    Program program(false, {word});
    program.start.r[0] = kDataAddress + kDataBytes - 16;
    const Outcome outcome = run(program);
    EXPECT_EQ(outcome.ending, word & 1 << 21 ? Outcome::kReadFault : Outcome::kWriteFault);
    EXPECT_EQ(outcome.state.r[0], kDataAddress + kDataBytes - 16);
  }
}

TEST(NeonExamples, BytesAndHalfwordsToAndFromRegisters_A8_8_314_A8_8_341) {
  Program program(false, {0xeee00b90, 0xee600bb0, 0xee700bb0, 0xeeb01bb0});
  program.start.r[0] = 0x1234'56f8;
  // vdup.8 q8, r0; vmov.8 d16[5], r0; vmov.s8 r0, d16[5]; vmov.u16 r1, d16[2]
  const State s = run(program).state;
  EXPECT_EQ(s.d[17], 0xf8f8'f8f8'f8f8'f8f8u);
  EXPECT_EQ(s.r[0], 0xffff'fff8u);
  EXPECT_EQ(s.r[1], 0xf8f8u);
}

TEST(NeonExamples, FpscrKeepsQc_B4_1_58) {
  Program program(false, {0xf2110012, 0xeef10a10, 0xeee11a10, 0xeef12a10});
  program.start.d[1] = 0x7fff, program.start.d[2] = 1;
  // vqadd.s16 d0, d1, d2; vmrs r0, fpscr; vmsr fpscr, r1; vmrs r2, fpscr
  const State s = run(program).state;
  EXPECT_EQ(s.r[0], kQc);
  EXPECT_EQ(s.r[2], 0u);
}

}  // namespace

}  // namespace sosie::arm
