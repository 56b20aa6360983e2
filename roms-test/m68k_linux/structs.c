// Many structs that the kernel shares with its programs, printed where they are the same on every machine.
#include <asm/ipcbuf.h>
#include <asm/termbits.h>
#include <asm/unistd.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/in.h>
#include <linux/resource.h>
#include <linux/stat.h>
#include <linux/un.h>

#include "guest.h"

struct time64 {
  int64_t seconds, nanoseconds;
};
struct timer64 {
  struct time64 interval, value;
};

static void waiting(void) {
  int fds[2];
  print("pipe", call(__NR_pipe2, fds, 0), fds[0], fds[1]);
  call(__NR_write, fds[1], "abc", 3);
  struct {
    int fd;
    int16_t events, revents;
  } polled[2] = {{fds[0], 1, 0}, {fds[1], 4, 0}};
  print("poll", call(__NR_poll, polled, 2, 100), polled[0].revents, polled[1].revents);
  uint32_t reads[2] = {1u << fds[0] | 1u << fds[1], 0}, writes[2] = {1u << fds[1], 0};
  int32_t limit[2] = {1, 0};
  print("_newselect", call(__NR__newselect, 40, reads, writes, 0, limit), (long)reads[0], (long)writes[0]);
  uint32_t arguments[5] = {40, (uint32_t)reads, 0, 0, (uint32_t)limit};
  print("select", call(__NR_select, arguments), (long)reads[0]);
  struct {
    uint32_t events;
    uint64_t data;
  } __attribute__((packed)) event = {1, 0x1122334455667788ull}, found[2];
  const int epoll = (int)call(__NR_epoll_create1, 0);
  print("epoll_ctl", call(__NR_epoll_ctl, epoll, 1, fds[0], &event), sizeof event);
  print("epoll_wait", call(__NR_epoll_wait, epoll, found, 2, 100), (long)found[0].events, (long)(found[0].data >> 32),
        (long)found[0].data);
  int waiting_bytes = 0;
  print("FIONREAD", call(__NR_ioctl, fds[0], 0x541b, &waiting_bytes), waiting_bytes);
  struct termios terminal;
  print("TCGETS", call(__NR_ioctl, fds[0], 0x5401, &terminal));
}

static void event_descriptors(void) {
  const int counter = (int)call(__NR_eventfd2, 5, 0);
  uint64_t value = 7;
  print("eventfd", call(__NR_write, counter, &value, 8), call(__NR_read, counter, &value, 8), (long)(value >> 32),
        (long)value);
  const int timer = (int)call(__NR_timerfd_create, 1, 0);
  struct timer64 due = {{0, 0}, {0, 1000000}}, left;
  print("timerfd", call(__NR_timerfd_settime64, timer, 0, &due, &left), (long)left.value.nanoseconds);
  print("expired", call(__NR_read, timer, &value, 8), (long)value);
  const int watch = (int)call(__NR_inotify_init1, 0);
  print("inotify", call(__NR_inotify_add_watch, watch, ".", 0x100));
  call(__NR_open, "watched", 0102, 0600);
  struct {
    int32_t watch;
    uint32_t mask, cookie, bytes;
    char name[32];
  } created;
  print("created", call(__NR_read, watch, &created, sizeof created), created.watch, (long)created.mask,
        (long)created.bytes, created.name[0]);
  call(__NR_unlink, "watched");
  uint32_t set[2] = {1u << 9, 0};  // SIGUSR1
  print("block", call(__NR_rt_sigprocmask, 0, set, 0, 8));
  const int signals = (int)call(__NR_signalfd4, -1, set, 8, 0);
  call(__NR_kill, call(__NR_getpid), 10);
  uint32_t pending[2] = {0, 0};
  print("pending", call(__NR_rt_sigpending, pending, 8), (long)pending[0], (long)pending[1]);
  uint32_t info[32];
  print("signalfd", call(__NR_read, signals, info, sizeof info), (long)info[0], (long)info[3] == call(__NR_getpid));
}

