/// core/host/audio_sink.h — where sound goes.
#pragma once

#include <span>

#include "core/base/types.h"

namespace sosie {

struct AudioSink {
  virtual ~AudioSink() = default;
  /// Left, right, left, …; `hz` pairs a second of the guest's time.
  virtual void play(std::span<const i16> stereo, u32 hz) = 0;
};

}  // namespace sosie
