#include "devices/storage/replace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace sosie {

namespace {

bool write_all(int file, std::span<const u8> content) {
  while (!content.empty()) {
    const ssize_t count = ::write(file, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    content = content.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

void replace_file(const std::filesystem::path& path, std::span<const u8> content) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  const std::filesystem::path place = error ? path : target;
  std::string temporary = place.string() + ".XXXXXX";
  const int file = ::mkstemp(temporary.data());
  bool done = file >= 0;
  int reason = errno;
  if (done) {
    struct stat old {};
    const mode_t mode = ::stat(place.c_str(), &old) == 0 ? old.st_mode & 07777 : 0644;
    done = write_all(file, content) && ::fchmod(file, mode) == 0 && ::fsync(file) == 0;
    if (!done) reason = errno;
    ::close(file);
    if (done && std::rename(temporary.c_str(), place.c_str()) != 0) {
      reason = errno;
      done = false;
    }
    if (!done) ::unlink(temporary.c_str());
  }
  if (!done) {
    throw UserError(
        fmt::format("cannot write {} ({}): what changed on the floppy is not saved; make room or give "
                    "permission in its folder",
                    path.string(), std::strerror(reason)));
  }
}

}  // namespace sosie
