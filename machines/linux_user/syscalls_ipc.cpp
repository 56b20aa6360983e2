// System V semaphores, message queues and shared memory. Source: semctl(2), msgctl(2), shmctl(2), shmat(2), svipc(7).
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include <cstring>

#include "machines/linux_user/guest_ipc.h"
#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

/// C libraries say with it that they know the newer structs; there are no others here.
constexpr u32 kIpc64 = 0x100;

GuestIpcPermissions to_guest(const ipc_perm& host) {
  GuestIpcPermissions guest{};
  guest.key = host.__key;
  guest.uid = host.uid;
  guest.gid = host.gid;
  guest.creator_uid = host.cuid;
  guest.creator_gid = host.cgid;
  guest.mode = static_cast<u16>(host.mode);
  guest.sequence = static_cast<u16>(host.__seq);
  return guest;
}

/// What IPC_SET takes from the guest's struct.
void set_permissions(ipc_perm& host, const GuestIpcPermissions& guest) {
  host.uid = guest.uid;
  host.gid = guest.gid;
  host.mode = guest.mode;
}

GuestSplitTime split(i64 seconds) { return {static_cast<u32>(seconds), static_cast<u32>(seconds >> 32)}; }

// Semaphores.

i64 sys_semget(Thread&, i32 key, i32 count, arg::Flags flags) { return host_syscall(SYS_semget, key, count, flags); }

constexpr u32 kMaxOperations = 500;  ///< SEMOPM

template <class Timespec>
i64 sys_semtimedop(Thread& t, i32 id, arg::Pointer operations, u32 count, arg::Pointer timeout) {
  if (count > kMaxOperations) return -E2BIG;
  OptionalTimespec<Timespec> host_timeout(t.memory(), timeout);
  const HostCopy<sembuf> host(t.memory(), operations, Way::kIn, count);
  return t.call(SYS_semtimedop, id, host.pointer(), count, host_timeout.pointer());
}
i64 sys_semop(Thread& t, i32 id, arg::Pointer operations, u32 count) {
  return sys_semtimedop<GuestTimespec64>(t, id, operations, count, {0});
}

u64 semaphores_of(i32 id) {
  semid_ds host{};
  const i64 error = host_syscall(SYS_semctl, id, 0, IPC_STAT, &host);
  if (error < 0) throw SyscallError{static_cast<int>(-error)};
  return host.sem_nsems;
}

i64 semaphore_status(Thread& t, i32 id, u32 command, u32 address) {
  semid_ds host{};
  const i64 result = host_syscall(SYS_semctl, id, 0, command, &host);
  if (result < 0) return result;
  GuestSemid guest{};
  guest.permissions = to_guest(host.sem_perm);
  guest.operated = split(host.sem_otime);
  guest.changed = split(host.sem_ctime);
  guest.semaphores = static_cast<u32>(host.sem_nsems);
  t.memory().write(address, guest);
  return result;
}

i64 set_semaphores(Thread& t, i32 id, u32 address) {
  semid_ds host{};
  set_permissions(host.sem_perm, t.memory().read<GuestSemid>(address).permissions);
  return host_syscall(SYS_semctl, id, 0, IPC_SET, &host);
}

/// A call that fills `count` Ts. They are the same for guest and host.
template <class T>
i64 filled(Thread& t, u32 address, u64 count, auto call) {
  HostCopy<T> host(t.memory(), address, Way::kOut, count);
  return host.done(call(host.pointer()));
}

i64 sys_semctl(Thread& t, i32 id, i32 number, arg::Flags flagged_command, u32 argument) {
  const u32 command = flagged_command & ~kIpc64;
  switch (command) {
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY: return semaphore_status(t, id, command, argument);
    case IPC_SET: return set_semaphores(t, id, argument);
    case IPC_INFO:
    case SEM_INFO:
      return filled<seminfo>(t, argument, 1,
                             [&](void* host) { return host_syscall(SYS_semctl, id, number, command, host); });
    case GETALL:
      return filled<u16>(t, argument, semaphores_of(id),
                         [&](void* host) { return host_syscall(SYS_semctl, id, 0, GETALL, host); });
    case SETALL: {
      const HostCopy<u16> host(t.memory(), argument, Way::kIn, semaphores_of(id));
      return host_syscall(SYS_semctl, id, 0, SETALL, host.pointer());
    }
    case SETVAL: return host_syscall(SYS_semctl, id, number, SETVAL, static_cast<i32>(argument));
    case IPC_RMID:
    case GETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT: return host_syscall(SYS_semctl, id, number, command, 0);
    default: return -EINVAL;
  }
}

