| roms-test/m68k_st/video.s — the picture's setting up, interrupts of frames and lines, and checks of their rates.
|
| ST/STE hardware register listing (video base, counter, sync mode, resolution, palette). Clocks of a line and lines
| of a frame: 512 and 313 at 50 Hz, 508 and 263 at 60 Hz, 224 and 501 in mono, of a processor with 8.021 MHz.

        .include "rom.inc"

        .text
        .globl  init_video
init_video:
        lea     (VIDEO_HIGH).w,%a0
        move.b  #SCREEN >> 16,(%a0)
        move.b  #(SCREEN >> 8) & 0xff,2(%a0)
        btst    #F_STE,features + 3
        beq.s   1f
        clr.b   (VIDEO_LOW).w           | after the others, which clear it
        clr.b   (LINE_OFFSET).w
        clr.b   (FINE_SCROLL).w
1:      move.b  #2,(SYNC_MODE).w
        rts

| Resolution d0 (0 low, 1 medium, 2 mono), an empty screen, and its palette.
        .globl  set_mode
set_mode:
        move.b  %d0,(RESOLUTION).w
        add.w   %d0,%d0
        move.w  %d0,%d1
        lsl.w   #2,%d1
        lea     modes(%pc,%d1.w),%a0
        move.w  (%a0)+,width
        move.w  (%a0)+,height
        move.w  (%a0)+,line_bytes
        move.w  (%a0)+,planes
        lea     palettes(%pc),%a0
        adda.w  palette_of(%pc,%d0.w),%a0
        lea     (PALETTE).w,%a1
        moveq   #16 - 1,%d0
1:      move.w  (%a0)+,(%a1)+
        dbra    %d0,1b
        .globl  clear_screen
clear_screen:
        lea     SCREEN,%a0
        move.w  #32000 / 16 - 1,%d0
1:      clr.l   (%a0)+
        clr.l   (%a0)+
        clr.l   (%a0)+
        clr.l   (%a0)+
        dbra    %d0,1b
        rts
modes:
        dc.w    320, 200, 160, 4
        dc.w    640, 200, 160, 2
        dc.w    640, 400, 80, 1
palette_of:
        dc.w    low_palette - palettes, medium_palette - palettes, mono_palette - palettes
palettes:
low_palette:                            | a ramp of greys, then of colours
        dc.w    0x000, 0x111, 0x222, 0x333, 0x444, 0x555, 0x666, 0x777
        dc.w    0x700, 0x740, 0x770, 0x070, 0x077, 0x007, 0x407, 0x707
medium_palette:
        dc.w    0x000, 0x700, 0x070, 0x777
        dc.w    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
mono_palette:                           | b0 of the first: zeros are white
        dc.w    0x777, 0, 0, 0, 0, 0, 0, 0
        dc.w    0, 0, 0, 0, 0, 0, 0, 0

| A frame begins. With bars wanted, timer B is set to the first line that gets another background.
        .globl  vbl
vbl:
        addq.l  #1,frames
        move.w  lines,lines_of_frame
        clr.w   lines
        tst.b   bars_on
        beq.s   1f
        clr.w   (PALETTE).w
        move.l  #bar_colours,next_bar
        clr.b   (TBCR).w
        move.b  #BARS_FROM,(TBDR).w
        move.b  #8,(TBCR).w
1:      rte
        .globl  hbl
hbl:
        addq.w  #1,lines
        rte

| The raster bars: from this display line on another background every eight lines. The new period counts from the
| restart, which takes place in the blank after the line that was counted.
BARS_FROM = 144
on_bar:
        move.l  %a0,-(%sp)
        movea.l next_bar,%a0
        move.w  (%a0)+,(PALETTE).w
        cmpa.l  #bar_colours + 2,%a0
        bne.s   1f
        clr.b   (TBCR).w
        move.b  #8,(TBDR).w
        move.b  #8,(TBCR).w
1:      cmpa.l  #bar_colours_end,%a0
        bne.s   2f
        clr.b   (TBCR).w
2:      move.l  %a0,next_bar
        movea.l (%sp)+,%a0
        rte
bar_colours:
        dc.w    0x100, 0x310, 0x530, 0x750, 0x572, 0x355, 0x027, 0x000
bar_colours_end:

        .globl  bars_begin
bars_begin:
        bsr     wait_frame
        move.l  #on_bar,VECTOR_TIMER_B
        move.b  #1 << A_TIMER_B,(IERA).w
        move.b  #1 << A_TIMER_B,(IMRA).w
        st      bars_on
        rts
        .globl  bars_end
bars_end:
        clr.b   bars_on
        clr.b   (TBCR).w
        clr.b   (IMRA).w
        clr.b   (IERA).w
        clr.w   (PALETTE).w
        rts

| Waits for the next frame's begin, whatever the interrupt mask, and with the same latency each time. One that has begun
| while interrupts were off does not count.
        .globl  wait_frame
wait_frame:
        move.w  %sr,%d1
        move.w  #0x2300,%sr
        nop
        move.w  #0x2700,%sr
        move.l  frames,%d0
1:      stop    #0x2300
        cmp.l   frames,%d0
        beq.s   1b
        move.w  %d1,%sr
        rts
        .globl  wait_frames
wait_frames:
        move.w  %d0,%d2
1:      bsr     wait_frame
        subq.w  #1,%d2
        bne.s   1b
        rts

