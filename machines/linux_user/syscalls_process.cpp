// System calls that make, end and wait for processes, and what threads have of their own. Source: the calls' man pages.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "machines/linux_user/exec.h"
#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

i64 sys_exit_group(Thread& t, i32 status) {
  t.process().end({.by_signal = false, .number = status & 0xff});
  return kNoResult;
}
i64 sys_exit(Thread& t, i32 status) {
  if (!t.process().threads().several()) return sys_exit_group(t, status);
  if (const i64 result = t.signals().close(); result != 0) return result;
  t.exit(status & 0xff);
  return kNoResult;
}

i64 sys_fork(Thread& t) { return fork_process(t, {}); }
i64 sys_vfork(Thread& t) { return fork_process(t, {.flags = CLONE_VFORK}); }

/// The last two arguments are in the order of CONFIG_CLONE_BACKWARDS, or not (clone(2), "C library/kernel
/// differences").
i64 sys_clone(Thread& t, arg::Flags flags, arg::Pointer stack, arg::Pointer parent_tid, arg::Pointer fourth,
              arg::Pointer fifth) {
  const bool backwards = t.abi().clone_backwards();
  const CloneRequest request{.flags = flags,
                             .stack = stack,
                             .parent_tid = parent_tid,
                             .child_tid = backwards ? fifth : fourth,
                             .thread_pointer = backwards ? fourth : fifth};
  const bool thread = flags & CLONE_THREAD, handlers = flags & CLONE_SIGHAND, memory = flags & CLONE_VM;
  if ((thread && !handlers) || (handlers && !memory)) return -EINVAL;
  if (thread) return t.process().threads().start(t, request);
  if (memory && !(flags & CLONE_VFORK)) {
    t.process().log().line("sosie: a process that shares its parent's memory is not possible yet; clone gets ENOSYS");
    return -ENOSYS;
  }
  if ((flags & CSIGNAL) != SIGCHLD) return -EINVAL;
  return fork_process(t, request);
}

i64 sys_execve(Thread& t, arg::Text path, arg::Strings argv, arg::Environment environment) {
  return execute(t, t.memory().string(path), t.memory().strings(argv), t.memory().strings(environment));
}

i64 sys_execveat(Thread& t, arg::Fd directory, arg::Text path, arg::Strings argv, arg::Environment environment,
                 arg::Flags flags) {
  std::string name = t.memory().string(path);
  if (flags & ~u32{AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW} || (name.empty() && !(flags & AT_EMPTY_PATH))) {
    return name.empty() ? -ENOENT : -EINVAL;
  }
  if (directory != AT_FDCWD && !name.starts_with('/')) {
    name = fmt::format("/proc/self/fd/{}{}{}", directory.value, name.empty() ? "" : "/", name);
  }
  return execute(t, name, t.memory().strings(argv), t.memory().strings(environment));
}

i64 sys_wait4(Thread& t, i32 pid, arg::Pointer status, arg::Flags options, arg::Pointer usage) {
  int host_status = 0;
  rusage host_usage{};
  const i64 result = t.call(SYS_wait4, pid, &host_status, options, usage != 0 ? &host_usage : nullptr);
  if (result <= 0) return result;
  if (status != 0) t.memory().write(status, host_status);
  if (usage != 0) t.memory().write(usage, to_guest(host_usage));
  return result;
}

i64 sys_waitid(Thread& t, u32 type, i32 id, arg::Pointer info, arg::Flags options, arg::Pointer usage) {
  siginfo_t host_info{};
  rusage host_usage{};
  const i64 result = t.call(SYS_waitid, type, id, &host_info, options, usage != 0 ? &host_usage : nullptr);
  if (result < 0) return result;
  if (info != 0) t.memory().write(info, to_guest({.number = host_info.si_signo, .info = host_info}));
  if (usage != 0) t.memory().write(usage, to_guest(host_usage));
  return result;
}

i64 sys_getrusage(Thread& t, i32 who, arg::Pointer usage) {
  rusage host{};
  const i64 error = host_syscall(SYS_getrusage, who, &host);
  if (error == 0) t.memory().write(usage, to_guest(host));
  return error;
}

// Threads.

i64 sys_set_tid_address(Thread& t, arg::Pointer address) {
  t.set_clear_tid(address);
  return t.tid();
}

i64 sys_set_robust_list(Thread& t, arg::Pointer head, u32 bytes) {
  // Two pointers and an offset; the host's kernel, which would expect wider ones, does not learn of it.
  constexpr u32 kHeadBytes = 12;
  if (bytes != kHeadBytes) return -EINVAL;
  t.set_robust_list(head, bytes);
  return 0;
}
i64 sys_get_robust_list(Thread& t, i32 pid, arg::Pointer head, arg::Pointer bytes) {
  if (pid != 0 && pid != t.tid()) return -EPERM;
  t.memory().write(head, t.robust_list().first);
  t.memory().write(bytes, t.robust_list().second);
  return 0;
}

