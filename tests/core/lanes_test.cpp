// Operations on lanes, one line a fact.
#include "core/emit/lanes.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sosie {

namespace {

struct Fact {
  LaneOp op;
  unsigned lane_bits;
  u64 a, b, result;
};

constexpr u64 kBytes = 0x8877'6655'4433'2211, kOthers = 0xffee'ddcc'bbaa'9988;

// clang-format off
constexpr Fact kFacts[] = {
    {LaneOp::kAdd, 8, 0xff01'80'7f'00'00'00'05, 0x0101'80'01'00'00'00'06, 0x0002'00'80'00'00'00'0b},
    {LaneOp::kAdd, 64, ~u64{0}, 2, 1},
    {LaneOp::kSub, 16, 0x0000'0001'8000'0005, 0x0001'0001'0001'0006, 0xffff'0000'7fff'ffff},
    {LaneOp::kMul, 8, 0x10ff'0303'0000'0002, 0x10ff'0455'0000'0080, 0x0001'0cff'0000'0000},
    {LaneOp::kMinU, 32, 0x8000'0000'0000'0001, 0x7fff'ffff'ffff'ffff, 0x7fff'ffff'0000'0001},
    {LaneOp::kMinS, 32, 0x8000'0000'0000'0001, 0x7fff'ffff'ffff'ffff, 0x8000'0000'ffff'ffff},
    {LaneOp::kMaxU, 16, 0x8000'0001'0000'7fff, 0x7fff'ffff'0000'8000, 0x8000'ffff'0000'8000},
    {LaneOp::kMaxS, 16, 0x8000'0001'0000'7fff, 0x7fff'ffff'0000'8000, 0x7fff'0001'0000'7fff},
    {LaneOp::kAbsDiffU, 8, 0x00ff'8010, 0xff00'7f20, 0xffff'0110},
    {LaneOp::kAbsDiffS, 8, 0x00ff'8010, 0xff00'7f20, 0x0101'ff10},
    {LaneOp::kSatAddU, 8, 0xff80'0100, 0x0180'0100, 0xffff'0200},
    {LaneOp::kSatAddS, 8, 0x7f80'0180, 0x0180'ff7f, 0x7f80'00ff},
    {LaneOp::kSatAddS, 64, 0x8000'0000'0000'0000, ~u64{0}, 0x8000'0000'0000'0000},
    {LaneOp::kSatSubU, 64, 1, 2, 0},
    {LaneOp::kSatSubS, 32, 0x8000'0000'7fff'ffff, 0x0000'0001'ffff'ffff, 0x8000'0000'7fff'ffff},
    {LaneOp::kHalfAddU, 8, 0xff'03, 0xff'02, 0xff'02},
    {LaneOp::kHalfAddS, 8, 0x80'ff, 0x80'00, 0x80'ff},
    {LaneOp::kHalfAddUpU, 8, 0xff'03, 0xff'02, 0xff'03},
    {LaneOp::kHalfAddUpS, 8, 0x7f'ff, 0x7f'00, 0x7f'00},
    {LaneOp::kHalfSubU, 8, 0x00'03, 0xff'01, 0x80'01},
    {LaneOp::kHalfSubS, 8, 0x80'7f, 0x7f'80, 0x80'7f},
    {LaneOp::kEq, 16, 0x0001'0002'0003'0004, 0x0001'0000'0003'0005, 0xffff'0000'ffff'0000},
    {LaneOp::kGtU, 8, 0xff'01'01, 0x00'02'01, 0xff'00'00},
    {LaneOp::kGtS, 8, 0xff'01'01, 0x00'02'01, 0x00'00'00},
    {LaneOp::kGeU, 8, 0xff'01'01, 0x00'02'01, 0xffff'ffff'ff'ff'00'ff},
    {LaneOp::kGeS, 32, 0xffff'ffff'0000'0001, 0xffff'ffff'ffff'ffff, ~u64{0}},
    {LaneOp::kShl, 8, 0x8101'0000, 1, 0x0202'0000},
    {LaneOp::kShl, 32, kBytes, 32, 0},
    {LaneOp::kShr, 16, 0x8000'0001'0000'ffff, 15, 0x0001'0000'0000'0001},
    {LaneOp::kShr, 64, ~u64{0}, 64, 0},
    {LaneOp::kSar, 16, 0x8000'0001'0000'ffff, 16, 0xffff'0000'0000'ffff},
    {LaneOp::kAbs, 8, 0x80'ff'7f'01, 0, 0x80'01'7f'01},
    {LaneOp::kNeg, 8, 0x80'ff'7f'01, 0, 0x80'01'81'ff},
    {LaneOp::kClz, 16, 0x0001'8000'0000'00ff, 0, 0x000f'0000'0010'0008},
    {LaneOp::kCls, 8, 0x00ff'8001'40c0'f0'7f, 0, 0x0707'0006'0001'03'00},
    {LaneOp::kPopcount, 8, 0x00ff'8001'40c0'f0'7f, 0, 0x0008'0101'0102'04'07},
    {LaneOp::kReverse16, 8, kBytes, 0, 0x7788'5566'3344'1122},
    {LaneOp::kReverse32, 16, kBytes, 0, 0x6655'8877'2211'4433},
    {LaneOp::kReverse64, 8, kBytes, 0, 0x1122'3344'5566'7788},
    {LaneOp::kZipLow, 8, kBytes, kOthers, 0xbb44'aa33'9922'8811},
    {LaneOp::kZipHigh, 32, kBytes, kOthers, 0xffee'ddcc'8877'6655},
    {LaneOp::kUnzipEven, 16, kBytes, kOthers, 0xddcc'9988'6655'2211},
    {LaneOp::kUnzipOdd, 8, kBytes, kOthers, 0xffdd'bb99'8866'4422},
    {LaneOp::kTransposeEven, 8, kBytes, kOthers, 0xee77'cc55'aa33'8811},
    {LaneOp::kTransposeOdd, 16, kBytes, kOthers, 0xffee'8877'bbaa'4433},
    {LaneOp::kPairAdd, 16, 0x0001'0002'0003'ffff, 0x0010'0020'8000'8000, 0x0030'0000'0003'0002},
    {LaneOp::kPairMinS, 32, 0x0000'0001'ffff'ffff, 0x0000'0005'0000'0004, 0x0000'0004'ffff'ffff},
    {LaneOp::kPairMaxU, 32, 0x0000'0001'ffff'ffff, 0x0000'0005'0000'0004, 0x0000'0005'ffff'ffff},
    {LaneOp::kWidenLowU, 8, kOthers, 0, 0x00bb'00aa'0099'0088},
    {LaneOp::kWidenHighS, 32, kOthers, 0, 0xffff'ffff'ffee'ddcc},
    {LaneOp::kPairWideAddU, 16, 0xffff'ffff'0001'0002, 0, 0x0001'fffe'0000'0003},
    {LaneOp::kPairWideAddS, 32, 0xffff'ffff'8000'0000, 0, 0xffff'ffff'7fff'ffff},
    {LaneOp::kWideMulLowU, 32, 0xffff'ffff, 0xffff'ffff, 0xffff'fffe'0000'0001},
    {LaneOp::kWideMulLowS, 16, 0x8000'ffff, 0x8000'0002, 0x4000'0000'ffff'fffe},
    {LaneOp::kWideMulHighU, 8, 0xff00'0003u * (u64{1} << 32), 0xff00'0005u * (u64{1} << 32), 0xfe01'0000'0000'000f},
    {LaneOp::kNarrow, 16, kBytes, kOthers, 0xeecc'aa88'7755'3311},
    {LaneOp::kNarrowSatU, 16, 0x0100'00ff'ffff'0000, 0, 0x0000'0000'ffff'ff00},
    {LaneOp::kNarrowSatS, 32, 0xffff'7fff'0000'8000, 0, 0x0000'0000'8000'7fff},
    {LaneOp::kNarrowSatSU, 64, ~u64{0}, 0x1'0000'0000, 0xffff'ffff'0000'0000},
};
// clang-format on

TEST(Lanes, ComputeWhatTheirNamesSay) {
  for (const Fact& fact : kFacts) {
    EXPECT_EQ(evaluate_lanes(fact.op, fact.lane_bits, fact.a, fact.b), fact.result)
        << kLaneOpNames[static_cast<std::size_t>(fact.op)] << '.' << fact.lane_bits << std::hex << ' ' << fact.a << ", "
        << fact.b << " makes " << evaluate_lanes(fact.op, fact.lane_bits, fact.a, fact.b);
  }
}

TEST(Lanes, FormsAreNumbersThatNameWhatExists) {
  unsigned forms = 0;
  for (u64 imm = 0; imm < 0x1'0000; ++imm) {
    const auto form = lane_form(imm);
    if (!form) continue;
    ++forms;
    EXPECT_EQ(form->imm(), imm);
    EXPECT_NE(lane_function(form->op, form->lane_bits), nullptr);
  }
  EXPECT_GT(forms, 4 * kLaneOpNames.size() / 2);
  EXPECT_FALSE(lane_form(LaneForm{LaneOp::kNarrow, 8}.imm()));
  EXPECT_FALSE(lane_form(LaneForm{LaneOp::kWidenLowU, 64}.imm()));
  EXPECT_FALSE(lane_form(LaneForm{LaneOp::kReverse16, 16}.imm()));
  EXPECT_FALSE(lane_form(LaneForm{LaneOp::kAdd, 24}.imm()));
}

}  // namespace

}  // namespace sosie
