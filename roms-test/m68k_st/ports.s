| roms-test/m68k_st/ports.s — PORTS.PRG: a GEMDOS program that uses the ports by the system's calls.
|
| It prints a line, sends three bytes to the MIDI port, and writes PORTS.TXT: the date and time, and what comes from the
| MIDI port within half a second, all in hexadecimal.
| Source: "Hitchhiker's Guide to the BIOS" (Atari), BIOS calls 1 to 3 and 8; "GEMDOS Reference Manual" (Atari, 1986).

        .equ    PRINTER, 0
        .equ    MIDI, 3

        .equ    PATIENCE, 5000          | questions whether something came, half a second

        .equ    Bconstat, 1
        .equ    Bconin, 2
        .equ    Bconout, 3
        .equ    Bcostat, 8
        .equ    Tgetdate, 0x2a
        .equ    Tgettime, 0x2c
        .equ    Fcreate, 0x3c
        .equ    Fclose, 0x3e
        .equ    Fwrite, 0x40
        .equ    Pterm0, 0x00

        .text
        .globl  start
start:  lea     line(%pc),%a3
1:      move.w  #PRINTER,-(%sp)
        move.w  #Bcostat,-(%sp)
        trap    #13
        addq.l  #4,%sp
        tst.l   %d0
        beq.s   1b
        moveq   #PRINTER,%d3
        bsr     put
        tst.b   (%a3)
        bne.s   1b

        lea     note(%pc),%a3
        moveq   #3-1,%d4
1:      moveq   #MIDI,%d3
        bsr     put
        dbra    %d4,1b

        lea     text(%pc),%a4
        moveq   #Tgetdate,%d3
        bsr.s   time
        moveq   #Tgettime,%d3
        bsr.s   time
        move.w  #PATIENCE,%d4
1:      move.w  #MIDI,-(%sp)
        move.w  #Bconstat,-(%sp)
        trap    #13
        addq.l  #4,%sp
        tst.l   %d0
        dbne    %d4,1b
        beq.s   write
        move.w  #MIDI,-(%sp)
        move.w  #Bconin,-(%sp)
        trap    #13
        addq.l  #4,%sp
        moveq   #2-1,%d3
        ror.l   #8,%d0
        bsr.s   digits
        bra.s   1b

| The text up to a4 into the file.
write:  move.b  #'\n',(%a4)+
        clr.w   -(%sp)
        pea     name(%pc)
        move.w  #Fcreate,-(%sp)
        trap    #1
        addq.l  #8,%sp
        move.w  %d0,%d3
        lea     text(%pc),%a0
        suba.l  %a0,%a4
        move.l  %a0,-(%sp)
        move.l  %a4,-(%sp)
        move.w  %d3,-(%sp)
        move.w  #Fwrite,-(%sp)
        trap    #1
        lea     12(%sp),%sp
        move.w  %d3,-(%sp)
        move.w  #Fclose,-(%sp)
        trap    #1
        move.w  #Pterm0,-(%sp)
        trap    #1

| The character at (a3)+ to device d3.
put:    moveq   #0,%d0
        move.b  (%a3)+,%d0
        move.w  %d0,-(%sp)
        move.w  %d3,-(%sp)
        move.w  #Bconout,-(%sp)
        trap    #13
        addq.l  #6,%sp
        rts

| GEMDOS's call d3 and a space.
time:   move.w  %d3,-(%sp)
        trap    #1
        addq.l  #2,%sp
        swap    %d0
        moveq   #4-1,%d3
        bsr.s   digits
        move.b  #' ',(%a4)+
        rts

| d3 + 1 digits from d0's upper end on to (a4)+.
digits: rol.l   #4,%d0
        moveq   #15,%d1
        and.b   %d0,%d1
        move.b  hex(%pc,%d1.w),(%a4)+
        dbra    %d3,digits
        rts
hex:    .ascii  "0123456789abcdef"

line:   .asciz  "Printed by the ST.\r\n"
note:   .byte   0x90, 0x3c, 0x40        | a middle C
name:   .asciz  "PORTS.TXT"

        .bss
text:   .skip   1024
