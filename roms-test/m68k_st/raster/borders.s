| roms-test/m68k_st/raster/borders.s — all four borders open, over a pattern that tells every word from its
| neighbours.

        .include "raster.inc"
        .include "borders.inc"

        take_over
        lea     SCREEN,%a0
        moveq   #0,%d0
        move.w  #0x10000 / 4 - 1,%d1
1:      move.l  %d0,(%a0)+
        add.l   #0x01030507,%d0
        dbra    %d1,1b
        lea     (PALETTE).w,%a0
        moveq   #0,%d0
2:      move.w  %d0,(%a0)+
        addi.w  #0x0135,%d0
        cmpa.w  #PALETTE + 32,%a0
        bne.s   2b
        moveq   #0,%d0
        moveq   #2,%d1
        wait_for_frame                  | this one has been waiting
frame:
        wait_for_frame
        open_top
        lock
        delay   FIRST_LINE
        move.w  #ABOVE,%d2
above:
        open_left
        delay   MIDDLE
        open_right
        delay   TAIL - 16
        subq.w  #1,%d2
        bne.s   above                   | 12 clocks to go back, 8 to go on
        nop
        open_left
        delay   MIDDLE
        open_right
        delay   TAIL - 20
        moveq   #BELOW,%d2
        move.b  %d0,(%a5)
        move.b  %d1,(%a5)
below:
        open_left
        delay   MIDDLE
        open_right
        delay   TAIL - 16
        subq.w  #1,%d2
        bne.s   below
        bra     frame
return:
        rte
