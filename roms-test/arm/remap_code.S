// Maps a page, writes a function into it, makes it executable, calls it, unmaps it; again, with other code.
// expect exit 0
#include "program.inc"

#define PAGE 0x20000000

.globl _start
_start:
  ldr r8, =ROUNDS
round:
  ldr r0, =PAGE
  mov r1, #4096
  mov r2, #(PROT_READ | PROT_WRITE)
  mov r3, #(MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS)
  mvn r4, #0
  mov r5, #0
  syscall SYS_mmap2
  expect r0, PAGE, 1
  and r9, r8, #0xff
  ldr r1, =0xe3a00000     // mov r0, #0
  orr r1, r1, r9          // ... #r9
  ldr r2, =0xe12fff1e     // bx lr
  stm r0, {r1, r2}
  mov r1, #4096
  mov r2, #(PROT_READ | PROT_EXEC)
  syscall SYS_mprotect
  expect r0, 0, 2
  ldr r1, =PAGE
  blx r1
  cmp r0, r9
  movne r0, #3
  bne fail
  ldr r0, =PAGE
  mov r1, #4096
  syscall SYS_munmap
  expect r0, 0, 4
  subs r8, r8, #1
  bne round
  exit 0
failure_exit
