/// machines/linux_user/guest_layout.h — the structs that 32-bit little-endian Linux guests share with their kernel.
/// Source: the kernel's uapi headers (asm-generic, linux/), as the man pages describe them. Where one architecture
/// differs from the others, the struct is in its abi_*.cpp.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/types.h"

namespace sosie::linux_user {

struct GuestIovec {
  u32 base, bytes;
};
static_assert(sizeof(GuestIovec) == 8);

/// struct __kernel_old_timespec, struct timespec64
struct GuestTimespec32 {
  i32 seconds, nanoseconds;
};
struct GuestTimespec64 {
  i64 seconds;
  i32 nanoseconds;
  i32 padding;
};
static_assert(sizeof(GuestTimespec32) == 8 && sizeof(GuestTimespec64) == 16);

struct GuestTimeval {
  i32 seconds, microseconds;
};
struct GuestItimerval {
  GuestTimeval interval, value;
};
template <class Timespec>
struct GuestItimerspec {
  Timespec interval, value;
};
static_assert(sizeof(GuestItimerval) == 16 && sizeof(GuestItimerspec<GuestTimespec64>) == 32);

struct GuestTimezone {
  i32 minutes_west, dst;
};

/// struct timex of adjtimex(2); that of the calls with 64-bit times is the host's.
struct GuestTimex {
  u32 modes;
  i32 offset, frequency, max_error, estimated_error, status, constant, precision, tolerance;
  GuestTimeval time;
  i32 tick, pps_frequency, jitter, shift, stability, jitter_count, calibration_count, error_count, stability_count, tai,
      padding[11];
};
static_assert(sizeof(GuestTimex) == 128 && offsetof(GuestTimex, tick) == 44);

/// struct tms (times(2)), in clock ticks
struct GuestTms {
  i32 user, system, children_user, children_system;
};
static_assert(sizeof(GuestTms) == 16);

struct GuestRusage {
  GuestTimeval user, system;
  i32 max_rss, shared_rss, data_rss, stack_rss, minor_faults, major_faults, swaps, in_blocks, out_blocks, sent,
      received, signals, voluntary_switches, involuntary_switches;
};
static_assert(sizeof(GuestRusage) == 72 && offsetof(GuestRusage, max_rss) == 16);

/// struct rlimit; struct rlimit64 is the host's own.
struct GuestRlimit {
  u32 current, maximum;
};

/// struct flock (fcntl(2)) with 32-bit and with 64-bit offsets. The latter as the EABI aligns it.
struct GuestFlock {
  i16 type, whence;
  i32 start, length, pid;
};
struct GuestFlock64 {
  i16 type, whence;
  i32 padding;
  i64 start, length;
  i32 pid, padding2;
};
static_assert(sizeof(GuestFlock) == 16 && sizeof(GuestFlock64) == 32 && offsetof(GuestFlock64, start) == 8);

struct GuestSysinfo {
  i32 uptime;
  u32 loads[3];
  u32 total_ram, free_ram, shared_ram, buffer_ram, total_swap, free_swap;
  u16 processes, padding;
  u32 total_high, free_high, unit;
  u8 reserved[8];
};
static_assert(sizeof(GuestSysinfo) == 64 && offsetof(GuestSysinfo, unit) == 52);

struct GuestStatfs {
  u32 type, block_bytes, blocks, free_blocks, available_blocks, files, free_files;
  i32 id[2];
  u32 name_bytes, fragment_bytes, flags, spare[4];
};
static_assert(sizeof(GuestStatfs) == 64);

/// struct epoll_event as the EABI aligns it.
struct GuestEpollEvent {
  u32 events, padding;
  u64 data;
};
static_assert(sizeof(GuestEpollEvent) == 16);

// Signals.

/// struct sigaction of rt_sigaction(2)
struct GuestSigaction {
  u32 handler, flags, restorer, mask[2];
};
static_assert(sizeof(GuestSigaction) == 20);

/// stack_t (sigaltstack(2))
struct GuestStack {
  u32 base;
  i32 flags;
  u32 bytes;
};
static_assert(sizeof(GuestStack) == 12);

/// siginfo_t: three words, then what the signal's kind has to say.
struct GuestSiginfo {
  i32 signal, error, code;
  union {
    struct {
      i32 pid, uid;
      u32 value;
    } sent;  ///< kill, sigqueue
    struct {
      i32 timer, overrun;
      u32 value;
    } timer;  ///< timer_create
    struct {
      i32 pid, uid, status, user_time, system_time;
    } child;  ///< SIGCHLD
    struct {
      u32 address;
    } fault;  ///< SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP
    struct {
      i32 band, fd;
    } poll;  ///< SIGIO
    u8 bytes[116];
  };
};
static_assert(sizeof(GuestSiginfo) == 128 && offsetof(GuestSiginfo, sent) == 12);

/// struct sigevent (timer_create(2))
struct GuestSigevent {
  u32 value;
  i32 signal, notify, thread;
  u8 padding[48];
};
static_assert(sizeof(GuestSigevent) == 64);

/// What pselect6 points at in its last argument.
struct GuestSigsetPointer {
  u32 address, bytes;
};

}  // namespace sosie::linux_user
