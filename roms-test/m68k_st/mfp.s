| roms-test/m68k_st/mfp.s — the MC68901: quiet state, timers against each other, interrupts.
|
| MC68901 data sheet: section 4 (interrupt structure: channels 15 to 0, in-service and pending registers, vector
| register with the S bit), section 5 (timers: delay and event count mode). Timer clock 2.4576 MHz; timer B counts the
| ends of display lines, timer A of an STE the ends of DMA sound (ST/STE hardware register listing).

        .include "rom.inc"

        .text
| Everything off but timer D, which makes the baud rate.
        .globl  init_mfp
init_mfp:
        moveq   #0,%d0
        move.b  %d0,(IERA).w
        move.b  %d0,(IERB).w
        move.b  %d0,(IMRA).w
        move.b  %d0,(IMRB).w
        move.b  %d0,(IPRA).w
        move.b  %d0,(IPRB).w
        move.b  %d0,(ISRA).w
        move.b  %d0,(ISRB).w
        move.b  %d0,(TACR).w
        move.b  %d0,(TBCR).w
        move.b  %d0,(DDR).w
        move.b  #0x04,(AER).w           | as the system has it: inputs count when they fall, but CTS
        andi.b  #0x0f,(TCDCR).w
        move.b  #0x40,(VR).w            | vectors from 0x40, end of interrupt by itself
        rts

| Counts, into d0, how often the channel d1 of the pending register at a0 comes before the channel d2 of the one at
| a1.
count_pending:
        moveq   #0,%d0
        moveq   #0,%d3
        moveq   #0,%d4
        bset    %d1,%d3
        move.b  %d3,%d5
        not.b   %d5
        bset    %d2,%d4
        not.b   %d4
        move.b  %d4,(%a1)
        move.b  %d5,(%a0)               | writing ones keeps, zeros clear
1:      btst    %d1,(%a0)
        beq.s   2f
        move.b  %d5,(%a0)
        addq.l  #1,%d0
2:      btst    %d2,(%a1)
        beq.s   1b
        rts

| The measure: 200 * 98 clocks, 8 ms; a timer with periods of 960 clocks runs out 20.4 times in it.
start_timer_a:
        move.b  #1 << A_TIMER_A,(IERA).w
        move.b  #98,(TADR).w
        move.b  #7,(TACR).w
        rts

        .globl  check_timer_a
check_timer_a:
        move.b  #(1 << A_TIMER_A) + (1 << A_TIMER_B),(IERA).w
        move.b  #60,(TADR).w
        move.b  #98,(TBDR).w
        lea     (IPRA).w,%a0
        lea     (IPRA).w,%a1
        moveq   #A_TIMER_A,%d1
        moveq   #A_TIMER_B,%d2
        move.b  #3,(TACR).w             | 16 * 60
        move.b  #7,(TBCR).w
        bsr     count_pending
        want    20
        rts

        .globl  check_timer_c
check_timer_c:
        move.b  #1 << B_TIMER_C,(IERB).w
        move.b  #96,(TCDR).w
        lea     (IPRB).w,%a0
        lea     (IPRA).w,%a1
        moveq   #B_TIMER_C,%d1
        moveq   #A_TIMER_A,%d2
        ori.b   #0x20,(TCDCR).w         | 10 * 96
        bsr     start_timer_a
        bsr     count_pending
        want    20
        rts

| The baud rate's timer, too: the line has to be silent.
        .globl  check_timer_d
check_timer_d:
        moveq   #20,%d0
        bsr     delay_ms
        andi.b  #0xf0,(TCDCR).w
        move.b  #1 << B_TIMER_D,(IERB).w
        move.b  #15,(TDDR).w
        lea     (IPRB).w,%a0
        lea     (IPRA).w,%a1
        moveq   #B_TIMER_D,%d1
        moveq   #A_TIMER_A,%d2
        ori.b   #0x05,(TCDCR).w         | 64 * 15
        bsr     start_timer_a
        bsr     count_pending
        want    20
        rts

