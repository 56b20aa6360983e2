/// machines/linux_user/guest_ipc.h — the structs of System V IPC and POSIX message queues as 32-bit guests have them.
/// Source: the kernel's uapi headers asm-generic/{ipcbuf,shmbuf,sembuf,msgbuf}.h, linux/{shm,mqueue}.h.
#pragma once

#include <cstddef>

#include "core/base/types.h"

namespace sosie::linux_user {

/// struct ipc64_perm
struct GuestIpcPermissions {
  i32 key;
  u32 uid, gid, creator_uid, creator_gid;
  u16 mode, padding;
  u16 sequence, padding2;
  u32 unused[2];
};
static_assert(sizeof(GuestIpcPermissions) == 36);

/// Times whose upper halves came later.
struct GuestSplitTime {
  u32 low, high;
};

/// struct shmid64_ds
struct GuestShmid {
  GuestIpcPermissions permissions;
  u32 bytes;
  GuestSplitTime attached, detached, changed;
  i32 creator, last;
  u32 attachments, unused[2];
};
static_assert(sizeof(GuestShmid) == 84 && offsetof(GuestShmid, attachments) == 72);

/// struct shminfo64
struct GuestShmInfo {
  u32 max_bytes, min_bytes, max_ids, max_attached, max_pages, unused[4];
};
static_assert(sizeof(GuestShmInfo) == 36);

/// struct shm_info
struct GuestShmUse {
  i32 ids;
  u32 total, resident, swapped, swap_attempts, swap_successes;
};
static_assert(sizeof(GuestShmUse) == 24);

/// struct semid64_ds
struct GuestSemid {
  GuestIpcPermissions permissions;
  GuestSplitTime operated, changed;
  u32 semaphores, unused[2];
};
static_assert(sizeof(GuestSemid) == 64);

/// struct msqid64_ds
struct GuestMsqid {
  GuestIpcPermissions permissions;
  GuestSplitTime sent, received, changed;
  u32 bytes, messages, max_bytes;
  i32 last_sender, last_receiver;
  u32 unused[2];
};
static_assert(sizeof(GuestMsqid) == 88);

/// struct mq_attr
struct GuestMqAttributes {
  i32 flags, max_messages, max_bytes, messages, reserved[4];
};
static_assert(sizeof(GuestMqAttributes) == 32);

}  // namespace sosie::linux_user
