// The ST's keyboard alone: what it sends, to what commands and for what a person does.
#include "devices/input/ikbd.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

using Bytes = std::vector<u8>;

constexpr u64 kCharacter = IkbdOutput::kCharacterCycles;
constexpr Key kA = Key{0x04}, kLeftShift = Key{0xe1}, kF20 = Key{0x6f};

class Keyboard : public Bench<Ikbd> {
 public:
  Keyboard() : Bench(1'000'000) {
    chip.serial_output("txd")->drives([this](u8 character) { sent_.push_back(character); });
    run(100'000);
    EXPECT_EQ(take(), Bytes{0xf1}) << "the self-test after power-on";
  }

  void command(const Bytes& bytes) {
    for (const u8 byte : bytes) chip.serial_input("rxd")(byte);
  }
  /// What was sent since the last time, once the line is quiet.
  Bytes take() {
    run(40 * kCharacter);
    return std::exchange(sent_, {});
  }
  Bytes answer(const Bytes& bytes) {
    command(bytes);
    return take();
  }
  void key(Key key, bool down) { chip.happened({.kind = InputEvent::Kind::kKey, .down = down, .key = key}); }
  void move(i16 dx, i16 dy) { chip.happened({.kind = InputEvent::Kind::kMouseMove, .dx = dx, .dy = dy}); }
  void button(u8 index, bool down) {
    chip.happened({.kind = InputEvent::Kind::kMouseButton, .down = down, .button = index});
  }
  void stick(u8 port, u8 state) {
    chip.happened({.kind = InputEvent::Kind::kJoystick, .port = port, .directions = state});
  }

  Bytes sent_;
};

TEST(Ikbd, ResetIsTwoBytesAndAnswersWithTheVersion) {
  Keyboard keyboard;
  keyboard.command({0x80, 0x01});
  keyboard.run(60'000);
  EXPECT_TRUE(keyboard.sent_.empty());
  keyboard.run(240'000);
  EXPECT_EQ(keyboard.take(), Bytes{0xf1});
  keyboard.command({0x80, 0x02});
  keyboard.run(300'000);
  EXPECT_EQ(keyboard.take(), Bytes{});
}

TEST(Ikbd, KeysThatAreDownAtResetAreTakenForStuck) {
  Keyboard keyboard;
  keyboard.key(kA, true);
  keyboard.command({0x80, 0x01});
  keyboard.run(100'000);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf1, 0x9e}));
}

TEST(Ikbd, KeysSendMakeAndBreakCodesAtTheLinesRate) {
  Keyboard keyboard;
  keyboard.key(kLeftShift, true);
  keyboard.key(kA, true);
  keyboard.key(kA, true);
  keyboard.key(kF20, true);
  keyboard.run(kCharacter);
  EXPECT_EQ(keyboard.sent_, Bytes{0x2a});
  keyboard.run(kCharacter - 1);
  EXPECT_EQ(keyboard.sent_, Bytes{0x2a});
  keyboard.run(1);
  EXPECT_EQ(keyboard.sent_, (Bytes{0x2a, 0x1e}))
      << "a host's own repetition is no news, a key that is not there neither";
  keyboard.key(kA, false);
  keyboard.key(kLeftShift, false);
  EXPECT_EQ(keyboard.take(), (Bytes{0x2a, 0x1e, 0x9e, 0xaa}));
}

TEST(Ikbd, CodesThatAreNoCommandsDoNothing) {
  Keyboard keyboard;
  EXPECT_EQ(keyboard.answer({0x00, 0x06, 0x23, 0x7f, 0x81, 0xff}), Bytes{});
  EXPECT_EQ(keyboard.answer({0x00, 0x16}), (Bytes{0xfd, 0, 0}));
}

// --- the mouse ---

TEST(IkbdMouse, ReportsRelativeMotionAndButtons) {
  Keyboard keyboard;
  keyboard.move(3, -4);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 3, 0xfc}));
  keyboard.button(0, true);
  EXPECT_EQ(keyboard.take(), (Bytes{0xfa, 0, 0}));
  keyboard.button(1, true);
  EXPECT_EQ(keyboard.take(), (Bytes{0xfb, 0, 0}));
  keyboard.button(0, false);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf9, 0, 0}));
  keyboard.command({0x0f});
  keyboard.move(0, 5);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf9, 0, 0xfb})) << "with y = 0 at the bottom";
}

