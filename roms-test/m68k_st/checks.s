| roms-test/m68k_st/checks.s — the list of checks, and how they are run and reported.

        .include "rom.inc"

        .text
        .macro  check name, routine, needs=-1
        dc.l    \routine
        dc.w    \needs
        .asciz    "\name"
        .even
        .endm

list:
        check   "ram: data lines", check_data_lines
        check   "ram: address lines", check_address_lines
        check   "ram: every page is its own", check_every_page
        check   "rom: reset vector at 0", check_rom_shadow
        check   "cpu: 8 MHz", check_cpu_clock
        check   "cpu: exception vectors", check_vectors
        check   "cpu: trace", check_trace
        check   "cpu: privilege violation", check_privilege
        check   "cpu: bus error, read", check_bus_error_read
        check   "cpu: bus error, write to rom", check_bus_error_write
        check   "cpu: bus error, user below 2 KB", check_bus_error_user
        check   "cpu: address error, read", check_address_error_read
        check   "cpu: address error, jump", check_address_error_jump
        check   "cpu: level 4 breaks into level 2", check_levels
        check   "mfp: timer A against B", check_timer_a
        check   "mfp: timer C against A", check_timer_c
        check   "mfp: timer D against A", check_timer_d
        check   "mfp: all seven dividers", check_dividers
        check   "mfp: timer counts down", check_timer_counts_down
        check   "mfp: timer B counts lines", check_event_count
        check   "mfp: interrupt priorities", check_priorities
        check   "mfp: mask and enable", check_mask
        check   "mfp: vector base", check_vector_base
        check   "mfp: software end of interrupt", check_software_end
        check   "video: 50 Hz, 313 lines", check_50_hz, F_COLOUR
        check   "video: 60 Hz, 263 lines", check_60_hz, F_COLOUR
        check   "video: 71 Hz, 501 lines", check_71_hz, F_MONO
        check   "video: address counter", check_counter
        check   "video: palette", check_palette
        check   "ym2149: registers", check_psg_registers
        check   "ym2149: port A", check_psg_port
        check   "acia: MIDI at 31250 baud", check_midi_rate
        check   "acia: keyboard at 7812.5 baud", check_keyboard_rate
        check   "ikbd: reset", check_ikbd_reset
        check   "ikbd: mouse mode", check_ikbd_status
        check   "ikbd: joysticks", check_ikbd_joysticks
        check   "ikbd: clock", check_ikbd_clock
        check   "acia: interrupt line", check_acia_line
        check   "dma: address", check_dma_address
        check   "fdc: restore", check_fdc_restore
        check   "fdc: seek", check_fdc_seek
        check   "fdc: waits without a disk", check_fdc_no_disk, F_NO_DISK
        check   "fdc: reads a sector", check_fdc_read, F_DISK
        check   "fdc: misses a sector", check_fdc_missing, F_DISK
        check   "blitter: copy", check_blitter_copy, F_BLITTER
        check   "blitter: end masks, halftone", check_blitter_masks, F_BLITTER
        check   "blitter: logic operations", check_blitter_logic, F_BLITTER
        check   "blitter: skew", check_blitter_skew, F_BLITTER
        check   "st: no DMA sound", check_st_lacks, F_NO_STE
        check   "ste: 4096 colours", check_ste_palette, F_STE
        check   "ste: low byte of the base", check_ste_base, F_STE
        check   "ste: line offset", check_ste_line_offset, F_STE_COLOUR
        check   "ste: fine scroll", check_ste_scroll, F_STE_COLOUR
        check   "ste: DMA sound", check_ste_sound, F_STE
        check   "ste: Microwire", check_microwire, F_STE
        dc.l    0

| Runs them all, in medium or mono. Those whose hardware is not there say nothing.
        .globl  run_checks
run_checks:
        moveq   #1,%d0
        btst    #F_MONO,features + 3
        beq.s   1f
        moveq   #2,%d0
