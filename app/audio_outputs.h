/// app/audio_outputs.h — one sound, several places: the sound card and a file.
#pragma once

#include <vector>

#include "core/host/audio_sink.h"

namespace sosie::app {

class AudioOutputs final : public AudioSink {
 public:
  /// The sink outlives this.
  void add(AudioSink& sink) { sinks_.push_back(&sink); }
  bool empty() const { return sinks_.empty(); }

  void play(std::span<const i16> stereo, u32 hz) override {
    for (AudioSink* const sink : sinks_) sink->play(stereo, hz);
  }

 private:
  std::vector<AudioSink*> sinks_;
};

}  // namespace sosie::app