TEST(IkbdMouse, MotionWhileTheLineIsBusyIsOneReport) {
  Keyboard keyboard;
  keyboard.move(1, 0);
  keyboard.move(2, 0);
  keyboard.move(4, 1);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 1, 0, 0xf8, 6, 1}));
}

TEST(IkbdMouse, LongWaysTakeSeveralReports) {
  Keyboard keyboard;
  keyboard.move(300, -130);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 127, 0x80, 0xf8, 127, 0xfe, 0xf8, 46, 0}));
}

TEST(IkbdMouse, BelowTheThresholdNothingIsReportedButNothingIsLost) {
  Keyboard keyboard;
  keyboard.command({0x0b, 5, 9});
  keyboard.move(4, 8);
  EXPECT_EQ(keyboard.take(), Bytes{});
  keyboard.move(1, 0);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 5, 8}));
  EXPECT_EQ(keyboard.answer({0x8b}), (Bytes{0xf6, 0x0b, 5, 9, 0, 0, 0, 0}));
}

TEST(IkbdMouse, KeepsAnAbsolutePosition) {
  Keyboard keyboard;
  keyboard.command({0x09, 0x01, 0x40, 0x00, 0xc8});
  keyboard.command({0x0c, 2, 1});
  keyboard.command({0x0e, 0, 0x00, 0x64, 0x00, 0x32});
  keyboard.move(-6, 9);
  EXPECT_EQ(keyboard.answer({0x0d}), (Bytes{0xf7, 0, 0, 97, 0, 59}));
  keyboard.move(2000, -2000);
  keyboard.button(1, true);
  keyboard.button(1, false);
  keyboard.button(0, true);
  EXPECT_EQ(keyboard.answer({0x0d}), (Bytes{0xf7, 0x07, 0x01, 0x40, 0, 0}));
  EXPECT_EQ(keyboard.answer({0x0d}), (Bytes{0xf7, 0, 0x01, 0x40, 0, 0})) << "buttons are told once";
  keyboard.command({0x07, 0x01});
  keyboard.button(0, false);
  EXPECT_EQ(keyboard.take(), Bytes{});
  keyboard.button(0, true);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf7, 0x0c, 0x01, 0x40, 0, 0}));
}

TEST(IkbdMouse, ActsAsCursorKeys) {
  Keyboard keyboard;
  keyboard.command({0x0a, 10, 20});
  keyboard.move(25, -19);
  EXPECT_EQ(keyboard.take(), (Bytes{0x4d, 0xcd, 0x4d, 0xcd}));
  keyboard.move(-15, -1);
  EXPECT_EQ(keyboard.take(), (Bytes{0x4b, 0xcb, 0x48, 0xc8}));
  keyboard.button(0, true);
  keyboard.button(1, true);
  keyboard.button(0, false);
  EXPECT_EQ(keyboard.take(), (Bytes{0x74, 0x75, 0xf4}));
}

TEST(IkbdMouse, IsSilentWhileDisabled) {
  Keyboard keyboard;
  keyboard.command({0x12});
  keyboard.move(5, 5);
  keyboard.button(0, true);
  EXPECT_EQ(keyboard.take(), Bytes{});
  keyboard.button(0, false);
  EXPECT_EQ(keyboard.answer({0x92}), (Bytes{0xf6, 0x12, 0, 0, 0, 0, 0, 0}));
  keyboard.command({0x08});
  keyboard.move(1, 1);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 1, 1}));
}

// --- joysticks ---

