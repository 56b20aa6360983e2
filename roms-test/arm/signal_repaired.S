// Reads where nothing is mapped; the handler of SIGSEGV maps the page and returns, and the read succeeds.
// expect exit 0
#include "program.inc"

#define SIGSEGV 11
#define SI_ADDR 12
#define PAGE 0x30000000

.globl _start
_start:
  mov r0, #SIGSEGV
  ldr r1, =action
  mov r2, #0
  mov r3, #8
  syscall SYS_rt_sigaction
  expect r0, 0, 1
  mov r8, #ROUNDS
  ldr r9, =PAGE
round:
  mov r1, #99
  ldr r1, [r9, #8]
  expect r1, 0, 2
  str r8, [r9, #8]
  mov r0, r9
  mov r1, #4096
  syscall SYS_munmap
  expect r0, 0, 3
  subs r8, r8, #1
  bne round
  ldr r0, =faults
  ldr r0, [r0]
  expect r0, ROUNDS, 4
  exit 0
failure_exit
.ltorg

// r0 signal, r1 siginfo, r2 ucontext
handler:
  push {r4, r5, r7, lr}
  ldr r0, [r1, #SI_ADDR]
  ldr r1, =(PAGE + 8)
  cmp r0, r1
  movne r0, #5
  bne fail
  ldr r0, =PAGE
  mov r1, #4096
  mov r2, #(PROT_READ | PROT_WRITE)
  mov r3, #(MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS)
  mvn r4, #0
  mov r5, #0
  syscall SYS_mmap2
  ldr r1, =faults
  ldr r2, [r1]
  add r2, r2, #1
  str r2, [r1]
  pop {r4, r5, r7, pc}
.ltorg

.data
action:
  .word handler, SA_SIGINFO, 0, 0, 0
faults:
  .word 0
