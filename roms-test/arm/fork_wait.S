// Forks children, each of which ends with another status, and waits for them.
// expect exit 0
#include "program.inc"

.globl _start
_start:
  mov r8, #8
round:
  syscall SYS_fork
  cmp r0, #0
  bne parent
  mov r0, r8
  syscall SYS_exit
parent:
  mov r9, r0
  ldr r1, =status
  mov r2, #0
  mov r3, #0
  syscall SYS_wait4
  cmp r0, r9
  movne r0, #1
  bne fail
  ldr r1, =status
  ldr r1, [r1]
  cmp r1, r8, lsl #8
  movne r0, #2
  bne fail
  subs r8, r8, #1
  bne round
  exit 0
failure_exit

.bss
status:
  .space 4
