// Signals: handlers, masks, stacks, interrupted and restarted calls, faults. Checks itself.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t count, last, depth, deepest, raises;
static siginfo_t last_info;

static void counting(int signal) {
  ++count;
  last = signal;
}
static void with_info(int signal, siginfo_t* info, void* context) {
  (void)context;
  counting(signal);
  last_info = *info;
}

static void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  CHECK(sigaction(signal, &action, NULL) == 0);
}
static void handle_info(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO};
  CHECK(sigaction(signal, &action, NULL) == 0);
}

static void basics(void) {
  handle(SIGUSR1, counting, 0);
  count = 0;
  for (int i = 0; i < 1000; ++i) raise(SIGUSR1);
  CHECK(count == 1000);
  handle_info(SIGUSR1, with_info, 0);
  CHECK(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 4711}) == 0);
  CHECK(last_info.si_code == SI_QUEUE && last_info.si_pid == getpid() && last_info.si_value.sival_int == 4711);
  kill(getpid(), SIGUSR1);
  CHECK(last_info.si_code == SI_USER && last_info.si_uid == getuid());
  handle(SIGUSR1, counting, SA_RESETHAND);
  raise(SIGUSR1);
  struct sigaction now;
  CHECK(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
  CHECK(sigaction(SIGKILL, &now, NULL) == -1 && errno == EINVAL);
  signal(SIGUSR1, SIG_IGN);
  raise(SIGUSR1);
  /* Real-time signals queue up and come in order. */
  handle_info(SIGRTMIN + 2, with_info, 0);
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 2);
  CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
  count = 0;
  for (int i = 0; i < 5; ++i) sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = i});
  sigset_t pending;
  CHECK(count == 0 && sigpending(&pending) == 0 && sigismember(&pending, SIGRTMIN + 2));
  const struct timespec none = {0, 0};
  siginfo_t info;
  CHECK(sigtimedwait(&set, &info, &none) == SIGRTMIN + 2 && info.si_value.sival_int == 0);
  CHECK(sigprocmask(SIG_SETMASK, &old, NULL) == 0);
  CHECK(count == 4 && last_info.si_value.sival_int == 4);
}

static void nested(int signal) {
  if (++depth > deepest) deepest = depth;
  if (signal == SIGUSR1 && raises-- > 0) raise(SIGUSR1);
  if (signal == SIGUSR2) raise(SIGUSR1);
  --depth;
}

static void masks(void) {
  handle(SIGUSR1, nested, 0);
  deepest = depth = 0, raises = 4;
  raise(SIGUSR1);
  CHECK(deepest == 1 && raises == -1);
  handle(SIGUSR1, nested, SA_NODEFER);
  deepest = 0, raises = 4;
  raise(SIGUSR1);
  CHECK(deepest == 5);
  struct sigaction action = {.sa_handler = nested};
  sigaddset(&action.sa_mask, SIGUSR1);
  CHECK(sigaction(SIGUSR2, &action, NULL) == 0);
  handle(SIGUSR1, nested, 0);
  deepest = depth = raises = 0;
  raise(SIGUSR2);
  CHECK(deepest == 1);
  /* sigsuspend waits with another mask and brings the old one back. */
  sigset_t set, before, after;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  sigprocmask(SIG_BLOCK, &set, &before);
  handle(SIGALRM, counting, 0);
  count = 0;
  const struct itimerval soon = {.it_value = {0, 20000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK(sigsuspend(&before) == -1 && errno == EINTR && count == 1);
  sigprocmask(SIG_SETMASK, &before, &after);
  CHECK(sigismember(&after, SIGALRM) == 1 && sigismember(&before, SIGALRM) == 0);
}

static void interrupting(void) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  char byte;
  const struct itimerval soon = {.it_value = {0, 20000}};
  handle(SIGALRM, counting, 0);
  count = 0;
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR && count == 1);

  /* With SA_RESTART the read goes on until a child writes. */
  handle(SIGALRM, counting, SA_RESTART);
  const pid_t child = fork();
  if (child == 0) {
    usleep(100000);
    _exit(write(ends[1], "x", 1) != 1);
  }
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK(read(ends[0], &byte, 1) == 1 && byte == 'x' && count == 2);
  CHECK(waitpid(child, NULL, 0) == child);

  /* These are interrupted whatever the flags say. */
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK(poll(NULL, 0, 10000) == -1 && errno == EINTR);
  setitimer(ITIMER_REAL, &soon, NULL);
  const struct timespec long_time = {10, 0};
  struct timespec rest;
  CHECK(nanosleep(&long_time, &rest) == -1 && errno == EINTR && rest.tv_sec == 9);
  setitimer(ITIMER_REAL, &soon, NULL);
  CHECK(pause() == -1 && errno == EINTR);
  CHECK(count == 5);

  /* A loop without system calls is interrupted too. */
  count = 0;
  setitimer(ITIMER_REAL, &soon, NULL);
  while (count == 0) {
  }

  /* Many signals while calls are made. */
  count = 0;
  const struct itimerval often = {.it_interval = {0, 200}, .it_value = {0, 200}}, never = {0};
  setitimer(ITIMER_REAL, &often, NULL);
  for (int i = 0; count < 200; ++i) {
    if (i % 2)
      getppid();
    else
      CHECK(write(ends[1], "y", 1) == 1 && read(ends[0], &byte, 1) == 1);
  }
  setitimer(ITIMER_REAL, &never, NULL);
  CHECK(alarm(0) == 0);
}

