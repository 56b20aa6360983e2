#include "devices/audio/ym2149_generator.h"

#include <algorithm>

namespace sosie {

namespace {

enum : unsigned { kNoisePeriod = 6, kMixer = 7, kAmplitude = 8, kEnvelopeLow = 11, kEnvelopeHigh = 12, kShape = 13 };
enum : u8 { kHold = 1, kAlternate = 2, kAttack = 4, kContinue = 8 };  // R13
constexpr u8 kByEnvelope = 0x10;                                      // R8–R10
constexpr u8 kTop = 31;

/// The converters are conductances to the supply, and the pin has a load: that is why two loud channels are less than
/// twice as loud as one. Steps and load are fitted to the levels published for an ST's output at all 4096 settings of
/// three amplitudes; the mean error is 1.5 % of the whole range.
constexpr f64 kStep = 1.245, kLoad = 2.9;

constexpr std::array<f32, kTop + 1> kConductances = [] {
  std::array<f32, kTop + 1> table{};
  f64 conductance = 1;
  for (unsigned i = kTop; i > 0; --i, conductance /= kStep) table[i] = static_cast<f32>(conductance);
  return table;
}();

f32 pin_level(f32 conductance) {
  constexpr f32 kScale = static_cast<f32>((3 + kLoad) / 3);
  return kScale * conductance / (conductance + static_cast<f32>(kLoad));
}

}  // namespace

u64 Ym2149Generator::Counter::advance(u64 steps) {
  const u64 first = count + 1 >= period ? 1 : period - count;
  if (steps < first) {
    count += static_cast<u32>(steps);
    return 0;
  }
  steps -= first;
  count = static_cast<u32>(steps % period);
  return 1 + steps / period;
}

u32 Ym2149Generator::period(unsigned low, unsigned high) const {
  return std::max(1u, u32{registers_[high]} << 8 | registers_[low]);
}

void Ym2149Generator::write(unsigned index, u8 value) {
  registers_[index] = value;
  if (index < kNoisePeriod) {
    const unsigned channel = index / 2;
    tone_[channel].period = period(2 * channel, 2 * channel + 1);
  } else if (index == kNoisePeriod) {
    noise_.period = 2 * std::max(1u, u32{value});
  } else if (index == kEnvelopeLow || index == kEnvelopeHigh) {
    envelope_.period = period(kEnvelopeLow, kEnvelopeHigh);
  } else if (index == kShape) {
    envelope_.count = 0;
    envelope_step_ = 0;
    envelope_rises_ = (value & kAttack) != 0;
    envelope_holds_ = false;
  }
}

void Ym2149Generator::shift_noise(u64 times) {
  for (; times > 0; --times) {
    const u32 feedback = (noise_bits_ ^ noise_bits_ >> 3) & 1;  // 17 bits
    noise_bits_ = noise_bits_ >> 1 | feedback << 16;
  }
}

void Ym2149Generator::step_envelope(u64 times) {
  if (envelope_holds_) return;
  const u64 to = envelope_step_ + times;
  const u64 ramps = to / (kTop + 1);
  envelope_step_ = static_cast<u8>(to % (kTop + 1));
  if (ramps == 0) return;
  const u8 shape = registers_[kShape];
  if ((shape & kContinue) != 0 && (shape & kHold) == 0) {
    if ((shape & kAlternate) != 0 && ramps % 2 != 0) envelope_rises_ = !envelope_rises_;
    return;
  }
  // It stays where the first ramp ended, or at the other end; without the continue bit at 0.
  envelope_holds_ = true;
  envelope_step_ = kTop;
  if ((shape & kContinue) == 0) {
    envelope_rises_ = false;
  } else if ((shape & kAlternate) != 0) {
    envelope_rises_ = !envelope_rises_;
  }
}

u8 Ym2149Generator::envelope_level() const {
  return envelope_rises_ ? envelope_step_ : static_cast<u8>(kTop - envelope_step_);
}

f32 Ym2149Generator::level() const {
  const u8 mixer = registers_[kMixer];
  f32 sum = 0;
  for (unsigned channel = 0; channel < 3; ++channel) {
    const bool tone = tone_high_[channel] || ((mixer >> channel) & 1) != 0;
    const bool noise = (noise_bits_ & 1) != 0 || ((mixer >> (3 + channel)) & 1) != 0;
    if (!tone || !noise) continue;
    const u8 amplitude = registers_[kAmplitude + channel];
    const unsigned fixed = amplitude == 0 ? 0 : 2u * (amplitude & 0x0f) + 1;
    sum += kConductances[(amplitude & kByEnvelope) != 0 ? envelope_level() : fixed];
  }
  return pin_level(sum);
}

void Ym2149Generator::skip(u64 steps) {
  for (unsigned channel = 0; channel < 3; ++channel) {
    if (tone_[channel].advance(steps) % 2 != 0) tone_high_[channel] = !tone_high_[channel];
  }
  shift_noise(noise_.advance(steps));
  step_envelope(envelope_.advance(steps));
}

void Ym2149Generator::render(std::span<f32> levels) {
  for (f32& out : levels) {
    skip(1);
    out = level();
  }
}

void Ym2149Generator::serialize(Archive& archive) {
  archive("registers", registers_)("tone", tone_)("tone_high", tone_high_)("noise", noise_)("envelope", envelope_);
  archive("noise_bits", noise_bits_)("envelope_step", envelope_step_)("envelope_rises", envelope_rises_);
  archive("envelope_holds", envelope_holds_);
}

}  // namespace sosie
