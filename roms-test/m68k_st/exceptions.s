| roms-test/m68k_st/exceptions.s — vectors, faults that are expected, and checks of what the 68000 stacks.
|
| M68000 User's Manual, section 6: vector assignments (table 6-2), bus and address error frames (6.3.9, figure 6-7:
| function code and read/write in the low five bits, access address, instruction register, status, program counter).

        .include "rom.inc"

        .text
| Fills all vectors; each leads to a call of its own, so that the return address tells which one it was.
        .globl  install_vectors
install_vectors:
        lea     8.w,%a0
        lea     stubs + 4 * 2(%pc),%a1
        move.w  #256 - 2 - 1,%d0
1:      move.l  %a1,(%a0)+
        addq.l  #4,%a1
        dbra    %d0,1b
        move.l  #vbl,VECTOR_VBL.w
        move.l  #hbl,VECTOR_HBL.w
        rts

stubs:
        .rept   256
        bsr.w   raised
        .endr

| An exception: whoever announced it goes on where it said, with the frame in `frame`; otherwise all ends here.
raised:
        tst.l   resume_at
        beq.s   unexpected
        move.l  (%sp)+,%d0
        sub.l   #stubs + 4,%d0
        lsr.w   #2,%d0
        move.w  %d0,frame_vector
        move.l  (%sp)+,frame
        move.l  (%sp)+,frame + 4
        move.l  (%sp)+,frame + 8
        move.w  (%sp)+,frame + 12
        movea.l resume_sp,%sp
        move.l  resume_at,-(%sp)
        clr.l   resume_at
        rts

unexpected:
        move.w  #0x2700,%sr
        move.l  (%sp)+,%d3
        sub.l   #stubs + 4,%d3
        lsr.w   #2,%d3
        addq.l  #2,%sp                  | the status
        cmp.w   #4,%d3
        bhs.s   1f
        addq.l  #8,%sp                  | bus and address error: more before it
1:      move.l  (%sp)+,%d4
        lea     text_exception(%pc),%a0
        bsr     put_text
        moveq   #0,%d0
        move.w  %d3,%d0
        bsr     put_hex
        lea     text_at(%pc),%a0
        bsr     put_text
        move.l  %d4,%d0
        bsr     put_hex
        bsr     put_line_end
        lea     text_stopped(%pc),%a0
        bsr     put_text
        bsr     put_line_end
2:      stop    #0x2700
        bra.s   2b

text_exception:
        .asciz    "unexpected exception "
text_at:
        .asciz    " at "
text_stopped:
        .asciz    "selftest: stopped"
        .even

| The next exception continues at a0, with the stack as it is for the caller now.
        .globl  catch_exception
catch_exception:
        move.l  %a0,resume_at
        lea     4(%sp),%a0
        move.l  %a0,resume_sp
        rts

        .globl  no_exception
no_exception:
        clr.l   resume_at
        rts

| Z when something answers a byte read at a0.
        .globl  probe
probe:
        movea.l %a0,%a1
        lea     1f(%pc),%a0
        bsr     catch_exception
        tst.b   (%a1)
        bsr     no_exception
        moveq   #0,%d0
        rts
1:      moveq   #1,%d0
        rts

| Exceptions with the short frame: vector, and where the stacked program counter points from the instruction.
        .globl  check_vectors
check_vectors:
        lea     snippets(%pc),%a2
1:      move.w  (%a2)+,%d3
        beq.s   3f
        lea     snippets(%pc,%d3.w),%a3
        lea     2f(%pc),%a0
        bsr     catch_exception
        moveq   #0,%d4
        jmp     (%a3)
2:      moveq   #0,%d0
        move.w  frame_vector,%d0
        lsl.w   #8,%d0
        move.l  frame + 2,%d1
        sub.l   %a3,%d1
        or.b    %d1,%d0
        moveq   #0,%d1
        move.w  (%a2)+,%d1
        move.l  %d1,%d2
        cmp.l   %d1,%d0
        bne     check_wrong
        bra.s   1b
3:      rts

        .macro  snippet label, vector, program_counter
        dc.w    \label - snippets
        dc.b    \vector, \program_counter
        .endm
snippets:
        snippet s_illegal, 4, 0
        snippet s_divide, 5, 2
        snippet s_check, 6, 2
        snippet s_overflow, 7, 6
        snippet s_line_a, 10, 0
        snippet s_line_f, 11, 0
        snippet s_trap_0, 32, 2
        snippet s_trap_15, 47, 2
        dc.w    0
s_illegal:
        dc.w    0x4afc
s_divide:
        divu.w  %d4,%d0
s_check:
        chk.w   %d4,%d3                 | an offset, so above 0
s_overflow:
        move.w  #0x2702,%sr             | V set
        trapv
s_line_a:
        dc.w    0xa000