static sigjmp_buf back;
static uint32_t fault_pc, stack_in_handler;

static void jumping(int signal, siginfo_t* info, void* context) {
  with_info(signal, info, context);
  fault_pc = (uint32_t)((ucontext_t*)context)->uc_mcontext.arm_pc;
  stack_in_handler = (uint32_t)(uintptr_t)&signal;
  siglongjmp(back, 1);
}

/* Goes on behind the faulting instruction, which is four bytes long. */
static void skipping(int signal, siginfo_t* info, void* context) {
  with_info(signal, info, context);
  mcontext_t* registers = &((ucontext_t*)context)->uc_mcontext;
  registers->arm_pc += 4;
  registers->arm_r0 = 0xabcd;
}

static int endless(int n);
static int (*volatile again)(int) = endless;
static int __attribute__((noinline)) endless(int n) {
  volatile char space[512];
  space[n % 512] = 1;
  return again(n + 1) + space[0];
}

#ifdef __thumb__
#define UNDEFINED ".inst.w 0xf7f0a000"
#define FOUR_BYTE_LOAD "ldr.w %0, [%0]"
#else
#define UNDEFINED ".inst 0xe7f000f0"
#define FOUR_BYTE_LOAD "ldr %0, [%0]"
#endif

static void faults(void) {
  handle_info(SIGSEGV, jumping, SA_ONSTACK);
  handle_info(SIGILL, jumping, 0);
  handle_info(SIGTRAP, jumping, 0);
  if (sigsetjmp(back, 1) == 0) *(volatile int*)0x1234 = 5;
  CHECK(last == SIGSEGV && last_info.si_code == SEGV_MAPERR && last_info.si_addr == (void*)0x1234 && fault_pc != 0);
  if (sigsetjmp(back, 1) == 0) *(volatile int*)(uintptr_t)&faults = 5;
  CHECK(last == SIGSEGV && last_info.si_code == SEGV_ACCERR);
  if (sigsetjmp(back, 1) == 0) ((void (*)(void))0x4000)();
  CHECK(last == SIGSEGV && last_info.si_addr == (void*)0x4000 && fault_pc == 0x4000);
  if (sigsetjmp(back, 1) == 0) __asm__ volatile(UNDEFINED ::: "memory");
  CHECK(last == SIGILL);
  if (sigsetjmp(back, 1) == 0) __builtin_trap();
  CHECK(last == SIGILL || last == SIGTRAP);

  handle_info(SIGSEGV, skipping, 0);
  register uint32_t r0 __asm__("r0") = 0x10;
  __asm__ volatile(FOUR_BYTE_LOAD : "+r"(r0));
  CHECK(r0 == 0xabcd);
}

static void stacks(void) {
  handle_info(SIGSEGV, jumping, SA_ONSTACK);
  const stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
  stack_t old;
  CHECK(sigaltstack(&stack, &old) == 0 && old.ss_flags == SS_DISABLE);
  CHECK(sigaltstack(NULL, &old) == 0 && old.ss_sp == stack.ss_sp && old.ss_flags == 0);
  /* A recursion without end: the handler has a stack all the same. */
  if (sigsetjmp(back, 1) == 0) endless(0);
  CHECK(last == SIGSEGV);
  const uint32_t base = (uint32_t)(uintptr_t)stack.ss_sp;
  CHECK(stack_in_handler > base && stack_in_handler < base + 65536);
}

static void timers(void) {
  handle_info(SIGRTMIN + 3, with_info, 0);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3, .sigev_value = {.sival_int = 99}};
  timer_t timer;
  CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  const struct itimerspec soon = {.it_value = {0, 10000000}};
  count = 0;
  CHECK(timer_settime(timer, 0, &soon, NULL) == 0);
  while (count == 0) usleep(1000);
  CHECK(last_info.si_code == SI_TIMER && last_info.si_value.sival_int == 99);
  CHECK(timer_delete(timer) == 0);
}

static void children(void) {
  handle_info(SIGCHLD, with_info, SA_RESTART);
  count = 0;
  const pid_t child = fork();
  if (child == 0) _exit(9);
  int status;
  CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9);
  CHECK(count == 1 && last_info.si_pid == child && last_info.si_status == 9 && last_info.si_code == CLD_EXITED);
}

int main(void) {
  basics();
  masks();
  interrupting();
  faults();
  stacks();
  timers();
  children();
  return checked("signals");
}
