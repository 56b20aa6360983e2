| roms-test/m68k_st/pictures.s — the test picture in each resolution.

        .include "rom.inc"

        .text
| All pictures that the monitor can show, one after the other, with the scale; ends with the text screen.
        .globl  show_pictures
show_pictures:
        btst    #F_MONO,features + 3
        bne.s   1f
        moveq   #0,%d0
        bsr     picture
        bsr     bars_begin
        bsr     play_scale
        bsr     bars_end
        moveq   #1,%d0
        bsr     picture
        bsr     bars_begin
        moveq   #50,%d0
        bsr     wait_frames
        bra     bars_end
1:      moveq   #2,%d0
        bsr     picture
        bra     play_scale

| The picture in resolution d0: an edge of the display's last pixels, two lines of text, all colours side by side, a
| grid of 16 x 8 pixels, and space for the raster bars, which change the background.
        .globl  picture
picture:
        movem.l %d2-%d6/%a2,-(%sp)
        move.w  %d0,%d6
        bsr     set_mode
        bsr     edge
        bsr     titles
        bsr     ramp
        bsr     grid
        movem.l (%sp)+,%d2-%d6/%a2
        rts

edge:
        moveq   #-1,%d4
        moveq   #0,%d0
        moveq   #0,%d1
        move.w  width,%d2
        moveq   #1,%d3
        bsr     fill
        moveq   #0,%d1
        moveq   #1,%d2
        move.w  height,%d3
        bsr     fill
        move.w  width,%d0
        subq.w  #1,%d0
        moveq   #0,%d1
        bsr     fill
        moveq   #0,%d0
        move.w  height,%d1
        subq.w  #1,%d1
        move.w  width,%d2
        moveq   #1,%d3
        bra     fill

titles:
        lea     title(%pc),%a0
        moveq   #2,%d0
        moveq   #1,%d1
        bsr     draw_text
        add.w   %d6,%d6
        lea     title(%pc),%a0
        adda.w  mode_titles(%pc,%d6.w),%a0
        moveq   #2,%d0
        moveq   #2,%d1
        bra     draw_text
mode_titles:
        dc.w    low_title - title, medium_title - title, mono_title - title
title:
        .asciz    "Sosie's Atari ST test picture"
low_title:
        .asciz    "low: 320 x 200, 16 colours"
medium_title:
        .asciz    "medium: 640 x 200, 4 colours"
mono_title:
        .asciz    "high: 640 x 400, black and white"
        .even

ramp:
        moveq   #1,%d5                  | colours = 2 to the planes
        move.w  planes,%d0
        lsl.w   %d0,%d5
        moveq   #0,%d2
        move.w  width,%d2
        subi.w  #32,%d2
        divu.w  %d5,%d2                 | a colour's width
        move.w  height,%d3
        lsr.w   #2,%d3                  | and height
        moveq   #16,%d0
        moveq   #0,%d4
1:      move.w  height,%d1
        lsr.w   #3,%d1
        addq.w  #8,%d1
        bsr     fill
        add.w   %d2,%d0
        addq.w  #1,%d4
        cmp.w   %d5,%d4
        bne.s   1b
        rts

grid:
        move.w  height,%d5
        lsr.w   #3,%d5
        mulu.w  #3,%d5
        addi.w  #16,%d5                 | its top
        moveq   #-1,%d4
        moveq   #16,%d0
        moveq   #1,%d2
        move.w  height,%d3
        lsr.w   #5,%d3
        lsl.w   #3,%d3
        addq.w  #1,%d3
1:      move.w  %d5,%d1
        bsr     fill
        addi.w  #16,%d0
        move.w  width,%d1
        cmp.w   %d1,%d0
        blo.s   1b
        moveq   #16,%d0
        move.w  width,%d2
        subi.w  #32 - 1,%d2
        move.w  height,%d6              | lines of the grid, eight apart
        lsr.w   #5,%d6
        moveq   #1,%d3
2:      move.w  %d5,%d1
        bsr     fill
        addq.w  #8,%d5
        dbra    %d6,2b
        rts
