#include "app/disk_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr u64 kBlockBytes = 512;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view why) {
  throw UserError(fmt::format("{} cannot be used as a hard disk: {}", path.string(), why));
}

}  // namespace

DiskFile::DiskFile(const std::filesystem::path& path) : file_(open(path.c_str(), O_RDWR | O_CLOEXEC)) {
  if (file_.number() < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
    file_ = FileDescriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    read_only_ = true;
  }
  if (file_.number() < 0) fail(path, fmt::format("{}; name another file", std::strerror(errno)));
  struct stat status {};
  if (fstat(file_.number(), &status) != 0 || !S_ISREG(status.st_mode)) fail(path, "it is no file; give a disk's image");
  bytes_ = static_cast<u64>(status.st_size);
  if (bytes_ == 0 || bytes_ % kBlockBytes != 0) {
    fail(path,
         fmt::format("its {} bytes are no whole number of blocks of {}; give a disk's image", bytes_, kBlockBytes));
  }
  if (flock(file_.number(), (read_only_ ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    fail(path, "another program uses it; end that one first");
  }
}

bool DiskFile::read(u64 offset, std::span<u8> to) {
  return contains(offset, to.size()) &&
         pread(file_.number(), to.data(), to.size(), static_cast<off_t>(offset)) == static_cast<ssize_t>(to.size());
}

bool DiskFile::write(u64 offset, std::span<const u8> from) {
  return !read_only_ && contains(offset, from.size()) &&
         pwrite(file_.number(), from.data(), from.size(), static_cast<off_t>(offset)) ==
             static_cast<ssize_t>(from.size());
}

bool DiskFile::flush() { return fdatasync(file_.number()) == 0; }

}  // namespace sosie::app
