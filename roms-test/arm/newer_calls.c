// System calls of newer kernels and rarer ones: openat2, pidfd, process_vm, many messages at once, mremap in place,
// what /proc says of the process. Checks itself. Judges: the kernel natively; qemu-arm 7.2 lacks several of these.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static void opening(void) {
  struct open_how how = {.flags = O_RDWR | O_CREAT | O_CLOEXEC, .mode = 0600};
  const int fd = (int)syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof how);
  CHECK(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
  how = (struct open_how){.flags = O_RDONLY, .resolve = RESOLVE_BENEATH};
  CHECK(syscall(SYS_openat2, AT_FDCWD, "/etc", &how, sizeof how) == -1 && errno == EXDEV);
  CHECK(syscall(SYS_openat2, AT_FDCWD, "file", &how, 8) == -1 && errno == EINVAL);
  how = (struct open_how){.flags = O_RDONLY | O_DIRECTORY};
  CHECK(syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof how) == -1 && errno == ENOTDIR);
  CHECK(write(fd, "0123456789", 10) == 10);
  int ends[2];
  CHECK(pipe(ends) == 0);
  struct iovec part = {"spliced", 7};
  CHECK(vmsplice(ends[1], &part, 1, 0) == 7);
  loff_t to = 3;
  CHECK(splice(ends[0], NULL, fd, &to, 7, 0) == 7 && to == 10);
  loff_t from = 0, at = 20;
  CHECK(copy_file_range(fd, &from, fd, &at, 10, 0) == 10 && from == 10 && at == 30);
  char text[16] = "";
  CHECK(pread(fd, text, 10, 20) == 10 && strcmp(text, "012spliced") == 0);
  struct file_handle* const handle = malloc(sizeof *handle + MAX_HANDLE_SZ);
  handle->handle_bytes = 0;
  int mount;
  CHECK(name_to_handle_at(AT_FDCWD, "file", handle, &mount, 0) == -1 && (errno == EOVERFLOW || errno == EOPNOTSUPP));
  free(handle);
  CHECK(syscall(SYS_close_range, fd, fd, 0) == 0 && fcntl(fd, F_GETFD) == -1 && errno == EBADF);
}

