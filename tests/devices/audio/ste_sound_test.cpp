// The STE's DMA sound alone: frames, their ends, rates, and Microwire with the chip behind it.
#include "devices/audio/ste_sound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"
#include "devices/audio/lmc1992.h"

namespace sosie {
namespace {

constexpr u64 kHz = 8'010'613;
constexpr u64 kLineCycles = 512;
constexpr u64 kControl = 0x01, kBase = 0x03, kCounter = 0x09, kEnd = 0x0f, kMode = 0x21, kData = 0x22, kMask = 0x24;
constexpr u8 kPlay = 1, kRepeat = 2, kMono = 0x80;

struct Pairs final : AudioSink {
  std::vector<i16> stereo;
  void play(std::span<const i16> more, u32) override { stereo.insert(stereo.end(), more.begin(), more.end()); }
  i16 loudest(std::size_t side) const {
    i16 most = 0;
    for (std::size_t i = side; i < stereo.size(); i += 2) most = std::max(most, static_cast<i16>(std::abs(stereo[i])));
    return most;
  }
};

class SteSoundTest : public testing::Test {
 protected:
  SteSoundTest() : chip({"sound", clock, scheduler, &memory}), tone({"tone", clock, scheduler, nullptr}) {
    memory.map_ram("ram", 0, 1 << 20);
    chip.output("xsint")->drives([this](bool level) { ends += level ? 0 : 1; });
    for (const char* pin : {"mwd", "mwk", "mwen"}) chip.output(pin)->drives(tone.input(pin));
    chip.reset();
    ends = 0;
  }
  void byte(u64 offset, u32 value) { chip.write(offset, 1, value); }
  u32 byte(u64 offset) { return static_cast<u32>(chip.read(offset, 1)); }
  void address(u64 high, u32 value) {
    for (u32 i = 0; i < 3; ++i) byte(high + 2 * i, value >> (16 - 8 * i) & 0xff);
  }
  u32 address(u64 high) { return byte(high) << 16 | byte(high + 2) << 8 | byte(high + 4); }
  void frame(u32 begin, u32 end) { address(kBase, begin), address(kEnd, end); }
  void lines(unsigned count) {
    for (; count > 0; --count) {
      scheduler.advance(clock.after(kLineCycles).n - scheduler.now().n);
      chip.input("hbl")(true);
      chip.input("hbl")(false);
    }
  }
  void microwire(u32 what, u32 value) {
    chip.write(kMask, 2, 0x07ff);
    chip.write(kData, 2, 0x400 | what << 6 | value);
    lines(1);
  }

