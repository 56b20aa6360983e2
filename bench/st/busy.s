| bench/st/busy.s — an Atari ST ROM that is never idle: what games and demos do all day, and the interrupts of a system.
|
| From RAM, at 50 Hz in low resolution: prime numbers, copies to the screen, a sort, scrambled numbers with products and
| quotients, calls; a vertical blank handler that changes the palette, and timer C at 200 Hz. The hardware's registers
| are those of roms-test/m68k_st/hardware.inc.
|
| The serial line says every REPORT vertical blanks "busy: ROUNDS rounds, sum SUM" in hexadecimal. A round's sum is
| always the same. FF and no sum: something went wrong.

        .include "hardware.inc"

REPORT      = 250
SCREEN      = 0x70000
CODE        = 0x10000                   | where it runs
TABLE       = 0x20000
NUMBERS     = 128                       | that are sorted
FLAGS       = 0x30000
PRIMES_TO   = 2048
TEXT        = 0x40000
VARIABLES   = 0x1000
FRAMES      = VARIABLES                 | vertical blanks since the last report
TICKS       = VARIABLES + 4             | of timer C
ROUNDS      = VARIABLES + 8
SUM         = VARIABLES + 12
STACK       = 0x8000

        .section .header,"ax"
        dc.l    0x00000108              | as roms-test/m68k_st/start.s: the reset vector, and what emulators look for
        dc.l    reset
        dc.l    ROM_BASE
        dc.l    0x10000
        dc.l    reset
        dc.l    0
        dc.l    0x11252026
        dc.w    0, 0

        .text
        .globl  reset
reset:
        move.w  #0x2700,%sr
        reset
        move.b  #0x05,(MMU_CONFIG).w    | 1 MB
        lea     STACK,%sp
        lea     VECTOR_BUS,%a0
        lea     wrong(%pc),%a1
        move.w  #0x100 - 3,%d0
1:      move.l  %a1,(%a0)+
        dbra    %d0,1b
        lea     VARIABLES,%a0
        move.w  #63,%d0
2:      clr.l   (%a0)+
        dbra    %d0,2b
        lea     program(%pc),%a0
        lea     CODE,%a1
        move.w  #(program_end - program) / 2 - 1,%d0
3:      move.w  (%a0)+,(%a1)+
        dbra    %d0,3b
        bsr     init_mfp
        move.l  #CODE + vertical_blank - program,(VECTOR_VBL).w
        move.l  #CODE + timer_c - program,(VECTOR_TIMER_C).w
        move.b  #SCREEN >> 16,(VIDEO_HIGH).w
        move.b  #(SCREEN >> 8) & 0xff,(VIDEO_MID).w
        move.b  #2,(SYNC_MODE).w
        clr.b   (RESOLUTION).w
        move.w  #0x2300,%sr
        jmp     CODE

wrong:
        move.b  #0xff,(UDR).w
        bra.s   wrong

init_mfp:
        lea     (IERA).w,%a0
        moveq   #(TCDCR - IERA) / 2,%d0
1:      clr.b   (%a0)
        addq.l  #2,%a0
        dbra    %d0,1b
        move.b  #0x40 + VR_SOFTWARE,(VR).w
        move.b  #2,(TDDR).w             | 9600 baud
        move.b  #0x88,(UCR).w
        move.b  #1,(RSR).w
        move.b  #1,(TSR).w
        move.b  #192,(TCDR).w           | 200 Hz
        move.b  #0x51,(TCDCR).w
        move.b  #1 << B_TIMER_C,(IERB).w
        move.b  #1 << B_TIMER_C,(IMRB).w
        rts

| --- from here on in RAM ---

program:
round:
        moveq   #0,%d7
        bsr     primes
        bsr     fill
        bsr     sort
        bsr     to_screen
        bsr     words
        move.l  %d7,SUM
        addq.l  #1,ROUNDS
        cmpi.w  #REPORT,FRAMES + 2
        bcs.s   round
        bsr     report
        bra.s   round

| The sieve of Eratosthenes, a byte a number.
primes:
        lea     FLAGS,%a0
        move.w  #PRIMES_TO / 4 - 1,%d0
        moveq   #-1,%d1
1:      move.l  %d1,(%a0)+
        dbra    %d0,1b
        moveq   #2,%d0
2:      lea     FLAGS,%a0
        tst.b   (%a0,%d0.w)
        beq.s   4f
        add.l   %d0,%d7
        move.w  %d0,%d1
        add.w   %d1,%d1
        bra.s   5f
3:      clr.b   (%a0,%d1.w)
        add.w   %d0,%d1
5:      cmp.w   #PRIMES_TO,%d1
        bcs.s   3b
4:      addq.w  #1,%d0
        cmp.w   #PRIMES_TO,%d0
        bcs.s   2b
        rts

| Scrambled numbers: products, quotients, shifts.
fill:
        lea     TABLE,%a0
        move.w  #NUMBERS - 1,%d6
        move.l  #0x1234567,%d0
1:      move.l  %d0,%d1
        swap    %d1
        mulu.w  #0x4e6d,%d0
        mulu.w  #0x41c6,%d1
        swap    %d1
        clr.w   %d1
        add.l   %d1,%d0
        addi.l  #12345,%d0
        move.l  %d0,%d2
        lsr.l   #8,%d2
        moveq   #0,%d3
        move.w  %d2,%d3
        divu.w  #1009,%d3
        swap    %d3
        move.w  %d3,(%a0)+
        rol.l   #3,%d7
        eor.l   %d2,%d7
        dbra    %d6,1b
        rts

