// Changes a function that has just run, flushes the caches as the kernel asks for, and runs it again.
// The function is called so often in between that its translation is what has to go.
// expect exit 0
#include "program.inc"

#define CALLS 64

.globl _start
_start:
  mov r0, #0
  mov r1, #4096
  mov r2, #(PROT_READ | PROT_WRITE | PROT_EXEC)
  mov r3, #(MAP_PRIVATE | MAP_ANONYMOUS)
  mvn r4, #0
  mov r5, #0
  syscall SYS_mmap2
  mov r6, r0
  ldr r1, =0xe3a00000     // mov r0, #0
  ldr r2, =0xe12fff1e     // bx lr
  stm r6, {r1, r2}
  mov r8, #50
round:
  strb r8, [r6]           // mov r0, #r8
  mov r0, r6
  add r1, r6, #8
  mov r2, #0
  syscall SYS_cacheflush
  expect r0, 0, 1
  mov r9, #CALLS
call:
  blx r6
  cmp r0, r8
  movne r0, #2
  bne fail
  subs r9, r9, #1
  bne call
  subs r8, r8, #1
  bne round
  exit 0
failure_exit
