// A guest that plays a tone, a sound card that pulls at its own pace, and what arrives.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <numbers>
#include <vector>

#include "app/audio_outputs.h"
#include "app/sdl_audio.h"
#include "app/sound_queue.h"
#include "app/wav_file.h"
#include "core/base/error.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

constexpr u32 kHostHz = 48'000;
constexpr double kToneHz = 440, kAmplitude = 12'000;

class SoundQueueTest : public testing::Test {
 protected:
  /// Lets `seconds` pass: pictures of `guest_hz`'s sound at 50 Hz, pulled in buffers of 512 by a card whose crystal is
  /// off by `drift`.
  void pass(double seconds, u32 guest_hz, double drift = 0) {
    for (int picture = 0; picture < static_cast<int>(seconds * 50); ++picture) {
      std::vector<i16> tone(guest_hz / 50 * 2);
      for (std::size_t i = 0; i < tone.size(); i += 2, phase_ += kToneHz / guest_hz) {
        tone[i] = tone[i + 1] = static_cast<i16>(kAmplitude * std::sin(2 * std::numbers::pi * phase_));
      }
      queue.push(tone, guest_hz);
      most_waiting = std::max(most_waiting, queue.waiting_pairs());
      owed_ += kHostHz / 50.0 * (1 + drift);
      for (; owed_ >= 512; owed_ -= 512) pull(512);
    }
  }
  void pull(std::size_t pairs) {
    std::vector<i16> buffer(pairs * 2);
    queue.pull(buffer);
    for (std::size_t i = 0; i < buffer.size(); i += 2) {
      EXPECT_EQ(buffer[i], buffer[i + 1]);
      heard.push_back(buffer[i]);
    }
  }
  /// How much the sound bends from sample to sample: a sine of the tone's amplitude has (2 pi f / hz)^2 of that.
  int most_bend(std::size_t from) const {
    int most = 0;
    for (std::size_t i = from + 2; i < heard.size(); ++i) {
      most = std::max(most, std::abs(heard[i] - 2 * heard[i - 1] + heard[i - 2]));
    }
    return most;
  }
  int most_step() const {
    int most = 0;
    for (std::size_t i = 1; i < heard.size(); ++i) most = std::max(most, std::abs(heard[i] - heard[i - 1]));
    return most;
  }
  double pitch(std::size_t from) const {
    u32 rises = 0;
    for (std::size_t i = from + 1; i < heard.size(); ++i) rises += heard[i - 1] < 0 && heard[i] >= 0 ? 1 : 0;
    return rises * static_cast<double>(kHostHz) / static_cast<double>(heard.size() - from);
  }
  static int tones_bend() {
    const double angle = 2 * std::numbers::pi * kToneHz / kHostHz;
    return static_cast<int>(kAmplitude * angle * angle) + 3;  // and the rounding of three samples
  }

  SoundQueue queue{kHostHz};
  std::vector<int> heard;
  u32 most_waiting = 0;

 private:
  double phase_ = 0, owed_ = 0;
};

TEST_F(SoundQueueTest, AToneIsHeardAsItWasPlayed) {
  for (const u32 guest_hz : {48'000u, 44'100u, 31'300u, 250'300u}) {
    heard.clear();
    pass(3, guest_hz);
    EXPECT_LE(most_bend(kHostHz), tones_bend() + 8) << guest_hz;
    EXPECT_NEAR(pitch(kHostHz), kToneHz, kToneHz * 0.005) << guest_hz;
    EXPECT_NEAR(*std::max_element(heard.begin() + kHostHz, heard.end()), kAmplitude, 60) << guest_hz;
  }
}

