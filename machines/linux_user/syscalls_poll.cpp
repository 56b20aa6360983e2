// System calls that wait for descriptors. Source: poll(2), select(2), epoll(7), "C library/kernel differences" there.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kSignalSetBytes = sizeof(SignalSet);

/// The mask that a call waits with: the guest's, as the host gets it. Null address: the thread's own.
class WaitMask {
 public:
  WaitMask(Thread& t, u32 address, u32 bytes) : thread_(t), present_(address != 0) {
    if (!present_) return;
    if (bytes != kSignalSetBytes) throw SyscallError{EINVAL};
    guest_ = t.memory().read<GuestSigset>(address).set();
    host_ = to_host_mask(guest_);
  }
  const SignalSet* pointer() const { return present_ ? &host_ : nullptr; }
  i64 done(i64 result) const {
    if (result == -EINTR && present_) thread_.signals().waited_with(guest_);
    return result;
  }

 private:
  Thread& thread_;
  const bool present_;
  SignalSet guest_ = 0, host_ = 0;
};

// poll. struct pollfd is the same for all.

constexpr u32 kMaxPolled = 1 << 20;

HostCopy<pollfd> polled(Thread& t, u32 address, u32 count) {
  if (count > kMaxPolled) throw SyscallError{EINVAL};
  return {t.memory(), address, Way::kBoth, count};
}

i64 sys_poll(Thread& t, arg::Pointer fds, u32 count, i32 milliseconds) {
  HostCopy<pollfd> host = polled(t, fds, count);
  return host.done(t.call(SYS_poll, host.pointer(), count, milliseconds));
}

template <class Timespec>
i64 sys_ppoll(Thread& t, arg::Pointer fds, u32 count, arg::Pointer timeout, arg::Pointer mask, u32 mask_bytes) {
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  const WaitMask wait(t, mask, mask_bytes);
  HostCopy<pollfd> host = polled(t, fds, count);
  const i64 result =
      host.done(t.call(SYS_ppoll, host.pointer(), count, host_timeout.pointer(), wait.pointer(), kSignalSetBytes));
  if (timeout != 0) write_timespec<Timespec>(t.memory(), timeout, *host_timeout.pointer());
  return wait.done(result);
}

// select. Sets are arrays of words, in whose number guest and host differ, so the host gets copies.

constexpr u32 kMaxSelected = 4096;

class SelectSet {
 public:
  SelectSet(Thread& t, u32 address, u32 count) : memory_(t.memory()), address_(address), used_((count + 31) / 32) {
    if (address_ != 0) memory_.read_array(address_, std::span(words_, used_));
  }
  void* pointer() { return address_ != 0 ? words_ : nullptr; }
  void write_back() {
    if (address_ != 0) memory_.write_array(address_, std::span<const u32>(words_, used_));
  }

 private:
  GuestMemory& memory_;
  const u32 address_, used_;
  alignas(8) u32 words_[kMaxSelected / 32 + 2] = {};
};

i64 select_with(Thread& t, i32 count, u32 reads, u32 writes, u32 excepts, timespec* timeout, const WaitMask& wait) {
  if (count < 0) return -EINVAL;
  const u32 bits = std::min(static_cast<u32>(count), kMaxSelected);
  SelectSet read_set(t, reads, bits), write_set(t, writes, bits), except_set(t, excepts, bits);
  const struct {
    const SignalSet* set;
    std::size_t bytes;
  } host_mask{wait.pointer(), kSignalSetBytes};
  const i64 result =
      t.call(SYS_pselect6, bits, read_set.pointer(), write_set.pointer(), except_set.pointer(), timeout, &host_mask);
  if (result >= 0) {
    for (SelectSet* set : {&read_set, &write_set, &except_set}) set->write_back();
  }
  return wait.done(result);
}

i64 sys_newselect(Thread& t, i32 count, arg::Pointer reads, arg::Pointer writes, arg::Pointer excepts,
                  arg::Pointer timeout) {
  timespec host{};
  if (timeout != 0) {
    const timeval guest = to_host(t.memory().read<GuestTimeval>(timeout));
    if (guest.tv_sec < 0 || guest.tv_usec < 0) return -EINVAL;
    host = {.tv_sec = guest.tv_sec + guest.tv_usec / 1'000'000, .tv_nsec = guest.tv_usec % 1'000'000 * 1000};
  }
  const i64 result = select_with(t, count, reads, writes, excepts, timeout != 0 ? &host : nullptr, WaitMask(t, 0, 0));
  if (timeout != 0 && result != kRestartAlways) {
    t.memory().write(timeout, GuestTimeval{static_cast<i32>(host.tv_sec), static_cast<i32>(host.tv_nsec / 1000)});
  }
  return result;
}

