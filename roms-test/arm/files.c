// System calls on files, directories and descriptors, with the guest's own struct layouts. Works in a directory of its
// own below the current one. Checks itself.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static char* volatile no_memory = (char*)16;

static void reading_and_writing(void) {
  const int fd = open("data", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  CHECK(fd >= 0);
  CHECK(write(fd, "hello, world", 12) == 12);
  CHECK(lseek(fd, 0, SEEK_CUR) == 12);
  char text[32] = "";
  CHECK(pread(fd, text, 5, 7) == 5 && strcmp(text, "world") == 0);
  CHECK(pwrite(fd, "W", 1, 7) == 1);
  struct iovec parts[2] = {{text, 5}, {text + 10, 7}};
  CHECK(lseek(fd, 0, SEEK_SET) == 0);
  CHECK(readv(fd, parts, 2) == 12 && memcmp(text, "hello", 5) == 0 && memcmp(text + 10, ", World", 7) == 0);
  CHECK(writev(fd, parts, 2) == 12);
  CHECK(preadv(fd, parts, 1, 12) == 5 && memcmp(text, "hello", 5) == 0);
  char* const nowhere = no_memory;
  CHECK(pread(fd, nowhere, 4, 0) == -1 && errno == EFAULT);
  CHECK(write(fd, nowhere, 4) == -1 && errno == EFAULT);
  CHECK(ftruncate64(fd, 0x100000000ll + 5) == 0);
  CHECK(lseek64(fd, 0, SEEK_END) == 0x100000000ll + 5);
  errno = 0;
  CHECK(lseek(fd, 0, SEEK_END) == -1 && errno == EOVERFLOW);
  CHECK(pwrite64(fd, "x", 1, 0x100000000ll) == 1);
  CHECK(pread64(fd, text, 2, 0x100000000ll) == 2 && text[0] == 'x' && text[1] == 0);
  struct stat64 status;
  CHECK(fstat64(fd, &status) == 0 && status.st_size == 0x100000000ll + 5 && S_ISREG(status.st_mode));
  CHECK(ftruncate(fd, 12) == 0);
  CHECK(posix_fadvise(fd, 0, 12, POSIX_FADV_SEQUENTIAL) == 0);
  CHECK(fallocate(fd, 0, 0, 4096) == 0 && lseek(fd, 0, SEEK_END) == 4096);
  CHECK(fsync(fd) == 0 && fdatasync(fd) == 0);
  CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
  CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  CHECK(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK) == 0);
  CHECK((fcntl(fd, F_GETFL) & (O_APPEND | O_NONBLOCK)) == (O_APPEND | O_NONBLOCK));
  CHECK(close(fd) == 0 && close(fd) == -1 && errno == EBADF);
}

