#include "machines/linux_user/robust_list.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include "core/memory/exchange.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

/// A list may be a ring, by mistake or malice.
constexpr unsigned kMostEntries = 2048;

/// struct robust_list_head with 32-bit pointers. Bit 0 of a pointer to an entry: the futex inherits priorities.
struct Head {
  u32 next;
  i32 futex_offset;
  u32 pending;  ///< being taken or given back
};
constexpr u32 kInheritsPriority = 1;

class Releaser {
 public:
  Releaser(GuestMemory& memory, u32 tid, i32 futex_offset) : memory_(memory), tid_(tid), futex_offset_(futex_offset) {}

  void release(u32 entry, bool pending) const {
    const u32 address = (entry & ~kInheritsPriority) + static_cast<u32>(futex_offset_);
    if (address % sizeof(u32) != 0) return;
    const bool inherits_priority = entry & kInheritsPriority;
    u32 value = memory_.read<u32>(address);
    while (true) {
      // Given back already, but the waking may not have happened.
      if (pending && !inherits_priority && (value & FUTEX_TID_MASK) == 0) return wake(address);
      if ((value & FUTEX_TID_MASK) != tid_) return;
      const u32 before = memory_.exchange_if(address, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
      if (before == value) break;
      value = before;
    }
    // Who waits for one that inherits priorities waits in the kernel, which knows that the owner has died.
    if (!inherits_priority && value & FUTEX_WAITERS) wake(address);
  }

 private:
  void wake(u32 address) const { host_syscall(SYS_futex, memory_.input(address, sizeof(u32)), FUTEX_WAKE, 1); }

  GuestMemory& memory_;
  const u32 tid_;
  const i32 futex_offset_;
};

}  // namespace

void release_robust_mutexes(GuestMemory& memory, const Thread& thread) {
  const u32 list = thread.robust_list().first;
  if (list == 0) return;
  try {
    const Head head = memory.read<Head>(list);
    const Releaser releaser(memory, static_cast<u32>(thread.tid()), head.futex_offset);
    u32 entry = head.next;
    for (unsigned n = 0; n < kMostEntries && (entry & ~kInheritsPriority) != list; ++n) {
      // Read before the entry is released: its new owner may move it to another list.
      const u32 next = memory.read<u32>(entry & ~kInheritsPriority);
      if (entry != head.pending) releaser.release(entry, false);
      entry = next;
    }
    if (head.pending != 0) releaser.release(head.pending, true);
  } catch (const SyscallError&) {
    // The list leads astray; what was on it so far is released.
  }
}

}  // namespace sosie::linux_user
