// Signals, processes and endings among threads. Checks itself; given an argument it is one of its own children.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { kThreads = 8 };

static void wait_for(sem_t* semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}
static void start(pthread_t* thread, void* (*function)(void*), intptr_t argument) {
  CHECK(pthread_create(thread, NULL, function, (void*)argument) == 0);
}
static int status_of(pid_t child) {
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  return status;
}

/* pthread_kill reaches the thread that is meant, in a loop and in a system call. */

static sem_t ready;
static atomic_int got[kThreads], stop_now;
static __thread int own_number;

static void note(int signal) {
  (void)signal;
  atomic_fetch_add(&got[own_number], 1);
}
static void* computing(void* self) {
  own_number = (int)(intptr_t)self;
  sem_post(&ready);
  for (volatile unsigned i = 0; !atomic_load_explicit(&got[own_number], memory_order_relaxed); ++i) {
  }
  return self;
}
static void* reading(void* self) {
  own_number = (int)(intptr_t)self;
  int ends[2];
  CHECK(pipe(ends) == 0);
  sem_post(&ready);
  char byte;
  while (!got[own_number]) CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR);
  close(ends[0]);
  close(ends[1]);
  return self;
}

static void directed(void) {
  struct sigaction action = {.sa_handler = note};
  sigaction(SIGUSR1, &action, NULL);
  sem_init(&ready, 0, 0);
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) start(&threads[i], i % 2 ? computing : reading, i);
  for (int i = 0; i < kThreads; ++i) wait_for(&ready);
  for (int i = kThreads - 1; i >= 0; --i) {
    CHECK(got[i] == 0);
    /* A reader may be signalled just before it reads. */
    do {
      CHECK(pthread_kill(threads[i], SIGUSR1) == 0);
      struct timespec soon = {0, 1000000};
      nanosleep(&soon, NULL);
    } while (pthread_tryjoin_np(threads[i], NULL) != 0);
    CHECK(got[i] >= 1);
  }
}

/* A signal for the process goes to a thread that does not block it; sigwait takes it. */

static atomic_int waited_for;
static void* waiting(void* unused) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGTERM);
  while (1) {
    int signal = 0;
    CHECK(sigwait(&set, &signal) == 0);
    if (signal == SIGTERM) return unused;
    atomic_fetch_add(&waited_for, 1);
  }
}
static void taken_by_sigwait(void) {
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, &before);
  pthread_t thread;
  start(&thread, waiting, 0);
  for (int i = 1; i <= 10; ++i) {
    kill(getpid(), SIGUSR2);
    while (waited_for < i) sched_yield();
  }
  kill(getpid(), SIGTERM);
  CHECK(pthread_join(thread, NULL) == 0);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A timer interrupts whoever computes. */

static atomic_int ticks;
static void tick(int signal) {
  (void)signal;
  atomic_fetch_add(&ticks, 1);
}
static void* until_stopped(void* self) {
  unsigned x = (unsigned)(intptr_t)self;
  while (!atomic_load_explicit(&stop_now, memory_order_relaxed)) x = x * 1664525u + 1013904223u;
  return (void*)(uintptr_t)(x | 1);
}
static void timer(void) {
  struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) start(&threads[i], until_stopped, i);
  const struct itimerval every = {{0, 500}, {0, 500}};
  setitimer(ITIMER_REAL, &every, NULL);
  while (ticks < 10) sched_yield();
  const struct itimerval never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &never, NULL);
  stop_now = 1;
  for (int i = 0; i < kThreads; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  stop_now = 0;
}

/* Faults come to the thread that makes them, on its own alternate stack. */

