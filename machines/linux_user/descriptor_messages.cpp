#include "machines/linux_user/descriptor_messages.h"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

namespace sosie::linux_user {

namespace {

struct MessageKind {
  std::string_view name;  ///< where /proc/self/fd leads to
  Reorder reorder;
};

/// The name that follows an event is as long as it says.
void reorder_inotify(std::span<u8> bytes) {
  while (bytes.size() >= sizeof(inotify_event)) {
    inotify_event event;
    std::memcpy(&event, bytes.data(), sizeof event);
    reorder_all<u32>(bytes.first(sizeof event));
    const u64 all = sizeof event + u64{event.len};
    if (all > bytes.size()) return;
    bytes = bytes.subspan(all);
  }
}

constexpr MessageKind kKinds[] = {
    {"anon_inode:[eventfd]", reorder_all<u64>},
    {"anon_inode:[timerfd]", reorder_all<u64>},
    {"anon_inode:[signalfd]", reorder_all<signalfd_siginfo>},
    {"anon_inode:inotify", reorder_inotify},
};

}  // namespace

Reorder message_reorder(int fd) {
  // Those have no type of their own, all others do: that is asked first, as it is quick.
  struct stat status;
  if (fstat(fd, &status) != 0 || (status.st_mode & S_IFMT) != 0) return nullptr;
  char name[64];
  const ssize_t length = readlink(fmt::format("/proc/self/fd/{}", fd).c_str(), name, sizeof name);
  if (length < 0) return nullptr;
  for (const MessageKind& kind : kKinds) {
    if (kind.name == std::string_view(name, static_cast<std::size_t>(length))) return kind.reorder;
  }
  return nullptr;
}

}  // namespace sosie::linux_user
