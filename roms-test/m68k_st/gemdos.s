| roms-test/m68k_st/gemdos.s — FILES.PRG: a GEMDOS program that tries the file calls on the current drive.
|
| It writes RESULT.TXT, a line for each check, and starts itself once more with a command line, as a child.
| Source: "GEMDOS Reference Manual" (Atari, 1986).

        .macro  gemdos number, bytes    | the arguments are on the stack
        move.w  #\number,-(%sp)
        trap    #1
        lea     \bytes+2(%sp),%sp
        .endm

        .macro  with_name number, name  | of one argument
        pea     \name(%pc)
        gemdos  \number, 4
        .endm

        .macro  start_program name      | loads and starts it
        clr.l   -(%sp)
        pea     command_line(%pc)
        pea     \name(%pc)
        clr.w   -(%sp)
        gemdos  Pexec, 14
        .endm

        .macro  expect value, name      | in d0
        move.l  #\value,%d1
        lea     \name(%pc),%a0
        bsr     check
        .endm

        .equ    Cconws, 0x09
        .equ    Dgetdrv, 0x19
        .equ    Fsetdta, 0x1a
        .equ    Dfree, 0x36
        .equ    Dcreate, 0x39
        .equ    Ddelete, 0x3a
        .equ    Dsetpath, 0x3b
        .equ    Fcreate, 0x3c
        .equ    Fopen, 0x3d
        .equ    Fclose, 0x3e
        .equ    Fread, 0x3f
        .equ    Fwrite, 0x40
        .equ    Fdelete, 0x41
        .equ    Fseek, 0x42
        .equ    Fattrib, 0x43
        .equ    Fdup, 0x45
        .equ    Fforce, 0x46
        .equ    Dgetpath, 0x47
        .equ    Mshrink, 0x4a
        .equ    Pexec, 0x4b
        .equ    Pterm, 0x4c
        .equ    Fsfirst, 0x4e
        .equ    Fsnext, 0x4f
        .equ    Frename, 0x56

        .equ    FILE_NOT_FOUND, -33
        .equ    PATH_NOT_FOUND, -34
        .equ    ACCESS_DENIED, -36
        .equ    NO_MORE_FILES, -49
        .equ    RANGE, -64
        .equ    BAD_PROGRAM, -66

        .equ    CHILD_SAYS, 42

        .text
        .globl  start
start:  movea.l 4(%sp),%a5              | the base page
        lea     stack,%sp
        move.l  #0x100,%d0
        add.l   12(%a5),%d0
        add.l   20(%a5),%d0
        add.l   28(%a5),%d0
        move.l  %d0,-(%sp)
        move.l  %a5,-(%sp)
        clr.w   -(%sp)
        gemdos  Mshrink, 10
        tst.b   0x80(%a5)
        bne     child

        bsr     open_result
        expect  0, mshrink
        bsr     write_and_read
        bsr     directories
        bsr     searches
        bsr     attributes
        bsr     programs
        move.l  result_of(%pc),%d0      | an address in the data, which the loader has made right
        sub.l   #data,%d0
        expect  0, relocation
        with_name Cconws, done
        move.w  %d7,-(%sp)
        gemdos  Fclose, 2
        clr.w   -(%sp)
        gemdos  Pterm, 2

| The child's output goes where its parent led it.
child:  with_name Cconws, done
        move.w  #CHILD_SAYS,-(%sp)
        gemdos  Pterm, 2

| d7: the handle
open_result:
        move.l  %d0,-(%sp)
        clr.w   -(%sp)
        pea     result_name(%pc)
        gemdos  Fcreate, 6
        move.w  %d0,%d7
        move.l  (%sp)+,%d0
        rts

| d0 against d1; a0: the check's name
check:  movem.l %d2-%d3/%a2-%a3,-(%sp)
        movea.l %a0,%a3
        lea     ok(%pc),%a2
        cmp.l   %d0,%d1
        beq.s   1f
        lea     fail(%pc),%a2
1:      move.l  %d0,%d3
        bsr     say
        movea.l %a3,%a2
        bsr     say
        lea     newline(%pc),%a2
        bsr     say
        movem.l (%sp)+,%d2-%d3/%a2-%a3
        rts