// Message queues.

constexpr u32 kMaxMessageBytes = 1 << 20;

i64 sys_msgget(Thread&, i32 key, arg::Flags flags) { return host_syscall(SYS_msgget, key, flags); }

/// struct msgbuf begins with a long, the message's type.
struct HostMessage {
  explicit HostMessage(u32 bytes) : buffer(sizeof(long) + bytes) {}
  std::vector<u8> buffer;
  u8* text() { return buffer.data() + sizeof(long); }
};

i64 sys_msgsnd(Thread& t, i32 id, arg::Pointer message, u32 bytes, arg::Flags flags) {
  if (bytes > kMaxMessageBytes) return -EINVAL;
  const long type = t.memory().read<i32>(message);
  HostMessage host(bytes);
  std::memcpy(host.buffer.data(), &type, sizeof type);
  t.memory().read_bytes(message + 4, host.text(), bytes);
  return t.call(SYS_msgsnd, id, host.buffer.data(), bytes, flags);
}

i64 sys_msgrcv(Thread& t, i32 id, arg::Pointer message, u32 bytes, i32 type, arg::Flags flags) {
  if (static_cast<i32>(bytes) < 0) return -EINVAL;
  HostMessage host(std::min(bytes, kMaxMessageBytes));
  const i64 result = t.call(SYS_msgrcv, id, host.buffer.data(), host.buffer.size() - sizeof(long), type, flags);
  if (result < 0) return result;
  long found = 0;
  std::memcpy(&found, host.buffer.data(), sizeof found);
  t.memory().write(message, static_cast<i32>(found));
  t.memory().write_bytes(message + 4, host.text(), static_cast<u64>(result));
  return result;
}

i64 queue_status(Thread& t, i32 id, u32 command, u32 address) {
  msqid_ds host{};
  const i64 result = host_syscall(SYS_msgctl, id, command, &host);
  if (result < 0) return result;
  GuestMsqid guest{};
  guest.permissions = to_guest(host.msg_perm);
  guest.sent = split(host.msg_stime);
  guest.received = split(host.msg_rtime);
  guest.changed = split(host.msg_ctime);
  guest.bytes = static_cast<u32>(host.__msg_cbytes);
  guest.messages = static_cast<u32>(host.msg_qnum);
  guest.max_bytes = static_cast<u32>(host.msg_qbytes);
  guest.last_sender = host.msg_lspid;
  guest.last_receiver = host.msg_lrpid;
  t.memory().write(address, guest);
  return result;
}

i64 sys_msgctl(Thread& t, i32 id, arg::Flags flagged_command, arg::Pointer buffer) {
  const u32 command = flagged_command & ~kIpc64;
  switch (command) {
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY: return queue_status(t, id, command, buffer);
    case IPC_SET: {
      const auto guest = t.memory().read<GuestMsqid>(buffer);
      msqid_ds host{};
      set_permissions(host.msg_perm, guest.permissions);
      host.msg_qbytes = guest.max_bytes;
      return host_syscall(SYS_msgctl, id, IPC_SET, &host);
    }
    case IPC_INFO:
    case MSG_INFO:
      return filled<msginfo>(t, buffer, 1, [&](void* host) { return host_syscall(SYS_msgctl, id, command, host); });
    case IPC_RMID: return host_syscall(SYS_msgctl, id, IPC_RMID, nullptr);
    default: return -EINVAL;
  }
}

// Shared memory.

i64 sys_shmget(Thread&, i32 key, u32 bytes, arg::Flags flags) { return host_syscall(SYS_shmget, key, bytes, flags); }

