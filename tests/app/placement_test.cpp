// Where pictures stand, and the font's letters.
#include "app/placement.h"

#include <gtest/gtest.h>

#include <string>

#include "app/font.h"
#include "app/kept_picture.h"

namespace sosie::app {
namespace {

const Frame kLow{{}, 416, 276, 1, 1, 0, {48, 29, 320, 200}};
const Frame kMedium{{}, 832, 276, 1, 2, 0, {96, 29, 640, 200}};
const Frame kHigh{{}, 640, 400, 1, 1, 0, {}};

TEST(Placement, IsTheLargestWholeMultipleInTheMiddle) {
  EXPECT_EQ(place_picture(kLow, visible_area(kLow, true), {1000, 600}), (Place{84, 24, 832, 552}));
  EXPECT_EQ(place_picture(kLow, visible_area(kLow, false), {1000, 600}), (Place{20, 0, 960, 600}));
  EXPECT_EQ(place_picture(kHigh, visible_area(kHigh, true), {1000, 600}), (Place{180, 100, 640, 400}));
}

TEST(Placement, KeepsThePixelsShape) {
  EXPECT_EQ(place_picture(kMedium, visible_area(kMedium, true), {832, 552}), (Place{0, 0, 832, 552}));
  EXPECT_EQ(place_picture(kMedium, visible_area(kMedium, false), {1300, 900}), (Place{10, 50, 1280, 800}));
}

TEST(Placement, ShrinksWhatIsTooLargeInItsShape) {
  EXPECT_EQ(place_picture(kHigh, visible_area(kHigh, true), {320, 600}), (Place{0, 200, 320, 200}));
  EXPECT_EQ(place_picture(kHigh, {0, 0, 0, 0}, {320, 600}), Place{});
}

TEST(Placement, TheWindowStaysWhenTheResolutionChanges) {
  for (const int zoom : {2, 4}) {
    const Size low = window_for(kLow, visible_area(kLow, true), zoom);
    EXPECT_EQ(window_for(kMedium, visible_area(kMedium, true), zoom), low);
    const Place place = place_picture(kMedium, visible_area(kMedium, true), low);
    EXPECT_EQ(place.width, low.width);
  }
  EXPECT_EQ(window_for(kHigh, visible_area(kHigh, true), 2), (Size{640, 400}));
}

TEST(Placement, TheZoomLeavesAQuarterOfTheDesktopFree) {
  EXPECT_EQ(suitable_zoom(kLow, {1280, 800}), 2);
  EXPECT_EQ(suitable_zoom(kLow, {1920, 1080}), 2);
  EXPECT_EQ(suitable_zoom(kLow, {3840, 2160}), 4);
  EXPECT_EQ(suitable_zoom(kLow, {640, 480}), 2);
}

std::string drawn(char c) {
  std::string text;
  for (const u8 row : glyph_of(c)) {
    for (u32 x = 0; x < kGlyphWidth; ++x) text += row >> (kGlyphWidth - 1 - x) & 1 ? '#' : '.';
    text += '\n';
  }
  return text;
}

TEST(Font, LettersAreWhereTheyBelong) {
  EXPECT_EQ(drawn('A'), "..#..\n.#.#.\n#...#\n#...#\n#####\n#...#\n#...#\n.....\n");
  EXPECT_EQ(drawn('g'), ".....\n.....\n.####\n#...#\n#...#\n.####\n....#\n.###.\n");
  EXPECT_EQ(drawn('~'), ".....\n.....\n.....\n.##.#\n#..#.\n.....\n.....\n.....\n");
  EXPECT_EQ(drawn('\n'), drawn('?'));
  EXPECT_EQ(drawn('\xe4'), drawn('?'));
}

TEST(Font, NoTwoCharactersLookTheSame) {
  for (char a = ' '; a <= '~'; ++a) {
    for (char b = ' '; b < a; ++b) EXPECT_NE(glyph_of(a), glyph_of(b)) << a << b;
  }
}

}  // namespace
}  // namespace sosie::app