static void sockets(void) {
  int ends[2];
  print("socketpair", call(__NR_socketpair, 1, 1, 0, ends));
  int passed[2];
  call(__NR_pipe2, passed, 0);
  char bytes[4] = "xyz";
  struct {
    void* base;
    uint32_t bytes;
  } vector = {bytes, 3};
  struct {
    uint32_t bytes;
    int32_t level, type, fd;
  } control = {16, 1, 1, passed[1]};
  struct {
    void* name;
    int32_t name_bytes;
    void* vectors;
    uint32_t vector_count;
    void* control;
    uint32_t control_bytes, flags;
  } message = {0, 0, &vector, 1, &control, sizeof control, 0};
  print("sendmsg", call(__NR_sendmsg, ends[0], &message, 0));
  control.fd = 0;
  print("recvmsg", call(__NR_recvmsg, ends[1], &message, 0), bytes[1], (long)message.control_bytes,
        (long)control.bytes, control.level, control.type, control.fd > passed[1]);
  print("passed", call(__NR_write, control.fd, "p", 1), call(__NR_read, passed[0], bytes, 4), bytes[0]);
  const int tcp = (int)call(__NR_socket, 2, 1, 0);
  struct sockaddr_in address = {.sin_family = 2, .sin_port = 0, .sin_addr = {0x7f000001}}, bound;
  uint32_t length = sizeof bound;
  print("bind", call(__NR_bind, tcp, &address, sizeof address), call(__NR_listen, tcp, 5));
  print("getsockname", call(__NR_getsockname, tcp, &bound, &length), (long)length, bound.sin_family,
        bound.sin_port != 0, (long)bound.sin_addr.s_addr);
  const int client = (int)call(__NR_socket, 2, 1, 0);
  print("connect", call(__NR_connect, client, &bound, sizeof bound));
  length = sizeof bound;
  uint32_t words[6] = {(uint32_t)tcp, (uint32_t)&bound, (uint32_t)&length};
  print("accept by socketcall", call(__NR_socketcall, 5, words) > client, bound.sin_family, (long)length);
  uint32_t lingering[2] = {1, 9};
  print("SO_LINGER", call(__NR_setsockopt, client, 1, 13, lingering, 8));
  lingering[0] = lingering[1] = 0;
  length = 8;
  print("SO_LINGER", call(__NR_getsockopt, client, 1, 13, lingering, &length), (long)lingering[0], (long)lingering[1],
        (long)length);
  struct sockaddr_un local = {1, "\0hidden"};
  const int unnamed = (int)call(__NR_socket, 1, 2, 0);
  print("abstract", call(__NR_bind, unnamed, &local, 9));
  struct sockaddr_un back;
  length = sizeof back;
  print("abstract", call(__NR_getsockname, unnamed, &back, &length), (long)length, back.sun_family, back.sun_path[1]);
}

static void system_v(void) {
  const int set = (int)call(__NR_semget, 0, 3, 0600);
  uint16_t values[3] = {5, 6, 7};
  print("SETALL", call(__NR_semctl, set, 0, 17, values));
  struct {
    uint16_t number;
    int16_t change, flags;
  } operations[2] = {{0, -3, 0}, {2, 4, 0}};
  print("semop by ipc", call(__NR_ipc, 1, set, 2, 0, operations, 0));
  print("GETALL", call(__NR_semctl, set, 0, 13, values), values[0], values[1], values[2]);
  print("IPC_RMID", call(__NR_semctl, set, 0, 0, 0));
  const int queue = (int)call(__NR_msgget, 0, 0600);
  struct {
    int32_t type;
    char text[8];
  } message = {0x01020304, "text"};
  print("msgsnd", call(__NR_msgsnd, queue, &message, 5, 0));
  message.type = 0;
  print("msgrcv", call(__NR_msgrcv, queue, &message, 8, 0x01020304, 0), message.type, message.text[3]);
  call(__NR_msgctl, queue, 0, 0);
  const int segment = (int)call(__NR_shmget, 0, 8192, 0600);
  const uint32_t shared = (uint32_t)call(__NR_shmat, segment, 0, 0);
  *(volatile uint32_t*)shared = 0x11223344;
  const uint32_t again = (uint32_t)call(__NR_shmat, segment, 0, 0);
  print("shmat", *(volatile uint8_t*)again, call(__NR_shmdt, shared), call(__NR_shmdt, again));
  call(__NR_shmctl, segment, 0, 0);
}

