#include "devices/video/blitter.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {
namespace {

enum Register : u64 {
  kHalftone = 0x00,
  kSourceX = 0x20,
  kSourceY = 0x22,
  kSource = 0x24,
  kEndMasks = 0x28,
  kDestinationX = 0x2e,
  kDestinationY = 0x30,
  kDestination = 0x32,
  kXCount = 0x36,
  kYCount = 0x38,
  kHalftoneOperation = 0x3a,
  kOperation = 0x3b,
  kControl = 0x3c,
  kSkew = 0x3d,
};
constexpr u8 kBusy = 0x80, kHog = 0x40, kSmudge = 0x20;
constexpr u32 kFrom = 0x1000, kTo = 0x2000;

class BlitterTest : public testing::Test {
 protected:
  BlitterTest() : blitter({"blitter", clock, scheduler, &memory}) {
    memory.map_ram("ram", 0, 1 << 20);
    blitter.output("busy")->drives([this](bool active) { edges.push_back(active); });
    set(2, 2, 1, 1);
    masks(0xffff, 0xffff, 0xffff);
    blitter.write(kHalftoneOperation, 1, 2);
    blitter.write(kOperation, 1, 3);
  }
  void put(u32 address, std::initializer_list<u16> words) {
    for (const u16 word : words) {
      memory.write(address, 2, word);
      address += 2;
    }
  }
  std::vector<u16> get(u32 address, u32 count) {
    std::vector<u16> words;
    for (u32 i = 0; i < count; ++i) {
      u64 value = 0;
      memory.read(address + 2 * i, 2, value);
      words.push_back(static_cast<u16>(value));
    }
    return words;
  }
  // A block of `x` words and `y` lines; the same steps on both sides.
  void set(i16 x_step, i16 y_step, u16 x, u16 y) {
    blitter.write(kSourceX, 2, static_cast<u16>(x_step));
    blitter.write(kSourceY, 2, static_cast<u16>(y_step));
    blitter.write(kDestinationX, 2, static_cast<u16>(x_step));
    blitter.write(kDestinationY, 2, static_cast<u16>(y_step));
    blitter.write(kSource, 4, kFrom);
    blitter.write(kDestination, 4, kTo);
    blitter.write(kXCount, 2, x);
    blitter.write(kYCount, 2, y);
  }
  void masks(u16 first, u16 middle, u16 last) {
    blitter.write(kEndMasks, 2, first);
    blitter.write(kEndMasks + 2, 2, middle);
    blitter.write(kEndMasks + 4, 2, last);
  }
  void start(u8 mode = kBusy | kHog) { blitter.write(kControl, 1, mode); }

