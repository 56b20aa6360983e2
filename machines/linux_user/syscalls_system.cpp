// System calls on the machine as a whole and on limits. Source: the calls' man pages.
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <cstring>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

i64 sys_uname(Thread& t, arg::Pointer result) {
  // The same struct for all: six texts of 65 bytes.
  utsname names{};
  const i64 error = host_syscall(SYS_uname, &names);
  if (error != 0) return error;
  const std::string_view machine = t.abi().claims().machine;
  std::memset(names.machine, 0, sizeof names.machine);
  machine.copy(names.machine, sizeof names.machine - 1);
  t.memory().write_bytes(result, &names, sizeof names);
  return 0;
}

i64 sys_sysinfo(Thread& t, arg::Pointer result) {
  struct sysinfo host {};
  const i64 error = host_syscall(SYS_sysinfo, &host);
  if (error != 0) return error;
  // Memory is counted in units so large that 32 bits hold the counts, as the kernel does it for 32-bit programs.
  unsigned shift = 0;
  const u64 largest = std::max(host.totalram, host.totalswap) * host.mem_unit;
  while (largest >> shift > UINT32_MAX) ++shift;
  const auto scaled = [&](u64 units) { return static_cast<u32>(units * host.mem_unit >> shift); };
  GuestSysinfo guest{};
  guest.uptime = static_cast<i32>(host.uptime);
  for (unsigned i = 0; i < 3; ++i) guest.loads[i] = static_cast<u32>(host.loads[i]);
  guest.total_ram = scaled(host.totalram);
  guest.free_ram = scaled(host.freeram);
  guest.shared_ram = scaled(host.sharedram);
  guest.buffer_ram = scaled(host.bufferram);
  guest.total_swap = scaled(host.totalswap);
  guest.free_swap = scaled(host.freeswap);
  guest.processes = host.procs;
  guest.unit = 1u << shift;
  t.memory().write(result, guest);
  return 0;
}

i64 sys_getrandom(Thread& t, arg::Pointer buffer, u32 bytes, arg::Flags flags) {
  return t.call(SYS_getrandom, t.memory().output(buffer, bytes), bytes, flags);
}

i64 sys_getcpu(Thread& t, arg::Pointer cpu, arg::Pointer node, arg::Pointer) {
  HostCopy<u32> host_cpu(t.memory(), cpu, Way::kOut), host_node(t.memory(), node, Way::kOut);
  return host_cpu.done(host_node.done(host_syscall(SYS_getcpu, host_cpu.pointer(), host_node.pointer(), nullptr)));
}

i64 sys_syslog(Thread& t, i32 type, arg::Output buffer, i32 bytes) {
  return t.call(SYS_syslog, type, t.memory().output_or_null(buffer, static_cast<u32>(bytes)), bytes);
}

i64 sys_sethostname(Thread& t, arg::Input name, u32 bytes) {
  return host_syscall(SYS_sethostname, t.memory().input(name, bytes), bytes);
}

i64 sys_setdomainname(Thread& t, arg::Input name, u32 bytes) {
  return host_syscall(SYS_setdomainname, t.memory().input(name, bytes), bytes);
}

i64 sys_personality(Thread&, arg::Flags persona) {
  // A guest may ask; ADDR_NO_RANDOMIZE and the like change nothing here.
  constexpr u32 kAsk = 0xffff'ffff, kLinux = PER_LINUX;
  return persona == kAsk || (persona & PER_MASK) == kLinux ? i64{kLinux} : -EINVAL;
}

// Limits. Those on memory would hit sosie itself, which is larger than its guest.

bool kept_from_host(u32 resource, u64 limit) {
  constexpr u64 kSmallestHostStack = 1 << 20;
  return resource == RLIMIT_AS || resource == RLIMIT_DATA || (resource == RLIMIT_STACK && limit < kSmallestHostStack);
}

constexpr u32 kNoLimit = 0xffff'ffff;
u64 to_host_limit(u32 limit) { return limit == kNoLimit ? RLIM_INFINITY : limit; }
u32 to_guest_limit(u64 limit) { return limit > kNoLimit ? kNoLimit : static_cast<u32>(limit); }

i64 sys_ugetrlimit(Thread& t, u32 resource, arg::Pointer result) {
  rlimit host{};
  const i64 error = host_syscall(SYS_getrlimit, resource, &host);
  if (error == 0) t.memory().write(result, GuestRlimit{to_guest_limit(host.rlim_cur), to_guest_limit(host.rlim_max)});
  return error;
}

i64 sys_setrlimit(Thread& t, u32 resource, arg::Pointer limit) {
  const auto guest = t.memory().read<GuestRlimit>(limit);
  const rlimit host{to_host_limit(guest.current), to_host_limit(guest.maximum)};
  return kept_from_host(resource, host.rlim_cur) ? 0 : host_syscall(SYS_setrlimit, resource, &host);
}

i64 sys_prlimit64(Thread& t, i32 pid, u32 resource, arg::Pointer limit, arg::Pointer old) {
  // struct rlimit64 is the host's struct rlimit.
  rlimit wanted{}, before{};
  const bool sets = limit != 0;
  if (sets) wanted = t.memory().read<rlimit>(limit);
  const bool passed = sets && !kept_from_host(resource, wanted.rlim_cur);
  const i64 error = host_syscall(SYS_prlimit64, pid, resource, passed ? &wanted : nullptr, &before);
  if (error == 0 && old != 0) t.memory().write(old, before);
  return error;
}

// Scheduling.

template <long number>
i64 scheduler_query(Thread&, i32 a) {
  return host_syscall(number, a);
}