static void names(void) {
  CHECK(mkdir("dir", 0755) == 0 && mkdir("dir", 0755) == -1 && errno == EEXIST);
  CHECK(symlink("data", "link") == 0);
  char target[16] = "";
  CHECK(readlink("link", target, sizeof target) == 4 && memcmp(target, "data", 4) == 0);
  CHECK(open("link", O_RDONLY | O_NOFOLLOW) == -1 && errno == ELOOP);
  CHECK(open("data", O_RDONLY | O_DIRECTORY) == -1 && errno == ENOTDIR);
  CHECK(open("data", O_WRONLY | O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST);
  struct stat status;
  CHECK(stat("link", &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1);
  CHECK(lstat("link", &status) == 0 && S_ISLNK(status.st_mode) && status.st_size == 4);
  CHECK(link("data", "dir/other") == 0 && stat("data", &status) == 0 && status.st_nlink == 2);
  CHECK(chmod("data", 0600) == 0 && stat("data", &status) == 0 && (status.st_mode & 07777) == 0600);
  CHECK(access("data", R_OK | W_OK) == 0 && access("nothing", F_OK) == -1 && errno == ENOENT);
  CHECK(rename("dir/other", "dir/renamed") == 0 && access("dir/renamed", F_OK) == 0);
  const struct timespec times[2] = {{1000000000, 123456789}, {1234567890, 987654321}};
  CHECK(utimensat(AT_FDCWD, "data", times, 0) == 0 && stat("data", &status) == 0);
  CHECK(status.st_mtim.tv_sec == 1234567890 && status.st_mtim.tv_nsec == 987654321 &&
        status.st_atim.tv_sec == 1000000000);
  const struct timeval old[2] = {{500000000, 5}, {600000000, 6}};
  CHECK(utimes("data", old) == 0 && stat("data", &status) == 0 && status.st_mtim.tv_nsec == 6000);
  struct statx extended;
  CHECK(statx(AT_FDCWD, "data", 0, STATX_ALL, &extended) == 0 && extended.stx_nlink == 2 &&
        extended.stx_mode == status.st_mode);
  struct statfs system;
  struct statfs64 system64;
  CHECK(statfs64(".", &system64) == 0 && system64.f_bsize > 0 && system64.f_namelen == 255);
  CHECK(statfs("/proc", &system) == 0 && system.f_type == 0x9fa0);
  const mode_t before = umask(077);
  CHECK(umask(before) == 077);
  CHECK(truncate("data", 100) == 0 && stat("data", &status) == 0 && status.st_size == 100);
}

static int by_name(const struct dirent** a, const struct dirent** b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void directories(void) {
  struct dirent** entries;
  const int count = scandir(".", &entries, NULL, by_name);
  CHECK(count == 5);
  for (int i = 0; i < count; ++i) printf("%s %d\n", entries[i]->d_name, entries[i]->d_type);
  const int directory = open("dir", O_RDONLY | O_DIRECTORY);
  CHECK(directory >= 0);
  const int fd = openat(directory, "renamed", O_RDONLY);
  CHECK(fd >= 0 && faccessat(directory, "renamed", R_OK, 0) == 0);
  close(fd);
  char before[256], after[256];
  CHECK(getcwd(before, sizeof before) != NULL && fchdir(directory) == 0 && getcwd(after, sizeof after) != NULL);
  CHECK(strncmp(before, after, strlen(before)) == 0 && strcmp(after + strlen(before), "/dir") == 0);
  CHECK(chdir("..") == 0 && unlinkat(directory, "renamed", 0) == 0 && rmdir("dir") == 0);
  close(directory);
}

static void locks(void) {
  const int fd = open("data", O_RDWR);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
  CHECK(fcntl(fd, F_SETLK, &lock) == 0);
  struct flock64 wide = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0x100000000, .l_len = 1};
  CHECK(fcntl(fd, F_SETLK64, &wide) == 0);
  if (fork() == 0) {
    struct flock64 found = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 100};
    const int ok =
        fcntl(fd, F_GETLK64, &found) == 0 && found.l_start == 10 && found.l_len == 20 && found.l_pid == getppid();
    _exit(!ok);
  }
  siginfo_t info;
  CHECK(waitid(P_ALL, 0, &info, WEXITED) == 0 && info.si_code == CLD_EXITED && info.si_status == 0);
  CHECK(flock(fd, LOCK_EX | LOCK_NB) == 0);
  close(fd);
}

static void descriptors(void) {
  int ends[2];
  CHECK(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 && (fcntl(ends[0], F_GETFL) & O_NONBLOCK));
  char byte;
  CHECK(read(ends[0], &byte, 1) == -1 && errno == EAGAIN);
  struct pollfd polled[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}};
  CHECK(poll(polled, 2, 0) == 1 && polled[0].revents == 0 && polled[1].revents == POLLOUT);
  CHECK(write(ends[1], "abc", 3) == 3);
  int waiting = 0;
  CHECK(ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting == 3);
  fd_set reads;
  FD_ZERO(&reads);
  FD_SET(ends[0], &reads);
  struct timeval none = {0, 0};
  CHECK(select(ends[1] + 1, &reads, NULL, NULL, &none) == 1 && FD_ISSET(ends[0], &reads));
  const struct timespec short_time = {0, 1000};
  CHECK(pselect(ends[1] + 1, &reads, NULL, NULL, &short_time, NULL) == 1);
  CHECK(ppoll(polled, 1, &short_time, NULL) == 1);
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = 0x1122334455667788}};
  CHECK(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
  struct epoll_event got[2] = {0};
  CHECK(epoll_wait(epoll, got, 2, 0) == 1 && got[0].data.u64 == 0x1122334455667788 && got[0].events == EPOLLIN);
  const int copy = dup(ends[0]);
  CHECK(copy >= 0 && dup2(copy, 77) == 77 && dup3(copy, 78, O_CLOEXEC) == 78 && fcntl(78, F_GETFD) == FD_CLOEXEC);
  CHECK(fcntl(copy, F_DUPFD, 90) == 90 && read(90, &byte, 1) == 1 && byte == 'a');
  const int counter = eventfd(3, EFD_NONBLOCK);
  uint64_t value = 0;
  CHECK(read(counter, &value, sizeof value) == 8 && value == 3);
  const int in = open("data", O_RDONLY), out = open("copy", O_WRONLY | O_CREAT, 0600);
  off_t from = 10;
  CHECK(sendfile(out, in, &from, 20) == 20 && from == 30);
  CHECK(ioctl(in, TIOCGWINSZ, &value) == -1 && errno == ENOTTY);
}

int main(void) {
  char directory[] = "files-XXXXXX";
  CHECK(mkdtemp(directory) != NULL && chdir(directory) == 0);
  reading_and_writing();
  names();
  directories();
  locks();
  descriptors();
  unlink("data"), unlink("link"), unlink("copy");
  CHECK(chdir("..") == 0 && rmdir(directory) == 0);
  return checked("files");
}
