// POSIX threads: eight of them with everything that threads do to each other. Checks itself.
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { kThreads = 8, kRounds = 1000 };

static void run_all(void* (*function)(void*)) {
  pthread_t threads[kThreads];
  for (intptr_t i = 0; i < kThreads; ++i) CHECK(pthread_create(&threads[i], NULL, function, (void*)i) == 0);
  for (intptr_t i = 0; i < kThreads; ++i) {
    void* result = NULL;
    CHECK(pthread_join(threads[i], &result) == 0 && (intptr_t)result == i);
  }
}

/* Counters, each guarded in its own way. */

static struct {
  pthread_mutex_t mutex;
  long guarded;
  atomic_int word;
  atomic_llong wide;
  atomic_uchar byte;
  atomic_ushort half;
  int sync_word;
  pthread_spinlock_t spin;
  long spun;
} count = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void* counting(void* self) {
  for (int i = 0; i < kRounds; ++i) {
    pthread_mutex_lock(&count.mutex);
    ++count.guarded;
    pthread_mutex_unlock(&count.mutex);
    atomic_fetch_add(&count.word, 3);
    atomic_fetch_add(&count.wide, 1LL << 31);
    atomic_fetch_add(&count.byte, 1);
    atomic_fetch_sub(&count.half, 1);
    __sync_fetch_and_add(&count.sync_word, 5);
    int seen = atomic_load(&count.word);
    while (!atomic_compare_exchange_weak(&count.word, &seen, seen + 1)) {
    }
  }
  for (int i = 0; i < kRounds / 20; ++i) {
    pthread_spin_lock(&count.spin);
    ++count.spun;
    pthread_spin_unlock(&count.spin);
  }
  return self;
}

static void counters(void) {
  pthread_spin_init(&count.spin, PTHREAD_PROCESS_PRIVATE);
  run_all(counting);
  const int all = kThreads * kRounds;
  CHECK(count.guarded == all && count.word == 4 * all && count.wide == ((long long)all << 31));
  CHECK(count.byte == (all & 0xff) && count.half == (-all & 0xffff) && count.sync_word == 5 * all);
  CHECK(count.spun == all / 20);
}

/* A store that another thread sees must bring what was stored before it. */

static struct {
  atomic_int turn;
  int data[16];
} passed;

static void* passing(void* self) {
  const int me = (int)(intptr_t)self;
  for (int round = 0; round < 20; ++round) {
    while (atomic_load_explicit(&passed.turn, memory_order_acquire) % kThreads != me) sched_yield();
    const int turn = atomic_load_explicit(&passed.turn, memory_order_relaxed);
    for (int i = 0; i < 16; ++i) {
      if (passed.data[i] != turn * i) CHECK(!"old data");
      passed.data[i] = (turn + 1) * i;
    }
    atomic_store_explicit(&passed.turn, turn + 1, memory_order_release);
  }
  return self;
}

/* A bounded queue with condition variables. */

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  int items[4], first, used;
  long taken;
} queue = {.mutex = PTHREAD_MUTEX_INITIALIZER,
           .not_full = PTHREAD_COND_INITIALIZER,
           .not_empty = PTHREAD_COND_INITIALIZER};

static void* queueing(void* self) {
  const int gives = (intptr_t)self % 2;
  for (int i = 1; i <= 200; ++i) {
    pthread_mutex_lock(&queue.mutex);
    if (gives) {
      while (queue.used == 4) pthread_cond_wait(&queue.not_full, &queue.mutex);
      queue.items[(queue.first + queue.used++) % 4] = i;
      pthread_cond_signal(&queue.not_empty);
    } else {
      while (queue.used == 0) pthread_cond_wait(&queue.not_empty, &queue.mutex);
      queue.taken += queue.items[queue.first];
      queue.first = (queue.first + 1) % 4;
      --queue.used;
      pthread_cond_signal(&queue.not_full);
    }
    pthread_mutex_unlock(&queue.mutex);
  }
  return self;
}

