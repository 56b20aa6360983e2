// Makes a system call that is not there, twice, and ends with the error it gets.
// expect exit 38
#include "program.inc"

#define SYS_unheard_of 4711

.globl _start
_start:
  mov r0, #1
  mov r1, #0
  syscall SYS_unheard_of
  mov r0, #1
  syscall SYS_unheard_of
  rsb r0, r0, #0
  syscall SYS_exit