s_line_f:
        dc.w    0xf000
s_trap_0:
        trap    #0
s_trap_15:
        trap    #15

        .globl  check_trace
check_trace:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0xa700,%sr
        nop
1:      nop
        move.w  #0x2700,%sr
2:      move.w  #0x2700,%sr
        moveq   #0,%d0
        move.w  frame_vector,%d0
        want    9
        move.l  frame + 2,%d0
        lea     1b(%pc),%a0
        sub.l   %a0,%d0
        want    0
        move.w  frame,%d0
        want    0xa700
        rts

        .globl  check_privilege
check_privilege:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0x2700,%sr
        lea     STACK_TOP - 0x400,%a0
        move.l  %a0,%usp
        andi.w  #0xdfff,%sr
1:      stop    #0x2700
2:      moveq   #0,%d0
        move.w  frame_vector,%d0
        want    8
        move.l  frame + 2,%d0
        lea     1b(%pc),%a0
        sub.l   %a0,%d0
        want    0
        move.w  frame,%d0
        want    0x0700
        rts

| Checks `frame` of a bus or address error: d3 = vector, d4 = low five bits of the first word, d5 = the access's
| address, d6 = status. a2 is the instruction: the program counter, which may have run ahead, is two to ten bytes
| beyond it.
check_frame:
        moveq   #0,%d0
        move.w  frame_vector,%d0
        move.l  %d3,%d1
        bsr     same
        moveq   #0x1f,%d0
        and.w   frame,%d0
        move.l  %d4,%d1
        bsr     same
        move.l  frame + 2,%d0
        andi.l  #0x00ffffff,%d0
        move.l  %d5,%d1
        bsr     same
        moveq   #0,%d0
        move.w  frame + 8,%d0
        move.l  %d6,%d1
        bsr     same
        moveq   #0,%d0
        move.w  frame + 6,%d0           | the instruction register holds the instruction's first word
        moveq   #0,%d1
        move.w  (%a2),%d1
        bsr     same
        move.l  frame + 10,%d0
        sub.l   %a2,%d0
        want_between 2, 10
        rts
same:
        move.l  %d1,%d2
        cmp.l   %d1,%d0
        beq.s   1f
        addq.l  #4,%sp                  | out of check_frame too
        bra     check_wrong
1:      rts

        .globl  check_bus_error_read
check_bus_error_read:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0x2700,%sr
        lea     0x800000,%a0
        lea     1f(%pc),%a2
1:      move.w  (%a0),%d0
2:      moveq   #2,%d3
        moveq   #0x15,%d4               | read, not an instruction, supervisor data
        move.l  #0x800000,%d5
        move.l  #0x2700,%d6
        bra     check_frame

| The GLUE answers no write to ROM.
        .globl  check_bus_error_write
check_bus_error_write:
        lea     2f(%pc),%a0
        bsr     catch_exception
        lea     ROM_BASE,%a0
        move.w  #0x2700,%sr
        moveq   #0,%d0
        lea     1f(%pc),%a2
1:      move.w  %d0,(%a0)
2:      moveq   #2,%d3
        moveq   #0x05,%d4
        move.l  #ROM_BASE,%d5
        move.l  #0x2704,%d6             | the move has set Z before the bus told of its error
        bra     check_frame

| The first 2 KB belong to the supervisor.
        .globl  check_bus_error_user
check_bus_error_user:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0x2700,%sr
        lea     STACK_TOP - 0x400,%a0
        move.l  %a0,%usp
        lea     0x400.w,%a0
        lea     1f(%pc),%a2
        andi.w  #0xdfff,%sr
1:      move.w  (%a0),%d0
2:      moveq   #2,%d3
        moveq   #0x11,%d4               | user data
        move.l  #0x400,%d5
        move.l  #0x0700,%d6
        bra     check_frame

        .globl  check_address_error_read
check_address_error_read:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0x2700,%sr
        lea     RAM_FREE + 1,%a0
        lea     1f(%pc),%a2
1:      move.w  (%a0),%d0
2:      moveq   #3,%d3
        moveq   #0x15,%d4
        move.l  #RAM_FREE + 1,%d5
        move.l  #0x2700,%d6
        bra     check_frame

        .globl  check_address_error_jump
check_address_error_jump:
        lea     2f(%pc),%a0
        bsr     catch_exception
        move.w  #0x2700,%sr
        lea     RAM_FREE + 1,%a0
        lea     1f(%pc),%a2
1:      jmp     (%a0)
2:      moveq   #3,%d3
        moveq   #0x16,%d4               | supervisor program
        move.l  #RAM_FREE + 1,%d5
        move.l  #0x2700,%d6
        bra     check_frame

        .bss
resume_at:      .space 4
resume_sp:      .space 4
frame_vector:   .space 2
frame:          .space 14
