#include "app/character_port.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace sosie::app {

namespace {

/// \return -1 with errno, where it cannot be read.
int open_for_reading(const std::filesystem::path& path) {
  const int number = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat status {};
  if (number < 0 || fstat(number, &status) != 0 || !S_ISDIR(status.st_mode)) return number;
  close(number);
  errno = EISDIR;
  return -1;
}

}  // namespace

CharacterPort::CharacterPort(const std::filesystem::path& to, const std::filesystem::path& from) {
  if (!to.empty()) to_.emplace(to);
  if (from.empty()) return;
  from_ = FileDescriptor(open_for_reading(from));
  if (from_.number() < 0) {
    throw UserError(fmt::format("cannot read from {}: {}; name another file", from.string(), std::strerror(errno)));
  }
}

void CharacterPort::send(u8 character) {
  if (to_) to_->send(character);
}

void CharacterPort::receive(std::size_t at_most) {
  if (from_.number() < 0 || !received) return;
  std::array<u8, 4096> characters;
  const ssize_t count = read(from_.number(), characters.data(), std::min(at_most, characters.size()));
  if (count > 0) received({characters.data(), static_cast<std::size_t>(count)});
}

}  // namespace sosie::app
