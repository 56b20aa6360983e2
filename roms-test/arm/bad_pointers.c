// System calls with addresses that are not the program's to read or write: EFAULT, and nothing else happens. Checks
// itself.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum {
  kIn = -1000,  ///< an address that the kernel reads from
  kOut = -1001,  ///< one that it writes to
  kZero = -1002,  ///< descriptors: /dev/zero, a directory, a socket, a pipe's writing end
  kDirectory = -1003,
  kSocket = -1004,
  kPipe = -1005,
  kGood = -1006,  ///< 256 zero bytes
};

struct call {
  const char* name;
  long number;
  long arguments[6];
};

#define CALL(name, ...) {#name, SYS_##name, {__VA_ARGS__}}

static const struct call calls[] = {
    CALL(read, kZero, kOut, 8),
    CALL(write, kPipe, kIn, 8),
    CALL(pread64, kZero, kOut, 8),
    CALL(readv, kZero, kIn, 1),
    CALL(writev, kPipe, kIn, 1),
    CALL(open, kIn, O_RDONLY),
    CALL(openat, kDirectory, kIn, O_RDONLY),
    CALL(openat2, kDirectory, kIn, kGood, 24),
    CALL(stat64, kIn, kGood),
    CALL(fstat64, kZero, kOut),
    CALL(fstatat64, kDirectory, kIn, kGood, 0),
    CALL(statx, AT_FDCWD, kIn, 0, 0, kGood),
    CALL(statfs64, kIn, 88, kGood),
    CALL(fstatfs64, kZero, 88, kOut),
    CALL(access, kIn, 0),
    CALL(chdir, kIn),
    CALL(mkdir, kIn, 0700),
    CALL(unlink, kIn),
    CALL(rename, kIn, kIn),
    CALL(symlink, kIn, kIn),
    CALL(readlink, kIn, kGood, 16),
    CALL(chmod, kIn, 0600),
    CALL(truncate, kIn, 0),
    CALL(getcwd, kOut, 256),
    CALL(getdents64, kDirectory, kOut, 256),
    CALL(getxattr, kIn, kIn, kGood, 16),
    CALL(utimensat, AT_FDCWD, kIn, 0, 0),
    CALL(pipe2, kOut, 0),
    CALL(_llseek, kZero, 0, 0, kOut, SEEK_CUR),
    CALL(poll, kOut, 1, 0),
    CALL(ppoll, kGood, 0, kIn, 0, 8),
    CALL(ppoll_time64, kGood, 0, kIn, 0, 8),
    CALL(_newselect, 8, kOut, 0, 0, kGood),
    CALL(pselect6, 0, 0, 0, 0, kIn, 0),
    CALL(ioctl, kPipe, 0x541b, kOut),
    CALL(fcntl64, kZero, F_GETOWN_EX, kOut),
    CALL(uname, kOut),
    CALL(sysinfo, kOut),
    CALL(getrandom, kOut, 8, 0),
    CALL(prlimit64, 0, 7, 0, kOut),
    CALL(ugetrlimit, 7, kOut),
    CALL(getrusage, 0, kOut),
    CALL(sched_getaffinity, 0, 128, kOut),
    CALL(sched_getparam, 0, kOut),
    CALL(getresuid32, kOut, kOut, kOut),
    CALL(times, kOut),
    CALL(gettimeofday, kOut, 0),
    CALL(clock_gettime, CLOCK_REALTIME, kOut),
    CALL(clock_gettime64, CLOCK_REALTIME, kOut),
    CALL(clock_getres, CLOCK_REALTIME, kOut),
    CALL(nanosleep, kIn, 0),
    CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, kIn, 0),
    CALL(clock_nanosleep_time64, CLOCK_MONOTONIC, 0, kIn, 0),
    CALL(setitimer, ITIMER_REAL, kIn, 0),
    CALL(getitimer, ITIMER_REAL, kOut),
    CALL(timer_create, CLOCK_MONOTONIC, kIn, kGood),
    CALL(rt_sigaction, SIGUSR1, kIn, 0, 8),
    CALL(rt_sigaction, SIGUSR1, 0, kOut, 8),
    CALL(rt_sigprocmask, SIG_BLOCK, kIn, 0, 8),
    CALL(rt_sigprocmask, SIG_BLOCK, 0, kOut, 8),
    CALL(rt_sigpending, kOut, 8),
    CALL(rt_sigtimedwait, kIn, 0, 0, 8),
    CALL(sigaltstack, kIn, 0),
    CALL(rt_sigqueueinfo, 1, 0, kIn),
    CALL(signalfd4, -1, kIn, 8, 0),
    CALL(futex, kIn, 0, 0, 0),
    CALL(mincore, 0x10000, 4096, kOut),
    CALL(memfd_create, kIn, 0),
    CALL(prctl, 16, kOut),
    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, kOut),
    CALL(bind, kSocket, kIn, 16),
    CALL(connect, kSocket, kIn, 16),
    CALL(getsockname, kSocket, kOut, kGood),
    CALL(sendto, kSocket, kIn, 8, 0, 0, 0),
    CALL(sendmsg, kSocket, kIn, 0),
    CALL(recvmsg, kSocket, kIn, MSG_DONTWAIT),
    CALL(sendmmsg, kSocket, kIn, 1, 0),
    CALL(setsockopt, kSocket, SOL_SOCKET, SO_RCVTIMEO, kIn, 8),
    CALL(getsockopt, kSocket, SOL_SOCKET, SO_TYPE, kGood, kOut),
    CALL(execve, kIn, kGood, kGood),
    CALL(process_vm_readv, 0, kIn, 1, kIn, 1, 0),
    CALL(mq_unlink, kIn),
    CALL(adjtimex, kOut),
};

