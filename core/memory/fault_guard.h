/// core/memory/fault_guard.h — survives a host fault at guest memory in our own code.
///
/// The page flags say what the guest may touch, but a page may lie behind the end of a file that became shorter, or
/// another thread may take it away between our look and our access. Then the host faults, and the handler comes back
/// here.
#pragma once

#include <setjmp.h>

#include "core/base/types.h"

namespace sosie {

/// Guards nest; the innermost one of the thread is used. What runs under one may be left at any access to guest memory:
/// nothing there may need a destructor.
///
///     FaultGuard guard;
///     if (sigsetjmp(guard.point(), 0) == 0) { … access … } else { … guard.address() faulted … }
class FaultGuard {
 public:
  FaultGuard() : outer_(innermost_) { innermost_ = this; }
  ~FaultGuard() { innermost_ = outer_; }
  FaultGuard(const FaultGuard&) = delete;
  FaultGuard& operator=(const FaultGuard&) = delete;

  sigjmp_buf& point() { return point_; }
  const void* address() const { return address_; }
  bool is_write() const { return is_write_; }

  /// For the handler of SIGSEGV and SIGBUS, with the siginfo_t* and ucontext_t* that it got, where the address is the
  /// guest's. Goes to the innermost guard, with the signal mask that held before; comes back where there is none.
  static void leave(const void* info, const void* context);

 private:
  static thread_local FaultGuard* innermost_;

  sigjmp_buf point_;
  FaultGuard* const outer_;
  const void* address_ = nullptr;
  bool is_write_ = false;
};

/// memcpy. \return false where a byte of either side is not there; some may have been copied then.
bool copy_guarded(void* to, const void* from, std::size_t bytes);

}  // namespace sosie
