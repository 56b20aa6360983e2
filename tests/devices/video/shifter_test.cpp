#include "devices/video/shifter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sosie {
namespace {

using Model = Shifter::Model;
using Pixels = std::vector<u32>;

constexpr Shifter::Window kWindow{8, 416};
constexpr u32 kDelay = 27;  // from a register write to the column that shows it

// Colours that name their index.
u16 colour_of(u32 index) { return static_cast<u16>(index / 8 << 8 | index / 4 % 2 << 4 | index % 4); }
u32 rgb_of(u32 index) {
  const auto gun = [](u32 level) { return level << 5 | level << 2 | level >> 1; };
  return gun(index / 8) << 16 | gun(index / 4 % 2) << 8 | gun(index % 4);
}

Shifter with_palette(Model model = Model::kSt) {
  Shifter shifter(model);
  for (u32 i = 0; i < 16; ++i) shifter.set_colour(0, i, colour_of(i));
  shifter.end_line();
  return shifter;
}

// Pixel x has colour x % 16.
std::vector<u8> low_data(u32 groups) {
  std::vector<u8> data;
  for (u32 i = 0; i < groups; ++i) {
    for (const u16 word : {0x5555, 0x3333, 0x0f0f, 0x00ff}) {
      data.push_back(static_cast<u8>(word >> 8));
      data.push_back(static_cast<u8>(word));
    }
  }
  return data;
}

Pixels drawn(Shifter& shifter, const Shifter::Line& line, u32 per_column = 1) {
  Pixels out(kWindow.columns * per_column, 0xdead);
  shifter.draw(0, line, kWindow, out);
  return out;
}

TEST(Shifter, LowResolutionTakesSixteenPixelsFromFourWords) {
  Shifter shifter = with_palette();
  const std::vector<u8> data = low_data(20);
  const Pixels out = drawn(shifter, {56, 376, 0, data});
  for (u32 x = 0; x < 416; ++x) {
    const bool inside = x >= 48 && x < 368;
    EXPECT_EQ(out[x], inside ? rgb_of((x - 48) % 16) : rgb_of(0)) << x;
  }
}

TEST(Shifter, MediumResolutionTakesThirtyTwoPixelsFromFourWords) {
  Shifter shifter = with_palette();
  shifter.set_resolution(0, Shifter::kMedium);
  shifter.end_line();
  std::vector<u8> data(160, 0);
  data[0] = 0x40;  // second pixel, plane 0
  data[2] = 0x60;  // second and third, plane 1
  data[4] = 0x80;  // seventeenth, plane 0
  const Shifter::Line line{56, 376, 0, data};
  EXPECT_TRUE(shifter.needs_two_pixels(line));
  const Pixels out = drawn(shifter, line, 2);
  EXPECT_EQ(out[96], rgb_of(0));
  EXPECT_EQ(out[97], rgb_of(3));
  EXPECT_EQ(out[98], rgb_of(2));
  EXPECT_EQ(out[112], rgb_of(1));
}

TEST(Shifter, ALowLineAmongMediumOnesHasEachPixelTwice) {
  Shifter shifter = with_palette();
  const std::vector<u8> data = low_data(20);
  const Pixels out = drawn(shifter, {56, 376, 0, data}, 2);
  for (u32 x = 0; x < 640; ++x) EXPECT_EQ(out[96 + x], rgb_of(x / 2 % 16)) << x;
}

TEST(Shifter, AColourChangesAtThePixelWhereItIsWritten) {
  Shifter shifter = with_palette();
  const std::vector<u8> data(160, 0);
  shifter.set_colour(100, 0, 0x700);
  shifter.set_colour(104, 0, 0x070);
  const Pixels out = drawn(shifter, {56, 376, 0, data});
  const u32 first = 100 - kDelay - 8;
  EXPECT_EQ(out[first - 1], rgb_of(0));
  EXPECT_EQ(out[first], 0xff0000u);
  EXPECT_EQ(out[first + 3], 0xff0000u);
  EXPECT_EQ(out[first + 4], 0x00ff00u);
  EXPECT_EQ(out[415], 0x00ff00u);
  shifter.end_line();
  EXPECT_EQ(drawn(shifter, {56, 376, 0, data})[0], 0x00ff00u);
}

TEST(Shifter, AColourWrittenBeforeTheVisiblePartCountsFromItsBeginning) {
  Shifter shifter = with_palette();
  shifter.set_colour(2, 0, 0x700);
  EXPECT_EQ(drawn(shifter, {})[0], 0xff0000u);
}

TEST(Shifter, TheResolutionChangesAtThePixelWhereItIsWritten) {
  Shifter shifter = with_palette();
  const std::vector<u8> data = low_data(20);
  const u32 column = 48 + 32;
  shifter.set_resolution(column + 8 + kDelay, Shifter::kMedium);
  const Shifter::Line line{56, 376, 0, data};
  EXPECT_TRUE(shifter.needs_two_pixels(line));
  const Pixels out = drawn(shifter, line, 2);
  EXPECT_EQ(out[2 * column - 2], rgb_of(15));
  EXPECT_EQ(out[2 * column - 1], rgb_of(15));
  EXPECT_EQ(out[2 * column], rgb_of(0));  // 0x5555, 0x3333: 0, 1, 2, 3, ...
  EXPECT_EQ(out[2 * column + 1], rgb_of(1));
  EXPECT_EQ(out[2 * column + 2], rgb_of(2));
}

TEST(Shifter, AGlimpseOfHighResolutionOutsideTheDisplayNeedsNoWidePicture) {
  Shifter shifter = with_palette();
  shifter.set_resolution(0, Shifter::kHigh);
  shifter.set_resolution(12, Shifter::kLow);
  const std::vector<u8> data = low_data(23);
  const Shifter::Line line{4, 376, 0, data};
  EXPECT_FALSE(shifter.needs_two_pixels(line));
  const Pixels out = drawn(shifter, line);
  EXPECT_EQ(out[0], rgb_of(4));  // four pixels are left of the window
  EXPECT_EQ(out[363], rgb_of(15));
  EXPECT_EQ(out[364], rgb_of(0));
}

TEST(Shifter, FineScrollingMovesThePictureAndCutsItAtBothSides) {
  Shifter shifter = with_palette(Model::kSte);
  const std::vector<u8> data = low_data(21);
  const Pixels scrolled = drawn(shifter, {56, 376, 5, data});
  Shifter plain = with_palette(Model::kSte);
  const Pixels whole = drawn(plain, {56, 376 + 16, 0, data});
  for (u32 x = 0; x < 320; ++x) EXPECT_EQ(scrolled[48 + x], whole[48 + x + 5]) << x;
  EXPECT_EQ(scrolled[47], scrolled[0]);
  EXPECT_EQ(scrolled[368], scrolled[0]);
}

// A line of 158 bytes, and one of 162, as Hatari shows them.
TEST(Shifter, AGroupThatLacksItsLastWordIsShownAndAShorterOneIsNot) {
  Shifter shifter = with_palette();
  std::vector<u8> data = low_data(20);
  data.resize(158);
  const Pixels out = drawn(shifter, {56, 372, 0, data});
  for (u32 x = 0; x < 16; ++x) EXPECT_EQ(out[48 + 304 + x], rgb_of(x % 8)) << x;
  data.resize(154);
  shifter.forget_rows();
  EXPECT_EQ(drawn(shifter, {56, 372, 0, data})[48 + 304 + 7], rgb_of(0));
}

TEST(Shifter, TheSteHasAFourthBitAGunBelowTheOthers) {
  Shifter shifter(Model::kSte);
  shifter.set_colour(0, 0, 0x81f);
  shifter.end_line();
  EXPECT_EQ(drawn(shifter, {})[0], 0x1122ffu);
  EXPECT_EQ(shifter.colour(0), 0x81f);
  Shifter st(Model::kSt);
  st.set_colour(0, 0, 0xfff);
  EXPECT_EQ(st.colour(0), 0x777);
}

TEST(Shifter, MonochromeIsWhiteWhereTheDataAreZeroUnlessColourZeroSaysOtherwise) {
  Shifter shifter(Model::kSt);
  std::vector<u8> data(80, 0);
  data[0] = 0x41;
  Pixels out(640);
  shifter.set_colour(0, 0, 0x777);
  shifter.end_line();
  shifter.draw_monochrome(0, {4, 164, 0, data}, out);
  EXPECT_EQ(out[0], 0xffffffu);
  EXPECT_EQ(out[1], 0u);
  EXPECT_EQ(out[7], 0u);
  EXPECT_EQ(out[8], 0xffffffu);
  shifter.set_colour(0, 0, 0x000);
  shifter.end_line();
  shifter.draw_monochrome(0, {4, 164, 0, data}, out);
  EXPECT_EQ(out[0], 0u);
  EXPECT_EQ(out[1], 0xffffffu);
}

TEST(Shifter, ARowIsDrawnAnewWhenAnythingItShowsIsAnother) {
  Shifter shifter = with_palette();
  std::vector<u8> data = low_data(20);
  Pixels out(416);
  const auto draw = [&](Shifter::Line line) {
    out.assign(416, 0xdead);
    shifter.draw(0, line, kWindow, out);
    return out[100] != 0xdead;
  };
  const Shifter::Line line{56, 376, 0, data};
  EXPECT_TRUE(draw(line));
  EXPECT_FALSE(draw(line));
  data[159] ^= 1;
  EXPECT_TRUE(draw(line));
  EXPECT_FALSE(draw(line));
  shifter.set_colour(0, 7, 0x123);
  EXPECT_TRUE(draw(line));
  shifter.end_line();
  EXPECT_TRUE(draw(line));
  EXPECT_FALSE(draw(line));
  EXPECT_TRUE(draw({}));
  shifter.forget_rows();
  EXPECT_TRUE(draw({}));
}

}  // namespace
}  // namespace sosie
