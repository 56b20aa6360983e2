| roms-test/m68k_st/start.s — from reset to the interactive picture.
|
| Header: a TOS header's first fields (Hitchhiker's Guide to the BIOS, "OS header"), as emulators look for them; the
| first two longs are also the 68000's reset vector, so that the version is the low half of the stack pointer. MMU
| sizing: the MMU multiplexes addresses; set for larger banks than there are, one cell answers at two addresses.

        .include "rom.inc"

        .section .header,"ax"
        dc.l    0x00000108              | initial SSP, never used; also: version 1.08, free of other people's patches
        dc.l    reset
        dc.l    ROM_BASE
        dc.l    variables_end
        dc.l    reset
        dc.l    0
        dc.l    0x11252026              | month, day, year
        dc.w    0, 0
        .asciz    "Sosie's own Atari ST test ROM"
        .even

        .text
        .globl  reset
reset:
        move.w  #0x2700,%sr
        reset
        lea     after_sizing(%pc),%a6
        bra     size_memory
after_sizing:
        lea     8.w,%a0                 | all variables, vectors, and the screen
        move.w  #(RAM_FREE - 8) / 4 - 1,%d0
1:      clr.l   (%a0)+
        dbra    %d0,1b
        lea     STACK_TOP,%sp
        move.l  %d7,memory_top
        bsr     install_vectors
        bsr     find_features
        bsr     init_psg
        bsr     init_mfp
        bsr     init_serial
        bsr     init_acias
        bsr     init_video
        move.w  #0x2300,%sr
        bsr     show_pictures
        bsr     run_checks
        bsr     boot_disk
        bra     interactive

| Finds out how much RAM is there, using none. To (a6) with d7 = its end; the MMU is set.
size_memory:
        move.b  #0x0a,(MMU_CONFIG).w    | two banks of 2 MB
        suba.l  %a0,%a0
        lea     1f(%pc),%a5
        bra.s   size_bank
1:      move.w  %d0,%d6
        movea.l #0x200000,%a0
        lea     2f(%pc),%a5
        bra.s   size_bank
2:      tst.w   %d6                     | no bank 0: go on all the same, the RAM checks will say it
        bpl.s   3f
        moveq   #0,%d6
3:      move.w  %d6,%d1                 | the sizes add up
        lsl.w   #2,%d1
        move.l  bank_bytes(%pc,%d1.w),%d7
        lsl.w   #2,%d6
        tst.w   %d0
        bmi.s   4f
        or.w    %d0,%d6
        lsl.w   #2,%d0
        add.l   bank_bytes(%pc,%d0.w),%d7
4:      move.b  %d6,(MMU_CONFIG).w
        jmp     (%a6)
bank_bytes:
        dc.l    0x20000, 0x80000, 0x200000

| The bank at a0, to (a5) with d0 = its code for the MMU, or -1 when nothing is there. The ST's MMU gives small chips'
| spare column bit to a low address line, the STE's to a high one: so two distances for each size.
size_bank:
        move.l  #0x5a0fc396,%d1
        move.l  #0xa5f03c69,%d2
        moveq   #-1,%d0
        move.l  %d1,8(%a0)
        move.l  %d2,12(%a0)
        cmp.l   8(%a0),%d1
        bne.s   2f
        cmp.l   12(%a0),%d2
        bne.s   2f
        lea     aliases(%pc),%a1
1:      move.l  (%a1)+,%d3
        move.l  (%a1)+,%d0
        tst.l   %d3
        beq.s   2f
        move.l  %d1,8(%a0)
        move.l  %d2,8(%a0,%d3.l)
        cmp.l   8(%a0),%d2
        bne.s   1b
2:      jmp     (%a5)
aliases:
        dc.l    0x200, 0,  0x400, 1,  0x20000, 0,  0x80000, 1,  0, 2

| What this machine has.
find_features:
        moveq   #0,%d3
        bset    #F_COLOUR,%d3
        btst    #7,(GPIP).w             | the monitor's cable pulls it low
        bne.s   1f
        bchg    #F_COLOUR,%d3
        bset    #F_MONO,%d3
1:      bset    #F_NO_STE,%d3
        bsr     is_ste
        bne.s   2f
        bchg    #F_NO_STE,%d3
        bset    #F_STE,%d3
        btst    #F_COLOUR,%d3
        beq.s   2f
        bset    #F_STE_COLOUR,%d3
2:      lea     (BLITTER).w,%a0
        bsr     probe
        bne.s   3f
        bset    #F_BLITTER,%d3
3:      move.l  %d3,features
        rts

| Z when the video base has a low byte, as the STE's.
is_ste:
        lea     2f(%pc),%a0
        bsr     catch_exception
        lea     (VIDEO_LOW).w,%a1
        move.b  #0x54,(%a1)
        move.b  (%a1),%d1
        move.b  #0x2a,(%a1)
        move.b  (%a1),%d2
        bsr     no_exception
        clr.b   (%a1)
        cmp.b   #0x54,%d1
        bne.s   1f
        cmp.b   #0x2a,%d2
1:      rts
2:      moveq   #1,%d0
        rts

| Lets d0 milliseconds pass; in ROM, where nothing waits for the video, a dbra that jumps takes 10 clocks.
        .globl  delay_ms
delay_ms:
        subq.w  #1,%d0
1:      move.w  #800,%d1
2:      dbra    %d1,2b
        dbra    %d0,1b
        rts

        .bss
        .globl  memory_top, features
memory_top:     .space 4
features:       .space 4