| All seven dividers, on timer B.
        .globl  check_dividers
check_dividers:
        lea     dividers(%pc),%a2
1:      move.b  (%a2)+,%d6
        beq.s   2f
        bsr     init_mfp
        move.b  #(1 << A_TIMER_A) + (1 << A_TIMER_B),(IERA).w
        move.b  #98,(TADR).w
        move.b  (%a2)+,(TBDR).w
        lea     (IPRA).w,%a0
        lea     (IPRA).w,%a1
        moveq   #A_TIMER_B,%d1
        moveq   #A_TIMER_A,%d2
        move.b  %d6,(TBCR).w
        move.b  #7,(TACR).w
        bsr     count_pending
        moveq   #0,%d1
        move.b  (%a2)+,%d1
        move.l  %d1,%d2
        cmp.l   %d1,%d0
        bne     check_wrong
        bra.s   1b
2:      rts
dividers:                               | control, data, how often in 19600 clocks
        dc.b    1, 240, 20              | 4
        dc.b    2, 96, 20               | 10
        dc.b    3, 60, 20               | 16
        dc.b    4, 24, 16               | 50
        dc.b    5, 15, 20               | 64
        dc.b    6, 12, 16               | 100
        dc.b    7, 6, 16                | 200
        dc.b    0
        .even

| A running timer's data register reads the count, which starts at the value written and is never 0 for long.
        .globl  check_timer_counts_down
check_timer_counts_down:
        move.b  #200,(TBDR).w
        move.b  #7,(TBCR).w
        moveq   #0,%d0
        move.b  (TBDR).w,%d0
        want_between 199, 200
        moveq   #4,%d0                  | 9830 clocks: 49 counts
        bsr     delay_ms
        moveq   #0,%d0
        move.b  (TBDR).w,%d0
        want_between 149, 153
        move.b  #0,(TBCR).w
        move.b  #77,(TBDR).w            | a stopped timer takes the new value at once
        moveq   #0,%d0
        move.b  (TBDR).w,%d0
        want    77
        rts

| Display lines from one vertical blank to the next: 256 + 250 - 400 in mono, 250 - 200 in colour.
        .globl  check_event_count
check_event_count:
        bsr     wait_frame
        bsr     wait_frame
        move.b  #250,(TBDR).w
        move.b  #8,(TBCR).w
        bsr     wait_frame
        moveq   #0,%d0
        move.b  (TBDR).w,%d0
        btst    #F_MONO,features + 3
        bne.s   1f
        want    50
        rts
1:      want    100
        rts

| All four timers are pending, then the processor listens: the highest channel comes first.
        .globl  check_priorities
check_priorities:
        bsr     log_timers
        bsr     timers_pending
        move.w  #0x2300,%sr
        nop
        move.w  #0x2700,%sr
        bsr     stop_timers
        move.l  interrupt_log,%d0
        want    0x0d080504
        rts

| The vector register's upper half moves the vectors.
        .globl  check_vector_base
check_vector_base:
        move.b  #0xa0,(VR).w
        move.l  #on_timer_c,0xa5 * 4
        clr.l   interrupt_log
        move.b  #1 << B_TIMER_C,(IERB).w
        move.b  #1 << B_TIMER_C,(IMRB).w
        move.b  #100,(TCDR).w
        ori.b   #0x10,(TCDCR).w
        move.w  #0x2300,%sr
        moveq   #1,%d0
        bsr     delay_ms
        move.w  #0x2700,%sr
        moveq   #0,%d0
        move.b  interrupt_log + 3,%d0
        want    5
        rts

| Masked, an interrupt waits; disabled, it is forgotten.
        .globl  check_mask
