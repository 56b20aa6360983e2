// System calls on signals. Source: sigaction(2), sigprocmask(2), sigsuspend(2), sigtimedwait(2), kill(2), tgkill(2).
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kSetBytes = sizeof(SignalSet);

SignalSet read_set(Thread& t, u32 address, u32 bytes) {
  if (bytes != kSetBytes) throw SyscallError{EINVAL};
  return t.memory().read<GuestSigset>(address).set();
}

i64 sys_rt_sigaction(Thread& t, arg::Signal signal, arg::Pointer action, arg::Pointer old, u32 bytes) {
  if (bytes != kSetBytes || !valid_signal(signal)) return -EINVAL;
  if (action != 0 && kUnblockable & signal_bit(signal)) return -EINVAL;
  const SignalAction before = t.process().actions().get(signal);
  if (action != 0) {
    const auto guest = t.memory().read<GuestSigaction>(action);
    t.process().actions().set(
        signal, {.handler = guest.handler, .flags = guest.flags, .restorer = guest.restorer, .mask = guest.mask.set()});
  }
  if (old != 0) {
    t.memory().write(old, GuestSigaction{before.handler, before.flags, before.restorer, GuestSigset::of(before.mask)});
  }
  return 0;
}

i64 sys_rt_sigprocmask(Thread& t, i32 how, arg::Pointer set, arg::Pointer old, u32 bytes) {
  if (bytes != kSetBytes) return -EINVAL;
  const SignalSet before = t.signals().mask();
  if (set != 0) {
    const SignalSet change = read_set(t, set, bytes);
    SignalSet mask = change;
    if (how == SIG_BLOCK) mask = before | change;
    else if (how == SIG_UNBLOCK) mask = before & ~change;
    else if (how != SIG_SETMASK) return -EINVAL;
    if (const i64 result = t.signals().set_mask(mask); result != 0) return result;
  }
  if (old != 0) t.memory().write(old, GuestSigset::of(before));
  return 0;
}

i64 sys_rt_sigpending(Thread& t, arg::Pointer set, u32 bytes) {
  if (bytes > kSetBytes) return -EINVAL;
  SignalSet pending = 0;
  const i64 error = host_syscall(SYS_rt_sigpending, &pending, sizeof pending);
  pending |= t.signals().held();
  if (error != 0) return error;
  GuestSigset guest = GuestSigset::of(pending);
  reorder(guest, t.memory().order());
  t.memory().write_bytes(set, &guest, bytes);
  return 0;
}

i64 suspend(Thread& t, SignalSet mask) {
  const SignalSet host = to_host_mask(mask);
  const i64 result = t.call(SYS_rt_sigsuspend, &host, kSetBytes);
  if (result == -EINTR) t.signals().waited_with(mask);
  // This one is never made again once it has begun.
  return result == kRestartCall ? kRestartAlways : result;
}
i64 sys_rt_sigsuspend(Thread& t, arg::Pointer set, u32 bytes) { return suspend(t, read_set(t, set, bytes)); }
i64 sys_pause(Thread& t) { return suspend(t, t.signals().mask()); }

template <class Timespec>
i64 sys_rt_sigtimedwait(Thread& t, arg::Pointer set, arg::Pointer info, arg::Pointer timeout, u32 bytes) {
  const SignalSet wanted = read_set(t, set, bytes);
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  siginfo_t host_info{};
  const i64 result = t.call(SYS_rt_sigtimedwait, &wanted, &host_info, host_timeout.pointer(), kSetBytes);
  if (result > 0 && info != 0) {
    t.memory().write(info, to_guest({.number = static_cast<int>(result), .info = host_info}));
  }
  return result;
}

i64 sys_sigaltstack(Thread& t, arg::Pointer stack, arg::Pointer old) {
  AlternateStack& current = t.signals().alternate_stack();
  const bool active = current.bytes != 0 && current.contains(t.abi().stack(t.state()));
  const AlternateStack before = current;
  if (stack != 0) {
    constexpr u32 kMinBytes = 2048;  // MINSIGSTKSZ
    const auto guest = t.memory().read<GuestStack>(stack);
    const i32 mode = guest.flags & ~INT32_MIN;  // without SS_AUTODISARM
    if (active) return -EPERM;
    if (mode != 0 && mode != SS_DISABLE && mode != SS_ONSTACK) return -EINVAL;
    if (mode == SS_DISABLE) current = {};
    else if (guest.bytes < kMinBytes) return -ENOMEM;
    else current = {guest.base, guest.bytes, guest.flags & INT32_MIN};
  }
  if (old != 0) {
    t.memory().write(old, GuestStack{before.base, active ? before.flags | SS_ONSTACK : before.flags, before.bytes});
  }
  return 0;
}

