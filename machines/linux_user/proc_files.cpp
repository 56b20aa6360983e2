#include "machines/linux_user/proc_files.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
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
    u32 words[] = {entry.first, entry.second};
    reorder(words, process.abi().order());
    bytes.append(reinterpret_cast<const char*>(words), sizeof words);
  }
  return bytes;
}

/// The host's line with the guest's addresses of code and stack (proc(5), fields 26 to 30).
std::string status_line() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == line.npos) return line;
  std::istringstream fields(line.substr(name_end + 1));
  std::string text = line.substr(0, name_end + 1);
  std::string field;
  constexpr int kFirst = 3, kCodeBegin = 26, kStackTop = 28, kLastAddress = 30;
  for (int number = kFirst; fields >> field; ++number) {
    const bool hidden = number >= kCodeBegin && number <= kLastAddress;
    const u32 shown = number == kStackTop ? AddressLayout::kStackTop : 0;
    text.append(1, ' ').append(hidden ? std::to_string(shown) : field);
  }
  return text + "\n";
}

unsigned processors() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 1;
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
  if (path == "/proc/cpuinfo") return open_text("cpuinfo", process.abi().cpu_information(processors()), flags);
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
  if (name == "stat") return open_text(name, status_line(), flags);
  return std::nullopt;
}

bool is_program_link(std::string_view path) { return own_proc_name(path) == "exe"; }

}  // namespace sosie::linux_user
