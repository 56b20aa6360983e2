| roms-test/m68k_st/acia.s — the two 6850 and the keyboard's processor behind one of them.
|
| MC6850 data sheet: control 3 is the master reset; status b0 received, b1 transmit buffer empty. The clock is 500
| kHz: / 64 for the keyboard, / 16 for MIDI. Commands and packets: Atari ST "Intelligent Keyboard (ikbd) Protocol".

        .include "rom.inc"

        .text
        .globl  init_acias
init_acias:
        lea     (ACIA_KEYBOARD).w,%a0
        move.b  #3,(%a0)
        move.b  #3,4(%a0)
        move.b  #0x96,(%a0)             | / 64, 8 bits, one stop bit, interrupt when something has come
        move.b  #0x15,4(%a0)            | / 16, the same without interrupt
        rts

| The byte d0 to the ACIA at a0.
acia_put:
        move.w  #2000,%d1
1:      btst    #1,(%a0)
        dbne    %d1,1b
        move.b  %d0,2(%a0)
        rts

| A byte of the keyboard into d0; -1 when half a second brings none.
ikbd_get:
        lea     (ACIA_KEYBOARD).w,%a0
        move.w  #500,%d2
1:      move.w  #180,%d1                | a millisecond
2:      btst    #0,(%a0)
        bne.s   3f
        dbra    %d1,2b
        dbra    %d2,1b
        moveq   #-1,%d0
        rts
3:      moveq   #0,%d0
        move.b  2(%a0),%d0
        rts

| Sends d0 bytes from a1 to the keyboard, after forgetting what had come from it.
        .globl  ikbd_put
ikbd_put:
        lea     (ACIA_KEYBOARD).w,%a0
        move.w  %d0,%d2
        tst.b   2(%a0)
        subq.w  #1,%d2
1:      move.b  (%a1)+,%d0
        bsr     acia_put
        dbra    %d2,1b
        rts

| How long a byte takes: ten bits at 31250 Hz are 786 clocks of the MFP, which timer A counts in fours.
        .globl  check_midi_rate
check_midi_rate:
        lea     (ACIA_MIDI).w,%a0
        moveq   #1,%d2
        bra     check_rate
| The same for the keyboard at 7812.5 Hz: 3146 clocks, counted in sixteens. 0x11 tells it to go on, which it does.
        .globl  check_keyboard_rate
check_keyboard_rate:
        lea     (ACIA_KEYBOARD).w,%a0
        moveq   #3,%d2
check_rate:
        clr.b   (TADR).w
        moveq   #0x11,%d0
        bsr     acia_put                | into the shift register
        bsr     acia_put                | waits behind it
        bsr     acia_put                | as soon as the second is shifted
        move.b  %d2,(TACR).w
        bsr     acia_put                | as soon as the third is
        moveq   #0,%d0
        sub.b   (TADR).w,%d0
        want_between 190, 200
        rts

| Two bytes, and it answers that it is well: 0xf0 or, as all STs do, 0xf1.
        .globl  check_ikbd_reset
check_ikbd_reset:
        lea     ikbd_reset(%pc),%a1
        moveq   #2,%d0
        bsr     ikbd_put
        bsr     ikbd_get
        want_between 0xf0, 0xf1
        rts

| The clock is set and runs on from there.
        .globl  check_ikbd_clock
check_ikbd_clock:
        lea     ikbd_set_clock(%pc),%a1
        moveq   #8,%d0
        bsr     ikbd_put
        bsr     ikbd_get
        want    0xfc
        bsr     get_three
        want    0x881231
        bsr     get_three
        want_between 0x235940, 0x235942
        rts

| Joysticks on request, at rest; then back to mouse and joystick events.
        .globl  check_ikbd_joysticks
check_ikbd_joysticks:
        lea     ikbd_ask_joysticks(%pc),%a1
        moveq   #2,%d0
        bsr     ikbd_put
        bsr     ikbd_get
        move.l  %d0,%d5
        bsr     get_two
        move.l  %d0,%d4
        lea     ikbd_mouse_again(%pc),%a1
        moveq   #2,%d0
        bsr     ikbd_put
        move.l  %d5,%d0
        want    0xfd
        move.l  %d4,%d0
        want    0
        rts

| What the mouse does is told relative: F6, the mode's command, six bytes.
        .globl  check_ikbd_status
check_ikbd_status:
        lea     ikbd_ask_mode(%pc),%a1
        moveq   #1,%d0
        bsr     ikbd_put
        bsr     ikbd_get
        want    0xf6
        bsr     ikbd_get
        want    0x08
        bsr     get_three
        want    0
        bsr     get_three
        want    0
        rts

| Both ACIAs pull the MFP's input 4 low while they want something; reading the byte lets it go.
        .globl  check_acia_line
check_acia_line:
        moveq   #0,%d0
        move.b  (GPIP).w,%d0
        andi.b  #0x10,%d0
        want    0x10
        move.b  #1 << B_ACIA,(IERB).w
        lea     ikbd_ask_mode(%pc),%a1
        moveq   #1,%d0
        bsr     ikbd_put
        moveq   #40,%d0
        bsr     delay_ms                | and the other bytes are overrun
        moveq   #0,%d0
        move.b  (GPIP).w,%d0
        andi.b  #0x10,%d0
        or.b    (IPRB).w,%d0
        want    1 << B_ACIA
        tst.b   (ACIA_KEYBOARD + 2).w
        moveq   #1,%d0
        bsr     delay_ms
        tst.b   (ACIA_KEYBOARD + 2).w
        moveq   #0,%d0
        move.b  (GPIP).w,%d0
        andi.b  #0x10,%d0
        want    0x10
        rts

get_three:
        bsr     ikbd_get
        move.l  %d0,%d3
get_two_more:
        bsr     ikbd_get
        lsl.l   #8,%d3
        or.l    %d0,%d3
        bsr     ikbd_get
        lsl.l   #8,%d3
        or.l    %d3,%d0
        rts
get_two:
        moveq   #0,%d3
        bra.s   get_two_more

ikbd_reset:
        dc.b    0x80, 0x01
ikbd_set_clock:
        dc.b    0x1b, 0x88, 0x12, 0x31, 0x23, 0x59, 0x40, 0x1c
ikbd_ask_joysticks:
        dc.b    0x15, 0x16
ikbd_mouse_again:
        dc.b    0x14, 0x08
ikbd_ask_mode:
        dc.b    0x88
        .even