/* Barriers, semaphores, read-write locks. */

static pthread_barrier_t barrier;
static atomic_int arrived, serials;

static void* meeting(void* self) {
  for (int round = 1; round <= 10; ++round) {
    atomic_fetch_add(&arrived, 1);
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) atomic_fetch_add(&serials, 1);
    if (atomic_load(&arrived) < round * kThreads) CHECK(!"left the barrier too early");
    pthread_barrier_wait(&barrier);
  }
  return self;
}

static sem_t tokens;
static atomic_int holders, most_holders;

static void* taking_tokens(void* self) {
  for (int i = 0; i < 50; ++i) {
    while (sem_wait(&tokens) != 0) {
    }
    const int now = atomic_fetch_add(&holders, 1) + 1;
    if (now > atomic_load(&most_holders)) atomic_store(&most_holders, now);
    if (i % 10 == 0) sched_yield();
    atomic_fetch_sub(&holders, 1);
    sem_post(&tokens);
  }
  return self;
}

static struct {
  pthread_rwlock_t lock;
  int a, b;
} pair = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static void* reading_and_writing(void* self) {
  for (int i = 0; i < 200; ++i) {
    if ((i + (intptr_t)self) % 8 == 0) {
      pthread_rwlock_wrlock(&pair.lock);
      ++pair.a;
      if (i % 32 == 0) sched_yield();
      ++pair.b;
    } else {
      pthread_rwlock_rdlock(&pair.lock);
      if (pair.a != pair.b) CHECK(!"read in the middle of a write");
    }
    pthread_rwlock_unlock(&pair.lock);
  }
  return self;
}

/* What a thread has of its own. */

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_int made, destroyed;
static __thread int own_word = 7;
static __thread char own_bytes[100];

static void destroy(void* value) {
  free(value);
  atomic_fetch_add(&destroyed, 1);
}
static void make_key(void) {
  CHECK(pthread_key_create(&key, destroy) == 0);
  atomic_fetch_add(&made, 1);
}

static void* having_own(void* self) {
  pthread_once(&once, make_key);
  int* const value = malloc(sizeof *value);
  *value = (int)(intptr_t)self;
  CHECK(pthread_setspecific(key, value) == 0);
  own_word += (int)(intptr_t)self;
  memset(own_bytes, (int)(intptr_t)self, sizeof own_bytes);
  errno = (int)(intptr_t)self;
  sched_yield();
  CHECK(errno == (intptr_t)self && own_word == 7 + (intptr_t)self && own_bytes[99] == (char)(intptr_t)self);
  CHECK(*(int*)pthread_getspecific(key) == (intptr_t)self);
  CHECK(syscall(SYS_gettid) != getpid());
  char name[16] = "";
  CHECK(pthread_setname_np(pthread_self(), "own") == 0 && pthread_getname_np(pthread_self(), name, sizeof name) == 0);
  CHECK(strcmp(name, "own") == 0);
  return self;
}

/* Cancellation, and threads that nobody joins. */

static atomic_int cleaned;
static sem_t asleep;
static void clean(void* unused) {
  (void)unused;
  atomic_fetch_add(&cleaned, 1);
}
static void* sleeping(void* unused) {
  pthread_cleanup_push(clean, NULL);
  sem_post(&asleep);
  while (1) pause();
  pthread_cleanup_pop(0);
  return unused;
}
static void* spinning(void* unused) {
  int before;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &before);
  sem_post(&asleep);
  for (volatile int i = 0;; ++i) {
  }
  return unused;
}
static void* posting(void* unused) {
  sem_post(&asleep);
  return unused;
}

