// Makes a system call that is not there, twice, and ends with the error it gets.
// expect exit 38
#include "program.inc"

#define SYS_io_uring_setup 425

.globl _start
_start:
  mov r0, #1
  mov r1, #0
  syscall SYS_io_uring_setup
  mov r0, #1
  syscall SYS_io_uring_setup
  rsb r0, r0, #0
  syscall SYS_exit
