// Signals: handlers of both kinds, what they are told, what they may change, the way back; processes and threads.
#include <linux/futex.h>

#include "signal.h"

struct old_context {
  uint32_t mask, usp, d0, d1, a0, a1;
  uint16_t sr;
  uint32_t pc;
} __attribute__((packed));

static volatile int handled, other;
static volatile uint32_t mask_inside;

static void plain(int signal, int code, struct old_context* context) {
  (void)code;
  ++handled;
  print("plain", signal, (long)context->mask, context->usp > (uint32_t)&signal, context->pc != 0);
  uint32_t now[2];
  call(__NR_rt_sigprocmask, 0, 0, now, 8);
  mask_inside = now[0];
}

static void informed(int signal, struct information* info, struct context* context) {
  ++handled;
  print("informed", signal, info->signal, info->code, info->u.sent.pid == call(__NR_getpid), info->code == -1 ? info->u.sent.value : 0,
        context->version, (long)context->mask[0], (long)context->mask[1]);
}

static void sent(void) {
  on(10, plain, 0, 1u << 11);
  print("kill", call(__NR_kill, call(__NR_getpid), 10), handled, (long)mask_inside);
  on(12, informed, SA_SIGINFO, 0);
  struct information info = {12, 0, -1, {{(int32_t)call(__NR_getpid), 0, 0x01020304}}, {0}};
  print("queue", call(__NR_rt_sigqueueinfo, info.u.sent.pid, 12, &info), handled);
  // A real-time signal, in the upper word of the mask.
  on(40, informed, SA_SIGINFO, 0);
  uint32_t set[2] = {0, 1u << 7};
  print("block", call(__NR_rt_sigprocmask, 0, set, 0, 8), call(__NR_kill, call(__NR_getpid), 40), handled);
  uint32_t pending[2];
  print("pending", call(__NR_rt_sigpending, pending, 8), (long)pending[0], (long)pending[1]);
  uint32_t none[2] = {0, 0};
  print("suspend", call(__NR_rt_sigsuspend, none, 8), handled);
  // All registers but the result survive a handler.
  register uint32_t d6 __asm__("d6") = 0x66666666;
  register uint32_t a3 __asm__("a3") = 0x33333333;
  __asm__ volatile("" : "+d"(d6), "+a"(a3));
  call(__NR_kill, call(__NR_getpid), 12);
  __asm__ volatile("" : "+d"(d6), "+a"(a3));
  print("registers", d6 == 0x66666666, a3 == 0x33333333);
}

// Faults, from which the handler leads the program away.

static volatile uint32_t fault_address;
static volatile int fault_signal, fault_code;
extern const char after_fault[];

static void repair(int signal, struct information* info, struct context* context) {
  fault_signal = signal;
  fault_code = info->code;
  fault_address = info->u.address;
  context->pc = (uint32_t)after_fault;
  context->d[3] = 77;
}

#define FAULT(instruction)                                                                              \
  ({                                                                                                    \
    register uint32_t d3_ __asm__("d3") = 0;                                                            \
    register uint32_t a0_ __asm__("a0") = 0xdeadbee0;                                                   \
    __asm__ volatile("jbsr 1f\n\tjra 2f\n1:\t" instruction "\n\trts\n2:" : "+d"(d3_), "+a"(a0_)::"d1", "memory", "cc"); \
    d3_;                                                                                                \
  })
__asm__("after_fault: rts");

static void faults(void) {
  on(11, repair, SA_SIGINFO, 0);
  on(8, repair, SA_SIGINFO, 0);
  on(4, repair, SA_SIGINFO, 0);
  on(5, repair, SA_SIGINFO, 0);
  print("read", (long)FAULT("move.l (%%a0), %%d1"), fault_signal, fault_code, fault_address == 0xdeadbee0);
  print("write", (long)FAULT("move.w %%d1, 4(%%a0)"), fault_signal, fault_code, fault_address == 0xdeadbee4);
  print("jump", (long)FAULT("jmp (%%a0)"), fault_signal, fault_code, fault_address == 0xdeadbee0);
  print("zero divide", (long)FAULT("moveq #0, %%d1\n\tdivu.w %%d1, %%d3"), fault_signal, fault_code);
  print("illegal", (long)FAULT("illegal"), fault_signal);
  print("line a", (long)FAULT(".word 0xa123"), fault_signal);
  print("trap 15", (long)FAULT("trap #15"), fault_signal, fault_code);
  print("chk", (long)FAULT("moveq #-1, %%d1\n\tchk.w #10, %%d1"), fault_signal, fault_code);
}

