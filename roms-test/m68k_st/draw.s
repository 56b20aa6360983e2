| roms-test/m68k_st/draw.s — rectangles, characters and the pointer, in any of the three resolutions.
|
| A line of the screen is groups of 16 pixels, each one word a plane, lowest plane first (ST/STE hardware register
| listing, "Shifter").

        .include "rom.inc"

        .text
| Fills d2 x d3 pixels at (d0, d1) with colour d4. Everything has to be on the screen.
        .globl  fill
fill:
        movem.l %d2-%d7/%a2-%a3,-(%sp)
        mulu.w  line_bytes,%d1
        lea     SCREEN,%a1
        adda.l  %d1,%a1
        add.w   %d0,%d2                 | the first column that is not ours
        subq.w  #1,%d3
1:      movea.l %a1,%a0
        move.w  %d0,%d5
        lsr.w   #4,%d5                  | groups of 16
        move.w  %d5,%d6
        mulu.w  planes,%d6
        add.l   %d6,%d6
        adda.l  %d6,%a0
        lsl.w   #4,%d5
2:      moveq   #-1,%d6                 | the mask of this group
        move.w  %d0,%d7
        sub.w   %d5,%d7
        bls.s   3f
        lsr.w   %d7,%d6
3:      move.w  %d5,%d7
        addi.w  #16,%d7
        sub.w   %d2,%d7
        bls.s   4f
        lsr.w   %d7,%d6
        lsl.w   %d7,%d6
4:      move.w  %d4,%a2
        move.w  planes,%d1
5:      lsr.w   #1,%d4
        bcc.s   6f
        or.w    %d6,(%a0)+
        bra.s   7f
6:      not.w   %d6
        and.w   %d6,(%a0)+
        not.w   %d6
7:      subq.w  #1,%d1
        bne.s   5b
        move.w  %a2,%d4
        addi.w  #16,%d5
        cmp.w   %d2,%d5
        blo.s   2b
        adda.w  line_bytes,%a1
        dbra    %d3,1b
        movem.l (%sp)+,%d2-%d7/%a2-%a3
        rts

| The character d2 at column d0, row d1, in all planes; 8 x 8 pixels, in mono 8 x 16.
        .globl  draw_character
draw_character:
        movem.l %d3-%d6,-(%sp)
        lea     SCREEN,%a0
        moveq   #8,%d3                  | lines of a row
        cmpi.w  #400,height
        bne.s   1f
        moveq   #16,%d3
1:      mulu.w  %d3,%d1
        mulu.w  line_bytes,%d1
        adda.l  %d1,%a0
        moveq   #-2,%d1
        and.w   %d0,%d1
        mulu.w  planes,%d1
        adda.l  %d1,%a0
        andi.w  #1,%d0
        adda.w  %d0,%a0
        subi.w  #32,%d2
        cmp.w   #95,%d2
        blo.s   2f
        moveq   #0,%d2
2:      lsl.w   #3,%d2
        lea     font(%pc),%a1
        adda.w  %d2,%a1
        move.w  planes,%d2
        moveq   #8 - 1,%d4
3:      move.b  (%a1)+,%d5
        move.w  %d3,%d6
4:      move.b  %d5,(%a0)
        cmp.w   #1,%d2
        beq.s   5f
        move.b  %d5,2(%a0)
        cmp.w   #2,%d2
        beq.s   5f
        move.b  %d5,4(%a0)
        clr.b   6(%a0)                  | colour 7 of 16: white
5:      adda.w  line_bytes,%a0
        subq.w  #8,%d6
        bne.s   4b
        dbra    %d4,3b
        movem.l (%sp)+,%d3-%d6
        rts

| The text at a0 from column d0 of row d1.
        .globl  draw_text
draw_text:
        movem.l %d3-%d4/%a2,-(%sp)
        movea.l %a0,%a2
        move.w  %d0,%d3
        move.w  %d1,%d4
1:      moveq   #0,%d2
        move.b  (%a2)+,%d2
        beq.s   2f
        move.w  %d3,%d0
        move.w  %d4,%d1
        bsr     draw_character
        addq.w  #1,%d3
        bra.s   1b
2:      movem.l (%sp)+,%d3-%d4/%a2
        rts

| Draws the pointer with its tip at (d0, d1), or, the second time, takes it away: its pixels are inverted.
        .globl  invert_pointer
invert_pointer:
        movem.l %d2-%d7/%a2,-(%sp)
        lea     SCREEN,%a0
        move.w  %d1,%d7
        mulu.w  line_bytes,%d1
        adda.l  %d1,%a0
        moveq   #15,%d3
        and.w   %d0,%d3                 | shift within the group
        move.w  %d0,%d4
        lsr.w   #4,%d4
        move.w  %d4,%d5
        mulu.w  planes,%d4
        add.l   %d4,%d4
        adda.l  %d4,%a0
        addq.w  #1,%d5                  | the group to the right, if there is one
        lsl.w   #4,%d5
        lea     arrow(%pc),%a1
        moveq   #16 - 1,%d6
1:      cmp.w   height,%d7
        bhs.s   5f
        moveq   #0,%d2
        move.w  (%a1)+,%d2
        swap    %d2
        lsr.l   %d3,%d2
        move.w  planes,%d4
        movea.l %a0,%a2
2:      swap    %d2
        eor.w   %d2,(%a2)
        swap    %d2
        cmp.w   width,%d5
        bhs.s   3f
        move.w  planes,%d1
        add.w   %d1,%d1
        eor.w   %d2,(%a2,%d1.w)
3:      addq.l  #2,%a2
        subq.w  #1,%d4
        bne.s   2b
        adda.w  line_bytes,%a0
        addq.w  #1,%d7
        dbra    %d6,1b
5:      movem.l (%sp)+,%d2-%d7/%a2
        rts
arrow:
        dc.w    0b1000000000000000
        dc.w    0b1100000000000000
        dc.w    0b1110000000000000
        dc.w    0b1111000000000000
        dc.w    0b1111100000000000
        dc.w    0b1111110000000000
        dc.w    0b1111111000000000
        dc.w    0b1111111100000000
        dc.w    0b1111111110000000
        dc.w    0b1111110000000000
        dc.w    0b1100110000000000
        dc.w    0b1000011000000000
        dc.w    0b0000011000000000
        dc.w    0b0000001100000000
        dc.w    0b0000001100000000
        dc.w    0b0000000000000000
