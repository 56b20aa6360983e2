/// devices/audio/resampler.h — levels at a chip's own rate become samples at a common one.
#pragma once

#include <span>
#include <vector>

#include "core/base/types.h"

namespace sosie {

/// The rate at which chips give their sound to the host.
inline constexpr u32 kSoundHz = 48'000;
/// \param sample of -1 to 1; what is beyond is cut off.
i16 sound_sample(f32 sample);

/// A low-pass filter below half the output's rate, so that a chip's edges do not come back as false tones, and a slow
/// high-pass filter, as the condenser in the output line is one: the chips' levels are never negative.
class Resampler {
 public:
  /// \param in_hz as a fraction; above `out_hz`.
  Resampler(u64 in_hz_num, u64 in_hz_den, u32 out_hz);

  /// \param in levels of which the highest is 1 above the lowest. Samples of -1 to 1 are added to `out`, as many as are
  /// due.
  void add(std::span<const f32> in, std::vector<f32>& out);

 private:
  static constexpr u32 kPhases = 64;  ///< to which an output's place between two inputs is rounded
  static constexpr u32 kZeroCrossings = 12;

  f32 filter(std::size_t begin, u32 phase) const;

  u64 step_num_, step_den_;  ///< inputs from one output to the next
  u64 place_ = 0;            ///< of the next output after `history_` begins, in inputs / step_den_
  u32 taps_;
  std::vector<f32> kernel_;   ///< kPhases times taps_
  std::vector<f32> history_;  ///< inputs that are still needed
  f32 dc_ = 0;
  f32 dc_share_;
};

}  // namespace sosie
