| roms-test/m68k_st/ste.s — checks of what an STE has more, and of how an ST lacks it.
|
| "STE developer information", hardware registers: palette with the lowest bit of each colour on top (b3), low byte of
| the video base, line offset, fine scroll; DMA sound, whose end timer A counts; Microwire, which shifts data and mask
| out at 1 MHz and has both back after 16 us.

        .include "rom.inc"

        .text
        .globl  check_ste_palette
check_ste_palette:
        lea     (PALETTE + 2).w,%a0
        move.w  (%a0),%d3
        moveq   #0,%d0
        move.w  #0x0fff,(%a0)
        move.w  (%a0),%d0
        move.w  %d3,(%a0)
        andi.w  #0x0fff,%d0
        want    0x0fff
        rts

| The low byte is cleared by whoever writes the other two.
        .globl  check_ste_base
check_ste_base:
        moveq   #0,%d0
        move.b  #0x7e,(VIDEO_LOW).w
        move.b  (VIDEO_LOW).w,%d0
        want    0x7e
        move.b  #(SCREEN >> 8) & 0xff,(VIDEO_MID).w
        move.b  (VIDEO_LOW).w,%d0
        want    0
        move.b  #0x10,(VIDEO_LOW).w
        move.b  #SCREEN >> 16,(VIDEO_HIGH).w
        move.b  (VIDEO_LOW).w,%d0
        want    0
        rts

| Two words left out after each line: 164 bytes a line, seen after half of them (101, give or take one).
        .globl  check_ste_line_offset
check_ste_line_offset:
        bsr     wait_frame
        move.b  #2,(LINE_OFFSET).w
        bsr     counter_times
        move.w  (%a2),%d0
        bsr     counter_after
        clr.b   (LINE_OFFSET).w
        want_between 100 * 164, 102 * 164
        rts

| Scrolled by pixels, each line takes one more group of 16: two words in medium.
        .globl  check_ste_scroll
check_ste_scroll:
        bsr     wait_frame
        move.b  #4,(FINE_SCROLL).w
        bsr     counter_times
        move.w  2(%a2),%d0
        bsr     counter_after
        clr.b   (FINE_SCROLL).w
        want    32000 + 200 * 4
        rts

| 400 bytes at 50066 Hz, mono: 8 ms; then the chip stops by itself and timer A has counted one end.
        .globl  check_ste_sound
check_ste_sound:
        lea     (SOUND_CONTROL).w,%a0
        bsr     probe
        want    0
        lea     SCRATCH,%a0
        move.w  #400 / 4 - 1,%d0
1:      clr.l   (%a0)+
        dbra    %d0,1b
        lea     (SOUND_START).w,%a0
        move.b  #SCRATCH >> 16,(%a0)
        move.b  #(SCRATCH >> 8) & 0xff,2(%a0)
        move.b  #SCRATCH & 0xff,4(%a0)
        lea     (SOUND_END).w,%a0
        move.b  #(SCRATCH + 400) >> 16,(%a0)
        move.b  #((SCRATCH + 400) >> 8) & 0xff,2(%a0)
        move.b  #(SCRATCH + 400) & 0xff,4(%a0)
        move.b  #0x83,(SOUND_MODE).w
        move.b  #1 << A_TIMER_A,(IERA).w
        move.b  #1,(TADR).w
        move.b  #8,(TACR).w
        move.b  #1,(SOUND_CONTROL).w
        moveq   #4,%d0
        bsr     delay_ms
        moveq   #1,%d3
        and.b   (SOUND_CONTROL).w,%d3
        lsl.l   #8,%d3
        or.b    (IPRA).w,%d3
        lsl.l   #8,%d3
        moveq   #6,%d0
        bsr     delay_ms
        moveq   #1,%d0
        and.b   (SOUND_CONTROL).w,%d0
        or.b    %d0,%d3
        lsl.l   #8,%d3
        or.b    (IPRA).w,%d3
        move.l  %d3,%d0
        want    0x01000020              | playing, no end; not playing, an end
        rts

| The master volume's command of the LMC1992; the mask turns round while the bits go out.
        .globl  check_microwire
check_microwire:
        lea     (MICROWIRE_MASK).w,%a0
        bsr     probe
        want    0
        lea     (MICROWIRE_MASK).w,%a0
        move.w  #0x07ff,(%a0)
        move.w  #0x04e8,(MICROWIRE_DATA).w
        move.w  (%a0),%d3
        moveq   #1,%d0
        bsr     delay_ms
        moveq   #0,%d0
        move.w  (%a0),%d0
        want    0x07ff
        cmp.w   #0x07ff,%d3             | it was under way
        bne.s   1f
        moveq   #0,%d0
        want    1
1:      rts

| An ST does not answer where an STE has its sound.
        .globl  check_st_lacks
check_st_lacks:
        lea     (SOUND_CONTROL).w,%a0
        bsr     probe
        want    1
        lea     (SOUND_MODE).w,%a0
        bsr     probe
        want    1
        rts
