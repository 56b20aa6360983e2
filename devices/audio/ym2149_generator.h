/// devices/audio/ym2149_generator.h — the sound of a YM2149: three tones, noise and an envelope, step by step.
///
/// A step is eight cycles of the chip's clock. Counters count up and start anew when they reach or exceed their period,
/// so that a shorter one takes effect at once; a period of 0 is as 1 (both measured on the chip, against the data
/// sheet). Source: YM2149 application manual (Yamaha, 1987); measurements by N. Pomarède, 2017.
#pragma once

#include <array>
#include <span>

#include "core/base/types.h"
#include "core/state/archive.h"

namespace sosie {

class Ym2149Generator {
 public:
  /// R0–R13, masked to the bits they have. Writing R13 starts the envelope anew.
  void write(unsigned index, u8 value);

  /// Levels of the coming steps, 0 to 1: all three channels at the pin that they share.
  void render(std::span<f32> levels);
  /// As `render`, but nobody listens.
  void skip(u64 steps);

  void serialize(Archive& archive);

 private:
  struct Counter {
    u32 count = 0;
    u32 period = 1;

    /// \return how often it reached its period in so many steps.
    u64 advance(u64 steps);
  };

  u32 period(unsigned low, unsigned high) const;
  void shift_noise(u64 times);
  void step_envelope(u64 times);
  u8 envelope_level() const;
  f32 level() const;

  std::array<u8, 14> registers_{};
  std::array<Counter, 3> tone_{};
  std::array<bool, 3> tone_high_{};
  Counter noise_{.count = 0, .period = 2}, envelope_{};
  u32 noise_bits_ = 1;
  u8 envelope_step_ = 0;  ///< 0–31 within a ramp
  bool envelope_rises_ = false, envelope_holds_ = false;
};

}  // namespace sosie
