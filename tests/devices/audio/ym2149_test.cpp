// The YM2149 alone: registers, ports, and the waves that its manual draws.
#include "devices/audio/ym2149.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

struct Psg : Bench<Ym2149> {
  Psg() : Bench(32'084'988, 16) {}
  void set(u8 index, u8 value) {
    write(0, index);
    write(1, value);
  }
  u8 get(u8 index) {
    write(0, index);
    return static_cast<u8>(read(0));
  }
};

TEST(Ym2149, RegistersReadTheBitsTheyHave) {
  constexpr std::array<u8, 16> kBits = {0xff, 0x0f, 0xff, 0x0f, 0xff, 0x0f, 0x1f, 0xff,
                                        0x1f, 0x1f, 0x1f, 0xff, 0xff, 0x0f, 0xff, 0xff};
  Psg psg;
  for (u8 i = 16; i-- > 0;) psg.set(i, 0xff);
  for (u8 i = 0; i < 16; ++i) EXPECT_EQ(psg.get(i), kBits[i]) << unsigned{i};
  EXPECT_EQ(psg.read(1), 0xffu) << "nothing drives the bus there";
}

TEST(Ym2149, NumbersAboveFifteenSelectNothing) {
  Psg psg;
  psg.set(8, 5);
  psg.set(0x18, 9);
  EXPECT_EQ(psg.read(0), 0xffu);
  EXPECT_EQ(psg.get(8), 5);
}

TEST(Ym2149, PortsAreInputsPulledHighUntilTheyAreOutputs) {
  Psg psg;
  const auto out = [&](unsigned bit) { return psg.chip.output("porta" + std::to_string(bit))->active(); };
  EXPECT_TRUE(out(0));
  psg.drive("porta3", true);
  EXPECT_EQ(psg.get(14), 0x08);
  psg.set(14, 0x05);
  EXPECT_EQ(psg.get(14), 0x08);
  EXPECT_TRUE(out(1));
  psg.set(7, 0x40);
  EXPECT_EQ(psg.get(14), 0x05);
  EXPECT_TRUE(out(0));
  EXPECT_FALSE(out(1));
  EXPECT_TRUE(psg.chip.output("portb1")->active()) << "port B has its own bit";
  psg.chip.reset();
  EXPECT_TRUE(out(1));
  EXPECT_EQ(psg.chip.output("portc0"), nullptr);
  EXPECT_EQ(psg.chip.output("porta8"), nullptr);
}

// --- the generator ---

using Levels = std::vector<f32>;

Levels render(Ym2149Generator& generator, std::size_t steps) {
  Levels levels(steps);
  generator.render(levels);
  return levels;
}

/// One channel at full amplitude, nothing else.
Ym2149Generator channel_a(u8 mixer) {
  Ym2149Generator generator;
  generator.write(7, mixer);
  generator.write(8, 15);
  return generator;
}

std::vector<std::size_t> edges(const Levels& levels) {
  std::vector<std::size_t> at;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    if (levels[i] != levels[i - 1]) at.push_back(i);
  }
  return at;
}

TEST(Ym2149Generator, ATonesHalfPeriodIsItsNumberOfSteps) {
  for (const u32 period : {2u, 5u, 0x123u, 0xfffu}) {
    Ym2149Generator generator = channel_a(0x3e);
    generator.write(0, static_cast<u8>(period));
    generator.write(1, static_cast<u8>(period >> 8));
    const auto at = edges(render(generator, 4 * period));
    ASSERT_GE(at.size(), 2u);
    EXPECT_EQ(at[1] - at[0], period);
  }
}

TEST(Ym2149Generator, APeriodOfZeroIsAsOne) {
  for (const u8 period : {u8{0}, u8{1}}) {
    Ym2149Generator generator = channel_a(0x3e);
    generator.write(0, period);
    EXPECT_EQ(edges(render(generator, 10)).size(), 9u);
  }
}

TEST(Ym2149Generator, AShorterPeriodTakesEffectAtOnce) {
  Ym2149Generator generator = channel_a(0x3e);
  generator.write(0, 100);
  render(generator, 50);
  generator.write(0, 10);
  const auto at = edges(render(generator, 30));
  EXPECT_EQ(at, (std::vector<std::size_t>{10, 20})) << "the first edge is at step 0";
}

TEST(Ym2149Generator, NoiseIsTheSequenceOfASeventeenBitRegister) {
  Ym2149Generator generator = channel_a(0x37);
  generator.write(6, 1);
  constexpr std::size_t kLength = (1u << 17) - 1;
  const Levels levels = render(generator, 2 * 2 * kLength);
  std::size_t high = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    ASSERT_EQ(levels[2 * i + 1], levels[2 * (i + kLength) + 1]) << i;
    high += levels[2 * i + 1] > 0 ? 1 : 0;
  }
  EXPECT_EQ(high, (kLength + 1) / 2);
}

TEST(Ym2149Generator, ToneAndNoiseAreBothNeededWhereBothAreOn) {
  Ym2149Generator both = channel_a(0x36), tone = channel_a(0x3e), noise = channel_a(0x37);
  for (Ym2149Generator* each : {&both, &tone, &noise}) {
    each->write(0, 7);
    each->write(6, 3);
  }
  const Levels a = render(both, 1000), b = render(tone, 1000), c = render(noise, 1000);
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(a[i], std::min(b[i], c[i])) << i;
}