static void limits(void) {
  struct {
    uint64_t current, maximum;
  } wanted = {77, 99}, before = {0, 0};
  print("prlimit64", call(__NR_prlimit64, 0, 7, &wanted, 0));
  print("prlimit64", call(__NR_prlimit64, 0, 7, 0, &before), (long)before.current, (long)before.maximum);
  uint32_t pair[2] = {0, 0};
  print("ugetrlimit", call(__NR_ugetrlimit, 7, pair), (long)pair[0], (long)pair[1]);
  int32_t timer[4] = {0, 0, 1000, 500}, old[4] = {1, 1, 1, 1};
  print("setitimer", call(__NR_setitimer, 1, timer, old), old[0], old[3]);  // virtual: it does not come
  print("getitimer", call(__NR_getitimer, 1, old), old[0], old[2] >= 999);
  int32_t kernel_timer = -1;
  struct {
    uint32_t value;
    int32_t signal, notify, rest[13];
  } event = {9, 10, 1, {0}};
  print("timer_create", call(__NR_timer_create, 1, &event, &kernel_timer), kernel_timer >= 0);
  print("timer_delete", call(__NR_timer_delete, kernel_timer));
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  print("capget", call(__NR_capget, &header, data), (data[0].effective & ~data[0].permitted) == 0);
  uint32_t mask[32] = {0};
  print("affinity", call(__NR_sched_getaffinity, 0, sizeof mask, mask) > 0, mask[0] != 0, mask[0] < 0x10000);
  int32_t priority = -1;
  print("sched_getparam", call(__NR_sched_getparam, 0, &priority), priority);
  uint32_t cpu = ~0u, node = ~0u;
  print("getcpu", call(__NR_getcpu, &cpu, &node, 0), cpu < 1024, node < 64);
  int32_t death = -1;
  print("prctl", call(__NR_prctl, 1, 15, 0, 0, 0), call(__NR_prctl, 2, &death, 0, 0, 0), death);
}

static void machine(void) {
  struct {
    int32_t uptime;
    uint32_t loads[3], total, free, shared, buffers, swap, free_swap;
    uint16_t processes, padding;
    uint32_t high, free_high, unit;
  } info;
  print("sysinfo", call(__NR_sysinfo, &info), info.uptime > 0, info.unit > 0 && info.unit < 0x10000,
        info.free < info.total, info.processes > 0);
  struct time64 now = {0, -1};
  int32_t short_now[2] = {0, -1};
  print("clock_gettime64", call(__NR_clock_gettime64, 0, &now), now.seconds > 1700000000,
        now.nanoseconds >= 0 && now.nanoseconds < 1000000000);
  print("clock_gettime", call(__NR_clock_gettime, 0, short_now), short_now[0] - (int32_t)now.seconds < 5,
        short_now[1] >= 0 && short_now[1] < 1000000000);
  print("time", call(__NR_time, 0) - short_now[0] < 5);
  struct statx x;
  print("statx", call(__NR_statx, -100, "/dev/null", 0, 0x7ff, &x), x.stx_mode, (long)x.stx_rdev_major,
        (long)x.stx_rdev_minor, (long)x.stx_nlink, x.stx_ino != 0 && x.stx_ino < 0x100000000ull);
  static uint32_t word __attribute__((aligned(4))) = 0x01020304;
  print("futex", call(__NR_futex, &word, FUTEX_WAIT, 0x04030201, 0, 0, 0), call(__NR_futex, &word, FUTEX_WAKE, 1, 0));
  int32_t limit[2] = {0, 1000000};
  print("futex", call(__NR_futex, &word, FUTEX_WAIT, 0x01020304, limit));
  uint16_t ids[3] = {1, 2, 3};
  print("getresuid", call(__NR_getresuid, &ids[0], &ids[1], &ids[2]), ids[0] == ids[1],
        ids[2] == (uint16_t)call(__NR_getuid));
  print("cmpxchg", call(__NR_atomic_cmpxchg_32, 5, 0x01020304, 0, 0, 0, &word) == 0x01020304, (long)word,
        call(__NR_atomic_cmpxchg_32, 9, 4, 0, 0, 0, &word), (long)word);
  print("barrier", call(__NR_atomic_barrier));
  print("thread area", call(__NR_set_thread_area, 0x1234), call(__NR_get_thread_area));
}

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary) {
  (void)argc, (void)argv, (void)environment, (void)auxiliary;
  waiting();
  event_descriptors();
  sockets();
  system_v();
  limits();
  machine();
  return 0;
}
