#include "app/character_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace sosie::app {

CharacterFile::CharacterFile(const std::filesystem::path& path)
    : file_(path == "-" ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                        : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (file_.number() < 0) {
    throw UserError(fmt::format("cannot write to {}: {}; name another file", path.string(), std::strerror(errno)));
  }
}

void CharacterFile::send(u8 character) {
  if (write(file_.number(), &character, 1) != 1) return;
}

}  // namespace sosie::app
