#include "app/character_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace sosie::app {

namespace {

/// A FIFO that is opened for both directions needs no reader to be there already.
int open_for_writing(const std::filesystem::path& path) {
  struct stat status {};
  const bool fifo = stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
  return open(path.c_str(), (fifo ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0666);
}

}  // namespace

CharacterFile::CharacterFile(const std::filesystem::path& path)
    : file_(path == "-" ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) : open_for_writing(path)) {
  if (file_.number() < 0) {
    throw UserError(fmt::format("cannot write to {}: {}; name another file", path.string(), std::strerror(errno)));
  }
}

void CharacterFile::send(u8 character) {
  if (write(file_.number(), &character, 1) != 1) return;
}

}  // namespace sosie::app
