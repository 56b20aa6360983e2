/// app/wav_file.h — the guest's sound in a WAV file, at the rate at which the machine makes it.
///
/// Source: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991, WAVE.
#pragma once

#include <filesystem>
#include <fstream>

#include "core/host/audio_sink.h"

namespace sosie::app {

class WavFile final : public AudioSink {
 public:
  /// Throws UserError where the file cannot be made.
  explicit WavFile(const std::filesystem::path& path);
  /// The file is whole already: the header is kept true all the time.
  ~WavFile() override = default;

  /// Throws UserError where the file cannot be written. The last rate is that of the whole file.
  void play(std::span<const i16> stereo, u32 hz) override;

 private:
  void write_header(u32 hz);

  std::filesystem::path path_;
  std::ofstream file_;
  u32 data_bytes_ = 0;
};

}  // namespace sosie::app