| How often timer A runs out (every 384 clocks, 156 us) in eight frames.
measure_frames:
        bsr     wait_frame
        bsr     wait_frame
        move.b  #1 << A_TIMER_A,(IERA).w
        move.b  #6,(TADR).w
        bsr     wait_frame
        move.b  #5,(TACR).w
        move.l  frames,%d2
        addq.l  #8,%d2
        moveq   #0,%d0
        move.w  #0x2300,%sr
1:      btst    #A_TIMER_A,(IPRA).w
        beq.s   2f
        move.b  #0xff - (1 << A_TIMER_A),(IPRA).w
        addq.l  #1,%d0
2:      cmp.l   frames,%d2
        bne.s   1b
        move.w  #0x2700,%sr
        rts

        .globl  check_50_hz
check_50_hz:
        bsr     measure_frames
        want_between 1020, 1026
        bsr     count_lines
        want    313
        rts
        .globl  check_60_hz
check_60_hz:
        clr.b   (SYNC_MODE).w
        bsr     measure_frames
        move.l  %d0,%d3
        bsr     count_lines
        move.l  %d0,%d4
        move.b  #2,(SYNC_MODE).w
        bsr     wait_frame
        move.l  %d3,%d0
        want_between 850, 856
        move.l  %d4,%d0
        want    263
        rts
        .globl  check_71_hz
check_71_hz:
        bsr     measure_frames
        want_between 713, 719
        bsr     count_lines
        want    501
        rts

| Level 2 interrupts from one frame to the next. Both come close together when a frame begins; the processor waits in
| STOP, so that they find it alike each time.
count_lines:
        bsr     wait_frame
        move.l  frames,%d0
        addq.l  #2,%d0
1:      stop    #0x2100
        cmp.l   frames,%d0
        bne.s   1b
        move.w  #0x2700,%sr
        moveq   #0,%d0
        move.w  lines_of_frame,%d0
        rts

| The frame's interrupt, level 4, comes through while a line's, level 2, is served.
        .globl  check_levels
check_levels:
        move.l  #on_line_long,VECTOR_HBL
        clr.w   levels_seen
        move.w  #0x2100,%sr
1:      tst.w   levels_seen
        beq.s   1b
        move.w  #0x2700,%sr
        move.l  #hbl,VECTOR_HBL
        moveq   #0,%d0
        move.w  levels_seen,%d0
        want    0x2204
        rts
on_line_long:
        movem.l %d0-%d1,-(%sp)
        move.l  frames,%d0
        move.w  #20000,%d1              | 400 ms at most
1:      cmp.l   frames,%d0
        dbne    %d1,1b
        move.w  %sr,%d0
        andi.w  #0xff00,%d0
        tst.w   %d1
        bmi.s   2f
        addq.w  #4,%d0
2:      move.w  %d0,levels_seen
        move.w  #0x2700,8(%sp)          | the check goes on without interrupts
        movem.l (%sp)+,%d0-%d1
        rte

| The address counter stands still at the end of the display, and is in its middle when half of the lines are through.
        .globl  check_counter
check_counter:
        bsr     counter_times
        move.w  (%a2)+,%d0
        bsr     counter_after
        want_between 15500, 16500
        move.w  (%a2)+,%d0
        bsr     counter_after
        want    32000
        rts
        .globl  counter_times
counter_times:                          | a2 = loops of 10 clocks from the frame's begin: half way, and below
        lea     colour_times(%pc),%a2
        btst    #F_MONO,features + 3
        beq.s   1f
        lea     mono_times(%pc),%a2
1:      rts
colour_times:
        dc.w    163 * 512 / 10, 290 * 512 / 10
mono_times:
        dc.w    234 * 224 / 10, 470 * 224 / 10
        .globl  counter_after
counter_after:                          | d0 = bytes read d0 loops after the frame's begin
        move.w  %d0,%d2
        bsr     wait_frame
1:      dbra    %d2,1b
        moveq   #0,%d0
        move.b  (COUNTER_HIGH).w,%d0
        lsl.l   #8,%d0
        move.b  (COUNTER_MID).w,%d0
        lsl.l   #8,%d0
        move.b  (COUNTER_LOW).w,%d0
        sub.l   #SCREEN,%d0
        rts

| Nine bits of each colour are there on every machine.
        .globl  check_palette
check_palette:
        lea     (PALETTE).w,%a0
        moveq   #15,%d3
1:      move.w  (%a0),%d4
        moveq   #0,%d1
        move.w  #0x0777,%d1
        move.w  %d1,(%a0)
        moveq   #0,%d0
        move.w  (%a0),%d0
        clr.w   (%a0)
        move.w  (%a0),%d2
        move.w  %d4,(%a0)+
        and.w   %d1,%d0
        and.w   %d1,%d2
        not.w   %d2                     | what came back for 0 counts as wrong bits
        and.w   %d2,%d0
        move.l  %d1,%d2
        cmp.l   %d1,%d0
        bne     check_wrong
        dbra    %d3,1b
        rts

| 15000 loops of 10 clocks take 45959 of the MFP's: 230 counts of 200.
        .globl  check_cpu_clock
check_cpu_clock:
        move.b  #0,(TADR).w
        move.w  #15000 - 1,%d1
        move.b  #7,(TACR).w
1:      dbra    %d1,1b
        moveq   #0,%d0
        move.b  (TADR).w,%d0
        want_between 25, 28
        rts

        .bss
        .globl  frames, width, height, line_bytes, planes
frames:         .space 4
next_bar:       .space 4
lines:          .space 2
lines_of_frame: .space 2
levels_seen:    .space 2
width:          .space 2
height:         .space 2
line_bytes:     .space 2
planes:         .space 2
bars_on:        .space 1
        .even