// A handler on a stack of its own, reached while a call waits.

static uint8_t alternate[16384] __attribute__((aligned(8)));
static volatile int on_alternate;

static void alarmed(int signal) {
  const uint32_t here = (uint32_t)&signal;
  on_alternate = here >= (uint32_t)alternate && here < (uint32_t)alternate + sizeof alternate;
  ++other;
}

static void stacks_and_restarts(void) {
  const uint32_t stack[3] = {(uint32_t)alternate, 0, sizeof alternate};
  uint32_t old[3];
  print("sigaltstack", call(__NR_sigaltstack, stack, 0), call(__NR_sigaltstack, 0, old),
        old[0] == (uint32_t)alternate, (long)old[1], (long)old[2]);
  int fds[2];
  call(__NR_pipe2, fds, 0);
  int32_t soon[4] = {0, 0, 0, 50000};
  char byte;
  on(14, alarmed, SA_ONSTACK, 0);
  call(__NR_setitimer, 0, soon, 0);
  print("interrupted", call(__NR_read, fds[0], &byte, 1), other, on_alternate);
  on(14, alarmed, SA_RESTART, 0);
  call(__NR_setitimer, 0, soon, 0);
  int32_t limit[2] = {0, 300000000};
  call(__NR_write, fds[1], "", 0);
  struct {
    int fd;
    int16_t events, revents;
  } polled = {fds[0], 1, 0};
  print("poll is not restarted", call(__NR_ppoll, &polled, 1, limit, 0, 8), other, on_alternate);
}

// Another process, another thread.

static void processes(void) {
  const int child = (int)call(__NR_fork);
  if (child == 0) call(__NR_exit, 42);
  int32_t status = 0;
  print("fork", call(__NR_wait4, child, &status, 0, 0) == child, status);
  const int second = (int)call(__NR_fork);
  if (second == 0) {
    call(__NR_kill, call(__NR_getpid), 9);
    call(__NR_exit, 1);
  }
  print("waitpid", call(__NR_waitpid, second, &status, 0) == second, status);
}

static volatile uint32_t thread_word __attribute__((aligned(4))), thread_area;
static volatile uint32_t thread_ended __attribute__((aligned(4))) = 1;
static volatile int32_t parent_number;
static uint8_t thread_stack[16384] __attribute__((aligned(8)));

static void thread(void) {
  thread_area = (uint32_t)call(__NR_get_thread_area);
  thread_word = 0x01020304;
  call(__NR_futex, &thread_word, FUTEX_WAKE, 1, 0, 0, 0);
  call(__NR_exit, 0);
}

static void threads(void) {
  call(__NR_set_thread_area, 0x1111);
  uint32_t* const top = (uint32_t*)(thread_stack + sizeof thread_stack);
  // CLONE_VM | FS | FILES | SIGHAND | THREAD | SYSVSEM | SETTLS | PARENT_SETTID | CHILD_CLEARTID
  const long number = call(__NR_clone, 0x3d0f00, top, &parent_number, &thread_ended, 0x2222);
  if (number == 0) {
    thread();
    __builtin_unreachable();
  }
  while (thread_word == 0) call(__NR_futex, &thread_word, FUTEX_WAIT, 0, 0, 0, 0);
  while (thread_ended != 0) call(__NR_futex, &thread_ended, FUTEX_WAIT, thread_ended, 0, 0, 0);
  print("clone", number == parent_number, (long)thread_word, (long)thread_area, call(__NR_get_thread_area));
}

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary) {
  (void)argc, (void)argv, (void)environment, (void)auxiliary;
  sent();
  faults();
  stacks_and_restarts();
  processes();
  threads();
  return 0;
}
