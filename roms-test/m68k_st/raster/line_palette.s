| roms-test/m68k_st/raster/line_palette.s — 40 backgrounds in each of 190 lines, eight pixels each, across display and
| border; a white pixel every 16 shows where the display is.

        .include "raster.inc"

        take_over
        lea     SCREEN,%a0
        move.w  #32000 / 8 - 1,%d0
1:      move.l  #0x80000000,(%a0)+
        clr.l   (%a0)+
        dbra    %d0,1b
        move.w  #0x0777,(PALETTE + 2).w
        lea     (PALETTE).w,%a1
        wait_for_frame                  | this one has been waiting
frame:
        wait_for_frame
        clr.w   (%a1)
        movem.w colours(%pc),%d0-%d5
        lock
        delay   384
        move.w  #190 - 1,%d7
line:
        .rept   5
        move.w  %d0,(%a1)
        move.w  %d1,(%a1)
        move.w  %d2,(%a1)
        move.w  %d3,(%a1)
        move.w  %d4,(%a1)
        move.w  %d5,(%a1)
        move.w  %d0,(%a1)
        move.w  %d3,(%a1)
        .endr
        rol.w   #1,%d0                  | 8 clocks each
        rol.w   #1,%d1
        rol.w   #1,%d2
        rol.w   #1,%d3
        rol.w   #1,%d4
        rol.w   #1,%d5
        .rept   (512 - 40 * 8 - 6 * 8 - 12) / 4
        nop
        .endr
        dbra    %d7,line
        clr.w   (%a1)
        bra     frame
return:
        rte
colours:
        dc.w    0x0700, 0x0070, 0x0007, 0x0550, 0x0055, 0x0505
