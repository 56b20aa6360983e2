| Where a program begins: the stack has argc, argv, environment and auxiliary vector, all of them words.
  .text
  .globl _start
_start:
  sub.l %a6, %a6
  move.l %sp, %a0
  move.l %a0, -(%sp)
  jbsr begin
  move.l %d0, %d1
  moveq #1, %d0          | exit
  trap #0

  .section .note.GNU-stack, "", @progbits
