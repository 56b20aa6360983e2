// Code and memory that change while other threads run. Checks itself.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

enum { kComputing = 4, kPage = 4096 };

static atomic_int stop_now;
static pthread_t threads[kComputing];

static void start_all(void* (*function)(void*)) {
  stop_now = 0;
  for (intptr_t i = 0; i < kComputing; ++i) CHECK(pthread_create(&threads[i], NULL, function, (void*)i) == 0);
}
static void join_all(void) {
  stop_now = 1;
  for (int i = 0; i < kComputing; ++i) {
    void* result = NULL;
    CHECK(pthread_join(threads[i], &result) == 0 && result == NULL);
  }
}

/* ARM code: mov r0, #n; bx lr */
typedef int (*function)(void);
static void write_function(uint32_t* place, unsigned n) {
  place[0] = 0xe3a00000 | n;
  place[1] = 0xe12fff1e;
  __builtin___clear_cache((char*)place, (char*)(place + 2));
}
static void* code_pages(unsigned pages) {
  return mmap(NULL, pages * kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Others run code of their own, on the page that is rewritten and elsewhere. */

static uint32_t* code;
static void* running_own(void* self) {
  const unsigned n = (unsigned)(intptr_t)self;
  const function own = (function)(uintptr_t)(code + 256 + 16 * n);
  unsigned wrong = 0, x = 1;
  while (!stop_now) {
    for (int i = 0; i < 50; ++i) x = x * 1664525u + 1013904223u;
    if (own() != (int)(100 + n)) ++wrong;
  }
  return (void*)(uintptr_t)(x == 0 ? 1 : wrong);
}
static void rewritten_beside(void) {
  code = code_pages(1);
  for (unsigned n = 0; n < kComputing; ++n) write_function(code + 256 + 16 * n, 100 + n);
  start_all(running_own);
  const function changing = (function)(uintptr_t)code;
  for (unsigned i = 0; i < 100; ++i) {
    write_function(code, i & 0xff);
    CHECK(changing() == (int)(i & 0xff));
    if (i % 50 == 49) usleep(500);
  }
  join_all();
}

/* Others run the very code: each call sees the old or the new. The constant only grows, and nobody sees it shrink. */

static void* running_the_same(void* self) {
  (void)self;
  const function changing = (function)(uintptr_t)code;
  int last = 0;
  while (!stop_now) {
    const int now = changing();
    if (now < last || now > 255) return code;
    last = now;
  }
  return NULL;
}
static void rewritten_below(void) {
  code = code_pages(1);
  write_function(code, 0);
  start_all(running_the_same);
  for (unsigned n = 1; n < 128; ++n) {
    write_function(code, n);
    if (n % 32 == 31) usleep(500);
  }
  join_all();
  CHECK(((function)(uintptr_t)code)() == 127);
}

/* A page of code is replaced as a whole. */

static void remapped(void) {
  code = code_pages(2);
  for (unsigned n = 0; n < kComputing; ++n) write_function(code + 256 + 16 * n, 100 + n);
  start_all(running_own);
  uint32_t* const other = code + kPage / 4;
  for (unsigned i = 0; i < 100; ++i) {
    CHECK(mmap(other, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == other);
    write_function(other, i);
    CHECK(mprotect(other, kPage, PROT_READ | PROT_EXEC) == 0);
    CHECK(((function)(uintptr_t)other)() == (int)i);
  }
  join_all();
}

/* Memory comes and goes while others compute in theirs. */

static void* computing(void* self) {
  volatile uint32_t* const own = mmap(NULL, 16 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint32_t expected = 0, round = 0;
  while (!stop_now) {
    ++round;
    expected += round;
    for (unsigned i = 0; i < 16; ++i) own[i * kPage / 4] += round;
    for (unsigned i = 0; i < 16; ++i) {
      if (own[i * kPage / 4] != expected) return (void*)own;
    }
    void* const block = malloc(round % 5000);
    memset(block, 0x55, round % 5000);
    free(block);
  }
  (void)self;
  return munmap((void*)own, 16 * kPage) == 0 ? NULL : (void*)own;
}
static void mapping(void) {
  start_all(computing);
  char* before = NULL;
  for (unsigned i = 0; i < 100; ++i) {
    const unsigned bytes = (1 + i % 7) * kPage;
    char* const pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED && pages[0] == 0 && pages[bytes - 1] == 0);
    memset(pages, 1, bytes);
    CHECK(mprotect(pages, bytes, PROT_READ) == 0 && mprotect(pages, bytes, PROT_READ | PROT_WRITE) == 0);
    char* const larger = mremap(pages, bytes, bytes + 3 * kPage, MREMAP_MAYMOVE);
    CHECK(larger != MAP_FAILED && larger[bytes - 1] == 1 && larger[bytes] == 0);
    if (before) CHECK(munmap(before, kPage) == 0);
    before = larger;
    if (i % 32 == 31) usleep(500);
  }
  join_all();
}

/* An access to a page that is closed and opened again waits for the one or faults at the other; no third thing. */

static char* page;
static atomic_int faults, others;
static void reopen(int signal, siginfo_t* info, void* context) {
  (void)context;
  atomic_fetch_add(signal == SIGSEGV && info->si_code == SEGV_ACCERR ? &faults : &others, 1);
  mprotect(page, kPage, PROT_READ | PROT_WRITE);
}
static void* touching(void* self) {
  volatile char* const own = page + 8 * (intptr_t)self;
  for (unsigned i = 0; !stop_now; ++i) {
    *own = (char)i;
    if (*own != (char)i) return (void*)own;
  }
  return NULL;
}
static void closing(void) {
  const struct sigaction action = {.sa_sigaction = reopen, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  page = mmap(NULL, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  start_all(touching);
  for (int i = 0; i < 100; ++i) {
    mprotect(page, kPage, PROT_NONE);
    if (i % 4 == 0) sched_yield();
    mprotect(page, kPage, PROT_READ | PROT_WRITE);
  }
  join_all();
  CHECK(others == 0);
}

int main(void) {
  rewritten_beside();
  rewritten_below();
  remapped();
  mapping();
  closing();
  return checked("thread_code");
}