  Scheduler scheduler{32'000'000};
  Clock clock{scheduler, 8'000'000};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  Blitter blitter;
  std::vector<bool> edges;
};

TEST_F(BlitterTest, ABlockIsCopiedLineByLine) {
  put(kFrom, {1, 2, 3, 0, 4, 5, 6});
  set(2, 4, 3, 2);
  start();
  EXPECT_EQ(get(kTo, 7), (std::vector<u16>{1, 2, 3, 0, 4, 5, 6}));
  EXPECT_EQ(blitter.read(kSource, 4), kFrom + 16);
  EXPECT_EQ(blitter.read(kYCount, 2), 0u);
  EXPECT_EQ(blitter.read(kXCount, 2), 3u);
  EXPECT_EQ(blitter.read(kControl, 1) & kBusy, 0u);
}

TEST_F(BlitterTest, TheSixteenOperationsAreThoseOfTheManual) {
  const u16 s = 0x3333, d = 0x5555;
  const std::vector<u16> expected = {
      0,
      static_cast<u16>(s & d),
      static_cast<u16>(s & ~d),
      s,
      static_cast<u16>(~s & d),
      d,
      static_cast<u16>(s ^ d),
      static_cast<u16>(s | d),
      static_cast<u16>(~s & ~d),
      static_cast<u16>(~(s ^ d)),
      static_cast<u16>(~d),
      static_cast<u16>(s | ~d),
      static_cast<u16>(~s),
      static_cast<u16>(~s | d),
      static_cast<u16>(~s | ~d),
      0xffff,
  };
  for (u32 operation = 0; operation < 16; ++operation) {
    put(kFrom, {s});
    put(kTo, {d});
    set(2, 2, 1, 1);
    blitter.write(kOperation, 1, operation);
    start();
    EXPECT_EQ(get(kTo, 1)[0], expected[operation]) << operation;
  }
}

TEST_F(BlitterTest, EndMasksKeepWhatTheyDoNotCover) {
  put(kFrom, {0xffff, 0xffff, 0xffff, 0xffff});
  set(2, 2, 4, 1);
  masks(0x00ff, 0x0ff0, 0xff00);
  start();
  EXPECT_EQ(get(kTo, 4), (std::vector<u16>{0x00ff, 0x0ff0, 0x0ff0, 0xff00}));
  put(kTo, {0});
  set(2, 2, 1, 1);
  start();
  EXPECT_EQ(get(kTo, 1)[0], 0x00ff) << "one word has the first mask";
}

TEST_F(BlitterTest, SkewShiftsOverWordBorders) {
  put(kFrom, {0x1234, 0x5678, 0x9abc});
  set(2, 2, 2, 1);
  blitter.write(kSkew, 1, 0x84);  // the word before is read first
  start();
  EXPECT_EQ(get(kTo, 2), (std::vector<u16>{0x4567, 0x89ab}));
  EXPECT_EQ(blitter.read(kSource, 4), kFrom + 6);
}

TEST_F(BlitterTest, TheLastSourceWordIsLeftOutWhereItIsNotNeeded) {
  put(kFrom, {0x1234, 0x5678, 0x9999});
  set(2, 2, 3, 1);
  masks(0xffff, 0xffff, 0xf000);
  blitter.write(kSkew, 1, 0x44);
  const u64 before = scheduler.now().n;
  start();
  EXPECT_EQ(get(kTo, 3), (std::vector<u16>{0x0123, 0x4567, 0x8000}));
  EXPECT_EQ(blitter.read(kSource, 4), kFrom + 4);
  EXPECT_EQ((scheduler.now().n - before) / 16, 2u + 3 + 1) << "two source words, three written, one read for its mask";
}

TEST_F(BlitterTest, BackwardsTheBufferFillsFromTheOtherSide) {
  put(kFrom - 2, {0x1234, 0x5678});
  set(-2, -2, 2, 1);
  blitter.write(kDestination, 4, kTo);
  blitter.write(kSkew, 1, 0x04);
  start();
  EXPECT_EQ(get(kTo - 2, 2), (std::vector<u16>{0x4567, 0x8000}));
}

TEST_F(BlitterTest, TheHalftonePatternGoesOnWithTheLines) {
  for (u32 i = 0; i < 16; ++i) blitter.write(kHalftone + 2 * i, 2, 0x100 + i);
  set(2, 2, 1, 3);
  blitter.write(kHalftoneOperation, 1, 1);
  start(kBusy | kHog | 14);
  EXPECT_EQ(get(kTo, 3), (std::vector<u16>{0x10e, 0x10f, 0x100}));
  EXPECT_EQ(blitter.read(kControl, 1), 1u);
  put(kFrom, {0x0005});
  set(2, 2, 1, 1);
  start(kBusy | kHog | kSmudge);
  EXPECT_EQ(get(kTo, 1)[0], 0x105);
}

TEST_F(BlitterTest, WithHogTheProcessorWaitsForAll) {
  set(2, 2, 100, 10);
  start();
  EXPECT_EQ(scheduler.now().n, 1000u * 2 * 4 * 4);
  scheduler.advance(16);
  EXPECT_EQ(edges, (std::vector<bool>{true, false}));
}

TEST_F(BlitterTest, WithoutHogBothHaveSixtyFourBusCyclesInTurn) {
  set(2, 2, 96, 1);
  start(kBusy);
  constexpr u64 kTurn = 64 * 16;  // ticks
  EXPECT_EQ(scheduler.now().n, kTurn);
  EXPECT_EQ(blitter.read(kXCount, 2), 64u);
  scheduler.advance(kTurn - 16);
  EXPECT_EQ(blitter.read(kXCount, 2), 64u);
  scheduler.advance(16);
  EXPECT_EQ(scheduler.now().n, 3 * kTurn) << "held up for its turn";
  EXPECT_EQ(blitter.read(kXCount, 2), 32u);
  scheduler.advance(kTurn);
  EXPECT_EQ(scheduler.now().n, 5 * kTurn);
  EXPECT_EQ(blitter.read(kControl, 1) & kBusy, 0u);
  scheduler.advance(16);
  EXPECT_EQ(edges, (std::vector<bool>{true, false}));
}

TEST_F(BlitterTest, AProgramMayGiveItsTurnAway) {
  set(2, 2, 96, 1);
  start(kBusy);
  start(kBusy);
  EXPECT_EQ(blitter.read(kXCount, 2), 32u);
  start(kBusy);
  EXPECT_EQ(blitter.read(kControl, 1) & kBusy, 0u);
  start(kBusy);  // the last of such a loop: there is nothing to do
  EXPECT_EQ(blitter.read(kControl, 1) & kBusy, 0u);
  EXPECT_EQ(blitter.read(kYCount, 2), 0u);
}

TEST_F(BlitterTest, TheStateGoesOnInTheMiddle) {
  for (u32 i = 0; i < 200; ++i) put(kFrom + 2 * i, {static_cast<u16>(i * 77)});
  set(2, 2, 100, 2);
  start(kBusy);
  SavingArchive saving;
  scheduler.serialize(saving);
  blitter.serialize(saving);
  const std::vector<u8> saved = saving.take();
  Scheduler other_time{32'000'000};
  Clock other_clock{other_time, 8'000'000};
  Blitter other({"blitter", other_clock, other_time, &memory});
  LoadingArchive loading(saved);
  other_time.serialize(loading);
  other.serialize(loading);
  other_time.advance(1'000'000);
  EXPECT_EQ(get(kTo, 200), get(kFrom, 200));
}

}  // namespace
}  // namespace sosie
