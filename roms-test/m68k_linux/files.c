// System calls on files, with their structs in this processor's byte order and alignment.
#include <asm/stat.h>
#include <asm/statfs.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/uio.h>

#include "guest.h"

struct dirent64 {
  uint64_t inode;
  int64_t offset;
  uint16_t bytes;
  uint8_t type;
  char name[];
};
struct dirent32 {
  uint32_t inode, offset;
  uint16_t bytes;
  char name[];
};
struct lock64 {
  int16_t type, whence;
  int64_t start, length;
  int32_t pid;
};
struct time64 {
  int64_t seconds, nanoseconds;
};

static void print_stat(const char* name, const struct stat64* s) {
  print(name, (long)s->st_mode, (long)s->st_nlink, (long)s->st_size, (long)(s->st_size >> 32), (long)s->st_blksize,
        (long)s->st_mtime, (long)s->st_mtime_nsec, s->st_ino != 0 && (uint32_t)s->st_ino == s->__st_ino,
        (long)s->st_rdev);
}

static void contents(int fd) {
  struct iovec vectors[2] = {{"one ", 4}, {"two\n", 4}};
  print("writev", call(__NR_writev, fd, vectors, 2));
  print("pwrite64", call(__NR_pwrite64, fd, "three", 5, 1, 0));  // at 4 GiB
  char bytes[8] = "";
  print("pread64", call(__NR_pread64, fd, bytes, 5, 1, 0), bytes[0], bytes[4]);
  int64_t position = 0;
  print("_llseek", call(__NR__llseek, fd, 1, 2, &position, 0), (long)(position >> 32), (long)position);
  print("lseek", call(__NR_lseek, fd, 4, 0));
  print("read", call(__NR_read, fd, bytes, 4), bytes[0], bytes[2]);
  print("ftruncate64", call(__NR_ftruncate64, fd, 0, 8));
  print("fallocate", call(__NR_fallocate, fd, 0, 0, 0, 0, 100));
  print("fadvise", call(__NR_fadvise64, fd, 0, 0, 10, 0), call(__NR_fadvise64_64, fd, 0, 0, 0, 10, 1));
  print("sync_file_range", call(__NR_sync_file_range, fd, 0, 0, 0, 8, 2));
}

static void status(int fd) {
  struct time64 times[2] = {{1000000000, 5}, {1234567890, 123456789}};
  print("utimensat", call(__NR_utimensat_time64, -100, "file", times, 0));
  struct stat64 s;
  print("fstat64", call(__NR_fstat64, fd, &s));
  print_stat("status", &s);
  print("stat64", call(__NR_stat64, "/dev/null", &s));
  print("device", (long)s.st_mode, (long)s.st_rdev);
  struct stat old;
  print("stat", call(__NR_stat, "file", &old), old.st_mode, old.st_nlink, (long)old.st_size, (long)old.st_mtime);
  struct statfs64 system;
  print("statfs64", call(__NR_statfs64, "/proc", sizeof system, &system), (long)system.f_type, (long)system.f_bsize,
        (long)system.f_namelen);
  struct statfs small;
  print("statfs", call(__NR_statfs, "/proc", &small), (long)small.f_type, (long)small.f_bsize, (long)small.f_namelen);
}

static void locks(int fd) {
  struct lock64 lock = {1, 0, 0x100000000ll, 16, 0};
  print("set lock", call(__NR_fcntl64, fd, 13, &lock));
  print("get lock", call(__NR_fcntl64, fd, 12, &lock), lock.type, (long)(lock.start >> 32), (long)lock.length);
  struct {
    int16_t type, whence;
    int32_t start, length, pid;
  } small = {0, 0, 5, 6, 7};
  print("small lock", call(__NR_fcntl, fd, 5, &small), small.type, small.start, small.length, small.pid);
  print("flags", call(__NR_fcntl64, fd, 3) & ~0400000l);  // of O_LARGEFILE both answers are right
  int owner[2] = {1, (int)call(__NR_getpid)};
  print("owner", call(__NR_fcntl64, fd, 15, owner), call(__NR_fcntl64, fd, 16, owner), owner[0],
        owner[1] == call(__NR_getpid));
}

static void directories(void) {
  print("mkdir", call(__NR_mkdir, "directory", 0755));
  print("open", call(__NR_open, "file", O_DIRECTORY), call(__NR_open, "directory/.", 1));
  print("link", call(__NR_symlink, "../file", "directory/link"), call(__NR_open, "directory/link", O_NOFOLLOW));
  const int fd = (int)call(__NR_open, "directory", O_DIRECTORY);
  static uint8_t buffer[1024] __attribute__((aligned(8)));
  long bytes = call(__NR_getdents64, fd, buffer, sizeof buffer);
  int names = 0, links = 0;
  for (long at = 0; at < bytes;) {
    const struct dirent64* const entry = (const struct dirent64*)(buffer + at);
    ++names;
    links += entry->type == 10 && entry->inode != 0 && entry->name[0] == 'l';
    at += entry->bytes;
  }
  print("getdents64", bytes > 0, names, links, call(__NR_getdents64, fd, buffer, sizeof buffer));
  call(__NR_lseek, fd, 0, 0);
  bytes = call(__NR_getdents, fd, buffer, sizeof buffer);
  names = links = 0;
  for (long at = 0; at < bytes;) {
    const struct dirent32* const entry = (const struct dirent32*)(buffer + at);
    ++names;
    links += buffer[at + entry->bytes - 1] == 10 && entry->inode != 0 && entry->name[3] == 'k';
    at += entry->bytes;
  }
  print("getdents", bytes > 0, names, links);
  char target[32] = "";
  print("readlink", call(__NR_readlink, "directory/link", target, sizeof target), target[3]);
  print("remove", call(__NR_unlink, "directory/link"), call(__NR_rmdir, "directory"), call(__NR_unlink, "file"));
}

struct mapping {
  uint32_t address, bytes, protection, flags, fd, offset;
};

static void mappings(int fd) {
  const uint32_t shared = (uint32_t)call(__NR_mmap2, 0, 4096, 3, 1, fd, 0);
  print("mmap2", *(const volatile uint32_t*)shared == 0x6f6e6520);  // "one "
  struct mapping old = {0, 8192, 3, 0x22, ~0u, 0};
  volatile uint16_t* const memory = (volatile uint16_t*)call(__NR_mmap, &old);
  memory[0] = 0x1234;
  print("mmap", *(volatile uint8_t*)memory, call(__NR_munmap, memory, 8192), call(__NR_munmap, shared, 4096));
  print("getpagesize", call(__NR_getpagesize));
  const long end = call(__NR_brk, 0);
  print("brk", call(__NR_brk, end + 100) == end + 100);
}

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary) {
  (void)argc, (void)argv, (void)environment, (void)auxiliary;
  call(__NR_umask, 022);
  const int fd = (int)call(__NR_open, "file", O_RDWR | O_CREAT, 0640);
  print("open", fd, call(__NR_open, "nothing", 0));
  contents(fd);
  status(fd);
  locks(fd);
  mappings(fd);
  directories();
  return 0;
}