i64 sys_shmat(Thread& t, i32 id, arg::Pointer address, arg::Flags flags) {
  shmid_ds host{};
  if (const i64 error = host_syscall(SYS_shmctl, id, IPC_STAT, &host); error < 0) return error;
  return t.process().map().attach(id, host.shm_segsz, address, static_cast<int>(flags.value));
}
i64 sys_shmdt(Thread& t, arg::Pointer address) { return t.process().map().detach(address); }

i64 segment_status(Thread& t, i32 id, u32 command, u32 address) {
  shmid_ds host{};
  const i64 result = host_syscall(SYS_shmctl, id, command, &host);
  if (result < 0) return result;
  GuestShmid guest{};
  guest.permissions = to_guest(host.shm_perm);
  guest.bytes = static_cast<u32>(host.shm_segsz);
  guest.attached = split(host.shm_atime);
  guest.detached = split(host.shm_dtime);
  guest.changed = split(host.shm_ctime);
  guest.creator = host.shm_cpid;
  guest.last = host.shm_lpid;
  guest.attachments = static_cast<u32>(host.shm_nattch);
  t.memory().write(address, guest);
  return result;
}

u32 at_most_32_bits(u64 value) { return static_cast<u32>(std::min<u64>(value, INT32_MAX)); }

i64 segment_limits(Thread& t, u32 address) {
  shminfo host{};
  const i64 result = host_syscall(SYS_shmctl, 0, IPC_INFO, &host);
  if (result < 0) return result;
  t.memory().write(address, GuestShmInfo{.max_bytes = at_most_32_bits(host.shmmax),
                                         .min_bytes = at_most_32_bits(host.shmmin),
                                         .max_ids = at_most_32_bits(host.shmmni),
                                         .max_attached = at_most_32_bits(host.shmseg),
                                         .max_pages = at_most_32_bits(host.shmall),
                                         .unused = {}});
  return result;
}

i64 segment_use(Thread& t, u32 address) {
  struct shm_info host {};
  const i64 result = host_syscall(SYS_shmctl, 0, SHM_INFO, &host);
  if (result < 0) return result;
  t.memory().write(address, GuestShmUse{.ids = host.used_ids,
                                        .total = at_most_32_bits(host.shm_tot),
                                        .resident = at_most_32_bits(host.shm_rss),
                                        .swapped = at_most_32_bits(host.shm_swp),
                                        .swap_attempts = 0,
                                        .swap_successes = 0});
  return result;
}

i64 sys_shmctl(Thread& t, i32 id, arg::Flags flagged_command, arg::Pointer buffer) {
  const u32 command = flagged_command & ~kIpc64;
  switch (command) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY: return segment_status(t, id, command, buffer);
    case IPC_SET: {
      shmid_ds host{};
      set_permissions(host.shm_perm, t.memory().read<GuestShmid>(buffer).permissions);
      return host_syscall(SYS_shmctl, id, IPC_SET, &host);
    }
    case IPC_INFO: return segment_limits(t, buffer);
    case SHM_INFO: return segment_use(t, buffer);
    case IPC_RMID:
    case SHM_LOCK:
    case SHM_UNLOCK: return host_syscall(SYS_shmctl, id, command, nullptr);
    default: return -EINVAL;
  }
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_semget>("semget"),
    syscall_row<sys_semop>("semop"),
    syscall_row<sys_semtimedop<GuestTimespec32>>("semtimedop"),
    syscall_row<sys_semtimedop<GuestTimespec64>>("semtimedop_time64"),
    syscall_row<sys_semctl>("semctl"),
    syscall_row<sys_msgget>("msgget"),
    syscall_row<sys_msgsnd>("msgsnd"),
    syscall_row<sys_msgrcv>("msgrcv"),
    syscall_row<sys_msgctl>("msgctl"),
    syscall_row<sys_shmget>("shmget"),
    syscall_row<sys_shmat>("shmat"),
    syscall_row<sys_shmdt>("shmdt"),
    syscall_row<sys_shmctl>("shmctl"),
};

}  // namespace

std::span<const Syscall> ipc_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
