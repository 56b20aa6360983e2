#include "devices/glue/glue_timing.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>
#include <tuple>
#include <vector>

namespace sosie {
namespace {

using Model = GlueTiming::Model;

constexpr u8 kLow = 0, kHigh = 2;

struct Switch {
  u32 cycle;
  enum { k50, k60, kLowRes, kHighRes } to;
};

void apply(GlueTiming& timing, const Switch& change) {
  if (change.to == Switch::k50 || change.to == Switch::k60) timing.set_50_hz(change.cycle, change.to == Switch::k50);
  else timing.set_resolution(change.cycle, change.to == Switch::kHighRes ? kHigh : kLow);
}

// A picture that has arrived at `line`, in 50 Hz.
GlueTiming at_line(u32 line, Model model = Model::kSt) {
  GlueTiming timing(model);
  timing.set_50_hz(0, true);
  while (timing.line() != line) timing.next_line();
  return timing;
}

GlueTiming::Plan line_with(std::initializer_list<Switch> changes, Model model = Model::kSt) {
  GlueTiming timing = at_line(100, model);
  for (const Switch& change : changes) apply(timing, change);
  return timing.plan();
}

u32 bytes(const GlueTiming::Plan& plan) { return (plan.display_end - plan.display_begin + 3) / 4 * 2; }

// A write makes the GLUE look count by count, without one a line is known as a whole.
TEST(GlueTiming, AWriteOfWhatIsThereAlreadyChangesNothing) {
  for (const Model model : {Model::kSt, Model::kSte}) {
    std::mt19937 random(1);
    GlueTiming quiet(model), disturbed(model);
    u32 pictures = 0;
    for (u32 line = 0; pictures < 40; ++line) {
      if (random() % 97 == 0) {  // a real one, in the course of a line or before it
        const u32 cycle = random() % 2 * (random() % 500);
        const Switch change{cycle, static_cast<decltype(Switch::to)>(random() % 4)};
        apply(quiet, change), apply(disturbed, change);
      }
      const bool is_50_hz = disturbed.frequency() == GlueTiming::Frequency::k50Hz;
      if (disturbed.frequency() != GlueTiming::Frequency::k71Hz) disturbed.set_50_hz(505, is_50_hz);
      else disturbed.set_resolution(505, kHigh);
      const bool over = quiet.next_line();
      ASSERT_EQ(disturbed.next_line(), over);
      HashingArchive a, b;
      quiet.serialize(a), disturbed.serialize(b);
      ASSERT_EQ(a.hash(), b.hash()) << "line " << line;
      pictures += over ? 1 : 0;
    }
  }
}

TEST(GlueTiming, PicturesHaveTheirLinesAndCycles) {
  struct Case {
    bool is_50_hz;
    u8 resolution;
    u32 lines, cycles, first, last;
  };
  for (const Case& c : {Case{true, kLow, 313, 313 * 512, 63, 262}, Case{false, kLow, 263, 263 * 508, 34, 233},
                        Case{false, kHigh, 501, 501 * 224, 34, 433}}) {
    GlueTiming timing(Model::kSt);
    timing.set_50_hz(0, c.is_50_hz);
    timing.set_resolution(0, c.resolution);
    while (!timing.next_line()) {
    }
    std::vector<u32> shown;
    u32 lines = 0, cycles = 0;
    do {
      const GlueTiming::Plan plan = timing.plan();
      if (plan.display_begin != plan.display_end) shown.push_back(timing.line());
      cycles += plan.line_end;
      ++lines;
    } while (!timing.next_line());
    EXPECT_EQ(lines, c.lines);
    EXPECT_EQ(cycles, c.cycles);
    ASSERT_EQ(shown.size(), c.resolution == kHigh ? 400u : 200u);
    EXPECT_EQ(shown.front(), c.first);
    EXPECT_EQ(shown.back(), c.last);
  }
}

TEST(GlueTiming, DisplayBeginsAndEndsWhereThePublishedTablesSay) {
  EXPECT_EQ(line_with({}).display_begin, 56u);
  EXPECT_EQ(line_with({}).display_end, 376u);
  EXPECT_EQ(line_with({{0, Switch::k60}}).display_begin, 52u);
  EXPECT_EQ(line_with({{0, Switch::k60}}).display_end, 372u);
  EXPECT_EQ(line_with({{0, Switch::k60}}).line_end, 508u);
  EXPECT_EQ(line_with({{0, Switch::kHighRes}}).display_begin, 4u);
  EXPECT_EQ(line_with({{0, Switch::kHighRes}}).display_end, 164u);
}

TEST(GlueTiming, SwitchesWithinALineGiveThePublishedLengths) {
  struct Case {
    const char* what;
    std::initializer_list<Switch> changes;
    u32 bytes, cycles;
  };
  const Case cases[] = {
      {"left border", {{0, Switch::kHighRes}, {12, Switch::kLowRes}}, 186, 512},
      {"right border", {{374, Switch::k60}, {384, Switch::k50}}, 204, 512},
      {"right border, at the last moment", {{376, Switch::k60}, {384, Switch::k50}}, 204, 512},
      {"right border, too late", {{378, Switch::k60}, {384, Switch::k50}}, 160, 512},
      {"right border, too early: two bytes less", {{372, Switch::k60}, {384, Switch::k50}}, 158, 512},
      {"both borders",
       {{0, Switch::kHighRes}, {12, Switch::kLowRes}, {374, Switch::k60}, {384, Switch::k50}},
       230,
       512},
      {"two bytes more at the left", {{40, Switch::k60}, {53, Switch::k50}}, 162, 512},
      {"a short line in a long picture", {{53, Switch::k60}, {55, Switch::k50}}, 160, 508},
      {"high resolution where the length is decided", {{53, Switch::kHighRes}, {55, Switch::kLowRes}}, 160, 512},
      {"no display at all", {{55, Switch::k60}, {57, Switch::k50}}, 0, 512},
      {"54 bytes: ended as a monochrome line", {{160, Switch::kHighRes}, {172, Switch::kLowRes}}, 54, 512},
      {"80 bytes: begun and ended as one",
       {{0, Switch::kHighRes}, {12, Switch::kLowRes}, {160, Switch::kHighRes}, {172, Switch::kLowRes}},
       80,
       512},
  };
  for (const Case& c : cases) {
    const GlueTiming::Plan plan = line_with(c.changes);
    EXPECT_EQ(bytes(plan), c.bytes) << c.what;
    EXPECT_EQ(plan.line_end, c.cycles) << c.what;
  }
}

// Lines that show nothing, as the pictures of Hatari have them.
TEST(GlueTiming, ALineWhoseBlankOrSyncIsNotEndedShowsNothing) {
  EXPECT_EQ(bytes(line_with({{24, Switch::kHighRes}, {32, Switch::kLowRes}})), 0u);
  EXPECT_EQ(bytes(line_with({{32, Switch::kHighRes}, {40, Switch::kLowRes}})), 160u);
  for (const auto& [on, off, expected] : {std::tuple{496u, 506u, 0u}, {488u, 503u, 160u}, {505u, 511u, 160u}}) {
    GlueTiming timing = at_line(100);
    timing.set_resolution(on, kHigh);
    timing.set_resolution(off, kLow);
    EXPECT_EQ(bytes(timing.plan()), 160u);
    timing.next_line();
    EXPECT_EQ(bytes(timing.plan()), expected) << on;
    timing.next_line();
    EXPECT_EQ(bytes(timing.plan()), 160u);
  }
}

TEST(GlueTiming, TheStePreloadsSixteenCyclesEarlier) {
  const auto ste = [](std::initializer_list<Switch> changes) { return bytes(line_with(changes, Model::kSte)); };
  EXPECT_EQ(ste({{4, Switch::kHighRes}, {12, Switch::kLowRes}}), 186u);
  EXPECT_EQ(ste({{374, Switch::k60}, {384, Switch::k50}}), 204u);
  EXPECT_EQ(ste({{39, Switch::k60}, {41, Switch::k50}}), 0u);
  EXPECT_EQ(ste({{30, Switch::k60}, {38, Switch::k50}}), 162u);
  EXPECT_EQ(line_with({}, Model::kSte).display_begin, 56u);
}

TEST(GlueTiming, TheTopBorderOpensByASwitchOverTheEndOfLine33) {
  for (const auto& [model, cycle] : {std::pair{Model::kSt, 502u}, {Model::kSte, 500u}}) {
    GlueTiming timing = at_line(33, model);
    timing.set_50_hz(cycle, false);
    timing.next_line();
    timing.set_50_hz(10, true);
    EXPECT_EQ(bytes(timing.plan()), 160u);
    while (timing.line() != 262) timing.next_line();
    EXPECT_EQ(bytes(timing.plan()), 160u);
    timing.next_line();
    EXPECT_EQ(bytes(timing.plan()), 0u);

    GlueTiming late = at_line(33, model);
    late.set_50_hz(cycle + 1, false);
    late.next_line();
    late.set_50_hz(10, true);
    EXPECT_EQ(bytes(late.plan()), 0u);
  }
}

TEST(GlueTiming, TheBottomBorderOpensByASwitchOverTheEndOfTheLastLine) {
  GlueTiming timing = at_line(262);
  timing.set_50_hz(490, false);
  timing.next_line();
  timing.set_50_hz(10, true);
  EXPECT_EQ(bytes(timing.plan()), 160u);
  while (timing.line() != 309) timing.next_line();
  EXPECT_EQ(bytes(timing.plan()), 160u);
  timing.next_line();
  EXPECT_EQ(bytes(timing.plan()), 0u);
  EXPECT_FALSE(timing.next_line());
  EXPECT_FALSE(timing.next_line());
  EXPECT_TRUE(timing.next_line());
}

TEST(GlueTiming, APictureWhoseEndWasMissedEndsAllTheSame) {
  GlueTiming timing = at_line(300);
  timing.set_50_hz(0, false);
  u32 lines = 300;
  while (!timing.next_line()) ++lines;
  EXPECT_EQ(lines, 500u);
}

TEST(GlueTiming, TheStateIsSavedInTheMiddleOfALine) {
  GlueTiming timing = at_line(100);
  timing.set_resolution(0, kHigh);
  timing.set_resolution(12, kLow);
  SavingArchive saving;
  timing.serialize(saving);
  const std::vector<u8> saved = saving.take();
  LoadingArchive loading(saved);
  GlueTiming other(Model::kSt);
  other.serialize(loading);
  EXPECT_EQ(bytes(other.plan()), 186u);
  EXPECT_EQ(other.line(), 100u);
}

}  // namespace
}  // namespace sosie
