// System calls on who a process is: ids, groups, sessions, capabilities. Source: the calls' man pages, credentials(7).
// The host's kernel is asked directly where its C library would change all threads at once: the guest's does that
// itself.
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/host_argument.h"
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

constexpr u32 kMaxGroups = 65536;  ///< NGROUPS_MAX

i64 sys_getgroups32(Thread& t, u32 count, arg::Pointer groups) {
  if (static_cast<i32>(count) < 0) return -EINVAL;
  count = std::min(count, kMaxGroups);
  HostCopy<u32> host(t.memory(), groups, Way::kOut, count);
  const i64 result = host_syscall(SYS_getgroups, count, host.pointer());
  if (result > 0 && count > 0) host.write_back(static_cast<u64>(result) * sizeof(u32));
  return result;
}
i64 sys_setgroups32(Thread& t, u32 count, arg::Pointer groups) {
  if (count > kMaxGroups) return -EINVAL;
  return host_syscall(SYS_setgroups, count, HostCopy<u32>(t.memory(), groups, Way::kIn, count).pointer());
}

// Headers and data of these consist of 32-bit words, two sets of three for the versions in use.
constexpr u32 kHeaderWords = 2, kCapabilityWords = 6;
i64 sys_capget(Thread& t, arg::Pointer header, arg::Pointer data) {
  HostCopy<u32> host_header(t.memory(), header, Way::kBoth, kHeaderWords);
  HostCopy<u32> host_data(t.memory(), data, Way::kOut, kCapabilityWords);
  const i64 result = host_data.done(host_syscall(SYS_capget, host_header.pointer(), host_data.pointer()));
  host_header.write_back();  // where the version was unknown the kernel has named its own
  return result;
}
i64 sys_capset(Thread& t, arg::Pointer header, arg::Pointer data) {
  HostCopy<u32> host_header(t.memory(), header, Way::kBoth, kHeaderWords);
  const HostCopy<u32> host_data(t.memory(), data, Way::kIn, kCapabilityWords);
  const i64 result = host_syscall(SYS_capset, host_header.pointer(), host_data.pointer());
  host_header.write_back();
  return result;
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
