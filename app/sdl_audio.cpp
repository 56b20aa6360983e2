#include "app/sdl_audio.h"

#include <SDL.h>
#include <fmt/format.h>

#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr u16 kBufferPairs = 512;  // 11 ms

}  // namespace

SdlAudio::SdlAudio() {
  const auto fail = [](const char* why) {
    throw UserError(fmt::format("no sound can be played: {}; run with --sound off", why));
  };
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) fail(SDL_GetError());
  SDL_AudioSpec wanted{};
  wanted.freq = kHostHz;
  wanted.format = AUDIO_S16SYS;
  wanted.channels = 2;
  wanted.samples = kBufferPairs;
  wanted.callback = fill;
  wanted.userdata = this;
  device_ = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
  if (device_ == 0) {
    const std::string why = SDL_GetError();
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    fail(why.c_str());
  }
  SDL_PauseAudioDevice(device_, 0);
}

SdlAudio::~SdlAudio() {
  SDL_CloseAudioDevice(device_);
  SDL_QuitSubSystem(SDL_INIT_AUDIO);
}

void SdlAudio::play(std::span<const i16> stereo, u32 hz) { queue_.push(stereo, hz, speed_); }

void SdlAudio::fill(void* self, unsigned char* bytes, int count) {
  static_cast<SdlAudio*>(self)->queue_.pull({reinterpret_cast<i16*>(bytes), static_cast<std::size_t>(count) / 2});
}

}  // namespace sosie::app
