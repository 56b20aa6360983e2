/// machines/linux_user/robust_list.h — what a thread that ends still holds: futexes that others must not wait for.
/// Source: get_robust_list(2); the kernel's Documentation/locking/robust-futex-ABI.rst.
#pragma once

namespace sosie::linux_user {

class GuestMemory;
class Thread;

/// Walks the list that the thread has registered. Each futex with the thread's number gets FUTEX_OWNER_DIED in its
/// place, and one who waits for it is woken. The host's kernel could not: its list has wider pointers.
void release_robust_mutexes(GuestMemory& memory, const Thread& thread);

}  // namespace sosie::linux_user