static atomic_int faults;
static char* fault_page;
static __thread char alternate_stack[16384];
static __thread int on_own_stack;
static void repair(int signal, siginfo_t* info, void* context) {
  (void)signal, (void)context;
  char here;
  on_own_stack = &here >= alternate_stack && &here < alternate_stack + sizeof alternate_stack;
  atomic_fetch_add(&faults, 1);
  mprotect((void*)((uintptr_t)info->si_addr & -4096), 4096, PROT_READ | PROT_WRITE);
}
static void* faulting(void* self) {
  const stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  CHECK(sigaltstack(&stack, NULL) == 0);
  char* const page = fault_page + 4096 * (intptr_t)self;
  for (int i = 0; i < 5; ++i) {
    mprotect(page, 4096, PROT_NONE);
    page[i] = (char)i;
    CHECK(page[i] == i && on_own_stack);
  }
  return self;
}
static void own_faults(void) {
  struct sigaction action = {.sa_sigaction = repair, .sa_flags = SA_SIGINFO | SA_ONSTACK}, before;
  sigaction(SIGSEGV, &action, &before);
  fault_page = mmap(NULL, 4096 * kThreads, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i) start(&threads[i], faulting, i);
  for (int i = 0; i < kThreads; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK(faults == 5 * kThreads);
  sigaction(SIGSEGV, &before, NULL);
}

/* A robust mutex whose owner dies. */

static pthread_mutex_t robust;
static void* dying(void* unused) {
  CHECK(pthread_mutex_lock(&robust) == 0);
  sem_post(&ready);
  usleep(1000);
  return unused;
}
static void robust_mutexes(void) {
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  for (int inherit = 0; inherit < 2; ++inherit) {
    if (inherit) pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
    CHECK(pthread_mutex_init(&robust, &kind) == 0);
    pthread_t thread;
    start(&thread, dying, 0);
    wait_for(&ready);
    CHECK(pthread_mutex_lock(&robust) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&robust) == 0 && pthread_mutex_unlock(&robust) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(pthread_mutex_lock(&robust) == 0 && pthread_mutex_unlock(&robust) == 0);
  }

  /* The owner may be another process. */
  pthread_mutex_t* const shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  CHECK(pthread_mutex_init(shared, &kind) == 0);
  const pid_t child = fork();
  if (child == 0) {
    pthread_mutex_lock(shared);
    _exit(0);
  }
  CHECK(status_of(child) == 0 && pthread_mutex_lock(shared) == EOWNERDEAD);
}

/* fork from among threads, by the first one and by another. */

static void* forking(void* self) {
  pid_t child = fork();
  if (child == 0) {
    /* Alone, it can still start threads. */
    pthread_t thread;
    if (getpid() != syscall(SYS_gettid) || pthread_create(&thread, NULL, until_stopped, NULL) != 0) _exit(1);
    stop_now = 1;
    if (pthread_join(thread, NULL) != 0) _exit(2);
    exit(40 + (int)(intptr_t)self);
  }
  CHECK(status_of(child) >> 8 == 40 + (intptr_t)self);
  child = fork();
  if (child == 0) {
    if (self) pthread_exit(NULL);
    raise(SIGKILL);
  }
  const int status = status_of(child);
  CHECK(self ? status == 0 : WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  return self;
}
static void forks(void) {
  pthread_t threads[3], other;
  for (int i = 0; i < 3; ++i) start(&threads[i], until_stopped, i);
  start(&other, forking, 1);
  CHECK(pthread_join(other, NULL) == 0);
  forking(NULL);
  stop_now = 1;
  for (int i = 0; i < 3; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  stop_now = 0;
}

/* Endings of processes with threads in loops and in system calls; each is a child of its own. */

static void* pausing(void* unused) {
  while (1) pause();
  return unused;
}
static void* ending(void* how) {
  usleep(1000);
  switch ((intptr_t)how) {
    case 0: exit(11); break;
    case 1: syscall(SYS_exit_group, 12); break;
    case 2: raise(SIGSEGV); break;
    case 3: raise(SIGTERM); break;
    case 4: abort(); break;
    case 5: execl("/proc/self/exe", "thread_signals", "executed", (char*)NULL); break;
    case 6: /* the first thread leaves before, with a status of its own */
      while (!stop_now) sched_yield();
      usleep(30000);
      syscall(SYS_exit, 0x121);
  }
  return how;
}
static void end_as(int how) {
  pthread_t thread;
  for (int i = 0; i < 3; ++i) start(&thread, how == 6 ? ending : i % 2 ? until_stopped : pausing, how);
  start(&thread, ending, how);
  if (how % 2) pthread_join(thread, NULL);
  if (how == 6) {
    stop_now = 1;
    syscall(SYS_exit, 0x116);
  }
  pthread_exit(NULL);
}
static void endings(void) {
  const struct {
    int status, signal;
  } expected[] = {{11, 0}, {12, 0}, {0, SIGSEGV}, {0, SIGTERM}, {0, SIGABRT}, {15, 0}, {0x21, 0}};
  for (int how = 0; how < 7; ++how) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) end_as(how);
    const int status = status_of(child);
    CHECK(expected[how].signal ? WIFSIGNALED(status) && WTERMSIG(status) == expected[how].signal
                               : WIFEXITED(status) && WEXITSTATUS(status) == expected[how].status);
  }
}

int main(int argc, char** argv) {
  (void)argv;
  if (argc > 1) return getpid() == syscall(SYS_gettid) ? 15 : 16;
  directed();
  taken_by_sigwait();
  timer();
  own_faults();
  robust_mutexes();
  forks();
  endings();
  return checked("thread_signals");
}
