// POSIX message queues. Source: mq_overview(7), mq_open(3), mq_getsetattr(2), mq_notify(3).
#include <mqueue.h>
#include <sys/syscall.h>

#include "machines/linux_user/guest_ipc.h"
#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

mq_attr to_host(const GuestMqAttributes& guest) {
  mq_attr host{};
  host.mq_flags = guest.flags;
  host.mq_maxmsg = guest.max_messages;
  host.mq_msgsize = guest.max_bytes;
  host.mq_curmsgs = guest.messages;
  return host;
}

GuestMqAttributes to_guest(const mq_attr& host) {
  GuestMqAttributes guest{};
  guest.flags = static_cast<i32>(host.mq_flags);
  guest.max_messages = static_cast<i32>(host.mq_maxmsg);
  guest.max_bytes = static_cast<i32>(host.mq_msgsize);
  guest.messages = static_cast<i32>(host.mq_curmsgs);
  return guest;
}

// Names of queues are no paths: they stay as they are.
i64 sys_mq_open(Thread& t, arg::Text name, arg::Flags flags, arg::Mode mode, arg::Pointer attributes) {
  mq_attr host{};
  if (attributes != 0) host = to_host(t.memory().read<GuestMqAttributes>(attributes));
  return t.call(SYS_mq_open, t.memory().string(name).c_str(), t.abi().open_flags_to_host(flags), mode,
                attributes != 0 ? &host : nullptr);
}
i64 sys_mq_unlink(Thread& t, arg::Text name) { return host_syscall(SYS_mq_unlink, t.memory().string(name).c_str()); }

template <class Timespec>
i64 sys_mq_timedsend(Thread& t, arg::Fd queue, arg::Input message, u32 bytes, u32 priority, arg::Pointer timeout) {
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  return t.call(SYS_mq_timedsend, queue, t.memory().input(message, bytes), bytes, priority, host_timeout.pointer());
}

template <class Timespec>
i64 sys_mq_timedreceive(Thread& t, arg::Fd queue, arg::Output message, u32 bytes, arg::Pointer priority,
                        arg::Pointer timeout) {
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  HostCopy<u32> host_priority(t.memory(), priority, Way::kOut);
  return host_priority.done(t.call(SYS_mq_timedreceive, queue, t.memory().output(message, bytes), bytes,
                                   host_priority.pointer(), host_timeout.pointer()));
}

i64 sys_mq_notify(Thread& t, arg::Fd queue, arg::Pointer event) {
  if (event == 0) return host_syscall(SYS_mq_notify, queue, nullptr);
  const auto guest = t.memory().read<GuestSigevent>(event);
  HostSigevent host = to_host(guest);
  if (guest.notify == SIGEV_THREAD) {
    // The C library's thread reads this cookie from the socket whose number is in the place of the signal's.
    constexpr u64 kCookieBytes = 32;
    host.value = reinterpret_cast<u64>(t.memory().input(guest.value, kCookieBytes));
  }
  return host_syscall(SYS_mq_notify, queue, &host);
}

i64 sys_mq_getsetattr(Thread& t, arg::Fd queue, arg::Pointer attributes, arg::Pointer old) {
  mq_attr host{}, before{};
  if (attributes != 0) host = to_host(t.memory().read<GuestMqAttributes>(attributes));
  const i64 error = host_syscall(SYS_mq_getsetattr, queue, attributes != 0 ? &host : nullptr, &before);
  if (error == 0 && old != 0) t.memory().write(old, to_guest(before));
  return error;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_mq_open>("mq_open"),
    syscall_row<sys_mq_unlink>("mq_unlink"),
    syscall_row<sys_mq_timedsend<GuestTimespec32>>("mq_timedsend"),
    syscall_row<sys_mq_timedsend<GuestTimespec64>>("mq_timedsend_time64"),
    syscall_row<sys_mq_timedreceive<GuestTimespec32>>("mq_timedreceive"),
    syscall_row<sys_mq_timedreceive<GuestTimespec64>>("mq_timedreceive_time64"),
    syscall_row<sys_mq_notify>("mq_notify"),
    syscall_row<sys_mq_getsetattr>("mq_getsetattr"),
};

}  // namespace

std::span<const Syscall> mq_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
