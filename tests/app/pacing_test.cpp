// Pacing against a clock that only the test moves.
#include "app/pacing.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace sosie::app {
namespace {

using namespace std::chrono_literals;

class FakeClock final : public HostClock {
 public:
  Time now() override { return now_; }
  void sleep_until(Time time) override {
    if (time <= now_) return;
    slept += time - now_;
    now_ = time;
  }
  void pass(std::chrono::nanoseconds time) { now_ += time; }
  std::chrono::nanoseconds since_start() const { return now_ - Time{}; }

  std::chrono::nanoseconds slept{};

 private:
  Time now_{};
};

class PacingTest : public testing::Test {
 protected:
  /// Pictures of 20 ms that cost the host so much each.
  void pictures(int count, std::chrono::nanoseconds cost) {
    for (int i = 0; i < count; ++i) {
      clock.pass(cost);
      pacing.pace(guest += 20ms);
    }
  }
  FakeClock clock;
  Pacing pacing{clock};
  std::chrono::nanoseconds guest{};
};

TEST_F(PacingTest, TheHostSleepsUntilAPictureIsDue) {
  pictures(1, 0ms);
  pictures(50, 3ms);
  EXPECT_EQ(clock.since_start(), 1000ms);
  EXPECT_EQ(clock.slept, 50 * 17ms);
}

TEST_F(PacingTest, OtherSpeedsStretchTheTime) {
  pacing.set_speed({200});
  pictures(1, 0ms);
  pictures(50, 3ms);
  EXPECT_EQ(clock.since_start(), 500ms);
  pacing.set_speed({50});
  pictures(1, 0ms);
  pictures(50, 3ms);
  EXPECT_EQ(clock.since_start(), 2500ms);
}

TEST_F(PacingTest, AsFastAsItGoesNeverSleeps) {
  pacing.set_speed({std::nullopt});
  pictures(400, 3ms);
  EXPECT_EQ(clock.slept, 0ms);
  EXPECT_EQ(pacing.measured_percent(), 667u);
}

TEST_F(PacingTest, AShortDelayIsCaughtUp) {
  pictures(1, 0ms);
  pictures(1, 90ms);
  pictures(49, 3ms);
  EXPECT_EQ(clock.since_start(), 1000ms);
}

TEST_F(PacingTest, OfALongDelayOnlyTheMostIsCaughtUp) {
  pictures(1, 0ms);
  pictures(1, 10s);
  pictures(50, 3ms);
  EXPECT_EQ(clock.since_start(), 11s - Pacing::kMostLate);
}

TEST_F(PacingTest, APauseIsNotCaughtUp) {
  pictures(10, 3ms);
  clock.pass(60ms);
  pacing.restart();
  const auto before = clock.since_start();
  pictures(1, 0ms);
  pictures(10, 3ms);
  EXPECT_EQ(clock.since_start() - before, 200ms);
}

TEST_F(PacingTest, AGuestThatIsTooSlowIsMeasured) {
  pictures(60, 40ms);
  EXPECT_EQ(pacing.measured_percent(), 50u);
}

TEST(SpeedTest, IsAPercentageOrTheMost) {
  EXPECT_EQ(parse_speed("max"), Speed{std::nullopt});
  EXPECT_EQ(parse_speed("150%"), Speed{150});
  EXPECT_EQ(parse_speed("50"), Speed{50});
  EXPECT_EQ(to_string(parse_speed("50")), "50%");
  EXPECT_EQ(to_string(parse_speed("max")), "max");
  for (const char* text : {"", "%", "fast", "0", "-5", "50%%", "10001", "99999999999"}) {
    EXPECT_THROW(parse_speed(text), UserError) << text;
  }
}

}  // namespace
}  // namespace sosie::app