| Insertion.
sort:
        lea     TABLE,%a0
        lea     2(%a0),%a1
        move.w  #NUMBERS - 2,%d6
1:      move.w  (%a1)+,%d0
        lea     -2(%a1),%a2
2:      cmpa.l  %a0,%a2
        beq.s   3f
        move.w  -2(%a2),%d1
        cmp.w   %d0,%d1
        bls.s   3f
        move.w  %d1,(%a2)
        subq.l  #2,%a2
        bra.s   2b
3:      move.w  %d0,(%a2)
        dbra    %d6,1b
        move.w  #NUMBERS / 2 - 1,%d6
4:      add.l   (%a0)+,%d7
        dbra    %d6,4b
        rts

| A quarter of the screen by move, another by movem, some of it through a mask.
to_screen:
        lea     FLAGS,%a0
        lea     SCREEN,%a1
        move.w  #8000 / 16 - 1,%d6
1:      move.l  (%a0)+,(%a1)+
        move.l  (%a0)+,(%a1)+
        move.l  (%a0)+,(%a1)+
        move.l  (%a0)+,(%a1)+
        dbra    %d6,1b
        lea     SCREEN,%a0
        move.w  #8000 / 32 - 1,%d6
2:      movem.l (%a0)+,%d0-%d5/%a2-%a3
        movem.l %d0-%d5/%a2-%a3,(%a1)
        lea     32(%a1),%a1
        dbra    %d6,2b
        lea     TABLE,%a0
        lea     SCREEN + 16000,%a1
        move.w  #NUMBERS - 1,%d6
3:      move.w  (%a0)+,%d0
        moveq   #15,%d1
        and.w   %d0,%d1
        lsr.w   %d1,%d0
        move.w  (%a1),%d2
        and.w   %d0,%d2
        or.w    %d1,%d2
        eor.w   %d2,(%a1)
        btst    #3,%d0
        beq.s   4f
        bset    #7,1(%a1)
4:      lea     160(%a1),%a1
        cmpa.l  #SCREEN + 32000,%a1
        bcs.s   5f
        suba.l  #15998,%a1
5:      dbra    %d6,3b
        rts

| Numbers become text, which is copied and measured.
words:
        lea     TEXT,%a0
        lea     TABLE,%a1
        moveq   #63,%d6
1:      move.w  (%a1)+,%d0
        bsr.s   decimal
        addq.l  #2,%a1
        dbra    %d6,1b
        clr.b   (%a0)+
        lea     TEXT,%a0
        lea     TEXT + 0x1000,%a1
2:      move.b  (%a0)+,(%a1)+
        bne.s   2b
        lea     TEXT + 0x1000,%a0
        moveq   #0,%d0
3:      move.b  (%a0)+,%d0
        beq.s   4f
        cmpi.b  #' ',%d0
        beq.s   3b
        ror.l   #5,%d7
        add.l   %d0,%d7
        bra.s   3b
4:      rts

| d0 to (a0)+, and a space; the digits wait on the stack.
decimal:
        movem.l %d1-%d2,-(%sp)
        moveq   #0,%d2
        andi.l  #0xffff,%d0
1:      divu.w  #10,%d0
        swap    %d0
        move.w  %d0,-(%sp)
        clr.w   %d0
        swap    %d0
        addq.w  #1,%d2
        tst.w   %d0
        bne.s   1b
2:      move.w  (%sp)+,%d1
        addi.b  #'0',%d1
        move.b  %d1,(%a0)+
        subq.w  #1,%d2
        bne.s   2b
        move.b  #' ',(%a0)+
        movem.l (%sp)+,%d1-%d2
        rts

report:
        clr.l   FRAMES
        lea     text_busy(%pc),%a0
        bsr.s   put_text
        move.l  ROUNDS,%d0
        bsr.s   put_hex
        lea     text_sum(%pc),%a0
        bsr.s   put_text
        move.l  SUM,%d0
        bsr.s   put_hex
        lea     text_end(%pc),%a0
put_text:
        move.b  (%a0)+,%d1
        beq.s   1f
        bsr.s   put
        bra.s   put_text
1:      rts
put_hex:
        moveq   #7,%d2
1:      rol.l   #4,%d0
        moveq   #15,%d1
        and.w   %d0,%d1
        move.b  digits(%pc,%d1.w),%d1
        bsr.s   put
        dbra    %d2,1b
        rts
put:
        tst.b   (TSR).w                 | b7: the buffer is empty
        bpl.s   put
        move.b  %d1,(UDR).w
        rts

vertical_blank:
        addq.l  #1,FRAMES
        move.w  TICKS + 2,(PALETTE).w
        rte
timer_c:
        addq.l  #1,TICKS
        move.b  #~(1 << B_TIMER_C) & 0xff,(ISRB).w
        rte

digits:
        .ascii  "0123456789abcdef"
text_busy:
        .asciz  "busy: "
text_sum:
        .asciz  " rounds, sum "
text_end:
        .asciz  "\n"
        .even
program_end:
