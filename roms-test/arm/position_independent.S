// A static program that runs at any address: it finds its data relative to itself, and that it was moved.
// expect exit 0
#include "program.inc"

.globl _start
_start:
  adr r0, _start          // linked into the first page, where nothing may be mapped
  cmp r0, #0x10000
  movlo r0, #1
  blo fail
  ldr r2, data_offset
  add r2, pc, r2
anchor:
  ldr r3, [r2, #-4]       // pc is eight bytes on, anchor four
  expect r3, 77, 2
  mov r0, #0
  syscall SYS_exit
failure_exit
data_offset:
  .word data - anchor
.ltorg

.data
data:
  .word 77