| The text at a2 into the result.
say:    movem.l %d0-%d2/%a0-%a2,-(%sp)
        movea.l %a2,%a0
1:      tst.b   (%a0)+
        bne.s   1b
        suba.l  %a2,%a0
        subq.l  #1,%a0
        move.l  %a2,-(%sp)
        move.l  %a0,-(%sp)
        move.w  %d7,-(%sp)
        gemdos  Fwrite, 10
        movem.l (%sp)+,%d0-%d2/%a0-%a2
        rts

| d6: a file of its own
write_and_read:
        clr.w   -(%sp)
        pea     file_name(%pc)
        gemdos  Fcreate, 6
        move.w  %d0,%d6
        pea     sentence(%pc)
        move.l  #sentence_end - sentence,-(%sp)
        move.w  %d6,-(%sp)
        gemdos  Fwrite, 10
        expect  (sentence_end - sentence), fwrite
        move.w  #0,-(%sp)
        move.w  %d6,-(%sp)
        move.l  #4,-(%sp)
        gemdos  Fseek, 8
        expect  4, fseek
        pea     buffer
        move.l  #5,-(%sp)
        move.w  %d6,-(%sp)
        gemdos  Fread, 10
        expect  5, fread
        move.l  buffer,%d0
        expect  0x71756963, what_was_read
        move.w  #2,-(%sp)
        move.w  %d6,-(%sp)
        move.l  #1,-(%sp)
        gemdos  Fseek, 8
        expect  RANGE, fseek_behind
        move.w  %d6,-(%sp)
        gemdos  Fclose, 2
        expect  0, fclose
        clr.w   -(%sp)
        pea     no_name(%pc)
        gemdos  Fopen, 6
        expect  FILE_NOT_FOUND, fopen_none
        rts

directories:
        with_name Dcreate, directory_name
        expect  0, dcreate
        with_name Dcreate, directory_name
        expect  ACCESS_DENIED, dcreate_again
        with_name Dsetpath, directory_name
        expect  0, dsetpath
        clr.w   -(%sp)
        pea     buffer
        gemdos  Dgetpath, 6
        expect  0, dgetpath
        move.l  buffer,%d0
        expect  0x5c494e4e, what_path
        with_name Dsetpath, up
        expect  0, dsetpath_up
        with_name Dsetpath, no_name
        expect  PATH_NOT_FOUND, dsetpath_none
        with_name Ddelete, directory_name
        expect  0, ddelete
        clr.w   -(%sp)
        pea     buffer
        gemdos  Dfree, 6
        move.l  buffer+8,%d0
        expect  512, dfree
        rts

| Of *.ONE there are two, in the order of their names.
searches:
        pea     dta
        gemdos  Fsetdta, 4
        lea     first_name(%pc),%a3
        bsr     make_empty
        lea     second_name(%pc),%a3
        bsr     make_empty
        clr.w   -(%sp)
        pea     pattern(%pc)
        gemdos  Fsfirst, 6
        expect  0, fsfirst
        move.l  dta+30,%d0
        expect  0x412e4f4e, what_first
        gemdos  Fsnext, 0
        expect  0, fsnext
        move.l  dta+30,%d0
        expect  0x422e4f4e, what_next
        gemdos  Fsnext, 0
        expect  NO_MORE_FILES, fsnext_none
        with_name Fdelete, first_name
        expect  0, fdelete
        pea     third_name(%pc)
        pea     second_name(%pc)
        clr.w   -(%sp)
        gemdos  Frename, 10
        expect  0, frename
        clr.w   -(%sp)
        pea     pattern(%pc)
        gemdos  Fsfirst, 6
        expect  FILE_NOT_FOUND, fsfirst_none
        with_name Fdelete, third_name
        expect  0, fdelete_renamed
        rts
make_empty:
        clr.w   -(%sp)
        move.l  %a3,-(%sp)
        gemdos  Fcreate, 6
        move.w  %d0,-(%sp)
        gemdos  Fclose, 2
        rts

