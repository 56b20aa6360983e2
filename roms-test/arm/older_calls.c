// System calls that C libraries no longer make: 16-bit identities, short structs, 32-bit signal sets. Checks itself.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "check.h"

// Numbers that <sys/syscall.h> leaves out, where 32-bit identities have taken the names.
enum {
  kLchown = 16,
  kSetuid = 23,
  kGetuid = 24,
  kGeteuid = 49,
  kGetgid = 47,
  kSigaction = 67,
  kSetreuid = 70,
  kSigsuspend = 72,
  kSigpending = 73,
  kGetgroups = 80,
  kFchown = 95,
  kStat = 106,
  kLstat = 107,
  kFstat = 108,
  kSigprocmask = 126,
  kSetfsuid = 138,
  kGetdents = 141,
  kGetresuid = 165,
  kChown = 182,
};

static uint16_t narrow(uid_t id) { return id > 0xffff ? 65534 : (uint16_t)id; }

static void identities(void) {
  const uint16_t user = narrow(getuid());
  CHECK(syscall(kGetuid) == user && syscall(kGeteuid) == narrow(geteuid()) && syscall(kGetgid) == narrow(getgid()));
  uint16_t ids[3] = {1, 2, 3};
  CHECK(syscall(kGetresuid, &ids[0], &ids[1], &ids[2]) == 0 && ids[0] == user && ids[1] == user && ids[2] == user);
  CHECK(syscall(kSetreuid, 0xffff, 0xffff) == 0 && syscall(kSetfsuid, user) == user);
  const long groups = syscall(kGetgroups, 0, NULL);
  CHECK(groups >= 0 && groups == getgroups(0, NULL));
  uint16_t list[256];
  if (groups > 0 && groups <= 256) CHECK(syscall(kGetgroups, 256, list) == groups);
  CHECK(syscall(kGetgroups, -1, list) == -1 && errno == EINVAL);
}

struct short_stat {
  uint32_t dev, ino;
  uint16_t mode, nlink, uid, gid;
  uint32_t rdev, size, block_bytes, blocks, atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns, unused[2];
};

static void files(void) {
  const int fd = open("file", O_RDWR | O_CREAT, 0640);
  CHECK(fd >= 0 && write(fd, "12345", 5) == 5 && symlink("file", "link") == 0);
  struct short_stat status = {0};
  CHECK(syscall(kFstat, fd, &status) == 0 && status.size == 5 && (status.mode & 07777) == 0640 && status.nlink == 1);
  CHECK(syscall(kStat, "link", &status) == 0 && S_ISREG(status.mode) && status.mtime > 1600000000);
  CHECK(syscall(kLstat, "link", &status) == 0 && S_ISLNK(status.mode) && status.size == 4);
  CHECK(syscall(kChown, "link", 0xffff, 0xffff) == 0 && syscall(kLchown, "link", 0xffff, 0xffff) == 0);
  CHECK(syscall(kFchown, fd, 0xffff, 0xffff) == 0);
  CHECK(ftruncate64(fd, 0x100000000ll) == 0);
  CHECK(syscall(kFstat, fd, &status) == -1 && errno == EOVERFLOW);
  CHECK(syscall(kStat, "nothing", &status) == -1 && errno == ENOENT);
  close(fd);
}

struct short_entry {
  uint32_t inode, offset;
  uint16_t bytes;
  char name[];
};

static void directories(void) {
  const int fd = open(".", O_RDONLY | O_DIRECTORY);
  char buffer[1024];
  const long used = syscall(kGetdents, fd, buffer, sizeof buffer);
  int seen = 0;
  for (long at = 0; at < used;) {
    const struct short_entry* const entry = (const struct short_entry*)(buffer + at);
    const char type = buffer[at + entry->bytes - 1];
    CHECK(entry->bytes % 4 == 0 && entry->inode != 0);
    if (strcmp(entry->name, ".") == 0) CHECK(type == DT_DIR), seen |= 1;
    if (strcmp(entry->name, "file") == 0) CHECK(type == DT_REG), seen |= 2;
    if (strcmp(entry->name, "link") == 0) CHECK(type == DT_LNK), seen |= 4;
    at += entry->bytes;
  }
  CHECK(seen == 7 && syscall(kGetdents, fd, buffer, sizeof buffer) == 0);
  CHECK(syscall(kGetdents, fd, buffer, 4) == 0 || errno == EINVAL);
  close(fd);
}

struct old_action {
  void (*handler)(int);
  uint32_t mask, flags;
  void (*restorer)(void);
};

static volatile sig_atomic_t caught;
static void note(int signal) { caught = signal; }

static void signals(void) {
  struct old_action action = {.handler = note, .mask = 1u << (SIGUSR2 - 1)}, before = {0};
  CHECK(syscall(kSigaction, SIGUSR1, &action, &before) == 0 && before.handler == SIG_DFL);
  CHECK(syscall(kSigaction, SIGUSR1, NULL, &before) == 0 && before.handler == note && before.mask == action.mask);
  CHECK(syscall(kSigaction, SIGKILL, &action, NULL) == -1 && errno == EINVAL);
  raise(SIGUSR1);
  CHECK(caught == SIGUSR1);
  uint32_t set = 1u << (SIGUSR1 - 1), old = 1;
  CHECK(syscall(kSigprocmask, SIG_BLOCK, &set, &old) == 0 && old == 0);
  caught = 0;
  raise(SIGUSR1);
  uint32_t pending = 0;
  CHECK(caught == 0 && syscall(kSigpending, &pending) == 0 && pending == set);
  CHECK(syscall(kSigsuspend, 0, 0, 0) == -1 && errno == EINTR && caught == SIGUSR1);
  CHECK(syscall(kSigprocmask, SIG_SETMASK, &old, &set) == 0 && set == 1u << (SIGUSR1 - 1));
  CHECK(syscall(kSigprocmask, 17, &old, NULL) == -1 && errno == EINVAL);
}

int main(void) {
  char directory[] = "older-XXXXXX";
  CHECK(mkdtemp(directory) != NULL && chdir(directory) == 0);
  identities();
  files();
  directories();
  signals();
  unlink("file"), unlink("link");
  CHECK(chdir("..") == 0 && rmdir(directory) == 0);
  return checked("older_calls");
}