// struct sched_param is an int.
i64 sys_sched_getparam(Thread& t, i32 pid, arg::Pointer parameter) {
  HostCopy<i32> host(t.memory(), parameter, Way::kOut);
  return host.done(host_syscall(SYS_sched_getparam, pid, host.pointer()));
}
i64 sys_sched_setparam(Thread& t, i32 pid, arg::Pointer parameter) {
  return host_syscall(SYS_sched_setparam, pid, HostCopy<i32>(t.memory(), parameter, Way::kIn).pointer());
}
i64 sys_sched_setscheduler(Thread& t, i32 pid, i32 policy, arg::Pointer parameter) {
  return host_syscall(SYS_sched_setscheduler, pid, policy, HostCopy<i32>(t.memory(), parameter, Way::kIn).pointer());
}

// struct sched_attr says itself how long it is: the kernel, or the program, may know more of it than is known here.
i64 sys_sched_getattr(Thread& t, i32 pid, arg::Pointer attributes, u32 bytes, arg::Flags flags) {
  GuestSchedAttributes known{};
  const u32 shown = std::min<u32>(bytes, sizeof known);
  const i64 result = host_syscall(SYS_sched_getattr, pid, &known, shown, flags);
  if (result < 0) return result;
  reorder(known, t.memory().order());
  t.memory().write_bytes(attributes, &known, shown);
  return result;
}
i64 sys_sched_setattr(Thread& t, i32 pid, arg::Pointer attributes, arg::Flags flags) {
  GuestSchedAttributes known{};
  if (attributes == 0) return -EINVAL;
  constexpr u32 kFirstBytes = 48;  // SCHED_ATTR_SIZE_VER0, which 0 stands for
  const u32 told = t.memory().read<u32>(attributes), bytes = told == 0 ? kFirstBytes : told;
  t.memory().read_bytes(attributes, &known, std::min<u32>(bytes, sizeof known));
  reorder(known, t.memory().order());
  known.bytes = std::min<u32>(bytes, sizeof known);
  return host_syscall(SYS_sched_setattr, pid, &known, flags);
}

// Masks are arrays of words, of which the host's are longer.
constexpr u32 kMaskWords = 256;
i64 sys_sched_getaffinity(Thread& t, i32 pid, u32 bytes, arg::Pointer mask) {
  if (bytes % sizeof(u32) != 0) return -EINVAL;
  alignas(8) u32 host[kMaskWords] = {};
  const i64 used = host_syscall(SYS_sched_getaffinity, pid, sizeof host, host);
  if (used < 0) return used;
  const u32 count = std::min(bytes, static_cast<u32>(used));
  t.memory().write_array(mask, std::span<const u32>(host, count / sizeof(u32)));
  return count;
}
i64 sys_sched_setaffinity(Thread& t, i32 pid, u32 bytes, arg::Pointer mask) {
  alignas(8) u32 host[kMaskWords] = {};
  t.memory().read_array(mask, std::span(host, std::min<u32>(bytes / sizeof(u32), kMaskWords)));
  return host_syscall(SYS_sched_setaffinity, pid, sizeof host, host);
}

i64 sys_ioprio_get(Thread&, i32 which, i32 who) { return host_syscall(SYS_ioprio_get, which, who); }
i64 sys_ioprio_set(Thread&, i32 which, i32 who, i32 priority) {
  return host_syscall(SYS_ioprio_set, which, who, priority);
}
i64 sys_nice(Thread&, i32 increment) {
  // The kernel's own range is 40..1 here.
  const i64 before = host_syscall(SYS_getpriority, PRIO_PROCESS, 0);
  return host_syscall(SYS_setpriority, PRIO_PROCESS, 0, 20 - before + increment);
}

/// Debugging one guest program by another would need this process's help.
i64 sys_ptrace(Thread&, i32, i32, arg::Pointer, arg::Pointer) { return -EPERM; }

i64 sys_membarrier(Thread&, i32 command, arg::Flags flags, i32 cpu) {
  return host_syscall(SYS_membarrier, command, flags, cpu);
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_uname>("uname"),
    syscall_row<sys_sysinfo>("sysinfo"),
    syscall_row<sys_getrandom>("getrandom"),
    syscall_row<sys_getcpu>("getcpu"),
    syscall_row<sys_syslog>("syslog"),
    syscall_row<sys_sethostname>("sethostname"),
    syscall_row<sys_setdomainname>("setdomainname"),
    syscall_row<sys_personality>("personality"),
    syscall_row<sys_ugetrlimit>("ugetrlimit"),
    syscall_row<sys_setrlimit>("setrlimit"),
    syscall_row<sys_prlimit64>("prlimit64"),
    syscall_row<scheduler_query<SYS_sched_getscheduler>>("sched_getscheduler"),
    syscall_row<scheduler_query<SYS_sched_get_priority_max>>("sched_get_priority_max"),
    syscall_row<scheduler_query<SYS_sched_get_priority_min>>("sched_get_priority_min"),
    syscall_row<sys_sched_getparam>("sched_getparam"),
    syscall_row<sys_sched_setparam>("sched_setparam"),
    syscall_row<sys_sched_setscheduler>("sched_setscheduler"),
    syscall_row<sys_sched_getattr>("sched_getattr"),
    syscall_row<sys_sched_setattr>("sched_setattr"),
    syscall_row<sys_sched_getaffinity>("sched_getaffinity"),
    syscall_row<sys_sched_setaffinity>("sched_setaffinity"),
    syscall_row<sys_ioprio_get>("ioprio_get"),
    syscall_row<sys_ioprio_set>("ioprio_set"),
    syscall_row<sys_nice>("nice"),
    syscall_row<sys_ptrace>("ptrace"),
    syscall_row<sys_membarrier>("membarrier"),
};

}  // namespace

std::span<const Syscall> system_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
