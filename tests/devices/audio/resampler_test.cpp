// Resampling: tones stay, what the output cannot carry goes.
#include "devices/audio/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace sosie {

namespace {

constexpr u64 kInHz = 250'664;
constexpr u32 kOutHz = 48'000;

/// A second of a sine around 0.5.
std::vector<f32> sine(f64 hz) {
  std::vector<f32> in(kInHz);
  for (std::size_t i = 0; i < in.size(); ++i) {
    in[i] = static_cast<f32>(0.5 + 0.5 * std::sin(2 * std::numbers::pi * hz * static_cast<f64>(i) / kInHz));
  }
  return in;
}

/// The amplitude in the second half, when the filters have settled.
f64 amplitude(f64 hz) {
  Resampler resampler(kInHz, 1, kOutHz);
  std::vector<f32> out;
  resampler.add(sine(hz), out);
  f64 power = 0;
  for (std::size_t i = out.size() / 2; i < out.size(); ++i) power += f64{out[i]} * f64{out[i]};
  return std::sqrt(2 * power / static_cast<f64>(out.size() - out.size() / 2));
}

TEST(Resampler, AudibleTonesPass) {
  for (const f64 hz : {100.0, 440.0, 1'000.0, 8'000.0, 15'000.0}) EXPECT_NEAR(amplitude(hz), 0.5, 0.01) << hz;
}

TEST(Resampler, WhatWouldFoldBackDoesNotPass) {
  for (const f64 hz : {27'000.0, 40'000.0, 62'500.0, 120'000.0}) EXPECT_LT(amplitude(hz), 0.005) << hz;
}

TEST(Resampler, AConstantLevelIsSilenceAfterAWhile) {
  Resampler resampler(kInHz, 1, kOutHz);
  std::vector<f32> out;
  resampler.add(std::vector<f32>(kInHz, 0.8f), out);
  EXPECT_NEAR(out.back(), 0, 0.001);
}

TEST(Resampler, GivesAsManySamplesAsTheTimeIsLong) {
  Resampler resampler(kInHz, 1, kOutHz);
  std::vector<f32> out;
  const std::vector<f32> in(1'003, 0.5f);
  for (unsigned i = 0; i < 1'000; ++i) resampler.add(in, out);
  EXPECT_NEAR(static_cast<f64>(out.size()), 1'003'000.0 * kOutHz / kInHz, 40);
}

TEST(Resampler, PiecesGiveWhatTheWholeGives) {
  const std::vector<f32> in = sine(3'000);
  Resampler whole(kInHz, 1, kOutHz), pieces(kInHz, 1, kOutHz);
  std::vector<f32> a, b;
  whole.add(in, a);
  for (std::size_t at = 0; at < in.size(); at += 777) {
    pieces.add(std::span(in).subspan(at, std::min<std::size_t>(777, in.size() - at)), b);
  }
  EXPECT_EQ(a, b);
}

}  // namespace

}  // namespace sosie
