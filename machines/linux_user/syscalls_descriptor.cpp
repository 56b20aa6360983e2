// System calls on descriptors: duplicating, pipes, fcntl. Source: the calls' man pages.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

i64 sys_dup(Thread&, arg::Fd fd) { return host_syscall(SYS_dup, fd); }
i64 sys_dup2(Thread& t, arg::Fd fd, arg::Fd to) {
  if (t.process().owns_fd(to)) return -EBADF;
  return host_syscall(SYS_dup2, fd, to);
}
i64 sys_dup3(Thread& t, arg::Fd fd, arg::Fd to, arg::Flags flags) {
  if (t.process().owns_fd(to)) return -EBADF;
  return host_syscall(SYS_dup3, fd, to, t.abi().open_flags_to_host(flags));
}

i64 sys_pipe2(Thread& t, arg::Pointer fds, arg::Flags flags) {
  int host[2];
  const i64 error = host_syscall(SYS_pipe2, host, t.abi().open_flags_to_host(flags));
  if (error == 0) t.memory().write(fds, host);
  return error;
}
i64 sys_pipe(Thread& t, arg::Pointer fds) { return sys_pipe2(t, fds, {0}); }

i64 sys_eventfd2(Thread& t, u32 value, arg::Flags flags) {
  return host_syscall(SYS_eventfd2, value, t.abi().open_flags_to_host(flags));
}
i64 sys_eventfd(Thread& t, u32 value) { return sys_eventfd2(t, value, {0}); }

// What is read from the descriptor: descriptor_messages.h.
i64 sys_inotify_init1(Thread& t, arg::Flags flags) {
  return host_syscall(SYS_inotify_init1, t.abi().open_flags_to_host(flags));
}
i64 sys_inotify_init(Thread& t) { return sys_inotify_init1(t, {0}); }
i64 sys_inotify_add_watch(Thread& t, arg::Fd fd, arg::Text path, arg::Flags events) {
  return host_syscall(SYS_inotify_add_watch, fd, t.host_path(path, !(events & IN_DONT_FOLLOW)).c_str(), events);
}
i64 sys_inotify_rm_watch(Thread&, arg::Fd fd, i32 watch) { return host_syscall(SYS_inotify_rm_watch, fd, watch); }

i64 sys_flock(Thread& t, arg::Fd fd, u32 operation) { return t.call(SYS_flock, fd, operation); }

// fcntl.

// The commands with 64-bit offsets are there for 32-bit guests only (fcntl(2)).
constexpr u32 kGetLock64 = 12, kSetLock64 = 13, kSetLockWait64 = 14;

template <class GuestLock>
i64 lock_call(Thread& t, int fd, int command, u32 address) {
  const auto guest = t.memory().read<GuestLock>(address);
  struct flock host {};
  host.l_type = guest.type;
  host.l_whence = guest.whence;
  host.l_start = guest.start;
  host.l_len = guest.length;
  host.l_pid = guest.pid;
  const i64 result = t.call(SYS_fcntl, fd, command, &host);
  if (result < 0 || (command != F_GETLK && command != F_OFD_GETLK)) return result;
  GuestLock found{};
  found.type = host.l_type;
  found.whence = host.l_whence;
  found.start = static_cast<decltype(found.start)>(host.l_start);
  found.length = static_cast<decltype(found.length)>(host.l_len);
  found.pid = host.l_pid;
  t.memory().write(address, found);
  return result;
}

i64 lock_call64(Thread& t, int fd, int command, u32 address) {
  return t.abi().aligned_pairs() ? lock_call<GuestFlock64>(t, fd, command, address)
                                 : lock_call<GuestDenseFlock64>(t, fd, command, address);
}

/// struct f_owner_ex: two ints.
i64 owner_call(Thread& t, int fd, u32 command, u32 address) {
  HostCopy<i32> host(t.memory(), address, command == F_GETOWN_EX ? Way::kOut : Way::kIn, 2);
  const i64 result = host_syscall(SYS_fcntl, fd, command, host.pointer());
  return command == F_GETOWN_EX ? host.done(result) : result;
}

i64 sys_fcntl64(Thread& t, arg::Fd fd, u32 command, u32 argument) {
  switch (command) {
    case F_GETFL: {
      const i64 flags = host_syscall(SYS_fcntl, fd, F_GETFL);
      return flags < 0 ? flags : t.abi().open_flags_to_guest(static_cast<int>(flags));
    }
    case F_SETFL: return host_syscall(SYS_fcntl, fd, F_SETFL, t.abi().open_flags_to_host(argument));
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW: return lock_call<GuestFlock>(t, fd, static_cast<int>(command), argument);
    case kGetLock64: return lock_call64(t, fd, F_GETLK, argument);
    case kSetLock64: return lock_call64(t, fd, F_SETLK, argument);
    case kSetLockWait64: return lock_call64(t, fd, F_SETLKW, argument);
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return lock_call64(t, fd, static_cast<int>(command), argument);
    case F_GETOWN_EX:
    case F_SETOWN_EX: return owner_call(t, fd, command, argument);
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
    case F_GETFD:
    case F_SETFD:
    case F_SETOWN:
    case F_GETOWN:
    case F_SETSIG:
    case F_GETSIG:
    case F_SETLEASE:
    case F_GETLEASE:
    case F_NOTIFY:
    case F_SETPIPE_SZ:
    case F_GETPIPE_SZ:
    case F_ADD_SEALS:
    case F_GET_SEALS: return host_syscall(SYS_fcntl, fd, command, argument);
    default: return -EINVAL;
  }
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_dup>("dup"),
    syscall_row<sys_dup2>("dup2"),
    syscall_row<sys_dup3>("dup3"),
    syscall_row<sys_pipe>("pipe"),
    syscall_row<sys_pipe2>("pipe2"),
    syscall_row<sys_eventfd>("eventfd"),
    syscall_row<sys_eventfd2>("eventfd2"),
    syscall_row<sys_inotify_init>("inotify_init"),
    syscall_row<sys_inotify_init1>("inotify_init1"),
    syscall_row<sys_inotify_add_watch>("inotify_add_watch"),
    syscall_row<sys_inotify_rm_watch>("inotify_rm_watch"),
    syscall_row<sys_flock>("flock"),
    syscall_row<sys_fcntl64>("fcntl64"),
    syscall_row<sys_fcntl64>("fcntl"),
};

}  // namespace

std::span<const Syscall> descriptor_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