i64 sys_arm_set_tls(Thread& t, arg::Pointer address) {
  t.abi().set_thread_pointer(t.state(), address);
  return 0;
}
i64 sys_arm_get_tls(Thread& t) { return t.abi().thread_pointer(t.state()); }

/// What the host's kernel compares with the guest's word has to be in the guest's order. Where it would count with the
/// word, or write its own numbers there, it cannot do so in another order than its own.
void reorder_futex(u32 operation, u32& value, u32& value3, ByteOrder order) {
  if (order == ByteOrder::kLittle) return;
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: return reorder(value, order);
    case FUTEX_CMP_REQUEUE: return reorder(value3, order);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
    case FUTEX_REQUEUE: return;
    default: throw SyscallError{ENOSYS};
  }
}

/// Where the fourth argument is a time, and not a number.
bool has_timeout(u32 operation) {
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_WAIT_REQUEUE_PI: return true;
    default: return false;
  }
}

template <class Timespec>
i64 sys_futex(Thread& t, arg::Pointer address, arg::Flags operation, u32 value, arg::Pointer timeout,
              arg::Pointer address2, u32 value3) {
  reorder_futex(operation, value, value3, t.memory().order());
  void* const word = t.memory().output(address, sizeof(u32));
  void* const word2 = address2 != 0 ? t.memory().output(address2, sizeof(u32)) : nullptr;
  if (!has_timeout(operation)) return t.call(SYS_futex, word, operation, value, timeout.value, word2, value3);
  OptionalTimespec<Timespec> host(t.memory(), timeout);
  return t.call(SYS_futex, word, operation, value, host.pointer(), word2, value3);
}

i64 sys_sched_yield(Thread&) { return host_syscall(SYS_sched_yield); }

constexpr u64 kNameBytes = 16;

i64 sys_prctl(Thread& t, i32 option, u32 a, u32 b, u32 c, u32 d) {
  switch (option) {
    case PR_SET_NAME: return host_syscall(SYS_prctl, option, t.memory().string(a).c_str());
    case PR_GET_NAME: return host_syscall(SYS_prctl, option, t.memory().output(a, kNameBytes));
    case PR_GET_PDEATHSIG:
    case PR_GET_CHILD_SUBREAPER: {
      HostCopy<i32> host(t.memory(), a, Way::kOut);
      return host.done(host_syscall(SYS_prctl, option, host.pointer()));
    }
    case PR_SET_PDEATHSIG:
    case PR_SET_CHILD_SUBREAPER:
    case PR_GET_DUMPABLE:
    case PR_SET_DUMPABLE:
    case PR_GET_KEEPCAPS:
    case PR_SET_KEEPCAPS:
    case PR_CAPBSET_READ:
    case PR_CAPBSET_DROP:
    case PR_CAP_AMBIENT:
    case PR_GET_SECUREBITS:
    case PR_SET_SECUREBITS:
    case PR_GET_TIMERSLACK:
    case PR_SET_TIMERSLACK:
    case PR_GET_NO_NEW_PRIVS:
    case PR_SET_NO_NEW_PRIVS:
    case PR_GET_THP_DISABLE: return host_syscall(SYS_prctl, option, a, b, c, d);
    default: return -EINVAL;  // among them what would change the host's process: seccomp, memory layout
  }
}

/// Calls that C libraries try and do without; they are not reported as missing.
i64 sys_absent(Thread&) { return -ENOSYS; }

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_exit>("exit"),
    syscall_row<sys_exit_group>("exit_group"),
    syscall_row<sys_fork>("fork"),
    syscall_row<sys_vfork>("vfork"),
    syscall_row<sys_clone>("clone"),
    syscall_row<sys_absent>("clone3"),
    syscall_row<sys_absent>("rseq"),
    syscall_row<sys_execve>("execve"),
    syscall_row<sys_execveat>("execveat"),
    syscall_row<sys_wait4>("wait4"),
    syscall_row<sys_waitid>("waitid"),
    syscall_row<sys_getrusage>("getrusage"),
    syscall_row<sys_set_tid_address>("set_tid_address"),
    syscall_row<sys_set_robust_list>("set_robust_list"),
    syscall_row<sys_get_robust_list>("get_robust_list"),
    syscall_row<sys_arm_set_tls>("arm_set_tls"),
    syscall_row<sys_arm_get_tls>("arm_get_tls"),
    syscall_row<sys_futex<GuestTimespec32>>("futex"),
    syscall_row<sys_futex<GuestTimespec64>>("futex_time64"),
    syscall_row<sys_sched_yield>("sched_yield"),
    syscall_row<sys_prctl>("prctl"),
};

}  // namespace

std::span<const Syscall> process_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