attributes:
        move.w  #1,-(%sp)
        move.w  #1,-(%sp)
        pea     file_name(%pc)
        gemdos  Fattrib, 8
        expect  1, fattrib
        with_name Fdelete, file_name
        expect  ACCESS_DENIED, fdelete_read_only
        clr.w   -(%sp)
        move.w  #1,-(%sp)
        pea     file_name(%pc)
        gemdos  Fattrib, 8
        expect  0, fattrib_back
        rts

| The child's standard output is led into a file; its answer is its exit code. A text is no program.
programs:
        clr.w   -(%sp)
        pea     output_name(%pc)
        gemdos  Fcreate, 6
        move.w  %d0,%d6
        move.w  #1,-(%sp)
        gemdos  Fdup, 2
        move.w  %d0,%d5
        move.w  %d6,-(%sp)
        move.w  #1,-(%sp)
        gemdos  Fforce, 4
        expect  0, fforce
        start_program own_name
        expect  CHILD_SAYS, pexec
        move.w  %d5,-(%sp)
        move.w  #1,-(%sp)
        gemdos  Fforce, 4
        expect  0, fforce_back
        move.w  %d6,-(%sp)
        gemdos  Fclose, 2
        start_program file_name
        expect  BAD_PROGRAM, pexec_no_program
        start_program no_name
        expect  FILE_NOT_FOUND, pexec_none
        rts

ok:     .asciz  "ok   "
fail:   .asciz  "FAIL "
newline: .asciz "\n"
done:   .asciz  "FILES.PRG is done\r\n"

result_name:    .asciz "RESULT.TXT"
file_name:      .asciz "FILE.TXT"
no_name:        .asciz "NOTHING.HER"
directory_name: .asciz "INNER"
up:             .asciz ".."
first_name:     .asciz "A.ONE"
second_name:    .asciz "B.ONE"
third_name:     .asciz "C.TWO"
pattern:        .asciz "*.ONE"
output_name:    .asciz "OUTPUT.TXT"
own_name:       .asciz "\\FILES.PRG"
command_line:   .ascii "\005child"
                .byte 0
sentence:       .ascii "The quick brown fox."
sentence_end:

mshrink:        .asciz "Mshrink"
relocation:     .asciz "relocation"
fwrite:         .asciz "Fwrite"
fseek:          .asciz "Fseek"
fread:          .asciz "Fread"
what_was_read:  .asciz "Fread: what was read"
fseek_behind:   .asciz "Fseek behind the end"
fclose:         .asciz "Fclose"
fopen_none:     .asciz "Fopen of nothing"
dcreate:        .asciz "Dcreate"
dcreate_again:  .asciz "Dcreate of what is there"
dsetpath:       .asciz "Dsetpath"
dgetpath:       .asciz "Dgetpath"
what_path:      .asciz "Dgetpath: the path"
dsetpath_up:    .asciz "Dsetpath to the parent"
dsetpath_none:  .asciz "Dsetpath to nothing"
ddelete:        .asciz "Ddelete"
dfree:          .asciz "Dfree"
fsfirst:        .asciz "Fsfirst"
what_first:     .asciz "Fsfirst: the name"
fsnext:         .asciz "Fsnext"
what_next:      .asciz "Fsnext: the name"
fsnext_none:    .asciz "Fsnext at the end"
fdelete:        .asciz "Fdelete"
frename:        .asciz "Frename"
fsfirst_none:   .asciz "Fsfirst of nothing"
fdelete_renamed: .asciz "Fdelete of what was renamed"
fattrib:        .asciz "Fattrib"
fdelete_read_only: .asciz "Fdelete of what is read-only"
fforce:         .asciz "Fforce"
fforce_back:    .asciz "Fforce back"
fattrib_back:   .asciz "Fattrib back"
pexec:          .asciz "Pexec: the child's exit code"
pexec_no_program: .asciz "Pexec of a text"
pexec_none:     .asciz "Pexec of nothing"
        .even

        .data
data:
result_of: .long data

        .bss
        .skip   1024
stack:
buffer: .skip   256
dta:    .skip   44
