// Calls the kernel's helpers in the page of the vectors. Source: Documentation/arm/kernel_user_helpers.rst.
// expect exit 0
#include "program.inc"

#define VERSION 0xffff0ffc
#define GET_TLS 0xffff0fe0
#define COMPARE_EXCHANGE 0xffff0fc0
#define MEMORY_BARRIER 0xffff0fa0
#define COMPARE_EXCHANGE64 0xffff0f60
#define SYS_set_tls 0xf0005

.globl _start
_start:
  ldr r0, =VERSION
  ldr r0, [r0]
  expect r0, 5, 1
  ldr r0, =0x12345678
  syscall SYS_set_tls
  ldr r8, =ROUNDS
round:
  ldr r1, =GET_TLS
  blx r1
  expect r0, 0x12345678, 2
  ldr r1, =MEMORY_BARRIER
  blx r1

  // The word is as expected: it is exchanged, r0 = 0, C set.
  ldr r2, =word
  str r8, [r2]
  mov r0, r8
  mov r1, #77
  ldr r3, =COMPARE_EXCHANGE
  blx r3
  movcc r0, #3
  bcc fail
  expect r0, 0, 4
  ldr r2, =word
  ldr r0, [r2]
  expect r0, 77, 5
  // It is not: it stays, r0 is not 0, C clear.
  mov r0, #1
  mov r1, #2
  ldr r3, =COMPARE_EXCHANGE
  blx r3
  movcs r0, #6
  bcs fail
  ldr r2, =word
  ldr r0, [r2]
  expect r0, 77, 7

  // The same with 64 bits; the second time the high half differs.
  ldr r2, =pair
  mov r0, #3
  mov r1, #4
  strd r0, r1, [r2]
  ldr r0, =old
  ldr r1, =new
  ldr r3, =COMPARE_EXCHANGE64
  blx r3
  movcc r0, #8
  bcc fail
  ldr r2, =pair
  ldrd r0, r1, [r2]
  expect r0, 5, 9
  expect r1, 6, 10
  ldr r2, =pair
  mov r0, #3
  strd r0, r1, [r2]
  ldr r0, =old
  ldr r1, =new
  ldr r3, =COMPARE_EXCHANGE64
  blx r3
  movcs r0, #11
  bcs fail
  subs r8, r8, #1
  bne round
  exit 0
failure_exit
.ltorg

.data
.align 3
old: .word 3, 4
new: .word 5, 6
pair: .word 0, 0
word: .word 0
