// A blocked signal waits until it is let through; its handler is Thumb code and returns through the kernel's own code.
// expect exit 0
#include "program.inc"

#define SIGUSR1 10
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1

.globl _start
_start:
  mov r0, #SIGUSR1
  ldr r1, =action
  mov r2, #0
  mov r3, #8
  syscall SYS_rt_sigaction
  expect r0, 0, 1
  mov r8, #ROUNDS
round:
  mov r0, #SIG_BLOCK
  bl change_mask
  syscall SYS_getpid
  mov r1, #SIGUSR1
  syscall SYS_kill
  ldr r2, =count
  ldr r9, [r2]
  mov r0, #SIG_UNBLOCK
  bl change_mask
  ldr r2, =count
  ldr r1, [r2]
  sub r1, r1, r9
  expect r1, 1, 2         // not before, and then at once
  subs r8, r8, #1
  bne round
  exit 0

change_mask:
  ldr r1, =mask
  mov r2, #0
  mov r3, #8
  syscall SYS_rt_sigprocmask
  bx lr
failure_exit
.ltorg

.thumb
.thumb_func
handler:
  ldr r1, =count
  ldr r2, [r1]
  adds r2, r2, #1
  str r2, [r1]
  bx lr
.ltorg

.data
action:
  .word handler, 0, 0, 0, 0
mask:
  .word 1 << (SIGUSR1 - 1), 0
count:
  .word 0
