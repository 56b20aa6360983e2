| roms-test/m68k_st/interactive.s — the picture stays, the mouse moves a pointer, keys choose another picture.
|
| Atari ST "Intelligent Keyboard (ikbd) Protocol": 0xf8 to 0xfb begin a relative mouse packet (b0 right, b1 left
| button), two signed bytes follow; other packets begin at 0xf6; below are keys, b7 set when one is let go.

        .include "rom.inc"

KEY_1 = 0x02
KEY_2 = 0x03
KEY_S = 0x1f

        .text
        .globl  interactive
interactive:
        moveq   #100,%d0
        bsr     wait_frames             | time to read the results
        bsr     init_acias
        move.w  #160,pointer_x
        move.w  #100,pointer_y
        clr.w   received
        clr.w   taken
        moveq   #0,%d0
        bsr     show
        move.l  #on_acia,VECTOR_ACIA
        bset    #B_ACIA,(IERB).w
        bset    #B_ACIA,(IMRB).w
1:      bsr     wait_frame
2:      move.w  taken,%d0
        cmp.w   received,%d0
        beq.s   1b
        bsr     next_byte
        bsr     packet
        bra.s   2b

| Picture d0, which is mono's on a mono monitor, with the results' summary and the pointer.
show:
        move.l  %d3,-(%sp)
        move.w  %d0,%d3
        btst    #F_MONO,features + 3
        beq.s   1f
        moveq   #2,%d3
1:      bsr     bars_end
        move.w  %d3,%d0
        bsr     picture
        lea     text_keys(%pc),%a0
        moveq   #2,%d0
        moveq   #20,%d1
        bsr     draw_text
        lea     summary,%a0
        moveq   #2,%d0
        moveq   #22,%d1
        bsr     draw_text
        cmp.w   #2,%d3
        beq.s   2f
        bsr     bars_begin
2:      bsr     pointer
        move.l  (%sp)+,%d3
        rts

pointer:
        move.w  pointer_x,%d0
        move.w  pointer_y,%d1
        bra     invert_pointer

| What begins with the byte d0.
packet:
        cmp.b   #0xf6,%d0
        blo.s   key
        cmp.b   #0xf8,%d0
        blo.s   1f
        cmp.b   #0xfc,%d0
        blo.s   mouse
1:      andi.w  #0x0f,%d0
        move.b  packet_bytes - 6(%pc,%d0.w),%d3
2:      bsr     next_byte
        subq.b  #1,%d3
        bne.s   2b
        rts
packet_bytes:                           | after 0xf6 to 0xff
        dc.b    7, 5, 2, 2, 2, 2, 6, 2, 1, 1

key:
        cmp.b   #KEY_S,%d0
        beq     play_scale
        subq.b  #KEY_1,%d0
        beq     show
        cmp.b   #KEY_2 - KEY_1,%d0
        beq     show
        rts

| The pointer stays on the screen; with a button held it leaves a trace.
mouse:
        move.b  %d0,%d3
        bsr     next_byte
        ext.w   %d0
        move.w  %d0,%d4
        bsr     next_byte
        ext.w   %d0
        move.w  %d0,%d5
        bsr     pointer
        andi.b  #3,%d3
        beq.s   1f
        move.w  pointer_x,%d0
        move.w  pointer_y,%d1
        moveq   #1,%d2
        moveq   #1,%d3
        move.w  %d4,-(%sp)
        moveq   #-1,%d4
        bsr     fill
        move.w  (%sp)+,%d4
1:      move.w  pointer_x,%d0
        add.w   %d4,%d0
        move.w  width,%d1
        bsr     within
        move.w  %d0,pointer_x
        move.w  pointer_y,%d0
        add.w   %d5,%d0
        move.w  height,%d1
        bsr     within
        move.w  %d0,pointer_y
        bra   pointer
within:                                 | d0 between 0 and d1 - 1
        tst.w   %d0
        bpl.s   1f
        moveq   #0,%d0
1:      cmp.w   %d1,%d0
        blt.s   2f
        move.w  %d1,%d0
        subq.w  #1,%d0
2:      rts

| The keyboard's next byte into d0.
next_byte:
        move.w  taken,%d1
1:      cmp.w   received,%d1
        beq.s   1b
        lea     ring,%a0
        move.b  (%a0,%d1.w),%d0
        addq.w  #1,%d1
        andi.w  #RING_BYTES - 1,%d1
        move.w  %d1,taken
        rts
RING_BYTES = 256
on_acia:
        movem.l %d0-%d1/%a0,-(%sp)
        btst    #0,(ACIA_KEYBOARD).w
        beq.s   1f
        move.w  received,%d1
        lea     ring,%a0
        move.b  (ACIA_KEYBOARD + 2).w,(%a0,%d1.w)
        addq.w  #1,%d1
        andi.w  #RING_BYTES - 1,%d1
        move.w  %d1,received
1:      movem.l (%sp)+,%d0-%d1/%a0
        rte

text_keys:
        .asciz    "keys: 1 low, 2 medium, S scale"
        .even

        .bss
pointer_x:      .space 2
pointer_y:      .space 2
received:       .space 2
taken:          .space 2
ring:           .space RING_BYTES
