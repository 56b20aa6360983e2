// System calls on the address space. Source: the calls' man pages; mmap2(2); cacheflush in arm's asm/unistd.h.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

constexpr u64 kMmap2Unit = 4096;  ///< of the offset, whatever the page size

i64 sys_brk(Thread& t, arg::Pointer end) { return t.process().map().brk(end); }

i64 sys_mmap2(Thread& t, arg::Pointer address, u32 bytes, arg::Flags protection, arg::Flags flags, arg::Fd fd,
              u32 unit) {
  return t.process().map().map({.address = address,
                                .bytes = bytes,
                                .protection = static_cast<int>(protection.value),
                                .flags = static_cast<int>(flags.value),
                                .fd = fd,
                                .offset = unit * kMmap2Unit});
}

i64 sys_munmap(Thread& t, arg::Pointer address, u32 bytes) { return t.process().map().unmap(address, bytes); }

i64 sys_mremap(Thread& t, arg::Pointer address, u32 old_bytes, u32 new_bytes, arg::Flags flags,
               arg::Pointer new_address) {
  return t.process().map().remap(address, old_bytes, new_bytes, static_cast<int>(flags.value), new_address);
}

i64 sys_mprotect(Thread& t, arg::Pointer address, u32 bytes, arg::Flags protection) {
  return t.process().map().protect(address, bytes, static_cast<int>(protection.value));
}

i64 sys_madvise(Thread& t, arg::Pointer address, u32 bytes, u32 advice) {
  return t.process().map().advise(address, bytes, static_cast<int>(advice));
}

i64 sys_msync(Thread& t, arg::Pointer address, u32 bytes, arg::Flags flags) {
  return t.process().map().synchronise(address, bytes, static_cast<int>(flags.value));
}

i64 sys_mincore(Thread& t, arg::Pointer address, u32 bytes, arg::Pointer residency) {
  if (!t.process().memory().allows(address, bytes, kPageMapped)) return -ENOMEM;
  const u64 pages = (u64{bytes} + FlatMemory::kPageBytes - 1) / FlatMemory::kPageBytes;
  return host_syscall(SYS_mincore, t.memory().input(address, bytes), bytes, t.memory().output(residency, pages));
}

i64 sys_mlock(Thread& t, arg::Pointer address, u32 bytes) {
  if (!t.process().memory().allows(address, bytes, kPageMapped)) return -ENOMEM;
  return host_syscall(SYS_mlock, t.memory().input(address, bytes), bytes);
}
i64 sys_mlock2(Thread& t, arg::Pointer address, u32 bytes, arg::Flags flags) {
  if (!t.process().memory().allows(address, bytes, kPageMapped)) return -ENOMEM;
  return host_syscall(SYS_mlock2, t.memory().input(address, bytes), bytes, flags);
}
i64 sys_munlock(Thread& t, arg::Pointer address, u32 bytes) {
  if (!t.process().memory().allows(address, bytes, kPageMapped)) return -ENOMEM;
  return host_syscall(SYS_munlock, t.memory().input(address, bytes), bytes);
}
// The whole reservation would be locked; the guest's pages are as resident as others.
i64 sys_mlockall(Thread&, arg::Flags) { return 0; }
i64 sys_munlockall(Thread&) { return 0; }

i64 sys_memfd_create(Thread& t, arg::Text name, arg::Flags flags) {
  return host_syscall(SYS_memfd_create, t.memory().string(name).c_str(), flags);
}

/// The guest has written code and wants it executed: what was made from the old bytes goes.
i64 sys_arm_cacheflush(Thread& t, arg::Pointer begin, arg::Pointer end, arg::Flags flags) {
  if (end < begin || flags != 0) return -EINVAL;
  if (end > begin) t.process().memory().release_code(begin, end - begin);
  return 0;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_brk>("brk"),
    syscall_row<sys_mmap2>("mmap2"),
    syscall_row<sys_munmap>("munmap"),
    syscall_row<sys_mremap>("mremap"),
    syscall_row<sys_mprotect>("mprotect"),
    syscall_row<sys_madvise>("madvise"),
    syscall_row<sys_msync>("msync"),
    syscall_row<sys_mincore>("mincore"),
    syscall_row<sys_mlock>("mlock"),
    syscall_row<sys_mlock2>("mlock2"),
    syscall_row<sys_munlock>("munlock"),
    syscall_row<sys_mlockall>("mlockall"),
    syscall_row<sys_munlockall>("munlockall"),
    syscall_row<sys_memfd_create>("memfd_create"),
    syscall_row<sys_arm_cacheflush>("arm_cacheflush"),
};

}  // namespace

std::span<const Syscall> memory_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