  Scheduler scheduler{32'084'988};
  Clock clock{scheduler, kHz};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  SteSound chip;
  Lmc1992 tone;
  int ends = 0;
};

TEST_F(SteSoundTest, RegistersAreBytesOnOddAddresses) {
  frame(0x123456, 0x3fffff);
  EXPECT_EQ(address(kBase), 0x123456u);
  EXPECT_EQ(address(kEnd), 0x3ffffeu);
  EXPECT_EQ(chip.read(kBase - 1, 2), 0x12u);
  EXPECT_FALSE(chip.answers(kBase - 1, 1, false));
  byte(kMode, 0xff);
  EXPECT_EQ(byte(kMode), 0x83u);
}

TEST_F(SteSoundTest, AFrameIsPlayedOnce) {
  frame(0x1000, 0x1064);
  byte(kMode, kMono | 3);
  byte(kControl, kPlay);
  EXPECT_TRUE(chip.output("xsint")->active());
  lines(1);
  EXPECT_EQ(address(kCounter), 0x1008u) << "the FIFO is filled at a line's end";
  lines(10);
  EXPECT_EQ(address(kCounter), 0x1008u + 32) << "as many bytes as were played, in words";
  EXPECT_EQ(byte(kControl), kPlay);
  lines(30);
  EXPECT_EQ(byte(kControl), 0u);
  EXPECT_EQ(ends, 1);
}

TEST_F(SteSoundTest, ARepeatedFrameTakesTheAddressesAnew) {
  frame(0x1000, 0x1020);
  byte(kMode, 3);
  byte(kControl, kPlay | kRepeat);
  lines(1);
  frame(0x2000, 0x2020);
  lines(5);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(address(kCounter) & 0xff00, 0x2000u);
  byte(kControl, 0);
  EXPECT_EQ(ends, 2);
}

TEST_F(SteSoundTest, TheMonitorsPinIsTurnedOverWhilePlaying) {
  chip.input("mono")(true);
  EXPECT_TRUE(chip.output("i7")->active());
  frame(0x1000, 0x1020);
  byte(kControl, kPlay);
  EXPECT_FALSE(chip.output("i7")->active());
  byte(kControl, 0);
  EXPECT_TRUE(chip.output("i7")->active());
}

TEST_F(SteSoundTest, RatesHalveAndStereoHasTwoBytes) {
  for (const u8 mode : {0x83, 0x82, 0x81, 0x80, 0x03, 0x02}) {
    frame(0x1000, 0x9000);
    byte(kMode, mode);
    byte(kControl, kPlay);
    lines(1000);
    const double per_line = kLineCycles / 160.0 / (1 << (3 - (mode & 3))) * (mode & kMono ? 1 : 2);
    EXPECT_NEAR(address(kCounter) - 0x1000, 1000 * per_line, 10) << unsigned{mode};
    byte(kControl, 0);
  }
}

TEST_F(SteSoundTest, LeftAndRightAreHeardApart) {
  for (u32 at = 0; at < 0x8000; at += 4) memory.write(at, 4, at / 0x100 % 2 == 0 ? 0x7f00'7f00 : 0x8000'8000);
  Pairs pairs;
  chip.connect(&pairs);
  frame(0, 0x8000);
  byte(kMode, 2);
  byte(kControl, kPlay);
  lines(2000);
  EXPECT_NEAR(static_cast<double>(pairs.stereo.size()) / 2, 2000.0 * kLineCycles / kHz * kSoundHz, 1000);
  EXPECT_GT(pairs.loudest(0), 10'000);
  EXPECT_LT(pairs.loudest(1), 1'000);
  chip.connect(nullptr);
}

TEST_F(SteSoundTest, MicrowireTurnsMaskAndDataRoundOnce) {
  chip.write(kMask, 2, 0x07ff);
  chip.write(kData, 2, 0x04e8);
  scheduler.advance(clock.after(8 * 4).n - scheduler.now().n);
  EXPECT_EQ(chip.read(kMask, 2), 0x7ff0u);
  chip.write(kMask, 2, 0);
  lines(1);
  EXPECT_EQ(chip.read(kMask, 2), 0x07ffu);
  EXPECT_EQ(chip.read(kData, 2), 0x04e8u);
}

// --- the LMC1992 ---

class Lmc1992Test : public SteSoundTest {
 protected:
  static constexpr u32 kHzOut = 48'000;
  /// How loud a tone comes out, in dB against how it came in.
  std::array<double, 2> response(double hz, AudioSink& (Lmc1992::*source)()) {
    std::vector<i16> in;
    for (int i = 0; i < 48'000; ++i) {
      const i16 level = static_cast<i16>(4'000 * std::sin(2 * 3.14159265358979 * hz * i / kHzOut));
      in.insert(in.end(), {level, level});
    }
    Pairs out;
    tone.connect(&out);
    (tone.*source)().play(in, kHzOut);
    const std::vector<i16> silence(in.size());
    auto& other = source == &Lmc1992::generator ? tone.converters() : tone.generator();
    other.play(silence, kHzOut);
    out.stereo.erase(out.stereo.begin(), out.stereo.begin() + 48'000);
    tone.connect(nullptr);
    return {20 * std::log10(out.loudest(0) / 4'000.0), 20 * std::log10(out.loudest(1) / 4'000.0)};
  }
};

TEST_F(Lmc1992Test, IsFlatAtFirst) {
  for (const double hz : {50.0, 1'000.0, 12'000.0}) {
    EXPECT_NEAR(response(hz, &Lmc1992::generator)[0], 0, 0.2) << hz;
    EXPECT_NEAR(response(hz, &Lmc1992::converters)[1], -3.1, 0.2) << hz;
  }
}

TEST_F(Lmc1992Test, VolumesAreStepsOfTwoDecibels) {
  microwire(3, 35);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[0], -10, 0.3);
  microwire(5, 17);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[0], -16, 0.3);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[1], -10, 0.3);
  microwire(4, 18);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[1], -14, 0.3);
  microwire(3, 63);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[1], -4, 0.3);
}

TEST_F(Lmc1992Test, TonesAreShelves) {
  microwire(1, 12);
  EXPECT_NEAR(response(25, &Lmc1992::generator)[0], 12, 1);
  EXPECT_NEAR(response(5'000, &Lmc1992::generator)[0], 0, 0.5);
  microwire(1, 6);
  microwire(2, 0);
  EXPECT_LT(response(20'000, &Lmc1992::generator)[0], -8);
  EXPECT_NEAR(response(200, &Lmc1992::generator)[0], 0, 0.5);
}

TEST_F(Lmc1992Test, TheGeneratorIsMixedInOrNot) {
  microwire(0, 0);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[0], -12, 0.3);
  microwire(0, 2);
  EXPECT_LT(response(1'000, &Lmc1992::generator)[0], -60);
}

TEST_F(Lmc1992Test, OtherAddressesAreNotItsOwn) {
  chip.write(kMask, 2, 0x07ff);
  chip.write(kData, 2, 0x200 | 3 << 6);
  lines(1);
  EXPECT_NEAR(response(1'000, &Lmc1992::generator)[0], 0, 0.3);
}

}  // namespace
}  // namespace sosie
