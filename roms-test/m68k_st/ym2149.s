| roms-test/m68k_st/ym2149.s — a scale, and checks of the registers.
|
| YM2149 data sheet: tone period = clock / 16 / frequency with the ST's 2 MHz; register 7 is the mixer and the
| direction of the ports. Port A (ST/STE hardware register listing): b0 side, b1 and b2 drives A and B, all active
| low.

        .include "rom.inc"

        .text
| d0 = register, d1 = value.
psg_set:
        move.b  %d0,(PSG_SELECT).w
        move.b  %d1,(PSG_WRITE).w
        rts

| Silence, both ports are outputs, no drive is selected.
        .globl  init_psg
init_psg:
        moveq   #14,%d0
        moveq   #7,%d1
        bsr     psg_set
        moveq   #7,%d0
        move.w  #0xff,%d1
        bsr     psg_set
        moveq   #8,%d0
        moveq   #0,%d1
        bsr     psg_set
        moveq   #9,%d0
        bsr     psg_set
        moveq   #10,%d0
        bra.s   psg_set

| C major from middle C, six frames a note, on channel A; the last with its fifth and third on B and C.
        .globl  play_scale
play_scale:
        movem.l %d3/%a2,-(%sp)
        lea     scale(%pc),%a2
        moveq   #7,%d0
        move.w  #0xfe,%d1
        bsr     psg_set
1:      move.w  (%a2)+,%d3
        beq.s   2f
        moveq   #0,%d0
        move.b  %d3,%d1
        bsr     psg_set
        moveq   #1,%d0
        lsr.w   #8,%d3
        move.b  %d3,%d1
        bsr     psg_set
        moveq   #8,%d0
        moveq   #12,%d1
        bsr     psg_set
        moveq   #6,%d0
        bsr     wait_frames
        bra.s   1b
2:      lea     chord(%pc),%a2
3:      move.b  (%a2)+,%d0
        bmi.s   4f
        move.b  (%a2)+,%d1
        bsr     psg_set
        bra.s   3b
4:      moveq   #50,%d0
        bsr     wait_frames
        bsr     init_psg
        movem.l (%sp)+,%d3/%a2
        rts
scale:
        dc.w    478, 426, 379, 358, 319, 284, 253, 239, 0
chord:                                  | C, G, E; an envelope that falls once in 256 * 16 * 600 / 2 MHz = 1.2 s
        dc.b    0, 239, 1, 0, 2, 319 & 255, 3, 319 >> 8, 4, 379 & 255, 5, 379 >> 8
        dc.b    7, 0xf8, 8, 16, 9, 16, 10, 16, 11, 9600 & 255, 12, 9600 >> 8, 13, 0, -1
        .even

| Registers 0 to 13 keep all their bits; what is written to one does not reach another.
        .globl  check_psg_registers
check_psg_registers:
        move.w  #0x00,%d4
        bsr     psg_pattern
        bne.s   1f
        move.w  #0xff,%d4
        bsr     psg_pattern
        bne.s   1f
        move.w  #0x55,%d4
        bsr     psg_pattern
        bne.s   1f
        bra     init_psg
1:      move.l  %d0,-(%sp)
        bsr     init_psg
        move.l  (%sp)+,%d0
        want    0
        rts

| Register r gets pattern d4 + r where it has bits; Z when all come back, otherwise d0 = register and what was read.
psg_pattern:
        moveq   #13,%d3
1:      move.w  %d4,%d1
        add.b   %d3,%d1
        bsr     masked
        move.w  %d3,%d0
        bsr     psg_set
        dbra    %d3,1b
        moveq   #13,%d3
2:      move.b  %d3,(PSG_SELECT).w
        move.b  (PSG_SELECT).w,%d0
        and.b   masks(%pc,%d3.w),%d0
        move.w  %d4,%d1
        add.b   %d3,%d1
        bsr     masked
        cmp.b   %d0,%d1
        bne.s   3f
        dbra    %d3,2b
        moveq   #0,%d0
        rts
3:      lsl.w   #8,%d3
        move.b  %d0,%d3
        moveq   #0,%d0
        move.w  %d3,%d0
        ori.l   #0x10000,%d0
        rts
masked:
        and.b   masks(%pc,%d3.w),%d1
        cmp.w   #7,%d3
        bne.s   1f
        ori.b   #0xc0,%d1               | the ports stay outputs
1:      rts
masks:
        dc.b    0xff, 0x0f, 0xff, 0x0f, 0xff, 0x0f, 0x1f, 0xff, 0x1f, 0x1f, 0x1f, 0xff, 0xff, 0x0f

| An output port reads what it was told.
        .globl  check_psg_port
check_psg_port:
        move.b  #14,(PSG_SELECT).w
        move.b  #0x27,(PSG_WRITE).w     | no drive
        moveq   #0,%d0
        move.b  (PSG_SELECT).w,%d0
        move.b  #0x07,(PSG_WRITE).w
        want    0x27
        moveq   #0,%d0
        move.b  (PSG_SELECT).w,%d0
        want    0x07
        rts
