/// app/character_port.h — a port in both directions, each a file of the host's: MIDI.
#pragma once

#include <filesystem>
#include <optional>

#include "app/character_file.h"
#include "core/base/file_descriptor.h"
#include "core/host/char_backend.h"

namespace sosie::app {

class CharacterPort final : public CharBackend {
 public:
  /// \param to as CharacterFile has it. \param from a file, a FIFO or a device; empty: nothing. Throws UserError.
  CharacterPort(const std::filesystem::path& to, const std::filesystem::path& from);
  void send(u8 character) override;
  /// Passes on what has come by now, so much at most. Never waits.
  void receive(std::size_t at_most);

 private:
  std::optional<CharacterFile> to_;
  FileDescriptor from_{-1};
};

}  // namespace sosie::app
