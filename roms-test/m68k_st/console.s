| roms-test/m68k_st/console.s — text on the screen and on the serial line at once.
|
| MC68901 data sheet, section 6 (USART). Timer D toggles TDO each time it runs out: 2.4576 MHz / 4 / 2 / 2 = 16 * 9600
| Hz.

        .include "rom.inc"

TEXT_TOP    = 2
TEXT_BOTTOM = 25

        .text
        .globl  init_serial
init_serial:
        move.b  #2,(TDDR).w
        andi.b  #0xf0,(TCDCR).w
        ori.b   #0x01,(TCDCR).w
        move.b  #0x88,(UCR).w           | clock / 16, 8 bits, one start and stop bit, no parity
        move.b  #1,(RSR).w
        move.b  #1,(TSR).w
        rts

| The character d0 on the serial line; what does not go within some milliseconds is lost.
        .globl  put_serial
put_serial:
        move.w  #2000,%d1
1:      tst.b   (TSR).w                 | b7: the buffer is empty
        dbmi    %d1,1b
        move.b  %d0,(UDR).w
        rts

| The text at a0, on both. What does not fit the line's half of the screen is on the serial line only.
        .globl  put_text
put_text:
        move.l  %a2,-(%sp)
        movea.l %a0,%a2
1:      moveq   #0,%d0
        move.b  (%a2)+,%d0
        beq.s   2f
        bsr     put_character
        bra.s   1b
2:      movea.l (%sp)+,%a2
        rts

        .globl  put_character
put_character:
        movem.l %d3-%d4,-(%sp)
        move.w  %d0,%d3
        bsr     put_serial
        move.l  capture,%d0
        beq.s   2f
        movea.l %d0,%a0
        move.b  %d3,(%a0)+
        move.l  %a0,capture
2:      move.w  text_column,%d0
        cmp.w   #39,%d0
        bhs.s   1f
        addq.w  #1,text_column
        add.w   text_left,%d0
        move.w  text_row,%d1
        move.w  %d3,%d2
        bsr     draw_character
1:      movem.l (%sp)+,%d3-%d4
        rts

        .globl  put_line_end
put_line_end:
        moveq   #13,%d0
        bsr     put_serial
        moveq   #10,%d0
        bsr     put_serial
        clr.w   text_column
        addq.w  #1,text_row
        cmp.w   #TEXT_BOTTOM,text_row
        blo.s   1f
        move.w  #TEXT_TOP,text_row
        eori.w  #40,text_left
1:      rts

| Eight hexadecimal digits of d0.
        .globl  put_hex
put_hex:
        movem.l %d3-%d4,-(%sp)
        move.l  %d0,%d3
        moveq   #8 - 1,%d4
1:      rol.l   #4,%d3
        moveq   #0x0f,%d0
        and.w   %d3,%d0
        move.b  digits(%pc,%d0.w),%d0
        bsr     put_character
        dbra    %d4,1b
        movem.l (%sp)+,%d3-%d4
        rts
digits: .ascii  "0123456789abcdef"
        .even

| d0, below 65536, as a decimal number.
        .globl  put_decimal
put_decimal:
        andi.l  #0xffff,%d0
        divu.w  #10,%d0
        move.l  %d0,-(%sp)
        tst.w   %d0
        beq.s   1f
        bsr     put_decimal
1:      move.l  (%sp)+,%d0
        swap    %d0
        addi.w  #'0',%d0
        bra     put_character

        .globl  text_home
text_home:
        move.w  #TEXT_TOP,text_row
        clr.w   text_column
        clr.w   text_left
        rts

        .bss
        .globl  capture
capture:        .space 4                | when not 0, characters are written down here, too
text_row:       .space 2
text_column:    .space 2
text_left:      .space 2