TEST_F(SoundQueueTest, ACardWithAnotherCrystalIsFollowedWithoutACrackle) {
  for (const double drift : {-0.001, 0.001}) {
    heard.clear();
    pass(20, 50'000, drift);
    EXPECT_LE(most_bend(kHostHz), tones_bend() + 8) << drift;
    EXPECT_LE(most_waiting, kHostHz * 100 / 1000) << drift;
  }
}

TEST_F(SoundQueueTest, AMissingPieceIsBridgedWithoutAStep) {
  pass(1, 48'000);
  pull(kHostHz / 5);
  pass(1, 48'000);
  EXPECT_LE(most_step(), static_cast<int>(kAmplitude * 2 * std::numbers::pi * kToneHz / kHostHz + kAmplitude * 0.04));
  EXPECT_LE(most_bend(heard.size() - kHostHz / 2), tones_bend() + 8) << "it is whole again";
}

TEST_F(SoundQueueTest, ACardThatStoodStillIsNotLateForEver) {
  pass(1, 48'000);
  const std::vector<i16> second(kHostHz * 2);
  queue.push(second, kHostHz);
  EXPECT_LE(queue.waiting_pairs(), kHostHz * SoundQueue::kMostMs / 1000);
}

TEST_F(SoundQueueTest, AMutedQueueIsSilentAndKeepsNothing) {
  pass(1, 48'000);
  queue.set_muted(true);
  pass(1, 48'000);
  EXPECT_EQ(queue.waiting_pairs(), 0u);
  EXPECT_EQ(heard.back(), 0);
  EXPECT_LE(most_step(), static_cast<int>(kAmplitude * 2 * std::numbers::pi * kToneHz / kHostHz + kAmplitude * 0.04));
  queue.set_muted(false);
  pass(1, 48'000);
  EXPECT_GT(*std::max_element(heard.end() - kHostHz / 2, heard.end()), kAmplitude / 2);
}

TEST_F(SoundQueueTest, ThePitchFollowsTheGuestsSpeed) {
  std::vector<i16> square(kHostHz / 50 * 2);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 2 % 96 < 48 ? 8000 : -8000;  // 500 Hz
  for (int picture = 0; picture < 200; ++picture) {
    queue.push(square, kHostHz, 2);
    pull(kHostHz / 100);
  }
  EXPECT_NEAR(pitch(kHostHz / 2), 1000, 10);
}

struct WavHeader {
  char riff[4];
  u32 file_bytes;
  char wave[8];
  u32 format_bytes;
  u16 format, channels;
  u32 hz, bytes_per_second;
  u16 pair_bytes, sample_bits;
  char data[4];
  u32 data_bytes;
};
static_assert(sizeof(WavHeader) == 44);

TEST(WavFileTest, IsWholeAfterEachPiece) {
  const WorkDirectory directory;
  const std::string path = directory.path() + "/a.wav";
  WavFile wav(path);
  AudioOutputs outputs;
  outputs.add(wav);
  const std::vector<i16> first{1, -1, 2, -2}, second{3, -3};
  outputs.play(first, 50'066);
  outputs.play(second, 50'066);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  ASSERT_EQ(bytes.size(), 44u + 12);
  WavHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  EXPECT_EQ(std::string(header.riff, 4), "RIFF");
  EXPECT_EQ(std::string(header.wave, 8), "WAVEfmt ");
  EXPECT_EQ(header.file_bytes, 48u);
  EXPECT_EQ(header.format, 1);
  EXPECT_EQ(header.channels, 2);
  EXPECT_EQ(header.hz, 50'066u);
  EXPECT_EQ(header.bytes_per_second, 4 * 50'066u);
  EXPECT_EQ(header.data_bytes, 12u);
  EXPECT_EQ(bytes.substr(44), std::string("\1\0\xff\xff\2\0\xfe\xff\3\0\xfd\xff", 12));
}

TEST(WavFileTest, WhereNothingCanBeWrittenIsToldInOneLine) {
  try {
    WavFile("/nowhere/a.wav");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot write the sound to /nowhere/a.wav: No such file or directory; name another file");
  }
}

TEST(SdlAudioTest, PlaysOnADummyCard) {
  setenv("SDL_AUDIODRIVER", "dummy", 1);
  SdlAudio audio;
  const std::vector<i16> sound(kHostHz / 50 * 2);
  audio.play(sound, kHostHz);
  audio.set_muted(true);
  audio.play(sound, kHostHz);
}

TEST(SdlAudioTest, NoCardIsToldInOneLine) {
  setenv("SDL_AUDIODRIVER", "nonsense", 1);
  EXPECT_THROW(SdlAudio(), UserError);
  setenv("SDL_AUDIODRIVER", "dummy", 1);
}

}  // namespace
}  // namespace sosie::app
