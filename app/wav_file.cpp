#include "app/wav_file.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>

#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr u32 kHeaderBytes = 44, kChannels = 2, kSampleBytes = 2;
constexpr u32 kMostBytes = std::numeric_limits<u32>::max() - kHeaderBytes;

static_assert(std::endian::native == std::endian::little, "WAVE is little-endian, and samples are written as they lie");

template <class T>
void put(std::ofstream& file, T value) {
  std::array<char, sizeof value> bytes;
  std::memcpy(bytes.data(), &value, sizeof value);
  file.write(bytes.data(), sizeof value);
}

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw UserError(
      fmt::format("cannot write the sound to {}: {}; name another file", path.string(), std::strerror(errno)));
}

}  // namespace

WavFile::WavFile(const std::filesystem::path& path) : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
  if (!file_) fail(path_);
  write_header(48'000);
}

void WavFile::write_header(u32 hz) {
  file_.seekp(0);
  file_.write("RIFF", 4);
  put<u32>(file_, kHeaderBytes - 8 + data_bytes_);
  file_.write("WAVEfmt ", 8);
  put<u32>(file_, 16);  // of format
  put<u16>(file_, 1);   // PCM
  put<u16>(file_, kChannels);
  put<u32>(file_, hz);
  put<u32>(file_, hz * kChannels * kSampleBytes);
  put<u16>(file_, kChannels * kSampleBytes);
  put<u16>(file_, kSampleBytes * 8);
  file_.write("data", 4);
  put<u32>(file_, data_bytes_);
  file_.seekp(0, std::ios::end);
  file_.flush();
  if (!file_) fail(path_);
}

void WavFile::play(std::span<const i16> stereo, u32 hz) {
  const u32 bytes = static_cast<u32>(stereo.size_bytes());
  if (bytes > kMostBytes - data_bytes_) {
    throw UserError(fmt::format("{} is full: a WAV file holds 4 GiB; record a shorter run", path_.string()));
  }
  file_.write(reinterpret_cast<const char*>(stereo.data()), bytes);
  data_bytes_ += bytes;
  write_header(hz);
}

}  // namespace sosie::app
