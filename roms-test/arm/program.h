// What the assembly programs share. They use no library: system calls only.
// A program's first comment says what it does; "expect" lines what it prints and how it ends, for tests/programs.

.syntax unified.arch armv7 - a

#define SYS_exit 1
#define SYS_fork 2
#define SYS_write 4
#define SYS_getpid 20
#define SYS_kill 37
#define SYS_munmap 91
#define SYS_wait4 114
#define SYS_mprotect 125
#define SYS_rt_sigaction 174
#define SYS_rt_sigprocmask 175
#define SYS_mmap2 192
#define SYS_cacheflush 0xf0002

#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20

#define SA_SIGINFO 4

// How often each thing is done: more than enough for it to be translated.
#define ROUNDS 200

                                 // r7 = number; arguments are in r0 ... r5 already.
                                 .macro syscall number movw r7,
#(\number & 0xffff).if \number> 0xffff movt r7,
#(\number>> 16)
    .endif svc
# 0.endm

        .macro exit status mov r0,
#\status syscall SYS_exit
    .endm

        // A wrong result ends the program; the status says where.
        .macro expect register,
    value, status movw r12, #(\value & 0xffff) movt r12, #((\value >> 16) & 0xffff) cmp \register, r12 movne r0,
#\status bne fail
    .endm

        // To be placed where control does not fall into it.
        .macro failure_exit fail : syscall SYS_exit.endm
