// System calls on other processes by descriptor or number, and on namespaces. Source: pidfd_open(2),
// pidfd_send_signal(2), pidfd_getfd(2), process_vm_readv(2), kcmp(2), setns(2), unshare(2).
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

i64 sys_pidfd_open(Thread&, i32 pid, arg::Flags flags) { return host_syscall(SYS_pidfd_open, pid, flags); }
i64 sys_pidfd_getfd(Thread&, arg::Fd process, arg::Fd fd, arg::Flags flags) {
  return host_syscall(SYS_pidfd_getfd, process, fd, flags);
}
i64 sys_pidfd_send_signal(Thread& t, arg::Fd process, arg::Signal signal, arg::Pointer info, arg::Flags flags) {
  if (info == 0) return t.call(SYS_pidfd_send_signal, process, signal, nullptr, flags);
  const siginfo_t host = to_host(t.memory().read<GuestSiginfo>(info));
  return t.call(SYS_pidfd_send_signal, process, signal, &host, flags);
}

/// Where another process keeps its guest's memory is not known here: a program sees its own.
template <long number, bool into_local>
i64 copy_memory(Thread& t, i32 pid, arg::Pointer local, u32 local_count, arg::Pointer remote, u32 remote_count,
                arg::Flags flags) {
  if (flags != 0) return -EINVAL;
  if (pid != getpid()) return host_syscall(SYS_kill, pid, 0) == -ESRCH ? -ESRCH : -EPERM;
  const auto host_local = t.memory().vectors(local, local_count, into_local);
  const auto host_remote = t.memory().vectors(remote, remote_count, !into_local);
  return host_syscall(number, pid, host_local.data(), host_local.size(), host_remote.data(), host_remote.size(), 0);
}

i64 sys_kcmp(Thread&, i32 pid1, i32 pid2, i32 type, u32 index1, u32 index2) {
  return host_syscall(SYS_kcmp, pid1, pid2, type, index1, index2);
}
i64 sys_setns(Thread&, arg::Fd fd, arg::Flags type) { return host_syscall(SYS_setns, fd, type); }
i64 sys_unshare(Thread&, arg::Flags flags) { return host_syscall(SYS_unshare, flags); }

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_pidfd_open>("pidfd_open"),
    syscall_row<sys_pidfd_getfd>("pidfd_getfd"),
    syscall_row<sys_pidfd_send_signal>("pidfd_send_signal"),
    syscall_row<copy_memory<SYS_process_vm_readv, true>>("process_vm_readv"),
    syscall_row<copy_memory<SYS_process_vm_writev, false>>("process_vm_writev"),
    syscall_row<sys_kcmp>("kcmp"),
    syscall_row<sys_setns>("setns"),
    syscall_row<sys_unshare>("unshare"),
};

}  // namespace

std::span<const Syscall> pidfd_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
