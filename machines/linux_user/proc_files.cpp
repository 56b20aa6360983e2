#include "machines/linux_user/proc_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "machines/linux_user/proc_maps.h"
#include "machines/linux_user/process.h"

namespace sosie::linux_user {

namespace {

/// The name below this process's directory in /proc, or empty.
std::string_view own_proc_name(std::string_view path) {
  constexpr std::string_view kProc = "/proc/";
  if (!path.starts_with(kProc)) return {};
  path.remove_prefix(kProc.size());
  for (const std::string& own : {std::string("self/"), std::string("thread-self/"), std::to_string(getpid()) + "/"}) {
    if (path.starts_with(own)) return path.substr(own.size());
  }
  return {};
}

std::string command_line(const Process& process) {
  std::string text;
  for (const std::string& argument : process.arguments()) text.append(argument).push_back('\0');
  return text;
}

std::string auxiliary_vector(const Process& process) {
  std::string bytes;
  for (const auto& entry : process.auxiliary()) {
    const u32 words[] = {entry.first, entry.second};
    bytes.append(reinterpret_cast<const char*>(words), sizeof words);
  }
  return bytes;
}

i64 open_text(std::string_view name, const std::string& text, int flags) {
  const int fd = memfd_create(std::string(name).c_str(), flags & O_CLOEXEC ? MFD_CLOEXEC : 0);
  if (fd < 0) return -errno;
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || lseek(fd, 0, SEEK_SET) != 0) {
    close(fd);
    return -EIO;
  }
  return fd;
}

}  // namespace

std::optional<i64> open_proc_file(const Process& process, std::string_view path, int flags) {
  const std::string_view name = own_proc_name(path);
  if (name == "exe") {
    const int fd = open(process.program_host_path().c_str(), flags);
    return fd < 0 ? -errno : fd;
  }
  if (name == "maps") {
    const auto guest_path = [&](const std::string& host) { return process.paths().to_guest(host); };
    const auto held = process.map().hold();
    return open_text(name, proc_maps(process.map(), guest_path), flags);
  }
  if (name == "cmdline") return open_text(name, command_line(process), flags);
  if (name == "auxv") return open_text(name, auxiliary_vector(process), flags);
  return std::nullopt;
}

bool is_program_link(std::string_view path) { return own_proc_name(path) == "exe"; }

}  // namespace sosie::linux_user
