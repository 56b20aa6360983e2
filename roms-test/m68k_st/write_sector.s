| roms-test/m68k_st/write_sector.s — a boot sector that writes the disk's second sector, and waits then.
|
| It fills the sector with 0xA5 and writes it by the WD1772's Write Sector command (WD1772 data sheet) through the DMA
| chip, which reads memory ahead: sixteen bytes of it at a time. The drive stays selected, so that the controller counts
| the turns after which it stops the motor.

        .include "hardware.inc"

BUFFER      = 0x20000
TO_DISK     = 0x100                     | of the DMA mode
FDC_COMMAND = 0x80 + TO_DISK
FDC_SECTOR  = 0x84 + TO_DISK
DMA_COUNT   = 0x90
WRITE       = 0xa0

        .text
        move.w  #0x2700,%sr
        move.b  #14,(PSG_SELECT).w
        move.b  #5,(PSG_WRITE).w        | drive A, first side
        lea     BUFFER,%a0
        move.w  #512 / 4 - 1,%d0
1:      move.l  #0xa5a5a5a5,(%a0)+
        dbra    %d0,1b
        move.b  #BUFFER & 0xff,(DMA_LOW).w
        move.b  #(BUFFER >> 8) & 0xff,(DMA_MID).w
        move.b  #BUFFER >> 16,(DMA_HIGH).w
        move.w  #DMA_COUNT,(DMA_MODE).w | a change of direction empties the FIFO
        move.w  #DMA_COUNT + TO_DISK,(DMA_MODE).w
        move.w  #1,(DMA_DATA).w
        move.w  #FDC_SECTOR,(DMA_MODE).w
        bsr.s   pause
        move.w  #2,(DMA_DATA).w
        bsr.s   pause
        move.w  #FDC_COMMAND,(DMA_MODE).w
        bsr.s   pause
        move.w  #WRITE,(DMA_DATA).w
2:      btst    #5,(GPIP).w             | high until the controller is done
        bne.s   2b
        move.w  (DMA_DATA).w,%d0        | the status takes the interrupt back
3:      bra.s   3b

pause:
        move.w  #30,%d1
4:      dbra    %d1,4b
        rts