1:      bsr     set_mode
        bsr     text_home
        bsr     introduce
        move.w  #0x2700,%sr
        bsr     find_disk
        clr.w   checks_run
        clr.w   checks_failed
        lea     list(%pc),%a6
2:      move.l  (%a6)+,%d7
        beq.s   4f
        move.w  (%a6)+,%d0
        movea.l %a6,%a5                 | the name
3:      tst.b   (%a6)+
        bne.s   3b
        move.l  %a6,%d1
        addq.l  #1,%d1
        andi.w  #0xfffe,%d1
        movea.l %d1,%a6
        tst.w   %d0
        bmi.s   5f
        move.l  features,%d1
        btst    %d0,%d1
        beq.s   2b
5:      movem.l %a5-%a6,-(%sp)
        clr.b   check_failed
        movea.l %d7,%a0
        jsr     (%a0)
        move.w  #0x2700,%sr
        bsr     init_mfp
        bsr     init_serial
        movem.l (%sp)+,%a5-%a6
        bsr     report
        bra.s   2b
4:      bsr     deselect_drives
        move.w  #0x2300,%sr
        bra   summarize

report:
        addq.w  #1,checks_run
        lea     text_ok(%pc),%a0
        tst.b   check_failed
        beq.s   1f
        addq.w  #1,checks_failed
        lea     text_failed(%pc),%a0
1:      bsr     put_text
        movea.l %a5,%a0
        bsr     put_text
        tst.b   check_failed
        beq     put_line_end
        lea     text_got(%pc),%a0
        bsr     put_text
        move.l  check_got,%d0
        bsr     put_hex
        lea     text_not(%pc),%a0
        bsr     put_text
        move.l  check_low,%d0
        bsr     put_hex
        lea     text_to(%pc),%a0
        bsr     put_text
        move.l  check_high,%d0
        bsr     put_hex
        bra     put_line_end

| `want` comes here when it does not get it; returns to whoever called the check.
        .globl  check_wrong
check_wrong:
        move.l  %d0,check_got
        move.l  %d1,check_low
        move.l  %d2,check_high
        st      check_failed
        rts

introduce:
        lea     text_title(%pc),%a0
        bsr     put_text
        bsr     put_line_end
        lea     text_st(%pc),%a0
        btst    #F_STE,features + 3
        beq.s   1f
        lea     text_ste(%pc),%a0
1:      bsr     put_text
        move.l  memory_top,%d0
        moveq   #10,%d1
        lsr.l   %d1,%d0
        bsr     put_decimal
        lea     text_colour(%pc),%a0
        btst    #F_MONO,features + 3
        beq.s   2f
        lea     text_mono(%pc),%a0
2:      bsr     put_text
        bra     put_line_end

| selftest: N checks, M failed
summarize:
        move.l  #summary,capture
        lea     text_selftest(%pc),%a0
        bsr     put_text
        move.w  checks_run,%d0
        bsr     put_decimal
        lea     text_checks(%pc),%a0
        bsr     put_text
        move.w  checks_failed,%d0
        bsr     put_decimal
        lea     text_summary_end(%pc),%a0
        bsr     put_text
        clr.l   capture
        bra     put_line_end

text_title:     .asciz    "Sosie's Atari ST ROM"
text_st:        .asciz    "ST, "
text_ste:       .asciz    "STE, "
text_colour:    .asciz    " KB, colour"
text_mono:      .asciz    " KB, mono"
text_ok:        .asciz    "ok   "
text_failed:    .asciz    "FAIL "
text_got:       .asciz    ": "
text_not:       .asciz    ", not "
text_to:        .asciz    " to "
text_selftest:  .asciz    "selftest: "
text_checks:    .asciz    " checks, "
text_summary_end: .asciz  " failed"
        .even

        .bss
        .globl  summary
summary:        .space 40
check_got:      .space 4
check_low:      .space 4
check_high:     .space 4
checks_run:     .space 2
checks_failed:  .space 2
check_failed:   .space 1
        .even
