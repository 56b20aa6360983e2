| roms-test/m68k_st/raster/plasma.s — a plasma of backgrounds, 12 pixels wide each, over the whole screen with all
| borders open. The display itself is empty. It moves for 120 frames and stands then, for whoever compares pictures.

        .include "raster.inc"
        .include "borders.inc"

COLOURS     = 0x40000                   | 1024 of them
WAVE        = 0x50000                   | from a line's last colour to the next line's first, in bytes
LINE_ENDS   = 0x58000                   | the sync mode at each line's end: 60 Hz where the bottom opens

        take_over
        lea     SCREEN,%a0
        move.w  #0x10000 / 4 - 1,%d1
1:      clr.l   (%a0)+
        dbra    %d1,1b
        lea     COLOURS,%a0             | a triangle for each component, of different lengths
        moveq   #0,%d0
2:      move.w  %d0,%d1
        bsr     triangle
        move.w  %d1,%d2
        move.w  %d0,%d1
        mulu.w  #3,%d1
        bsr     triangle
        lsl.w   #4,%d1
        or.w    %d1,%d2
        move.w  %d0,%d1
        add.w   %d1,%d1
        bsr     triangle
        lsl.w   #8,%d1
        or.w    %d1,%d2
        move.w  %d2,(%a0)+
        addq.w  #1,%d0
        cmp.w   #1024,%d0
        bne.s   2b
        lea     WAVE,%a0                | slopes of parabolas, up and down: a sine of 128 lines
        lea     LINE_ENDS,%a1
        moveq   #0,%d0
        moveq   #2,%d1
3:      move.b  %d1,(%a1)+
        moveq   #63,%d3
        and.w   %d0,%d3
        moveq   #32,%d2
        sub.w   %d3,%d2
        asr.w   #3,%d2
        btst    #6,%d0
        beq.s   4f
        neg.w   %d2
4:      add.w   %d2,%d2
        subi.w  #MIDDLE / 12 * 2 - 2,%d2
        move.w  %d2,(%a0)+
        addq.w  #1,%d0
        cmp.w   #512,%d0
        bne.s   3b
        moveq   #0,%d0
        moveq   #0,%d3                  | where the wave begins
        moveq   #120,%d4                | frames to move
        move.b  %d0,LINE_ENDS + ABOVE
        lea     (PALETTE).w,%a3
        wait_for_frame                  | this one has been waiting
frame:
        tst.w   %d4
        beq.s   5f
        subq.w  #1,%d4
        addq.b  #8,%d3                  | 32 frames are a turn
5:      lea     WAVE,%a1
        adda.w  %d3,%a1
        lea     COLOURS + 512,%a2
        move.w  #ABOVE + 1 + BELOW - 1,%d2
        clr.w   (%a3)
        wait_for_frame
        open_top
        lock
        delay   FIRST_LINE - 12         | 8 of what is ahead are in FIRST_LINE already
        lea     LINE_ENDS,%a4
line:
        move.b  %d1,(%a5)
        open_left
        .rept   MIDDLE / 12
        move.w  (%a2)+,(%a3)
        .endr
        open_right
        adda.w  (%a1)+,%a2
        nop
        move.b  (%a4)+,(%a5)
        dbra    %d2,line
        bra     frame
return:
        rte
triangle:                               | d1 becomes 0 to 7 and back
        lsr.w   #3,%d1
        andi.w  #15,%d1
        btst    #3,%d1
        beq.s   1f
        eori.w  #15,%d1
1:      rts
