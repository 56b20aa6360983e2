// Reads address 8, where nothing is, without a handler.
// expect exit 139
#include "program.inc"

.globl _start
_start:
  mov r0, #8
  ldr r0, [r0]
  exit 1
