| roms-test/m68k_st/memory.s — checks of RAM, and of the ROM's shadow at 0.

        .include "rom.inc"

        .text
| Each data line alone high and alone low, in one cell of every 128 KB. d0 = the cell where a line sticks.
        .globl  check_data_lines
check_data_lines:
        lea     RAM_FREE,%a0
1:      moveq   #1,%d1
2:      move.l  %d1,(%a0)
        move.l  %d1,%d2
        not.l   %d2
        move.l  %d2,4(%a0)              | another value on the bus in between
        cmp.l   (%a0),%d1
        bne.s   3f
        cmp.l   4(%a0),%d2
        bne.s   3f
        add.l   %d1,%d1
        bcc.s   2b
        adda.l  #0x20000,%a0
        cmpa.l  memory_top,%a0
        blo.s   1b
        rts
3:      move.l  %a0,%d0
        want    0
        rts

| Cells a power of two apart from the first hold values of their own.
        .globl  check_address_lines
check_address_lines:
        lea     RAM_FREE,%a0
        move.l  #0x01234567,(%a0)
        moveq   #4,%d3
1:      lea     (%a0,%d3.l),%a1
        bsr     in_memory
        bhs.s   2f
        move.l  %d3,(%a1)
2:      add.l   %d3,%d3
        cmp.l   #0x400000,%d3
        blo.s   1b
        move.l  (%a0),%d0
        want    0x01234567
        moveq   #4,%d3
3:      lea     (%a0,%d3.l),%a1
        bsr     in_memory
        bhs.s   4f
        move.l  (%a1),%d0
        move.l  %d3,%d1
        move.l  %d3,%d2
        cmp.l   %d1,%d0
        bne     check_wrong
4:      add.l   %d3,%d3
        cmp.l   #0x400000,%d3
        blo.s   3b
        rts
in_memory:
        cmpa.l  memory_top,%a1
        rts

| Every 256th byte's long holds its own address.
        .globl  check_every_page
check_every_page:
        movea.l memory_top,%a1
        lea     RAM_FREE,%a0
1:      move.l  %a0,(%a0)
        lea     256(%a0),%a0
        cmpa.l  %a1,%a0
        blo.s   1b
        lea     RAM_FREE,%a0
2:      cmpa.l  (%a0),%a0
        bne.s   3f
        lea     256(%a0),%a0
        cmpa.l  %a1,%a0
        blo.s   2b
        rts
3:      move.l  (%a0),%d0
        move.l  %a0,%d1
        move.l  %a0,%d2
        bra     check_wrong

| The reset vector is the ROM's first 8 bytes; RAM begins behind it.
        .globl  check_rom_shadow
check_rom_shadow:
        move.l  ROM_BASE,%d1
        move.l  %d1,%d2
        move.l  0.w,%d0
        cmp.l   %d1,%d0
        bne     check_wrong
        move.l  ROM_BASE + 4,%d1
        move.l  %d1,%d2
        move.l  4.w,%d0
        cmp.l   %d1,%d0
        bne     check_wrong
        rts
