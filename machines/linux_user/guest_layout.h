/// machines/linux_user/guest_layout.h — the structs that 32-bit Linux guests share with their kernel.
/// Source: the kernel's uapi headers (asm-generic, linux/), as the man pages describe them. Where one architecture
/// differs from the others, the struct is in its abi_*.cpp. Numbers are in the host's byte order here; GuestMemory
/// turns them round, so all members are numbers and the first one of a union is as long as the union.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "core/base/types.h"

namespace sosie::linux_user {

/// A number on its way into a field, whose width it is cut to.
template <class Host>
struct Cut {
  Host value;
  template <std::integral Field>
  constexpr operator Field() const {  // NOLINT: the field decides
    return static_cast<Field>(value);
  }
};
template <class Host>
Cut(Host) -> Cut<Host>;

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
  i64 nanoseconds;  ///< of which the lower half counts
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

/// struct timex of adjtimex(2)
struct GuestTimex {
  u32 modes;
  i32 offset, frequency, max_error, estimated_error, status, constant, precision, tolerance;
  GuestTimeval time;
  i32 tick, pps_frequency, jitter, shift, stability, jitter_count, calibration_count, error_count, stability_count, tai,
      padding[11];
};
static_assert(sizeof(GuestTimex) == 128 && offsetof(GuestTimex, tick) == 44);

/// struct __kernel_timex of the calls with 64-bit times: the host's own, with names for its holes.
struct GuestTimex64 {
  u32 modes, padding;
  i64 offset, frequency, max_error, estimated_error;
  i32 status, padding2;
  i64 constant, precision, tolerance, seconds, microseconds, tick, pps_frequency, jitter;
  i32 shift, padding3;
  i64 stability, jitter_count, calibration_count, error_count, stability_count;
  i32 tai, padding4[11];
};
static_assert(sizeof(GuestTimex64) == 208 && offsetof(GuestTimex64, tick) == 88 && offsetof(GuestTimex64, tai) == 160);

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

/// struct flock (fcntl(2)) with 32-bit and with 64-bit offsets; the latter as 64-bit members are aligned, or not.
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
struct [[gnu::packed]] GuestDenseFlock64 {
  i16 type, whence;
  i64 start, length;
  i32 pid;
};
static_assert(sizeof(GuestFlock) == 16 && sizeof(GuestFlock64) == 32 && offsetof(GuestFlock64, start) == 8 &&
              sizeof(GuestDenseFlock64) == 24);

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

/// struct statfs64, dense on all of them.
struct [[gnu::packed, gnu::aligned(4)]] GuestStatfs64 {
  u32 type, block_bytes;
  u64 blocks, free_blocks, available_blocks, files, free_files;
  i32 id[2];
  u32 name_bytes, fragment_bytes, flags, spare[4];
};
static_assert(sizeof(GuestStatfs64) == 84);

/// struct epoll_event as 64-bit members are aligned, or not.
struct GuestEpollEvent {
  u32 events, padding;
  u64 data;
};
struct [[gnu::packed]] GuestDenseEpollEvent {
  u32 events;
  u64 data;
};
static_assert(sizeof(GuestEpollEvent) == 16 && sizeof(GuestDenseEpollEvent) == 12);

/// struct sched_attr (sched_setattr(2)), the same everywhere as far as it is known here.
struct GuestSchedAttributes {
  u32 bytes, policy;
  u64 flags;
  i32 nice;
  u32 priority;
  u64 runtime, deadline, period;
  u32 utilization_min, utilization_max;
};
static_assert(sizeof(GuestSchedAttributes) == 56);

// Signals.

/// sigset_t: words, the lower signals first.
struct GuestSigset {
  u32 words[2];
  constexpr u64 set() const { return u64{words[1]} << 32 | words[0]; }
  static constexpr GuestSigset of(u64 set) { return {{static_cast<u32>(set), static_cast<u32>(set >> 32)}}; }
};

/// struct sigaction of rt_sigaction(2)
struct GuestSigaction {
  u32 handler, flags, restorer;
  GuestSigset mask;
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
    u32 words[29];
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
  };
};
static_assert(sizeof(GuestSiginfo) == 128 && offsetof(GuestSiginfo, sent) == 12);

/// struct sigevent (timer_create(2))
struct GuestSigevent {
  u32 value;
  i32 signal, notify, thread;
  u32 padding[12];
};
static_assert(sizeof(GuestSigevent) == 64);

/// What pselect6 points at in its last argument.
struct GuestSigsetPointer {
  u32 address, bytes;
};

}  // namespace sosie::linux_user
