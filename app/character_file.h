/// app/character_file.h — what a serial port sends, in a file or on standard output.
#pragma once

#include <filesystem>

#include "core/base/file_descriptor.h"
#include "core/host/char_backend.h"

namespace sosie::app {

class CharacterFile final : public CharBackend {
 public:
  /// "-" is standard output. A file begins empty; a FIFO or device is used as it is. Throws UserError.
  explicit CharacterFile(const std::filesystem::path& path);
  /// At once, so that a reader sees a line when it is complete. What does not fit is dropped.
  void send(u8 character) override;

 private:
  FileDescriptor file_;
};

}  // namespace sosie::app