static char* pages;
static char good[256] __attribute__((aligned(16)));
static int zero, directory, pair[2], pipe_ends[2];

static long value(long argument, uintptr_t bad) {
  switch (argument) {
    case kIn:
    case kOut: return (long)bad;
    case kZero: return zero;
    case kDirectory: return directory;
    case kSocket: return pair[0];
    case kPipe: return pipe_ends[1];
    case kGood: return (long)good;
    default: return argument;
  }
}

static int uses(const struct call* call, long kind) {
  for (int i = 0; i < 6; ++i)
    if (call->arguments[i] == kind) return 1;
  return 0;
}

static void try(const struct call* call, uintptr_t bad) {
  memset(good, 0, sizeof good);
  if (call->number == SYS_getsockname) *(uint32_t*)good = 16;
  long v[6];
  for (int i = 0; i < 6; ++i) v[i] = value(call->arguments[i], bad);
  errno = 0;
  const long result = call->number == SYS_process_vm_readv ? syscall(call->number, getpid(), v[1], v[2], v[3], v[4], v[5])
                                                           : syscall(call->number, v[0], v[1], v[2], v[3], v[4], v[5]);
  if (result != -1 || errno != EFAULT) {
    printf("%s with %#lx: %ld, errno %d (%s)\n", call->name, (unsigned long)bad, result, errno, strerror(errno));
    ++failures;
  }
}

int main(void) {
  pages = mmap(NULL, 2 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(pages != MAP_FAILED && mprotect(pages + 4096, 4096, PROT_NONE) == 0);
  zero = open("/dev/zero", O_RDONLY);
  directory = open("/", O_RDONLY | O_DIRECTORY);
  CHECK(zero >= 0 && directory >= 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0 && pipe(pipe_ends) == 0);
  const uintptr_t read_only = (uintptr_t)pages, nothing = read_only + 4096;
  for (unsigned i = 0; i < sizeof calls / sizeof calls[0]; ++i) {
    try(&calls[i], 16);
    try(&calls[i], nothing);
    try(&calls[i], 0xfffffff0);
    if (uses(&calls[i], kOut) && !uses(&calls[i], kIn)) try(&calls[i], read_only);
  }
  return checked("bad_pointers");
}
