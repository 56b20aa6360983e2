| machines/atari_st/gemdos.s — the program in the cartridge port that gives GEMDOS a drive of the host's.
|
| The system calls `begin` when GEMDOS is there and before it looks for a disk to boot from. From then on each of
| GEMDOS's calls is shown to the device first, whose registers devices/storage/gemdos_drive.h describes.
| Source: "Hitchhiker's Guide to the BIOS", cartridge format; "GEMDOS Reference Manual" (Atari, 1986), Pexec.

        .equ    DEVICE, 0xfbffe0
        .equ    CALL, DEVICE
        .equ    STATUS, DEVICE + 4
        .equ    RESULT, DEVICE + 8
        .equ    GEMDOS, DEVICE + 12
        .equ    DRIVES, DEVICE + 16
        .equ    LOAD, DEVICE + 20
        .equ    DRIVE, DEVICE + 24

        .equ    TRAP_1, 0x84
        .equ    _bootdev, 0x446
        .equ    _drvbits, 0x4c2

        .text
        .long   0xabcdef42
        .long   0                       | no other program follows
        .long   begin + 0x08000000      | called when GEMDOS is there
        .long   run
        .word   0, 0                    | time and date
        .long   end - begin
        .asciz  "SOSIE.PRG"
        .even

begin:  move.l  (_drvbits).w,DRIVES
        move.l  DRIVES,(_drvbits).w
        cmpi.l  #2,DRIVE                | boots from C, as from a hard disk
        bne.s   1f
        move.w  #2,(_bootdev).w
1:      move.l  (TRAP_1).w,GEMDOS
        move.l  #gemdos,(TRAP_1).w
run:    rts

gemdos: lea     6(%sp),%a0              | the arguments lie behind SR and PC, or on the user's stack
        btst    #5,(%sp)
        bne.s   1f
        move.l  %usp,%a0
1:      move.l  %a0,CALL
        move.l  STATUS,%d0
        beq.s   pass
        subq.l  #2,%d0
        beq.s   execute
        move.l  RESULT,%d0
        rte
pass:   move.l  GEMDOS,-(%sp)
        rts

| Pexec: GEMDOS makes the process, the device fills it, GEMDOS starts it. The call becomes the one that starts it, as
| nothing may be left on this stack by then: the process uses it too. a0: the arguments
execute:
        movem.l %d3/%a3,-(%sp)
        movea.l %a0,%a3
        move.l  12(%a3),-(%sp)          | environment
        move.l  8(%a3),-(%sp)           | command line
        clr.l   -(%sp)
        move.l  #0x4b0005,-(%sp)        | a base page only
        trap    #1
        lea     16(%sp),%sp
        tst.l   %d0
        bmi.s   3f
        move.l  %d0,%d3
        move.l  %d0,LOAD
        move.l  RESULT,%d0
        bmi.s   2f
        cmpi.w  #3,2(%a3)               | it is only to be loaded
        beq.s   3f
        bsr.s   start_mode
        move.w  %d0,2(%a3)
        clr.l   4(%a3)
        move.l  %d3,8(%a3)
        clr.l   12(%a3)
        movem.l (%sp)+,%d3/%a3
        bra.s   pass
| It could not be loaded: its environment (0x2c) and its memory go.
2:      move.l  %d0,-(%sp)
        movea.l %d3,%a0
        move.l  0x2c(%a0),-(%sp)
        move.w  #0x49,-(%sp)
        trap    #1
        addq.l  #6,%sp
        move.l  %d3,-(%sp)
        move.w  #0x49,-(%sp)
        trap    #1
        addq.l  #6,%sp
        move.l  (%sp)+,%d0
3:      movem.l (%sp)+,%d3/%a3
        rte

| How a process is started whose base page is there: by 6, which gives its memory back at its end, since GEMDOS 0.15
| (TOS 1.04); by 4 before.
start_mode:
        move.w  #0x30,-(%sp)            | Sversion: the minor number is the upper byte
        trap    #1
        addq.l  #2,%sp
        ror.w   #8,%d0
        cmpi.w  #0x15,%d0
        bcs.s   1f
        moveq   #6,%d0
        rts
1:      moveq   #4,%d0
        rts
end:    .balign 2048, 0xff
