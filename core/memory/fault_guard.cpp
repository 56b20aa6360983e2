#include "core/memory/fault_guard.h"

#include <signal.h>
#include <ucontext.h>

#include <cstring>

namespace sosie {

thread_local FaultGuard* FaultGuard::innermost_ = nullptr;

void FaultGuard::leave(const void* info, const void* context) {
  FaultGuard* const guard = innermost_;
  if (!guard) return;
  const auto* before = static_cast<const ucontext_t*>(context);
  guard->address_ = static_cast<const siginfo_t*>(info)->si_addr;
  constexpr greg_t kWriteAccess = 2;  // Intel SDM vol. 3, 4.7
  guard->is_write_ = before->uc_mcontext.gregs[REG_ERR] & kWriteAccess;
  sigprocmask(SIG_SETMASK, &before->uc_sigmask, nullptr);
  siglongjmp(guard->point_, 1);
}

bool copy_guarded(void* to, const void* from, std::size_t bytes) {
  FaultGuard guard;
  if (sigsetjmp(guard.point(), 0) != 0) return false;
  std::memcpy(to, from, bytes);
  return true;
}

}  // namespace sosie