template <class Timespec>
i64 sys_pselect6(Thread& t, i32 count, arg::Pointer reads, arg::Pointer writes, arg::Pointer excepts,
                 arg::Pointer timeout, arg::Pointer mask) {
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  const auto pointer = mask != 0 ? t.memory().read<GuestSigsetPointer>(mask) : GuestSigsetPointer{};
  const WaitMask wait(t, pointer.address, pointer.bytes);
  const i64 result = select_with(t, count, reads, writes, excepts, host_timeout.pointer(), wait);
  if (timeout != 0) write_timespec<Timespec>(t.memory(), timeout, *host_timeout.pointer());
  return result;
}

// epoll. The host's struct epoll_event is packed, the guest's is not.

constexpr u32 kMaxEvents = 1 << 16;

i64 sys_epoll_create1(Thread& t, arg::Flags flags) {
  return host_syscall(SYS_epoll_create1, t.abi().open_flags_to_host(flags));
}
i64 sys_epoll_create(Thread& t, i32 size) { return size <= 0 ? -EINVAL : sys_epoll_create1(t, {0}); }

template <class Event>
epoll_event read_event(const GuestMemory& memory, u32 address) {
  const auto guest = memory.read<Event>(address);
  epoll_event host{};
  host.events = guest.events;
  host.data.u64 = guest.data;
  return host;
}
template <class Event>
void write_event(GuestMemory& memory, u32 events, u32 index, const epoll_event& host) {
  Event guest{};
  guest.events = host.events;
  guest.data = host.data.u64;
  memory.write(events + index * static_cast<u32>(sizeof guest), guest);
}

i64 sys_epoll_ctl(Thread& t, arg::Fd epoll, i32 operation, arg::Fd fd, arg::Pointer event) {
  epoll_event host{};
  if (operation != EPOLL_CTL_DEL) {
    host = t.abi().aligned_pairs() ? read_event<GuestEpollEvent>(t.memory(), event)
                                   : read_event<GuestDenseEpollEvent>(t.memory(), event);
  }
  return host_syscall(SYS_epoll_ctl, epoll, operation, fd, &host);
}

/// `call` makes the host's call with room for the events.
template <class Call>
i64 wait_for_events(Thread& t, u32 events, i32 count, const WaitMask& wait, Call call) {
  if (count <= 0 || count > static_cast<i32>(kMaxEvents)) return -EINVAL;
  std::vector<epoll_event> host(static_cast<std::size_t>(count));
  const i64 result = call(host.data());
  for (i64 i = 0; i < result; ++i) {
    const epoll_event& event = host[static_cast<std::size_t>(i)];
    if (t.abi().aligned_pairs()) write_event<GuestEpollEvent>(t.memory(), events, static_cast<u32>(i), event);
    else write_event<GuestDenseEpollEvent>(t.memory(), events, static_cast<u32>(i), event);
  }
  return wait.done(result);
}

i64 sys_epoll_wait(Thread& t, arg::Fd epoll, arg::Pointer events, i32 count, i32 milliseconds) {
  return wait_for_events(t, events, count, WaitMask(t, 0, 0),
                         [&](epoll_event* host) { return t.call(SYS_epoll_wait, epoll, host, count, milliseconds); });
}
i64 sys_epoll_pwait(Thread& t, arg::Fd epoll, arg::Pointer events, i32 count, i32 milliseconds, arg::Pointer mask,
                    u32 mask_bytes) {
  const WaitMask wait(t, mask, mask_bytes);
  return wait_for_events(t, events, count, wait, [&](epoll_event* host) {
    return t.call(SYS_epoll_pwait, epoll, host, count, milliseconds, wait.pointer(), kSignalSetBytes);
  });
}
i64 sys_epoll_pwait2(Thread& t, arg::Fd epoll, arg::Pointer events, i32 count, arg::Pointer timeout, arg::Pointer mask,
                     u32 mask_bytes) {
  OptionalTimespec<GuestTimespec64> host_timeout(t.memory(), timeout);
  const WaitMask wait(t, mask, mask_bytes);
  return wait_for_events(t, events, count, wait, [&](epoll_event* host) {
    return t.call(SYS_epoll_pwait2, epoll, host, count, host_timeout.pointer(), wait.pointer(), kSignalSetBytes);
  });
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_poll>("poll"),
    syscall_row<sys_ppoll<GuestTimespec32>>("ppoll"),
    syscall_row<sys_ppoll<GuestTimespec64>>("ppoll_time64"),
    syscall_row<sys_newselect>("_newselect"),
    syscall_row<sys_pselect6<GuestTimespec32>>("pselect6"),
    syscall_row<sys_pselect6<GuestTimespec64>>("pselect6_time64"),
    syscall_row<sys_epoll_create>("epoll_create"),
    syscall_row<sys_epoll_create1>("epoll_create1"),
    syscall_row<sys_epoll_ctl>("epoll_ctl"),
    syscall_row<sys_epoll_wait>("epoll_wait"),
    syscall_row<sys_epoll_pwait>("epoll_pwait"),
    syscall_row<sys_epoll_pwait2>("epoll_pwait2"),
};

}  // namespace

std::span<const Syscall> poll_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
