/// app/sdl_audio.h — the guest's sound on the host's sound card.
#pragma once

#include <string>

#include "app/sound_queue.h"
#include "core/host/audio_sink.h"

namespace sosie::app {

class SdlAudio final : public AudioSink {
 public:
  /// Throws UserError where there is no sound card to be had.
  SdlAudio();
  ~SdlAudio() override;
  SdlAudio(const SdlAudio&) = delete;
  SdlAudio& operator=(const SdlAudio&) = delete;

  void play(std::span<const i16> stereo, u32 hz) override;
  /// \param speed the guest's, of the real machine's: the pitch follows it.
  void set_speed(double speed) { speed_ = speed; }
  void set_muted(bool muted) { queue_.set_muted(muted); }

 private:
  static constexpr u32 kHostHz = 48'000;
  static void fill(void* self, unsigned char* bytes, int count);

  SoundQueue queue_{kHostHz};
  double speed_ = 1;
  u32 device_ = 0;
};

}  // namespace sosie::app
