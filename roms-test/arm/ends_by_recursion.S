// Calls itself until the stack is full.
// expect exit 139
#include "program.inc"

.globl _start
_start:
  push {r0-r11, lr}
  bl _start
