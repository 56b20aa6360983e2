// System calls that only m68k kernels have: for what its processors lack. Source: get_thread_area(2), cacheflush(2),
// uapi header asm/cachectl.h.
#include <unistd.h>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

i64 sys_get_thread_area(Thread& t) { return t.abi().thread_pointer(t.state()); }
i64 sys_set_thread_area(Thread& t, arg::Pointer address) {
  t.abi().set_thread_pointer(t.state(), address);
  return 0;
}

/// CAS, which not all of the family have. The third to fifth arguments mean nothing. \return what stood there.
i64 sys_atomic_cmpxchg_32(Thread& t, u32 desired, u32 expected, u32, u32, u32, arg::Pointer address) {
  return static_cast<i64>(t.memory().exchange_if(address, expected, desired));
}
i64 sys_atomic_barrier(Thread&) { return 0; }

/// What was made from the old bytes goes by itself when they are written; only mistakes are told.
i64 sys_cacheflush(Thread& t, arg::Pointer address, i32 scope, arg::Flags caches, u32 bytes) {
  constexpr i32 kLine = 1, kAll = 3;
  constexpr u32 kBothCaches = 3;
  if (scope < kLine || scope > kAll || (caches & ~kBothCaches) != 0) return -EINVAL;
  if (scope == kAll) return geteuid() == 0 ? 0 : -EPERM;
  return t.process().memory().allows(address, bytes, kPageMapped) ? 0 : -EINVAL;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_get_thread_area>("get_thread_area"),
    syscall_row<sys_set_thread_area>("set_thread_area"),
    syscall_row<sys_atomic_cmpxchg_32>("atomic_cmpxchg_32"),
    syscall_row<sys_atomic_barrier>("atomic_barrier"),
    syscall_row<sys_cacheflush>("cacheflush"),
};

}  // namespace

std::span<const Syscall> m68k_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
