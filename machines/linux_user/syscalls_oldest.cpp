// System calls of the first Linux architectures, which others never had. Source: time(2), stime(2), alarm(2), utime(2),
// waitpid(2), signal(2), sgetmask(2), getpagesize(2), getrlimit(2), select(2) and mmap(2), "C library/kernel
// differences".
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include <algorithm>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

// Seconds.

i64 sys_time(Thread& t, arg::Pointer result) {
  const i32 seconds = static_cast<i32>(time(nullptr));
  if (result != 0) t.memory().write(result, seconds);
  return seconds;
}
i64 sys_stime(Thread& t, arg::Pointer time) {
  const timeval host{.tv_sec = t.memory().read<i32>(time), .tv_usec = 0};
  return host_syscall(SYS_settimeofday, &host, nullptr);
}
i64 sys_alarm(Thread&, u32 seconds) { return host_syscall(SYS_alarm, seconds); }

/// struct utimbuf
struct GuestTimes {
  i32 access, modification;
};
i64 sys_utime(Thread& t, arg::Text path, arg::Pointer times) {
  timespec host[2]{};
  if (times != 0) {
    const auto guest = t.memory().read<GuestTimes>(times);
    host[0].tv_sec = guest.access;
    host[1].tv_sec = guest.modification;
  }
  return host_syscall(SYS_utimensat, AT_FDCWD, t.host_path(path).c_str(), times != 0 ? host : nullptr, 0);
}

// Processes and signals.

i64 sys_waitpid(Thread& t, i32 pid, arg::Pointer status, arg::Flags options) {
  int host_status = 0;
  const i64 result = t.call(SYS_wait4, pid, &host_status, options, nullptr);
  if (result > 0 && status != 0) t.memory().write(status, host_status);
  return result;
}

/// A handler that is gone when it has been called once.
i64 sys_signal(Thread& t, arg::Signal signal, arg::Pointer handler) {
  if (!valid_signal(signal) || kUnblockable & signal_bit(signal)) return -EINVAL;
  const SignalAction before = t.process().actions().get(signal);
  t.process().actions().set(signal, {.handler = handler, .flags = SA_RESETHAND | SA_NODEFER});
  return before.handler;
}

i64 sys_sgetmask(Thread& t) { return static_cast<u32>(t.signals().mask()); }
i64 sys_ssetmask(Thread& t, u32 mask) {
  const u32 before = static_cast<u32>(t.signals().mask());
  const i64 result = t.signals().set_mask(mask);
  return result != 0 ? result : before;
}

// Others.

i64 sys_getpagesize(Thread&) { return FlatMemory::kPageBytes; }

i64 sys_umount(Thread& t, arg::Text target) { return host_syscall(SYS_umount2, t.host_path(target).c_str(), 0); }

/// Limits that are no larger than a long.
i64 sys_getrlimit(Thread& t, u32 resource, arg::Pointer result) {
  rlimit host{};
  const i64 error = host_syscall(SYS_getrlimit, resource, &host);
  const auto limit = [](u64 value) { return static_cast<u32>(std::min<u64>(value, INT32_MAX)); };
  if (error == 0) t.memory().write(result, GuestRlimit{limit(host.rlim_cur), limit(host.rlim_max)});
  return error;
}

/// Arguments in memory, from the time when a call had no more than five.
SyscallWords words_at(Thread& t, u32 address, u32 count) {
  SyscallWords words{};
  t.memory().read_array(address, std::span(words).first(count));
  return words;
}

i64 sys_mmap(Thread& t, arg::Pointer arguments) {
  const SyscallWords words = words_at(t, arguments, 6);
  const auto [address, bytes, protection, flags, fd, offset, unused] = words;
  if (offset % FlatMemory::kPageBytes != 0) return -EINVAL;
  return t.process().map().map({.address = address,
                                .bytes = bytes,
                                .protection = static_cast<int>(protection),
                                .flags = static_cast<int>(flags),
                                .fd = static_cast<int>(fd),
                                .offset = offset});
}