/// Heights of an envelope at the middle of its ramps' first, and last steps, as letters: 0 low, 1 high.
std::string envelope_ends(u8 shape) {
  Ym2149Generator generator;
  generator.write(7, 0x3f);
  generator.write(8, 0x10);
  generator.write(11, 4);
  generator.write(13, shape);
  const Levels levels = render(generator, 4 * 32 * 4);
  std::string ends;
  for (std::size_t ramp = 0; ramp < 4; ++ramp) {
    for (const std::size_t at : {ramp * 128 + 1, ramp * 128 + 125}) ends += levels[at] > 0.2f ? '1' : '0';
  }
  return ends;
}

TEST(Ym2149Generator, EnvelopesHaveTheShapesOfTheManual) {
  const std::array<std::string, 16> shapes = {"10000000", "10000000", "10000000", "10000000",   // \___
                                              "01000000", "01000000", "01000000", "01000000",   // /___
                                              "10101010", "10000000", "10011001", "10111111",   // \\\\ \___ \/\/ \---
                                              "01010101", "01111111", "01100110", "01000000"};  // //// /--- /\/\ /___
  for (u8 shape = 0; shape < 16; ++shape) EXPECT_EQ(envelope_ends(shape), shapes[shape]) << unsigned{shape};
}

TEST(Ym2149Generator, AnEnvelopesRampHas32LevelsOfItsPeriodEach) {
  Ym2149Generator generator;
  generator.write(7, 0x3f);
  generator.write(8, 0x10);
  generator.write(11, 3);
  generator.write(13, 0x0c);
  const auto at = edges(render(generator, 3 * 32 + 10));
  ASSERT_GE(at.size(), 32u);
  for (std::size_t i = 1; i < 32; ++i) EXPECT_EQ(at[i] - at[i - 1], 3u);
}

TEST(Ym2149Generator, AmplitudesAreAsMeasuredOnAnSt) {
  // Levels of an ST's output, of 65535: one channel, two and three at the same amplitude.
  struct Measured {
    u8 amplitude;
    f32 one, two, three;
  };
  for (const Measured m : {Measured{15, 34469, 55377, 65119}, Measured{14, 22931, 40524, 49971},
                           Measured{12, 10367, 19431, 26557}, Measured{8, 2536, 5048, 7432}, Measured{0, 0, 0, 0}}) {
    Ym2149Generator generator;
    generator.write(7, 0x3f);
    const f32 expected[] = {m.one, m.two, m.three};
    for (u8 channel = 0; channel < 3; ++channel) {
      generator.write(8 + channel, m.amplitude);
      EXPECT_NEAR(render(generator, 1)[0], expected[channel] / 65119, 0.05) << unsigned{m.amplitude};
    }
  }
}

TEST(Ym2149Generator, SkippingLeavesTheStateThatRenderingDoes) {
  for (const u64 steps : {u64{1}, u64{17}, u64{1000}, u64{123'457}}) {
    for (u8 shape = 0; shape < 16; ++shape) {
      Ym2149Generator rendered, skipped;
      for (Ym2149Generator* each : {&rendered, &skipped}) {
        constexpr u8 kValues[14] = {77, 1, 3, 0, 0, 15, 5, 0x00, 0x10, 9, 15, 40, 0, 0};
        for (u8 i = 0; i < 13; ++i) each->write(i, kValues[i]);
        each->write(13, shape);
      }
      render(rendered, steps);
      skipped.skip(steps);
      HashingArchive a, b;
      rendered.serialize(a);
      skipped.serialize(b);
      EXPECT_EQ(a.hash(), b.hash()) << steps << " steps of shape " << unsigned{shape};
    }
  }
}

// --- into a sink ---

struct Recorder : AudioSink {
  void play(std::span<const i16> stereo, u32 hz) override {
    samples.insert(samples.end(), stereo.begin(), stereo.end());
    rate = hz;
  }
  std::vector<i16> samples;
  u32 rate = 0;
};

TEST(Ym2149, PlaysATonePitchedByItsClock) {
  Recorder recorder;
  Psg psg;
  psg.chip.connect(&recorder);
  psg.set(7, 0x3e);
  psg.set(8, 15);
  psg.set(0, 284 & 0xff);  // 2.005 MHz / 16 / 284: 441.3 Hz
  psg.set(1, 284 >> 8);
  psg.run(psg.clock.hz());
  EXPECT_EQ(recorder.rate, 48'000u);
  EXPECT_NEAR(static_cast<f64>(recorder.samples.size()), 96'000, 1'000);
  unsigned rises = 0;
  for (std::size_t i = 24'002; i < 72'000; i += 2) {
    EXPECT_EQ(recorder.samples[i], recorder.samples[i + 1]);
    if (recorder.samples[i - 2] < 0 && recorder.samples[i] >= 0) ++rises;
  }
  EXPECT_NEAR(rises, 441.3 / 2, 2);
  EXPECT_GT(*std::max_element(recorder.samples.begin() + 24'000, recorder.samples.end()), 5'000);
}

TEST(Ym2149, StateDoesNotDependOnWhetherAnybodyListens) {
  Recorder recorder;
  Psg heard, unheard;
  heard.chip.connect(&recorder);
  u64 hashes[2];
  for (unsigned i = 0; i < 2; ++i) {
    Psg& psg = i == 0 ? heard : unheard;
    psg.set(6, 9);
    psg.set(11, 77);
    psg.run(100'000);
    psg.set(13, 0x0a);
    psg.run(123'456);
    HashingArchive archive;
    psg.chip.serialize(archive);
    hashes[i] = archive.hash();
  }
  EXPECT_EQ(hashes[0], hashes[1]);
}

}  // namespace

}  // namespace sosie
