| roms-test/m68k_st/blitter.s — checks of the blitter, where there is one.
|
| Atari "Blitter user's manual": halftone operation (0 ones, 1 halftone, 2 source, 3 both), logic operation (3
| replaces), end masks for a line's first, middle and last words, skew, FXSR reads one more source word before each
| line, NFSR one less at its end. The counts run down; x count reloads itself.

        .include "rom.inc"

SOURCE = SCRATCH
TARGET = SCRATCH + 0x800

        .text
| Source of 8 words of which each tells its place, a target of ones, and the registers for 8 words in one line.
prepare:
        lea     SOURCE,%a0
        move.w  #0x0123,%d0
        moveq   #8 - 1,%d1
1:      move.w  %d0,(%a0)+
        addi.w  #0x1111,%d0
        dbra    %d1,1b
        lea     TARGET,%a0
        moveq   #8 - 1,%d1
2:      move.w  #0xffff,(%a0)+
        dbra    %d1,2b
        lea     (BLITTER).w,%a0
        move.w  #2,SRC_X_INC(%a0)
        move.w  #2,SRC_Y_INC(%a0)
        move.l  #SOURCE,SRC_ADDRESS(%a0)
        move.w  #0xffff,END_MASK_1(%a0)
        move.w  #0xffff,END_MASK_2(%a0)
        move.w  #0xffff,END_MASK_3(%a0)
        move.w  #2,DST_X_INC(%a0)
        move.w  #2,DST_Y_INC(%a0)
        move.l  #TARGET,DST_ADDRESS(%a0)
        move.w  #8,X_COUNT(%a0)
        move.w  #1,Y_COUNT(%a0)
        move.b  #2,HOP(%a0)
        move.b  #3,LOGIC_OP(%a0)
        clr.b   SKEW(%a0)
        rts

| Starts it and waits; without hog mode the processor gets every other 64 bus cycles.
go:
        move.b  #0x80,LINE_NUMBER(%a0)
1:      tst.b   LINE_NUMBER(%a0)
        bmi.s   1b
        rts

        .globl  check_blitter_copy
check_blitter_copy:
        bsr     prepare
        bsr     go
        move.l  TARGET,%d0
        want    0x01231234
        move.l  TARGET + 12,%d0
        want    0x6789789a
        move.l  SRC_ADDRESS(%a0),%d0
        want    SOURCE + 16
        move.l  DST_ADDRESS(%a0),%d0
        want    TARGET + 16
        moveq   #0,%d0
        move.w  Y_COUNT(%a0),%d0
        want    0
        moveq   #0,%d0
        move.w  X_COUNT(%a0),%d0
        want    8
        rts

| Two lines, whose ends are masked, of halftone words.
        .globl  check_blitter_masks
check_blitter_masks:
        bsr     prepare
        move.l  #0xaaaa5555,(%a0)
        move.w  #3,X_COUNT(%a0)
        move.w  #2,Y_COUNT(%a0)
        move.w  #0x0fff,END_MASK_1(%a0)
        move.w  #0xfff0,END_MASK_3(%a0)
        move.b  #1,HOP(%a0)
        bsr     go
        move.l  TARGET,%d0
        want    0xfaaaaaaa
        move.l  TARGET + 4,%d0
        want    0xaaaff555
        move.l  TARGET + 8,%d0
        want    0x5555555f
        move.l  TARGET + 12,%d0
        want    0xffffffff
        moveq   #0,%d0
        move.b  LINE_NUMBER(%a0),%d0
        andi.w  #0x0f,%d0
        want    2
        rts

| All sixteen logic operations on source 0x6789 and target 0x0ff0. One word a line.
        .globl  check_blitter_logic
check_blitter_logic:
        lea     results(%pc),%a2
        moveq   #0,%d3
1:      bsr     prepare
        move.w  #0x6789,SOURCE
        move.w  #0x0ff0,TARGET
        move.w  #1,X_COUNT(%a0)
        move.b  %d3,LOGIC_OP(%a0)
        bsr     go
        moveq   #0,%d0
        move.w  TARGET,%d0
        moveq   #0,%d1
        move.w  (%a2)+,%d1
        move.l  %d1,%d2
        cmp.l   %d1,%d0
        bne     check_wrong
        addq.w  #1,%d3
        cmp.w   #16,%d3
        bne.s   1b
        rts
results:
        dc.w    0x0000, 0x0780, 0x6009, 0x6789, 0x0870, 0x0ff0, 0x6879, 0x6ff9
        dc.w    0x9006, 0x9786, 0xf00f, 0xf78f, 0x9876, 0x9ff6, 0xf87f, 0xffff

| Shifted right by four, with one word read before the line and none for its last.
        .globl  check_blitter_skew
check_blitter_skew:
        bsr     prepare
        move.b  #0x84,SKEW(%a0)
        move.w  #4,X_COUNT(%a0)
        bsr     go
        move.l  TARGET,%d0
        want    0x31234234
        move.l  TARGET + 4,%d0
        want    0x53456456
        move.l  TARGET + 8,%d0
        want    0xffffffff
        rts
