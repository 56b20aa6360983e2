#include "machines/linux_user/safe_syscall.h"

#include <ucontext.h>

#if !defined(__x86_64__)
#error "the host's system calls are written for x86-64 here"
#endif

// Registers as the System V ABI passes them in, and as the kernel takes them (syscall(2)): number in rax, arguments in
// rdi, rsi, rdx, r10, r8, r9; rcx and r11 are lost.
asm(R"(
.text
.p2align 4
.globl sosie_safe_syscall
.type sosie_safe_syscall, @function
sosie_safe_syscall:
  .cfi_startproc
  mov %rdi, %r11
  mov %rsi, %rax
  mov %rdx, %rdi
  mov %rcx, %rsi
  mov %r8, %rdx
  mov %r9, %r10
  mov 8(%rsp), %r8
  mov 16(%rsp), %r9
sosie_safe_syscall_begin:
  cmpb $0, (%r11)
  jne sosie_safe_syscall_stopped
sosie_safe_syscall_instruction:
  syscall
  ret
sosie_safe_syscall_stopped:
  mov $-513, %rax
  ret
sosie_safe_syscall_interrupted:
  mov $-512, %rax
  ret
  .cfi_endproc
.size sosie_safe_syscall, . - sosie_safe_syscall

.p2align 4
.globl sosie_syscall
.type sosie_syscall, @function
sosie_syscall:
  .cfi_startproc
  mov %rdi, %rax
  mov %rsi, %rdi
  mov %rdx, %rsi
  mov %rcx, %rdx
  mov %r8, %r10
  mov %r9, %r8
  mov 8(%rsp), %r9
  syscall
  ret
  .cfi_endproc
.size sosie_syscall, . - sosie_syscall
)");

extern "C" const char sosie_safe_syscall_begin[], sosie_safe_syscall_instruction[], sosie_safe_syscall_stopped[],
    sosie_safe_syscall_interrupted[];

namespace sosie::linux_user {

static_assert(kRestartCall == -512 && kRestartAlways == -513 && sizeof(std::atomic<bool>) == 1);

void leave_safe_syscall(void* context) {
  greg_t& rip = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP];
  const auto at = [](const char* label) { return reinterpret_cast<greg_t>(label); };
  if (rip >= at(sosie_safe_syscall_begin) && rip < at(sosie_safe_syscall_instruction))
    rip = at(sosie_safe_syscall_stopped);
  // Either the call is about to begin or the kernel, which had begun it, is about to make it again (SA_RESTART).
  else if (rip == at(sosie_safe_syscall_instruction)) rip = at(sosie_safe_syscall_interrupted);
}

}  // namespace sosie::linux_user
