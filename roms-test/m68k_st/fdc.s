| roms-test/m68k_st/fdc.s — the WD1772 and the DMA chip before it, with drive A; and starting what is on the disk.
|
| WD1772 data sheet: commands, status bits (type I: b2 track 0, b1 index; type II: b4 record not found). ST/STE
| hardware register listing: DMA mode (b1, b2 = the 1772's A0, A1; b4 sector count; b7 the 1772 has the data; b8
| towards the disk, whose change empties the FIFO), address registers. The interrupt line is the MFP's input 5, low
| when the 1772 is done.

        .include "rom.inc"

FDC_COMMAND = 0x80
FDC_TRACK   = 0x82
FDC_SECTOR  = 0x84
FDC_DATA    = 0x86
DMA_COUNT   = 0x90

RESTORE     = 0x08 + 0x03               | no spin-up, the ST's rate: 3 ms a step
SEEK        = 0x10 + 0x08 + 0x03
READ_SECTOR = 0x80 + 0x08
FORCE_INT   = 0xd0

        .text
| The value d1 into register d0.
fdc_put:
        move.w  %d0,(DMA_MODE).w
        bsr     fdc_pause
        move.w  %d1,(DMA_DATA).w
fdc_pause:                              | the 1772 wants some 30 us between accesses
        move.w  #30,%d2
1:      dbra    %d2,1b
        rts

| Register d0 into d0.
fdc_get:
        move.w  %d0,(DMA_MODE).w
        bsr     fdc_pause
        moveq   #0,%d0
        move.w  (DMA_DATA).w,%d0
        andi.w  #0xff,%d0
        rts

| The command d1; d0 = its status, or -1 when d3 milliseconds go by without its end.
fdc_run:
        move.w  #FDC_COMMAND,%d0
        bsr     fdc_put
fdc_wait:
1:      move.w  #200,%d0                | a millisecond
2:      btst    #5,(GPIP).w
        beq.s   3f
        dbra    %d0,2b
        dbra    %d3,1b
        moveq   #-1,%d0
        rts
3:      move.w  #FDC_COMMAND,%d0
        bra.s   fdc_get

fdc_stop:
        move.w  #FDC_COMMAND,%d0
        move.w  #FORCE_INT,%d1
        bra.s   fdc_put

        .globl  select_drive_a
select_drive_a:
        moveq   #5,%d0
        bra.s   select
        .globl  deselect_drives
deselect_drives:
        moveq   #7,%d0
select:
        move.b  #14,(PSG_SELECT).w
        move.b  %d0,(PSG_WRITE).w
        rts

| One sector to SCRATCH.
dma_prepare:
        lea     (DMA_LOW).w,%a0
        move.b  #SCRATCH & 0xff,(%a0)
        move.b  #(SCRATCH >> 8) & 0xff,-2(%a0)
        move.b  #SCRATCH >> 16,-4(%a0)
        move.w  #DMA_COUNT,(DMA_MODE).w
        move.w  #DMA_COUNT + 0x100,(DMA_MODE).w
        move.w  #DMA_COUNT,(DMA_MODE).w
        move.w  #1,(DMA_DATA).w
        rts
dma_address:
        moveq   #0,%d0
        move.b  (DMA_HIGH).w,%d0
        lsl.l   #8,%d0
        move.b  (DMA_MID).w,%d0
        lsl.l   #8,%d0
        move.b  (DMA_LOW).w,%d0
        rts

        .globl  check_dma_address
check_dma_address:
        lea     (DMA_LOW).w,%a0
        move.b  #0x56,(%a0)
        move.b  #0x34,-2(%a0)
        move.b  #0x12,-4(%a0)
        bsr     dma_address
        want    0x123456
        rts

| The drive comes to track 0 and the chip says so.
        .globl  check_fdc_restore
check_fdc_restore:
        bsr     select_drive_a
        moveq   #RESTORE,%d1
        move.w  #1000,%d3
        bsr     fdc_run
        andi.l  #0xffffff1d,%d0         | but motor, protection, spin-up and index
        want    0x04
        move.w  #FDC_TRACK,%d0
        bsr     fdc_get
        want    0
        rts

| To track 40 and back; on the way it is not at track 0. Steps of 3 ms make 120 ms of it.
        .globl  check_fdc_seek
check_fdc_seek:
        bsr     select_drive_a
        move.w  #FDC_DATA,%d0
        moveq   #40,%d1
        bsr     fdc_put
        clr.b   (TADR).w                | 20.8 ms a turn
        move.b  #1 << A_TIMER_A,(IERA).w
        move.b  #7,(TACR).w
        moveq   #0,%d4
        move.w  #FDC_COMMAND,%d0
        moveq   #SEEK,%d1
        bsr     fdc_put
        move.l  #200000,%d3
