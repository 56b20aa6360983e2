// The RP5C15 alone, by its data sheet's registers.
#include "devices/rtc/rp5c15.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

constexpr u8 kBank0 = 0x08, kBank1 = 0x09, kStopped = 0x00;  // the mode register, running in both banks

struct Rtc : Bench<Rp5c15> {
  Rtc() : Bench(32'768) {}
  explicit Rtc(const CalendarTime& time) : Rtc() { chip.set(time, 1980); }
  u8 get(u8 index) { return read(index) & 0x0f; }
  /// "46-11-25 3 08:15:42", with the day of the week.
  std::string time() {
    const auto two = [&](u8 units) {
      return std::string{static_cast<char>('0' + get(static_cast<u8>(units + 1))), static_cast<char>('0' + get(units))};
    };
    return two(Rp5c15::kYear1) + "-" + two(Rp5c15::kMonth1) + "-" + two(Rp5c15::kDay1) + " " +
           std::to_string(get(Rp5c15::kWeekday)) + " " + two(Rp5c15::kHour1) + ":" + two(Rp5c15::kMinute1) + ":" +
           two(Rp5c15::kSecond1);
  }
  void seconds(u64 count) { run(count * 32'768); }
};

constexpr CalendarTime kMorning{2026, 11, 25, 3, 8, 15, 42};

TEST(Rp5c15, TellsTheTimeThatItWasSetToAndGoesOn) {
  Rtc rtc(kMorning);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:42");
  rtc.run(32'767);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:42");
  rtc.run(1);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:43");
  rtc.seconds(17);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:16:00");
}

TEST(Rp5c15, CarriesThroughAllDigits) {
  struct Step {
    CalendarTime time;
    std::string next;
  };
  for (const Step& step : std::initializer_list<Step>{
           {{2026, 11, 25, 3, 9, 59, 59}, "46-11-25 3 10:00:00"},
           {{2026, 11, 25, 3, 23, 59, 59}, "46-11-26 4 00:00:00"},
           {{2026, 11, 28, 6, 23, 59, 59}, "46-11-29 0 00:00:00"},
           {{2026, 11, 30, 1, 23, 59, 59}, "46-12-01 2 00:00:00"},
           {{2026, 12, 31, 4, 23, 59, 59}, "47-01-01 5 00:00:00"},
           {{2079, 12, 31, 0, 23, 59, 59}, "00-01-01 1 00:00:00"},
           {{2026, 2, 28, 6, 23, 59, 59}, "46-03-01 0 00:00:00"},
           {{2028, 2, 28, 1, 23, 59, 59}, "48-02-29 2 00:00:00"},
           {{2028, 2, 29, 2, 23, 59, 59}, "48-03-01 3 00:00:00"},
       }) {
    Rtc rtc(step.time);
    rtc.seconds(1);
    EXPECT_EQ(rtc.time(), step.next);
  }
}

TEST(Rp5c15, KnowsTheNextLeapYear) {
  Rtc rtc({2027, 12, 31, 5, 23, 59, 59});
  rtc.seconds(1 + 59 * 86'400);
  EXPECT_EQ(rtc.time(), "48-02-29 2 00:00:00");
}

TEST(Rp5c15, CountsTwelveHoursTwice) {
  Rtc rtc;
  rtc.write(Rp5c15::kMode, kBank1);
  rtc.write(Rp5c15::k24Hours, 0);
  rtc.write(Rp5c15::kMode, kBank0);
  rtc.write(Rp5c15::kHour1, 2);
  rtc.write(Rp5c15::kHour10, 1);
  rtc.write(Rp5c15::kDay1, 1);
  std::string hours;
  for (int hour = 0; hour < 25; ++hour) {
    hours += std::to_string(rtc.get(Rp5c15::kHour10)) + std::to_string(rtc.get(Rp5c15::kHour1)) + " ";
    EXPECT_EQ(rtc.get(Rp5c15::kDay1), hour < 24 ? 1 : 2);
    rtc.seconds(3600);
  }
  EXPECT_EQ(hours, "12 01 02 03 04 05 06 07 08 09 10 11 32 21 22 23 24 25 26 27 28 29 30 31 12 ");
}

TEST(Rp5c15, StandsStillWhileItsTimerIsOff) {
  Rtc rtc(kMorning);
  rtc.write(Rp5c15::kMode, kStopped);
  rtc.seconds(5);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:42");
  rtc.write(Rp5c15::kMode, kBank0);
  rtc.seconds(1);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:43");
}

TEST(Rp5c15, RegistersHaveFourBitsAtMostAndTheBusTheOthers) {
  Rtc rtc;
  const std::vector<u64> time{0xff, 0xf7, 0xff, 0xf7, 0xff, 0xf3, 0xf7, 0xff, 0xf3, 0xff, 0xf1, 0xff, 0xff};
  const std::vector<u64> other{0xf7, 0xf0, 0xff, 0xf7, 0xff, 0xf3, 0xf7, 0xff, 0xf3, 0xf0, 0xf1, 0xf3, 0xf0};
  for (const auto& [mode, bits] : {std::pair{u8{0}, time}, {u8{1}, other}}) {
    rtc.write(Rp5c15::kMode, mode);
    for (u8 i = 0; i < bits.size(); ++i) {
      rtc.write(i, 0xff);
      EXPECT_EQ(rtc.read(i), bits[i]) << unsigned{mode} << " " << unsigned{i};
    }
    EXPECT_EQ(rtc.read(Rp5c15::kMode), 0xf0u | mode);
    EXPECT_EQ(rtc.read(Rp5c15::kTest), 0xf0u);
    EXPECT_EQ(rtc.read(Rp5c15::kReset), 0xf0u);
  }
}

TEST(Rp5c15, BanksDoNotMeet_AsTosChecks) {
  Rtc rtc(kMorning);
  rtc.write(Rp5c15::kMode, kBank1);
  rtc.write(2, 0xa);
  rtc.write(3, 0x5);
  EXPECT_EQ(rtc.get(2), 0xa);
  EXPECT_EQ(rtc.get(3), 0x5);
  rtc.write(Rp5c15::kMode, kBank0);
  EXPECT_EQ(rtc.time(), "46-11-25 3 08:15:42");
}

TEST(Rp5c15, AdjustingGoesToTheNearerMinute) {
  for (const auto& [second, adjusted] : {std::pair{u8{29}, "46-11-25 3 23:59:00"}, {u8{30}, "46-11-26 4 00:00:00"}}) {
    Rtc rtc({2026, 11, 25, 3, 23, 59, second});
    rtc.write(Rp5c15::kMode, kBank1);
    rtc.write(Rp5c15::kAdjust, 1);
    rtc.write(Rp5c15::kMode, kBank0);
    EXPECT_EQ(rtc.time(), adjusted);
  }
}

TEST(Rp5c15, TheDividerCanBeginASecondAnew) {
  Rtc rtc(kMorning);
  rtc.run(20'000);
  rtc.write(Rp5c15::kReset, 0x02);
  rtc.run(32'767);
  EXPECT_EQ(rtc.get(Rp5c15::kSecond1), 2);
  rtc.run(1);
  EXPECT_EQ(rtc.get(Rp5c15::kSecond1), 3);
}

TEST(Rp5c15, TheAlarmCanBeReset) {
  Rtc rtc;
  rtc.write(Rp5c15::kMode, kBank1);
  for (u8 i = 2; i < 9; ++i) rtc.write(i, 1);
  rtc.write(Rp5c15::k24Hours, 1);
  rtc.write(Rp5c15::kReset, 0x01);
  for (u8 i = 2; i < 9; ++i) EXPECT_EQ(rtc.get(i), 0) << unsigned{i};
  EXPECT_EQ(rtc.get(Rp5c15::k24Hours), 1);
}

TEST(Rp5c15, NumbersThatAreNoTimeDoNotDisturbIt) {
  Rtc rtc;
  rtc.write(Rp5c15::kMode, kBank0);
  for (u8 i = 0; i < 13; ++i) rtc.write(i, 0xf);
  rtc.seconds(100);
  for (u8 i = 0; i < Rp5c15::kWeekday; ++i) EXPECT_LE(rtc.get(i), 9) << unsigned{i};
}

TEST(Rp5c15, ASnapshotGoesOn) {
  Rtc rtc(kMorning), later;
  rtc.run(20'000);
  SavingArchive saving;
  rtc.chip.serialize(saving);
  const std::vector<u8> bytes = saving.take();
  LoadingArchive loading(bytes);
  later.run(20'000);
  later.chip.serialize(loading);
  later.run(12'767);
  EXPECT_EQ(later.time(), "46-11-25 3 08:15:42");
  later.run(1);
  EXPECT_EQ(later.time(), "46-11-25 3 08:15:43");
}

TEST(Rp5c15, ABatteryKeepsTheTime) {
  Rtc rtc(kMorning), later;
  later.chip.take_over(rtc.chip);
  EXPECT_EQ(later.time(), "46-11-25 3 08:15:42");
  later.seconds(1);
  EXPECT_EQ(later.time(), "46-11-25 3 08:15:43");
}

}  // namespace

}  // namespace sosie
