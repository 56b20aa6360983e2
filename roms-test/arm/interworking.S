// Goes between ARM and Thumb code in every way there is: BLX, BX, POP and LDR to the PC.
// expect exit 0
#include "program.inc"

.globl _start
_start:
  ldr r8, =ROUNDS
  mov r9, #0
round:
  mov r0, #1
  blx thumb_leaf          // by immediate
  expect r0, 11, 1
  ldr r1, =thumb_leaf
  blx r1                  // by register, bit 0 set
  expect r0, 21, 2
  bl veneer               // LDR to the PC
  expect r0, 31, 3
  mov r0, #5
  blx thumb_caller        // which calls ARM code and returns by POP
  expect r0, 115, 4
  subs r8, r8, #1
  bne round
  exit 0

veneer:
  ldr pc, =thumb_leaf

.type arm_leaf, %function
arm_leaf:
  add r0, r0, #100
  bx lr
failure_exit
.ltorg

.thumb
.thumb_func
thumb_leaf:
  adds r0, #10
  bx lr

.thumb_func
thumb_caller:
  push {r4, lr}
  movs r4, #10
  blx arm_leaf
  cmp r0, #105
  ite eq
  addeq r0, r0, r4
  movne r0, #0
  pop {r4, pc}