static void processes(void) {
  const pid_t child = fork();
  if (child == 0) pause(), _exit(0);
  const int fd = (int)syscall(SYS_pidfd_open, child, 0);
  CHECK(fd >= 0 && syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0) == 0);
  struct pollfd polled = {fd, POLLIN, 0};
  CHECK(poll(&polled, 1, 5000) == 1);
  siginfo_t info = {0};
  CHECK(waitid(P_PIDFD, (id_t)fd, &info, WEXITED) == 0 && info.si_code == CLD_KILLED && info.si_status == SIGTERM);
  char source[] = "from here", into[16] = "";
  struct iovec local = {into, sizeof source}, remote = {source, sizeof source};
  CHECK(process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == sizeof source && strcmp(into, source) == 0);
  source[0] = 'F';
  CHECK(process_vm_writev(getpid(), &remote, 1, &local, 1, 0) == sizeof source && into[0] == 'F');
  if (fork() == 0) {
    char* const argv[] = {"sh", "-c", "exit 5", NULL};
    const int program = open("/bin/sh", O_PATH | O_CLOEXEC);
    syscall(SYS_execveat, program, "", argv, environ, AT_EMPTY_PATH);
    _exit(1);
  }
  int status;
  CHECK(wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 5);
  struct sched_attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {0};
  CHECK(syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0 && attributes.policy == SCHED_OTHER);
  attributes.nice = 3;
  CHECK(syscall(SYS_sched_setattr, 0, &attributes, 0) == 0 && getpriority(PRIO_PROCESS, 0) == 3);
  char name[16] = "";
  CHECK(prctl(PR_SET_NAME, "renamed") == 0 && prctl(PR_GET_NAME, name) == 0 && strcmp(name, "renamed") == 0);
  CHECK(prctl(PR_SET_PDEATHSIG, SIGHUP) == 0 && prctl(PR_GET_PDEATHSIG, &status) == 0 && status == SIGHUP);
  CHECK(prctl(PR_SET_PDEATHSIG, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

static void many_messages(void) {
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
  struct iovec out[3] = {{"a", 1}, {"bb", 2}, {"ccc", 3}};
  struct mmsghdr messages[3] = {0};
  for (int i = 0; i < 3; ++i) messages[i].msg_hdr = (struct msghdr){.msg_iov = &out[i], .msg_iovlen = 1};
  CHECK(sendmmsg(ends[0], messages, 3, 0) == 3 && messages[2].msg_len == 3);
  char text[4][8] = {""};
  struct iovec in[4];
  struct mmsghdr got[4] = {0};
  for (int i = 0; i < 4; ++i) {
    in[i] = (struct iovec){text[i], 8};
    got[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
  }
  struct timespec limit = {1, 0};
  CHECK(recvmmsg(ends[1], got, 4, MSG_WAITFORONE, &limit) == 3 && got[1].msg_len == 2);
  CHECK(strcmp(text[0], "a") == 0 && strcmp(text[2], "ccc") == 0);
  CHECK(recvmmsg(ends[1], got, 4, MSG_DONTWAIT, NULL) == -1 && errno == EAGAIN);

  // Descriptors that have no room are closed, not lost.
  int pipe_ends[2];
  CHECK(pipe(pipe_ends) == 0);
  char control[CMSG_SPACE(2 * sizeof(int))], room[CMSG_SPACE(sizeof(int))];
  struct msghdr message = {.msg_iov = out, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr* const header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(2 * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  memcpy(CMSG_DATA(header), pipe_ends, sizeof pipe_ends);
  CHECK(sendmsg(ends[0], &message, 0) == 1);
  const int next = dup(0);
  close(next);
  message =
      (struct msghdr){.msg_iov = in, .msg_iovlen = 1, .msg_control = room, .msg_controllen = CMSG_LEN(sizeof(int))};
  CHECK(recvmsg(ends[1], &message, 0) == 1 && (message.msg_flags & MSG_CTRUNC));
  CHECK(CMSG_FIRSTHDR(&message) && CMSG_FIRSTHDR(&message)->cmsg_len == CMSG_LEN(sizeof(int)));
  CHECK(dup(0) == next + 1);

  const int yes = 1;
  CHECK(setsockopt(ends[1], SOL_SOCKET, SO_TIMESTAMP, &yes, sizeof yes) == 0 && send(ends[0], "t", 1, 0) == 1);
  char stamp_room[64];
  message = (struct msghdr){.msg_iov = in, .msg_iovlen = 1, .msg_control = stamp_room, .msg_controllen = 64};
  CHECK(recvmsg(ends[1], &message, 0) == 1);
  struct cmsghdr* const stamp = CMSG_FIRSTHDR(&message);
  CHECK(stamp && stamp->cmsg_type == SCM_TIMESTAMP && stamp->cmsg_len == CMSG_LEN(sizeof(struct timeval)));
  struct timeval when = {0};
  if (stamp) memcpy(&when, CMSG_DATA(stamp), sizeof when);
  CHECK(when.tv_sec > 1600000000 && when.tv_usec < 1000000);
}

static void waiting(void) {
  const int epoll = epoll_create1(0);
  int ends[2];
  CHECK(pipe(ends) == 0);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = 7}, got = {0};
  CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event) == 0);
  const struct { int64_t seconds, nanoseconds; } soon = {0, 1000000};
  CHECK(syscall(SYS_epoll_pwait2, epoll, &got, 1, &soon, NULL, 8) == 0 && write(ends[1], "x", 1) == 1);
  CHECK(syscall(SYS_epoll_pwait2, epoll, &got, 1, NULL, NULL, 8) == 1 && got.data.u32 == 7);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  const int signals = signalfd(-1, &set, SFD_NONBLOCK);
  struct signalfd_siginfo info;
  CHECK(signals >= 0 && read(signals, &info, sizeof info) == -1 && errno == EAGAIN && raise(SIGUSR1) == 0);
  CHECK(read(signals, &info, sizeof info) == sizeof info && info.ssi_signo == SIGUSR1);
  struct timex clock = {0};
  CHECK(adjtimex(&clock) >= 0 && clock.tick > 8000 && clock.tick < 12000 && clock.time.tv_sec > 1600000000);
  CHECK(clock_adjtime(CLOCK_REALTIME, &clock) >= 0 && clock.tick > 8000);
}

static void memory(void) {
  // Room for three pages, the last two given back: the first grows there, and then cannot.
  char* const pages = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(pages != MAP_FAILED && munmap(pages + 4096, 2 * 4096) == 0);
  pages[5] = 'x';
  CHECK(mremap(pages, 4096, 2 * 4096, 0) == pages && pages[5] == 'x' && pages[4096] == 0);
  char* const next = mmap(pages + 2 * 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  CHECK(next == pages + 2 * 4096 && mremap(pages, 2 * 4096, 3 * 4096, 0) == MAP_FAILED && errno == ENOMEM);
  char* const moved = mremap(pages, 2 * 4096, 16 * 4096, MREMAP_MAYMOVE);
  CHECK(moved != MAP_FAILED && moved != pages && moved[5] == 'x' && moved[15 * 4096] == 0);
}

static int in_file(const char* path, const char* text) {
  static char contents[65536];
  const int fd = open(path, O_RDONLY);
  if (fd < 0) return 0;
  size_t used = 0;
  for (ssize_t count; (count = read(fd, contents + used, sizeof contents - 1 - used)) > 0;) used += (size_t)count;
  contents[used] = 0;
  close(fd);
  return strstr(contents, text) != NULL;
}

static void what_proc_says(void) {
  CHECK(in_file("/proc/cpuinfo", "CPU architecture: 7\n") && in_file("/proc/cpuinfo", "Features\t: "));
  CHECK(in_file("/proc/self/maps", "[stack]") && in_file("/proc/self/maps", "newer_calls"));
  unsigned long top = 0;
  FILE* const file = fopen("/proc/self/stat", "r");
  CHECK(file &&
        fscanf(file,
               "%*d (%*[^)]) %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
               "%*s %*s %*s %*s %lu",
               &top) == 1);
  if (file) fclose(file);
  CHECK((uintptr_t)&top < top && top - (uintptr_t)&top < 0x100000);
  char link[256] = "";
  CHECK(readlink("/proc/self/exe", link, sizeof link - 1) > 0 && strstr(link, "newer_calls"));
  struct stat by_link, by_name;
  struct statx extended;
  CHECK(stat("/proc/self/exe", &by_link) == 0 && stat(link, &by_name) == 0 && by_link.st_ino == by_name.st_ino);
  CHECK(statx(AT_FDCWD, "/proc/self/exe", 0, STATX_INO, &extended) == 0 && extended.stx_ino == by_name.st_ino);
  unsigned long words[2] = {0};
  const int vector = open("/proc/self/auxv", O_RDONLY);
  int found = 0;
  while (read(vector, words, sizeof words) == sizeof words)
    found |= words[0] == AT_HWCAP && words[1] == getauxval(AT_HWCAP);
  CHECK(found);
}

static void interfaces(void) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq request = {.ifr_name = "lo"};
  if (ioctl(fd, SIOCGIFFLAGS, &request) != 0) return;  // a host without networks
  CHECK(request.ifr_flags & IFF_LOOPBACK);
  CHECK(ioctl(fd, SIOCGIFINDEX, &request) == 0 && request.ifr_ifindex > 0);
  CHECK(ioctl(fd, SIOCGIFMTU, &request) == 0 && request.ifr_mtu > 0);
  CHECK(ioctl(fd, SIOCGIFNAME, &request) == -1 || strlen(request.ifr_name) > 0);
  struct ifreq list[16];
  struct ifconf all = {.ifc_len = sizeof list, .ifc_req = list};
  CHECK(ioctl(fd, SIOCGIFCONF, &all) == 0 && all.ifc_len % (int)sizeof list[0] == 0);
  all.ifc_req = NULL;
  CHECK(ioctl(fd, SIOCGIFCONF, &all) == 0 && all.ifc_len % (int)sizeof list[0] == 0);
  int owner = 0;
  CHECK(ioctl(fd, SIOCATMARK, &owner) == -1 && ioctl(fd, 0x12345678, &owner) == -1 && errno == ENOTTY);
}

int main(void) {
  char directory[] = "newer-XXXXXX";
  CHECK(mkdtemp(directory) != NULL && chdir(directory) == 0);
  opening();
  processes();
  many_messages();
  waiting();
  memory();
  what_proc_says();
  interfaces();
  unlink("file");
  CHECK(chdir("..") == 0 && rmdir(directory) == 0);
  return checked("newer_calls");
}
