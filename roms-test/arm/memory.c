// Mapping, unmapping, moving and protecting memory. Checks itself.
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { kPage = 4096 };

static sigjmp_buf back;
static volatile int code;
static void* volatile fault_address;

static void caught(int signal, siginfo_t* info, void* context) {
  (void)context;
  code = signal * 100 + info->si_code;
  fault_address = info->si_addr;
  siglongjmp(back, 1);
}

/* 0: the access is allowed; otherwise signal * 100 + si_code. */
static int try_read(const volatile char* p) {
  code = 0;
  if (sigsetjmp(back, 1) == 0) (void)*p;
  return code;
}
static int try_write(volatile char* p) {
  code = 0;
  if (sigsetjmp(back, 1) == 0) *p = 1;
  return code;
}

static void anonymous(void) {
  char* p = mmap(NULL, 4 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(p != MAP_FAILED && p[0] == 0 && p[4 * kPage - 1] == 0);
  memset(p, 7, 4 * kPage);
  CHECK(mprotect(p + kPage, kPage, PROT_READ) == 0);
  CHECK(try_write(p + kPage) == SIGSEGV * 100 + SEGV_ACCERR && fault_address == p + kPage);
  CHECK(try_read(p + kPage) == 0 && try_write(p) == 0);
  CHECK(mprotect(p + kPage, kPage, PROT_NONE) == 0 && try_read(p + kPage) == SIGSEGV * 100 + SEGV_ACCERR);
  CHECK(munmap(p + 2 * kPage, kPage) == 0);
  CHECK(try_read(p + 2 * kPage + 5) == SIGSEGV * 100 + SEGV_MAPERR && fault_address == p + 2 * kPage + 5);
  CHECK(mprotect(p, 4 * kPage, PROT_READ) == -1 && errno == ENOMEM);
  char* q =
      mmap(p + 2 * kPage, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  CHECK(q == p + 2 * kPage && q[0] == 0);
  CHECK(mmap(p, kPage, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED &&
        errno == EEXIST);
  CHECK(madvise(p + 3 * kPage, kPage, MADV_DONTNEED) == 0 && p[3 * kPage] == 0);
  CHECK(munmap(p, 4 * kPage) == 0);
  CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
  CHECK(mmap((void*)123, kPage, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED &&
        errno == EINVAL);
  CHECK(mmap(NULL, 0xffe00000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM);
  CHECK(try_read(NULL) == SIGSEGV * 100 + SEGV_MAPERR && fault_address == NULL);
}

static void moving(void) {
  char* p = mmap(NULL, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  p[0] = 1, p[2 * kPage - 1] = 2;
  char* q = mremap(p, 2 * kPage, 300 * kPage, MREMAP_MAYMOVE);
  CHECK(q != MAP_FAILED && q[0] == 1 && q[2 * kPage - 1] == 2 && q[300 * kPage - 1] == 0);
  CHECK(q == p || try_read(p) == SIGSEGV * 100 + SEGV_MAPERR);
  CHECK(mremap(q, 300 * kPage, kPage, 0) == q && q[0] == 1 && try_read(q + kPage) == SIGSEGV * 100 + SEGV_MAPERR);
  char* target = mmap(NULL, kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(mremap(q, kPage, kPage, MREMAP_MAYMOVE | MREMAP_FIXED, target) == target && target[0] == 1);
  CHECK(munmap(target, kPage) == 0);
  /* realloc of large blocks goes this way. */
  char* block = malloc(1 << 20);
  for (int size = 1 << 20; size <= 1 << 24; size *= 2) {
    block[size / 2] = 42;
    block = realloc(block, size * 2);
    CHECK(block[size / 2] == 42);
  }
  free(block);
}

static void files(void) {
  char name[] = "memory-XXXXXX";
  const int fd = mkstemp(name);
  unlink(name);
  CHECK(fd >= 0 && ftruncate(fd, 3 * kPage) == 0);
  CHECK(pwrite(fd, "second page", 11, kPage) == 11);
  char* shared = mmap(NULL, 2 * kPage, PROT_READ | PROT_WRITE, MAP_SHARED, fd, kPage);
  char* private = mmap(NULL, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, kPage);
  CHECK(shared != MAP_FAILED && memcmp(shared, "second", 6) == 0 && memcmp(private, "second", 6) == 0);
  private[0] = 'P';
  shared[1] = 'S';
  CHECK(msync(shared, kPage, MS_SYNC) == 0);
  char text[8] = "";
  CHECK(pread(fd, text, 3, kPage) == 3 && strcmp(text, "sSc") == 0);
  /* Pages behind the end of a file are there, and yet nothing is. */
  char* behind = mmap(NULL, 8 * kPage, PROT_READ, MAP_SHARED, fd, 0);
  CHECK(try_read(behind) == 0);
  for (int round = 0; round < 200; ++round) {
    CHECK(try_read(behind + 4 * kPage + round) == SIGBUS * 100 + BUS_ADRERR && fault_address == behind + 4 * kPage + round);
  }
  CHECK(open(behind + 4 * kPage, O_RDONLY) == -1 && errno == EFAULT);
  CHECK(uname((struct utsname*)(behind + 4 * kPage)) == -1 && errno == EFAULT);
  CHECK(mmap(NULL, kPage, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED && errno == EBADF);
  const int read_only = open("/proc/self/exe", O_RDONLY);
  char* program = mmap(NULL, kPage, PROT_READ, MAP_SHARED, read_only, 0);
  CHECK(program != MAP_FAILED && memcmp(program, "\177ELF\1\1", 6) == 0);
  CHECK(mprotect(program, kPage, PROT_READ | PROT_WRITE) == -1 && errno == EACCES);
  /* Memory that parent and child share. */
  volatile int* common = mmap(NULL, kPage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (fork() == 0) {
    *common = 123;
    private[0] = 'C';
    _exit(0);
  }
  wait(NULL);
  CHECK(*common == 123 && private[0] == 'P');
}

static void heap(void) {
  char* start = sbrk(0);
  CHECK(sbrk(100000) == start && start[99999] == 0);
  start[99999] = 1;
  CHECK(sbrk(-100000) == start + 100000 && sbrk(0) == start);
  CHECK(sbrk(100000) == start && start[99999] == 0);
}

/* Reading a file into a page whose code has just run must change what runs. */
static void code_read_from_a_file(void) {
  char name[] = "memory-XXXXXX";
  const int fd = mkstemp(name);
  unlink(name);
  const uint32_t first[2] = {0xe3a00001, 0xe12fff1e}, second[2] = {0xe3a00002, 0xe12fff1e}; /* mov r0, #n; bx lr */
  uint32_t* page = mmap(NULL, kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int (*function)(void) = (int (*)(void))page;
  for (int round = 0; round < 20; ++round) {
    CHECK(pwrite(fd, round % 2 ? second : first, sizeof first, 0) == sizeof first);
    CHECK(pread(fd, page, sizeof first, 0) == sizeof first);
    __builtin___clear_cache((char*)page, (char*)page + kPage);
    for (int i = 0; i < 100; ++i) CHECK(function() == 1 + round % 2);
  }
}

static void maps(void) {
  FILE* file = fopen("/proc/self/maps", "r");
  char line[512];
  int stack = 0, heap_seen = 0, vectors = 0, program = 0, here = 0;
  while (fgets(line, sizeof line, file)) {
    unsigned long begin, end;
    char permissions[5];
    CHECK(sscanf(line, "%lx-%lx %4s", &begin, &end, permissions) == 3 && begin < end);
    const unsigned long own = (unsigned long)(uintptr_t)&maps;
    stack += strstr(line, "[stack]") && begin <= (uintptr_t)line && (uintptr_t)line < end;
    heap_seen += strstr(line, "[heap]") != NULL;
    vectors += strstr(line, "[vectors]") && begin == 0xffff0000;
    program += strstr(line, "/memory") != NULL;
    here += begin <= own && own < end && strcmp(permissions, "r-xp") == 0;
  }
  fclose(file);
  CHECK(stack == 1 && heap_seen == 1 && vectors == 1 && program >= 2 && here == 1);
}

int main(void) {
  struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  anonymous();
  moving();
  files();
  heap();
  code_read_from_a_file();
  maps();
  return checked("memory");
}
