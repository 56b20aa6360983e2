#include "devices/audio/resampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace sosie {

namespace {

constexpr f64 kPassband = 0.9;  // of half the output's rate
constexpr f64 kHighPassHz = 10;

/// sin(pi x) / (pi x)
f64 sinc(f64 x) {
  const f64 angle = std::numbers::pi * x;
  return std::abs(angle) < 1e-9 ? 1 : std::sin(angle) / angle;
}

/// Blackman's, over -1 to 1.
f64 window(f64 x) {
  if (std::abs(x) >= 1) return 0;
  return 0.42 + 0.5 * std::cos(std::numbers::pi * x) + 0.08 * std::cos(2 * std::numbers::pi * x);
}

}  // namespace

i16 sound_sample(f32 sample) {
  constexpr f32 kAmplitude = 30'000;
  return static_cast<i16>(std::clamp(sample, -1.0f, 1.0f) * kAmplitude);
}

Resampler::Resampler(u64 in_hz_num, u64 in_hz_den, u32 out_hz)
    : step_num_(in_hz_num),
      step_den_(in_hz_den * out_hz),
      dc_share_(static_cast<f32>(2 * std::numbers::pi * kHighPassHz / out_hz)) {
  const u64 divisor = std::gcd(step_num_, step_den_);
  step_num_ /= divisor;
  step_den_ /= divisor;
  const f64 ratio = static_cast<f64>(step_num_) / static_cast<f64>(step_den_);
  const f64 half_width = kZeroCrossings * ratio / kPassband;
  taps_ = 2 * static_cast<u32>(std::ceil(half_width));
  for (u32 phase = 0; phase < kPhases; ++phase) {
    const f64 centre = taps_ / 2 - 1 + static_cast<f64>(phase) / kPhases;
    f64 sum = 0;
    std::vector<f64> taps;
    for (u32 tap = 0; tap < taps_; ++tap) {
      const f64 distance = tap - centre;
      taps.push_back(sinc(distance * kPassband / ratio) * window(distance / half_width));
      sum += taps.back();
    }
    for (const f64 tap : taps) kernel_.push_back(static_cast<f32>(tap / sum));
  }
}

f32 Resampler::filter(std::size_t begin, u32 phase) const {
  const f32* const kernel = &kernel_[std::size_t{phase} * taps_];
  f32 sum = 0;
  for (u32 tap = 0; tap < taps_; ++tap) sum += history_[begin + tap] * kernel[tap];
  return sum;
}

void Resampler::add(std::span<const f32> in, std::vector<f32>& out) {
  history_.insert(history_.end(), in.begin(), in.end());
  while (place_ / step_den_ + taps_ <= history_.size()) {
    const std::size_t begin = place_ / step_den_;
    const u32 phase = static_cast<u32>(place_ % step_den_ * kPhases / step_den_);
    const f32 level = filter(begin, phase);
    dc_ += (level - dc_) * dc_share_;
    out.push_back(level - dc_);
    place_ += step_num_;
  }
  const std::size_t used = std::min<std::size_t>(place_ / step_den_, history_.size());
  history_.erase(history_.begin(), history_.begin() + static_cast<std::ptrdiff_t>(used));
  place_ -= used * step_den_;
}

}  // namespace sosie
