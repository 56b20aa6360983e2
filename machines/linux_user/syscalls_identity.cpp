// System calls on who a process is: ids, groups, sessions, capabilities. Source: the calls' man pages, credentials(7).
// The host's kernel is asked directly where its C library would change all threads at once: the guest's does that
// itself.
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

template <long number>
i64 plain0(Thread&) {
  return host_syscall(number);
}
template <long number>
i64 plain1(Thread&, i32 a) {
  return host_syscall(number, a);
}
template <long number>
i64 plain2(Thread&, i32 a, i32 b) {
  return host_syscall(number, a, b);
}
template <long number>
i64 plain3(Thread&, i32 a, i32 b, i32 c) {
  return host_syscall(number, a, b, c);
}

template <long number>
i64 three_ids(Thread& t, arg::Pointer real, arg::Pointer effective, arg::Pointer saved) {
  u32 ids[3];
  const i64 error = host_syscall(number, &ids[0], &ids[1], &ids[2]);
  if (error != 0) return error;
  t.memory().write(real, ids[0]);
  t.memory().write(effective, ids[1]);
  t.memory().write(saved, ids[2]);
  return 0;
}

i64 sys_getgroups32(Thread& t, i32 count, arg::Pointer groups) {
  if (count < 0) return -EINVAL;
  return host_syscall(SYS_getgroups, count, t.memory().output(groups, u64{static_cast<u32>(count)} * sizeof(u32)));
}
i64 sys_setgroups32(Thread& t, i32 count, arg::Pointer groups) {
  if (count < 0) return -EINVAL;
  return host_syscall(SYS_setgroups, count, t.memory().input(groups, u64{static_cast<u32>(count)} * sizeof(u32)));
}

// Headers and data of these consist of 32-bit words, two sets of three for the versions in use.
constexpr u64 kCapabilityHeaderBytes = 8, kCapabilityBytes = 24;
i64 sys_capget(Thread& t, arg::Pointer header, arg::Pointer data) {
  return host_syscall(SYS_capget, t.memory().output(header, kCapabilityHeaderBytes),
                      t.memory().output_or_null(data, kCapabilityBytes));
}
i64 sys_capset(Thread& t, arg::Pointer header, arg::Pointer data) {
  return host_syscall(SYS_capset, t.memory().output(header, kCapabilityHeaderBytes),
                      t.memory().input(data, kCapabilityBytes));
}

constexpr Syscall kSyscalls[] = {
    syscall_row<plain0<SYS_getpid>>("getpid"),
    syscall_row<plain0<SYS_getppid>>("getppid"),
    syscall_row<plain0<SYS_gettid>>("gettid"),
    syscall_row<plain0<SYS_getuid>>("getuid32"),
    syscall_row<plain0<SYS_geteuid>>("geteuid32"),
    syscall_row<plain0<SYS_getgid>>("getgid32"),
    syscall_row<plain0<SYS_getegid>>("getegid32"),
    syscall_row<plain1<SYS_setuid>>("setuid32"),
    syscall_row<plain1<SYS_setgid>>("setgid32"),
    syscall_row<plain2<SYS_setreuid>>("setreuid32"),
    syscall_row<plain2<SYS_setregid>>("setregid32"),
    syscall_row<plain3<SYS_setresuid>>("setresuid32"),
    syscall_row<plain3<SYS_setresgid>>("setresgid32"),
    syscall_row<three_ids<SYS_getresuid>>("getresuid32"),
    syscall_row<three_ids<SYS_getresgid>>("getresgid32"),
    syscall_row<plain1<SYS_setfsuid>>("setfsuid32"),
    syscall_row<plain1<SYS_setfsgid>>("setfsgid32"),
    syscall_row<sys_getgroups32>("getgroups32"),
    syscall_row<sys_setgroups32>("setgroups32"),
    syscall_row<plain0<SYS_getpgrp>>("getpgrp"),
    syscall_row<plain1<SYS_getpgid>>("getpgid"),
    syscall_row<plain2<SYS_setpgid>>("setpgid"),
    syscall_row<plain1<SYS_getsid>>("getsid"),
    syscall_row<plain0<SYS_setsid>>("setsid"),
    syscall_row<sys_capget>("capget"),
    syscall_row<sys_capset>("capset"),
    syscall_row<plain2<SYS_getpriority>>("getpriority"),
    syscall_row<plain3<SYS_setpriority>>("setpriority"),
    syscall_row<plain0<SYS_vhangup>>("vhangup"),
};

}  // namespace

std::span<const Syscall> identity_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
