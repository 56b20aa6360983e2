| roms-test/m68k_st/raster/timer_b.s — when timer B counts a line: it is read in 64 lines, four clocks later in each. The
| counts are shown, a row for each: first those of ends of lines, then those of beginnings.

        .include "raster.inc"

COUNTS      = 0x30000                   | what was read
FROM        = 200                       | counted down from
STEPS       = 64
FIRST       = 192                       | clocks from the lock to the loop

        take_over
        move.w  #0x0777,(PALETTE + 30).w
        wait_for_frame                  | this one has been waiting
frame:
        moveq   #0,%d4                  | ends of lines
        lea     COUNTS,%a2
        lea     SCREEN,%a4
half:
        wait_for_frame
        move.b  %d4,(AER).w
        clr.b   (TBCR).w
        move.b  #FROM,(TBDR).w
        move.b  #8,(TBCR).w
        lea     (TBDR).w,%a1
        lea     before + 2 * STEPS(%pc),%a0
        lea     after(%pc),%a3
        move.l  %a4,-(%sp)
        lock
        delay   FIRST
        moveq   #STEPS - 1,%d5
line:
        jmp     (%a0)
before:
        .rept   STEPS
        nop
        .endr
        move.b  (%a1),%d0
        move.b  %d0,(%a2)+
        jmp     (%a3)
after:
        .rept   STEPS
        nop
        .endr
        subq.l  #2,%a0
        addq.l  #2,%a3
        delay   512 - 320
        dbra    %d5,line

        movea.l (%sp)+,%a4
        lea     -STEPS(%a2),%a0
        moveq   #STEPS - 1,%d5
show:
        move.b  (%a0),%d0
        lsl.w   #8,%d0
        move.b  (%a0)+,%d0
        moveq   #79,%d7
1:      move.w  %d0,(%a4)+
        dbra    %d7,1b
        dbra    %d5,show
        eori.b  #8,%d4                  | I3, which is timer B's: now beginnings
        bne     half
        bra     frame
return:
        rte