static void cancellation(void) {
  void* (*const functions[])(void*) = {sleeping, spinning, sleeping};
  sem_init(&asleep, 0, 0);
  for (int i = 0; i < 3; ++i) {
    pthread_t thread;
    void* result = NULL;
    CHECK(pthread_create(&thread, NULL, functions[i], NULL) == 0);
    while (sem_wait(&asleep) != 0) {
    }
    CHECK(pthread_cancel(thread) == 0);
    CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);
  }
  CHECK(cleaned == 2);

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) == 0);
  for (int i = 0; i < 20; ++i) {
    pthread_t thread;
    CHECK(pthread_create(&thread, &attributes, posting, NULL) == 0);
  }
  for (int i = 0; i < 20; ++i) {
    while (sem_wait(&asleep) != 0) {
    }
  }
  pthread_attr_destroy(&attributes);
}

/* Waits that end by the clock. */

static void timeouts(void) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_nsec += 2000000;
  if (soon.tv_nsec >= 1000000000) {
    soon.tv_nsec -= 1000000000;
    ++soon.tv_sec;
  }
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t never = PTHREAD_COND_INITIALIZER;
  pthread_mutex_lock(&mutex);
  CHECK(pthread_cond_timedwait(&never, &mutex, &soon) == ETIMEDOUT);
  pthread_mutex_unlock(&mutex);
  sem_t none;
  sem_init(&none, 0, 0);
  CHECK(sem_timedwait(&none, &soon) == -1 && errno == ETIMEDOUT);
  CHECK(sem_trywait(&none) == -1 && errno == EAGAIN);

  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_t inherits;
  CHECK(pthread_mutex_init(&inherits, &kind) == 0 && pthread_mutex_lock(&inherits) == 0);
  CHECK(pthread_mutex_lock(&inherits) == EDEADLK && pthread_mutex_unlock(&inherits) == 0);
}

/* Identities are the threads' own for the kernel: the C library tells the others to change theirs by a signal. */
static sem_t identity_changed;
static void* waiting_for_identity(void* self) {
  while (sem_wait(&identity_changed) != 0) {
  }
  return self;
}
static void identities(void) {
  pthread_t others[3];
  sem_init(&identity_changed, 0, 0);
  for (int i = 0; i < 3; ++i) CHECK(pthread_create(&others[i], NULL, waiting_for_identity, NULL) == 0);
  for (int i = 0; i < 20; ++i) {
    /* The other threads are told in either case. */
    const int expected = ids_are_mapped() ? 0 : -1;
    CHECK(setgid(getgid()) == expected && setuid(getuid()) == expected);
  }
  for (int i = 0; i < 3; ++i) sem_post(&identity_changed);
  for (int i = 0; i < 3; ++i) CHECK(pthread_join(others[i], NULL) == 0);
}

static pthread_mutex_t inheriting;
static int inherited;
static void* inheriting_priority(void* self) {
  for (int i = 0; i < 50; ++i) {
    pthread_mutex_lock(&inheriting);
    ++inherited;
    if (i % 10 == 0) sched_yield();
    pthread_mutex_unlock(&inheriting);
  }
  return self;
}

int main(void) {
  identities();
  counters();
  run_all(passing);
  CHECK(passed.turn == kThreads * 20 && passed.data[15] == passed.turn * 15);
  run_all(queueing);
  CHECK(queue.taken == kThreads / 2 * 200 * 201 / 2 && queue.used == 0);
  pthread_barrier_init(&barrier, NULL, kThreads);
  run_all(meeting);
  CHECK(serials == 10);
  sem_init(&tokens, 0, 3);
  run_all(taking_tokens);
  CHECK(most_holders >= 1 && most_holders <= 3 && holders == 0);
  run_all(reading_and_writing);
  CHECK(pair.a == pair.b && pair.a == kThreads * 25);
  run_all(having_own);
  CHECK(made == 1 && destroyed == kThreads && own_word == 7);
  cancellation();
  timeouts();
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
  pthread_mutex_init(&inheriting, &kind);
  run_all(inheriting_priority);
  CHECK(inherited == kThreads * 50);
  return checked("threads");
}