i64 sys_select(Thread& t, arg::Pointer arguments) {
  return call_by_name(poll_syscalls(), "_newselect", t, words_at(t, arguments, 5));
}

/// The calls on sockets by their numbers in linux/net.h, from 1 on, and how many arguments each has.
struct SocketCall {
  std::string_view name;
  u32 words;
};
constexpr SocketCall kSocketCalls[] = {{"socket", 3},   {"bind", 3},        {"connect", 3},     {"listen", 2},
                                       {"accept", 3},   {"getsockname", 3}, {"getpeername", 3}, {"socketpair", 4},
                                       {"send", 4},     {"recv", 4},        {"sendto", 6},      {"recvfrom", 6},
                                       {"shutdown", 2}, {"setsockopt", 5},  {"getsockopt", 5},  {"sendmsg", 3},
                                       {"recvmsg", 3},  {"accept4", 4},     {"recvmmsg", 5},    {"sendmmsg", 4}};

i64 sys_socketcall(Thread& t, u32 number, arg::Pointer arguments) {
  if (number < 1 || number > std::size(kSocketCalls)) return -EINVAL;
  const SocketCall& call = kSocketCalls[number - 1];
  return call_by_name(socket_syscalls(), call.name, t, words_at(t, arguments, call.words));
}

// ipc(2).

/// What msgrcv has in one argument there.
struct MessagePlace {
  u32 message, type;
};

i64 receive_message(Thread& t, bool newer, u32 id, u32 bytes, u32 flags, u32 pointer, u32 fifth) {
  const MessagePlace place = newer ? MessagePlace{pointer, fifth} : t.memory().read<MessagePlace>(pointer);
  return call_by_name(ipc_syscalls(), "msgrcv", t, {id, place.message, bytes, place.type, flags});
}

i64 attach_segment(Thread& t, u32 id, u32 flags, u32 result, u32 address) {
  const i64 attached = call_by_name(ipc_syscalls(), "shmat", t, {id, address, flags});
  if (attached < 0 && attached > -4096) return attached;
  t.memory().write(result, static_cast<u32>(attached));
  return 0;
}

i64 sys_ipc(Thread& t, u32 call, u32 first, u32 second, u32 third, arg::Pointer pointer, u32 fifth) {
  const bool newer = call >> 16 != 0;
  const auto make = [&](std::string_view name, const SyscallWords& words) {
    return call_by_name(ipc_syscalls(), name, t, words);
  };
  switch (call & 0xffff) {
    case 1: return make("semop", {first, pointer, second});
    case 2: return make("semget", {first, second, third});
    case 3: return make("semctl", {first, second, third, t.memory().read<u32>(pointer)});
    case 4: return make("semtimedop", {first, pointer, second, fifth});
    case 11: return make("msgsnd", {first, pointer, second, third});
    case 12: return receive_message(t, newer, first, second, third, pointer, fifth);
    case 13: return make("msgget", {first, second});
    case 14: return make("msgctl", {first, second, pointer});
    case 21: return attach_segment(t, first, second, third, pointer);
    case 22: return make("shmdt", {pointer});
    case 23: return make("shmget", {first, second, third});
    case 24: return make("shmctl", {first, second, pointer});
    default: return -ENOSYS;
  }
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_time>("time"),
    syscall_row<sys_stime>("stime"),
    syscall_row<sys_alarm>("alarm"),
    syscall_row<sys_utime>("utime"),
    syscall_row<sys_waitpid>("waitpid"),
    syscall_row<sys_signal>("signal"),
    syscall_row<sys_sgetmask>("sgetmask"),
    syscall_row<sys_ssetmask>("ssetmask"),
    syscall_row<sys_getpagesize>("getpagesize"),
    syscall_row<sys_umount>("umount"),
    syscall_row<sys_getrlimit>("getrlimit"),
    syscall_row<sys_mmap>("mmap"),
    syscall_row<sys_select>("select"),
    syscall_row<sys_socketcall>("socketcall"),
    syscall_row<sys_ipc>("ipc"),
};

}  // namespace

std::span<const Syscall> oldest_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