i64 sys_sigreturn(Thread& t) { return t.signals().leave_handler(false); }
i64 sys_rt_sigreturn(Thread& t) { return t.signals().leave_handler(true); }

// Sending. What goes to this process comes back through the host like any other signal.

i64 sys_kill(Thread& t, i32 pid, arg::Signal signal) { return t.call(SYS_kill, pid, signal); }
i64 sys_tkill(Thread& t, i32 tid, arg::Signal signal) { return t.call(SYS_tkill, tid, signal); }
i64 sys_tgkill(Thread& t, i32 pid, i32 tid, arg::Signal signal) { return t.call(SYS_tgkill, pid, tid, signal); }

i64 sys_rt_sigqueueinfo(Thread& t, i32 pid, arg::Signal signal, arg::Pointer info) {
  const siginfo_t host = to_host(t.memory().read<GuestSiginfo>(info));
  return host_syscall(SYS_rt_sigqueueinfo, pid, signal, &host);
}
i64 sys_rt_tgsigqueueinfo(Thread& t, i32 pid, i32 tid, arg::Signal signal, arg::Pointer info) {
  const siginfo_t host = to_host(t.memory().read<GuestSiginfo>(info));
  return host_syscall(SYS_rt_tgsigqueueinfo, pid, tid, signal, &host);
}

i64 sys_signalfd4(Thread& t, arg::Fd fd, arg::Pointer set, u32 bytes, arg::Flags flags) {
  // What is read from the descriptor: descriptor_messages.h.
  const SignalSet wanted = to_host_mask(read_set(t, set, bytes));
  return host_syscall(SYS_signalfd4, fd, &wanted, kSetBytes, t.abi().open_flags_to_host(flags));
}

i64 sys_signalfd(Thread& t, arg::Fd fd, arg::Pointer set, u32 bytes) { return sys_signalfd4(t, fd, set, bytes, {0}); }

// Sets of 32 bits; the first two arguments of sigsuspend mean nothing.
i64 sys_sigpending(Thread& t, arg::Pointer set) { return sys_rt_sigpending(t, set, sizeof(u32)); }
i64 sys_sigsuspend(Thread& t, i32, i32, u32 mask) { return suspend(t, mask); }

i64 sys_restart_syscall(Thread&) { return -EINTR; }

i64 sys_arm_breakpoint(Thread& t) {
  t.signals().force(fault_signal(SIGTRAP, TRAP_BRKPT, t.abi().pc(t.state())));
  return kNoResult;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_rt_sigaction>("rt_sigaction"),
    syscall_row<sys_rt_sigprocmask>("rt_sigprocmask"),
    syscall_row<sys_rt_sigpending>("rt_sigpending"),
    syscall_row<sys_rt_sigsuspend>("rt_sigsuspend"),
    syscall_row<sys_pause>("pause"),
    syscall_row<sys_rt_sigtimedwait<GuestTimespec32>>("rt_sigtimedwait"),
    syscall_row<sys_rt_sigtimedwait<GuestTimespec64>>("rt_sigtimedwait_time64"),
    syscall_row<sys_sigaltstack>("sigaltstack"),
    syscall_row<sys_sigreturn>("sigreturn"),
    syscall_row<sys_rt_sigreturn>("rt_sigreturn"),
    syscall_row<sys_kill>("kill"),
    syscall_row<sys_tkill>("tkill"),
    syscall_row<sys_tgkill>("tgkill"),
    syscall_row<sys_rt_sigqueueinfo>("rt_sigqueueinfo"),
    syscall_row<sys_rt_tgsigqueueinfo>("rt_tgsigqueueinfo"),
    syscall_row<sys_signalfd4>("signalfd4"),
    syscall_row<sys_signalfd>("signalfd"),
    syscall_row<sys_sigpending>("sigpending"),
    syscall_row<sys_sigsuspend>("sigsuspend"),
    syscall_row<sys_restart_syscall>("restart_syscall"),
    syscall_row<sys_arm_breakpoint>("arm_breakpoint"),
};

}  // namespace

std::span<const Syscall> signal_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
