#include "devices/audio/lmc1992.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace sosie {

namespace {

constexpr u8 kCommandBits = 11;
constexpr u32 kAddress = 2;

enum What : u32 { kMixing, kBass, kTreble, kRight = 4, kLeft, kMaster = 3 };

// Steps of 2 dB; these are the highest.
constexpr u32 kFlat = 6, kMostTone = 12, kMostVolume = 20, kMostMaster = 40;
constexpr f64 kBassHz = 118, kTrebleHz = 8'439;  // with the capacitors of the STE
constexpr f32 kConverters = 0.7f;                // at full swing beside the generator's three tones

f32 gain(f64 db) { return static_cast<f32>(std::pow(10, db / 20)); }

/// How loud the generator is, by the mixing command.
f32 generator_gain(u8 mixing) {
  constexpr f64 kDamped = -12;
  return mixing == 0 ? gain(kDamped) : mixing == 1 ? 1 : 0;
}

struct Coefficients {
  f64 b0, b1, a1;
};
/// (g k + s) / (k + s) below `hz`, or the like above it, by the bilinear transformation.
Coefficients boosting_shelf(f64 boost, f64 hz, u32 rate, bool low) {
  const f64 k = std::tan(std::numbers::pi * hz / rate), whole = 1 + k;
  if (low) return {(1 + boost * k) / whole, (boost * k - 1) / whole, (k - 1) / whole};
  return {(boost + k) / whole, (k - boost) / whole, (k - 1) / whole};
}
/// One that damps is the inverse of one that boosts.
Coefficients shelf(u8 steps, f64 hz, u32 rate, bool low) {
  const f64 boost = gain(2.0 * std::abs(static_cast<int>(steps) - static_cast<int>(kFlat)));
  const Coefficients c = boosting_shelf(boost, hz, rate, low);
  if (steps >= kFlat) return c;
  return {1 / c.b0, c.a1 / c.b0, c.b1 / c.b0};
}

}  // namespace

Lmc1992::Lmc1992(const DeviceContext&) {}

std::function<void(bool)> Lmc1992::input(std::string_view pin) {
  if (pin == "mwd") return [this](bool level) { data_ = level; };
  if (pin == "mwk") return [this](bool level) { clock(level); };
  if (pin == "mwen") return [this](bool level) { enable(level); };
  return {};
}

// --- commands ---

void Lmc1992::clock(bool level) {
  if (!level || !enabled_) return;
  bits_ = bits_ << 1 | u32{data_};
  if (count_ < kCommandBits) ++count_;
}

// The last eleven bits count.
void Lmc1992::enable(bool level) {
  enabled_ = level;
  if (!level && count_ == kCommandBits && (bits_ >> 9 & 3) == kAddress) command(bits_ >> 6 & 7, bits_ & 0x3f);
  bits_ = 0;
  count_ = 0;
}

void Lmc1992::command(u32 what, u32 value) {
  const auto at_most = [](u32 number, u32 most) { return static_cast<u8>(std::min(number, most)); };
  switch (what) {
    case kMixing: mixing_ = value & 3; break;
    case kBass: bass_ = at_most(value & 0xf, kMostTone); break;
    case kTreble: treble_ = at_most(value & 0xf, kMostTone); break;
    case kMaster: master_ = at_most(value, kMostMaster); break;
    case kLeft: volume_[0] = at_most(value & 0x1f, kMostVolume); break;
    case kRight: volume_[1] = at_most(value & 0x1f, kMostVolume); break;
    default: break;
  }
  tuned_hz_ = 0;
}

// --- sound ---

void Lmc1992::connect(AudioSink* sink) {
  sink_ = sink;
  generator_.waiting.clear();
  converters_.waiting.clear();
}

f32 Lmc1992::Shelf::run(unsigned side, f32 in) {
  const f32 out = b0 * in + b1 * x[side] - a1 * y[side];
  x[side] = in;
  y[side] = out;
  return out;
}

void Lmc1992::tune(u32 hz) {
  if (tuned_hz_ == hz) return;
  tuned_hz_ = hz;
  const auto put = [](Shelf& shelf, const Coefficients& c) {
    shelf.b0 = static_cast<f32>(c.b0), shelf.b1 = static_cast<f32>(c.b1), shelf.a1 = static_cast<f32>(c.a1);
  };
  put(low_, shelf(bass_, kBassHz, hz, true));
  put(high_, shelf(treble_, kTrebleHz, hz, false));
}

void Lmc1992::mix(u32 hz) {
  const std::size_t count = std::min(generator_.waiting.size(), converters_.waiting.size());
  if (count == 0 || sink_ == nullptr) return;
  tune(hz);
  const f32 of_generator = generator_gain(mixing_);
  std::array<f32, 2> volume;
  for (unsigned side = 0; side < 2; ++side) {
    volume[side] =
        gain(2.0 * (master_ - static_cast<f64>(kMostMaster) + volume_[side] - static_cast<f64>(kMostVolume)));
  }
  std::vector<i16> stereo(count);
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned side = i % 2;
    const f32 sum = of_generator * generator_.waiting[i] + kConverters * converters_.waiting[i];
    const f32 out = volume[side] * high_.run(side, low_.run(side, sum));
    stereo[i] = static_cast<i16>(std::clamp(out, -32'768.0f, 32'767.0f));
  }
  const auto used = static_cast<std::ptrdiff_t>(count);
  generator_.waiting.erase(generator_.waiting.begin(), generator_.waiting.begin() + used);
  converters_.waiting.erase(converters_.waiting.begin(), converters_.waiting.begin() + used);
  sink_->play(stereo, hz);
}

void Lmc1992::serialize(Archive& archive) {
  archive("data", data_)("enabled", enabled_)("bits", bits_)("count", count_);
  archive("mixing", mixing_)("bass", bass_)("treble", treble_)("master", master_)("volume", volume_);
  if (archive.loading()) tuned_hz_ = 0;
}

}  // namespace sosie