TEST(IkbdJoysticks, ReportEvents) {
  Keyboard keyboard;
  keyboard.stick(1, 0x01);
  EXPECT_EQ(keyboard.take(), (Bytes{0xff, 0x01}));
  keyboard.stick(1, 0x81);
  EXPECT_EQ(keyboard.take(), (Bytes{0xf9, 0, 0})) << "its trigger is the mouse's right button";
  keyboard.stick(0, 0x08);
  EXPECT_EQ(keyboard.take(), Bytes{}) << "port 0 is the mouse's";
  keyboard.stick(0, 0);
  keyboard.stick(1, 0);
  keyboard.take();
  keyboard.command({0x14});
  keyboard.stick(1, 0x84);
  keyboard.stick(0, 0x08);
  EXPECT_EQ(keyboard.take(), (Bytes{0xff, 0x84, 0xfe, 0x08}));
}

TEST(IkbdJoysticks, AreAskedOrDisabled) {
  Keyboard keyboard;
  keyboard.command({0x12});
  keyboard.command({0x15});
  keyboard.stick(0, 0x02);
  keyboard.stick(1, 0x88);
  EXPECT_EQ(keyboard.take(), Bytes{});
  EXPECT_EQ(keyboard.answer({0x16}), (Bytes{0xfd, 0x02, 0x88}));
  EXPECT_EQ(keyboard.answer({0x95}), (Bytes{0xf6, 0x15, 0, 0, 0, 0, 0, 0}));
  keyboard.command({0x1a});
  keyboard.stick(1, 0);
  EXPECT_EQ(keyboard.take(), Bytes{});
  EXPECT_EQ(keyboard.answer({0x9a}), (Bytes{0xf6, 0x1a, 0, 0, 0, 0, 0, 0}));
}