1:      btst    #A_TIMER_A,(IPRA).w
        beq.s   2f
        move.b  #0xff - (1 << A_TIMER_A),(IPRA).w
        addq.l  #1,%d4
2:      btst    #5,(GPIP).w
        beq.s   3f
        subq.l  #1,%d3
        bne.s   1b
3:      move.w  #FDC_COMMAND,%d0
        bsr     fdc_get
        andi.l  #0x1d,%d0
        want    0
        move.w  #FDC_TRACK,%d0
        bsr     fdc_get
        want    40
        move.l  %d4,%d0
        want_between 5, 6
        moveq   #RESTORE,%d1
        move.w  #1000,%d3
        bsr     fdc_run
        andi.l  #0xffffff1d,%d0
        want    0x04
        rts

| A disk is there when the index hole comes by within a second. Features are set, nothing is judged.
        .globl  find_disk
find_disk:
        movem.l %d3-%d4,-(%sp)
        bsr     select_drive_a
        moveq   #RESTORE,%d1
        move.w  #1000,%d3
        bsr     fdc_run
        moveq   #F_NO_DISK,%d4
        move.w  #20000,%d3
1:      move.w  #FDC_COMMAND,%d0
        bsr     fdc_get
        btst    #1,%d0
        beq.s   2f
        moveq   #F_DISK,%d4
        bra.s   3f
2:      dbra    %d3,1b
3:      move.l  features,%d0
        bset    %d4,%d0
        move.l  %d0,features
        movem.l (%sp)+,%d3-%d4
        rts

| Without a disk no sector ever ends; the chip is busy until it is told to stop.
        .globl  check_fdc_no_disk
check_fdc_no_disk:
        bsr     select_drive_a
        bsr     dma_prepare
        move.w  #FDC_SECTOR,%d0
        moveq   #1,%d1
        bsr     fdc_put
        move.w  #READ_SECTOR,%d1
        move.w  #300,%d3
        bsr     fdc_run
        want    -1
        move.w  #FDC_COMMAND,%d0
        bsr     fdc_get
        andi.l  #1,%d0
        want    1
        bsr     fdc_stop
        move.w  #FDC_COMMAND,%d0
        bsr     fdc_get
        andi.l  #1,%d0
        want    0
        bsr     dma_address
        want    SCRATCH
        rts

| Reads sector d1 of track 0 to SCRATCH; d0 = status.
read_sector:
        move.w  %d1,-(%sp)
        bsr     select_drive_a
        bsr     dma_prepare
        move.w  (%sp)+,%d1
        move.w  #FDC_SECTOR,%d0
        bsr     fdc_put
        move.w  #READ_SECTOR,%d1
        move.w  #3000,%d3
        bra     fdc_run

| 512 bytes come, and no sector is left to do.
        .globl  check_fdc_read
check_fdc_read:
        moveq   #1,%d1
        bsr     read_sector
        andi.l  #0xffffff1d,%d0
        want    0
        bsr     dma_address
        want    SCRATCH + 512
        moveq   #7,%d0
        and.w   (DMA_MODE).w,%d0
        andi.w  #3,%d0
        want    1
        rts

| Sector 77 does not come in five turns: record not found.
        .globl  check_fdc_missing
check_fdc_missing:
        moveq   #77,%d1
        bsr     read_sector
        andi.l  #0xffffff1d,%d0
        want    0x10
        bsr     dma_address
        want    SCRATCH
        rts

| As the system does: a first sector whose words add up to 0x1234 is a program, called with its own address in the
| program counter only. It need not come back.
        .globl  boot_disk
boot_disk:
        btst    #F_DISK,features + 3
        beq.s   2f
        move.w  #0x2700,%sr
        moveq   #1,%d1
        bsr     read_sector
        bsr     deselect_drives
        lea     SCRATCH,%a0
        moveq   #0,%d0
        move.w  #256 - 1,%d1
1:      add.w   (%a0)+,%d0
        dbra    %d1,1b
        move.w  #0x2300,%sr
        cmp.w   #0x1234,%d0
        bne.s   2f
        moveq   #50,%d0
        bsr     wait_frames
        jsr     SCRATCH
        bsr     init_mfp
        bsr     init_video
        move.l  #vbl,VECTOR_VBL
        move.w  #0x2300,%sr
2:      rts