check_mask:
        bsr     log_timers
        clr.b   (IMRA).w
        clr.b   (IMRB).w
        bsr     timers_pending
        move.w  #0x2300,%sr
        nop
        nop
        move.w  #0x2700,%sr
        bsr     stop_timers
        move.l  interrupt_log,%d0
        want    0
        moveq   #0,%d0
        move.b  (IPRA).w,%d0
        lsl.w   #8,%d0
        move.b  (IPRB).w,%d0
        want    0x2130
        clr.b   (IERB).w
        move.b  #0x30,(IERB).w
        moveq   #0,%d0
        move.b  (IPRB).w,%d0
        want    0
        move.b  #1 << A_TIMER_B,(IMRA).w
        move.w  #0x2300,%sr
        nop
        nop
        move.w  #0x2700,%sr
        move.l  interrupt_log,%d0
        want    0x08
        rts

| S bit set: timer C is in service and lets timer A through, but not timer D, until it has cleared its bit.
        .globl  check_software_end
check_software_end:
        bsr     log_timers
        move.l  #on_timer_c_nested,VECTOR_TIMER_C
        move.l  #on_timer_d_ends,VECTOR_TIMER_D
        move.l  #on_timer_a_ends,VECTOR_TIMER_A
        move.b  #0x48,(VR).w
        clr.b   (IMRA).w
        bsr     timers_pending
        move.w  #0x2300,%sr
        nop
        nop
        move.w  #0x2700,%sr
        bsr     stop_timers
        move.l  interrupt_log,%d0
        want    0x050d0e04
        moveq   #0,%d0
        move.b  (ISRA).w,%d0
        or.b    (ISRB).w,%d0
        want    0
        rts

        .macro  log channel             | keeps all registers, as its callers are interrupts
        move.b  interrupt_log + 1,interrupt_log
        move.b  interrupt_log + 2,interrupt_log + 1
        move.b  interrupt_log + 3,interrupt_log + 2
        move.b  #\channel,interrupt_log + 3
        .endm

on_timer_c_nested:
        log     5
        move.b  #1 << A_TIMER_A,(IMRA).w
        move.w  #0x2500,%sr             | timer A comes now, timer D does not
        nop
        nop
        move.w  #0x2600,%sr
        btst    #B_TIMER_C,(ISRB).w     | in service all the time
        beq.s   1f
        log     14
1:      move.b  #0xff - (1 << B_TIMER_C),(ISRB).w
        rte
on_timer_a_ends:
        log     13
        move.b  #0xff - (1 << A_TIMER_A),(ISRA).w
        rte
on_timer_d_ends:
        log     4
        move.b  #0xff - (1 << B_TIMER_D),(ISRB).w
        rte

on_timer_a:
        log     13
        rte
on_timer_b:
        log     8
        rte
on_timer_c:
        log     5
        rte
on_timer_d:
        log     4
        rte

| Handlers that write down their channel, and all four timers enabled and let through.
log_timers:
        clr.l   interrupt_log
        move.l  #on_timer_a,VECTOR_TIMER_A
        move.l  #on_timer_b,VECTOR_TIMER_B
        move.l  #on_timer_c,VECTOR_TIMER_C
        move.l  #on_timer_d,VECTOR_TIMER_D
        moveq   #20,%d0
        bsr     delay_ms                | the line is silent, timer D is ours
        move.b  #0x21,(IERA).w
        move.b  #0x21,(IMRA).w
        move.b  #0x30,(IERB).w
        move.b  #0x30,(IMRB).w
        rts

| Lets all timers run out once: D first, A last.
timers_pending:
        move.b  #40,(TADR).w
        move.b  #30,(TBDR).w
        move.b  #20,(TCDR).w
        move.b  #0,(TCDCR).w
        move.b  #10,(TDDR).w
        move.b  #5,(TACR).w
        move.b  #5,(TBCR).w
        move.b  #0x55,(TCDCR).w
        moveq   #2,%d0
        bsr     delay_ms
stop_timers:
        clr.b   (TACR).w
        clr.b   (TBCR).w
        clr.b   (TCDCR).w
        rts

        .bss
        .even
        .globl  interrupt_log
interrupt_log:  .space 4