TEST(IkbdJoysticks, AreMonitoredAtARate) {
  Keyboard keyboard;
  keyboard.command({0x17, 2});
  keyboard.stick(0, 0x81);
  keyboard.stick(1, 0x08);
  keyboard.key(kA, true);
  keyboard.run(2 * 20'000 + 2 * kCharacter);
  EXPECT_EQ(keyboard.sent_, (Bytes{0x02, 0x18, 0x02, 0x18}));
  keyboard.command({0x13});
  keyboard.run(100'000);
  EXPECT_EQ(keyboard.sent_.size(), 4u) << "a pause stops the samples, too";
}

TEST(IkbdJoysticks, TheTriggerIsSampledEightTimesACharacter) {
  Keyboard keyboard;
  keyboard.command({0x18});
  keyboard.run(kCharacter / 2);
  keyboard.stick(1, 0x80);
  keyboard.run(kCharacter / 2 + kCharacter);
  EXPECT_EQ(keyboard.sent_, Bytes{0x0f});
}

TEST(IkbdJoysticks, ActAsCursorKeysThatRepeatFasterAfterAWhile) {
  Keyboard keyboard;
  keyboard.command({0x19, 6, 0, 3, 0, 1, 2});
  keyboard.stick(0, 0x08);
  keyboard.run(5'000);
  EXPECT_EQ(keyboard.sent_, (Bytes{0x4d, 0xcd}));
  keyboard.run(600'000);
  EXPECT_EQ(keyboard.sent_.size(), 2u * 3) << "at 0, 0.3 and 0.6 s";
  keyboard.run(200'000);
  EXPECT_EQ(keyboard.sent_.size(), 2u * 5) << "and at 0.7 and 0.8";
  keyboard.stick(0, 0);
  keyboard.sent_.clear();
  keyboard.run(500'000);
  EXPECT_TRUE(keyboard.sent_.empty());
  keyboard.stick(0, 0x01);
  keyboard.run(205'000);
  EXPECT_EQ(keyboard.sent_, (Bytes{0x48, 0xc8, 0x48, 0xc8})) << "vertically there is no first part";
  keyboard.stick(0, 0);
  keyboard.sent_.clear();
  EXPECT_EQ(keyboard.answer({0x94}), (Bytes{0xf6, 0x19, 6, 0, 3, 0, 1, 2}));
  keyboard.stick(1, 0x80);
  EXPECT_EQ(keyboard.take(), Bytes{0x75});
}

// --- the rest ---

TEST(Ikbd, KeepsTheTimeOfDay) {
  Keyboard keyboard;
  keyboard.command({0x1b, 0x88, 0x02, 0x29, 0x23, 0x59, 0x58});
  keyboard.run(2'000'000);
  EXPECT_EQ(keyboard.answer({0x1c}), (Bytes{0xfc, 0x88, 0x03, 0x01, 0x00, 0x00, 0x00}));
  keyboard.command({0x1b, 0xff, 0x1a, 0x31, 0xff, 0x07, 0xff});
  EXPECT_EQ(keyboard.answer({0x1c}), (Bytes{0xfc, 0x88, 0x03, 0x31, 0x00, 0x07, 0x00})) << "no decimal: no change";
  keyboard.command({0x80, 0x01});
  keyboard.run(100'000);
  keyboard.take();
  EXPECT_EQ(keyboard.answer({0x1c})[3], 0x31) << "a reset does not touch it";
}

TEST(Ikbd, AYearEnds) {
  Keyboard keyboard;
  keyboard.command({0x1b, 0x99, 0x12, 0x31, 0x23, 0x59, 0x59});
  keyboard.run(1'000'000);
  EXPECT_EQ(keyboard.answer({0x1c}), (Bytes{0xfc, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00}));
}

TEST(Ikbd, PauseHoldsBackWhatIsNotYetBegunUntilTheNextCommand) {
  Keyboard keyboard;
  keyboard.move(1, 1);
  keyboard.key(kA, true);
  keyboard.run(kCharacter / 2);
  keyboard.command({0x13});
  EXPECT_EQ(keyboard.take(), (Bytes{0xf8, 1, 1}));
  keyboard.move(2, 2);
  keyboard.move(3, 3);
  EXPECT_EQ(keyboard.answer({0x11}), (Bytes{0x1e, 0xf8, 5, 5}));
}

TEST(Ikbd, ItsMemoryIsLoadedAndRead) {
  Keyboard keyboard;
  keyboard.command({0x20, 0x00, 0x90, 3, 0x80, 0x01, 0x16});
  EXPECT_EQ(keyboard.answer({0x21, 0x00, 0x8f}), (Bytes{0xf6, 0x20, 0, 0x80, 0x01, 0x16, 0, 0}));
}

TEST(Ikbd, TellsItsModes) {
  Keyboard keyboard;
  keyboard.command({0x07, 4});
  EXPECT_EQ(keyboard.answer({0x87}), (Bytes{0xf6, 0x07, 4, 0, 0, 0, 0, 0}));
  EXPECT_EQ(keyboard.answer({0x88}), (Bytes{0xf6, 0x08, 0, 0, 0, 0, 0, 0}));
  keyboard.command({0x09, 1, 2, 3, 4});
  EXPECT_EQ(keyboard.answer({0x89}), (Bytes{0xf6, 0x09, 1, 2, 3, 4, 0, 0}));
  keyboard.command({0x0a, 7, 8});
  EXPECT_EQ(keyboard.answer({0x8a}), (Bytes{0xf6, 0x0a, 7, 8, 0, 0, 0, 0}));
  EXPECT_EQ(keyboard.answer({0x8c}), (Bytes{0xf6, 0x0c, 1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(keyboard.answer({0x90}), (Bytes{0xf6, 0x10, 0, 0, 0, 0, 0, 0}));
}

TEST(Ikbd, StateIsSavedAndLoaded) {
  Keyboard keyboard;
  keyboard.command({0x1b, 0x26, 0x11, 0x25, 0x05, 0x45, 0x00});
  keyboard.command({0x0b, 3, 3});
  keyboard.move(2, 0);
  keyboard.key(kA, true);
  keyboard.key(kLeftShift, true);
  keyboard.run(100);
  SavingArchive saving;
  keyboard.scheduler.serialize(saving);
  keyboard.chip.serialize(saving);
  const Bytes saved = saving.take();
  Keyboard other;
  LoadingArchive loading(saved);
  other.scheduler.serialize(loading);
  other.chip.serialize(loading);
  other.move(1, 0);
  EXPECT_EQ(other.take(), (Bytes{0x1e, 0x2a, 0xf8, 3, 0}));
  EXPECT_EQ(other.answer({0x1c})[5], 0x45);
}

}  // namespace

}  // namespace sosie
