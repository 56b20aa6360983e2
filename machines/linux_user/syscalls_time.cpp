// System calls on time. Source: the calls' man pages; those that end in _time64 are in the kernel's unistd.h only.
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/timex.h>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

// Clocks.

template <class Timespec>
i64 sys_clock_gettime(Thread& t, i32 clock, arg::Pointer result) {
  timespec host{};
  const i64 error = host_syscall(SYS_clock_gettime, clock, &host);
  if (error == 0) write_timespec<Timespec>(t.memory(), result, host);
  return error;
}
template <class Timespec>
i64 sys_clock_getres(Thread& t, i32 clock, arg::Pointer result) {
  timespec host{};
  const i64 error = host_syscall(SYS_clock_getres, clock, &host);
  if (error == 0 && result != 0) write_timespec<Timespec>(t.memory(), result, host);
  return error;
}
template <class Timespec>
i64 sys_clock_settime(Thread& t, i32 clock, arg::Pointer time) {
  const timespec host = read_timespec<Timespec>(t.memory(), time);
  return host_syscall(SYS_clock_settime, clock, &host);
}

i64 sys_gettimeofday(Thread& t, arg::Pointer result, arg::Pointer zone) {
  timeval host{};
  struct timezone host_zone {};
  const i64 error = host_syscall(SYS_gettimeofday, &host, &host_zone);
  if (error != 0) return error;
  if (result != 0) t.memory().write(result, to_guest(host));
  if (zone != 0) t.memory().write(zone, GuestTimezone{host_zone.tz_minuteswest, host_zone.tz_dsttime});
  return 0;
}
i64 sys_settimeofday(Thread& t, arg::Pointer time, arg::Pointer) {
  if (time == 0) return 0;
  const timeval host = to_host(t.memory().read<GuestTimeval>(time));
  return host_syscall(SYS_settimeofday, &host, nullptr);
}

i64 sys_times(Thread& t, arg::Pointer result) {
  tms host{};
  const i64 ticks = host_syscall(SYS_times, &host);
  if (result != 0) {
    t.memory().write(result, GuestTms{static_cast<i32>(host.tms_utime), static_cast<i32>(host.tms_stime),
                                      static_cast<i32>(host.tms_cutime), static_cast<i32>(host.tms_cstime)});
  }
  // It counts through 32 bits; negative errnos mean nothing to the callers of this one.
  return static_cast<i64>(static_cast<u32>(ticks));
}

timex host_timex(const GuestTimex& guest) {
  timex host{};
  host.modes = guest.modes;
  host.offset = guest.offset;
  host.freq = guest.frequency;
  host.maxerror = guest.max_error;
  host.esterror = guest.estimated_error;
  host.status = guest.status;
  host.constant = guest.constant;
  host.time = to_host(guest.time);
  host.tick = guest.tick;
  return host;
}

GuestTimex guest_timex(const timex& host) {
  const auto word = [](long value) { return static_cast<i32>(value); };
  GuestTimex guest{};
  guest.modes = host.modes;
  guest.offset = word(host.offset);
  guest.frequency = word(host.freq);
  guest.max_error = word(host.maxerror);
  guest.estimated_error = word(host.esterror);
  guest.status = host.status;
  guest.constant = word(host.constant);
  guest.precision = word(host.precision);
  guest.tolerance = word(host.tolerance);
  guest.time = to_guest(host.time);
  guest.tick = word(host.tick);
  guest.pps_frequency = word(host.ppsfreq);
  guest.jitter = word(host.jitter);
  guest.shift = host.shift;
  guest.stability = word(host.stabil);
  guest.jitter_count = word(host.jitcnt);
  guest.calibration_count = word(host.calcnt);
  guest.error_count = word(host.errcnt);
  guest.stability_count = word(host.stbcnt);
  guest.tai = host.tai;
  return guest;
}

i64 sys_clock_adjtime(Thread& t, i32 clock, arg::Pointer state) {
  timex host = host_timex(t.memory().read<GuestTimex>(state));
  const i64 result = host_syscall(SYS_clock_adjtime, clock, &host);
  if (result >= 0) t.memory().write(state, guest_timex(host));
  return result;
}
i64 sys_adjtimex(Thread& t, arg::Pointer state) { return sys_clock_adjtime(t, CLOCK_REALTIME, state); }
i64 sys_clock_adjtime64(Thread& t, i32 clock, arg::Pointer state) {
  static_assert(sizeof(GuestTimex64) == sizeof(timex));
  HostCopy<GuestTimex64> host(t.memory(), state, Way::kBoth);
  return host.done(host_syscall(SYS_clock_adjtime, clock, host.pointer()));
}

// Sleeping.

template <class Timespec>
i64 sleep_call(Thread& t, i32 clock, int flags, u32 request, u32 remaining) {
  const timespec wanted = read_timespec<Timespec>(t.memory(), request);
  timespec rest{};
  const i64 result = t.call(SYS_clock_nanosleep, clock, flags, &wanted, &rest);
  if (result == -EINTR && remaining != 0 && !(flags & TIMER_ABSTIME))
    write_timespec<Timespec>(t.memory(), remaining, rest);
  return result;
}
i64 sys_nanosleep(Thread& t, arg::Pointer request, arg::Pointer remaining) {
  return sleep_call<GuestTimespec32>(t, CLOCK_MONOTONIC, 0, request, remaining);
}
template <class Timespec>
i64 sys_clock_nanosleep(Thread& t, i32 clock, arg::Flags flags, arg::Pointer request, arg::Pointer remaining) {
  return sleep_call<Timespec>(t, clock, static_cast<int>(flags.value), request, remaining);
}

// Interval timers, which the host keeps: their signals come like any other.

itimerval host_timer(const GuestItimerval& guest) {
  return {.it_interval = to_host(guest.interval), .it_value = to_host(guest.value)};
}
GuestItimerval guest_timer(const itimerval& host) { return {to_guest(host.it_interval), to_guest(host.it_value)}; }

i64 sys_setitimer(Thread& t, i32 which, arg::Pointer value, arg::Pointer old) {
  const itimerval host = value != 0 ? host_timer(t.memory().read<GuestItimerval>(value)) : itimerval{};
  itimerval before{};
  const i64 error = host_syscall(SYS_setitimer, which, &host, &before);
  if (error == 0 && old != 0) t.memory().write(old, guest_timer(before));
  return error;
}
i64 sys_getitimer(Thread& t, i32 which, arg::Pointer result) {
  itimerval host{};
  const i64 error = host_syscall(SYS_getitimer, which, &host);
  if (error == 0) t.memory().write(result, guest_timer(host));
  return error;
}

template <class Timespec>
itimerspec read_itimerspec(const GuestMemory& memory, u32 address) {
  return {.it_interval = read_timespec<Timespec>(memory, address),
          .it_value = read_timespec<Timespec>(memory, address + sizeof(Timespec))};
}
template <class Timespec>
void write_itimerspec(GuestMemory& memory, u32 address, const itimerspec& host) {
  write_timespec<Timespec>(memory, address, host.it_interval);
  write_timespec<Timespec>(memory, address + sizeof(Timespec), host.it_value);
}

i64 sys_timer_create(Thread& t, i32 clock, arg::Pointer event, arg::Pointer result) {
  i32 id = 0;
  HostSigevent host{};
  if (event != 0) host = to_host(t.memory().read<GuestSigevent>(event));
  const i64 error = host_syscall(SYS_timer_create, clock, event != 0 ? &host : nullptr, &id);
  if (error == 0) t.memory().write(result, id);
  return error;
}
template <class Timespec>
i64 sys_timer_settime(Thread& t, i32 id, arg::Flags flags, arg::Pointer value, arg::Pointer old) {
  const itimerspec host = read_itimerspec<Timespec>(t.memory(), value);
  itimerspec before{};
  const i64 error = host_syscall(SYS_timer_settime, id, flags, &host, &before);
  if (error == 0 && old != 0) write_itimerspec<Timespec>(t.memory(), old, before);
  return error;
}
template <class Timespec>
i64 sys_timer_gettime(Thread& t, i32 id, arg::Pointer result) {
  itimerspec host{};
  const i64 error = host_syscall(SYS_timer_gettime, id, &host);
  if (error == 0) write_itimerspec<Timespec>(t.memory(), result, host);
  return error;
}
i64 sys_timer_getoverrun(Thread&, i32 id) { return host_syscall(SYS_timer_getoverrun, id); }
i64 sys_timer_delete(Thread&, i32 id) { return host_syscall(SYS_timer_delete, id); }

i64 sys_timerfd_create(Thread& t, i32 clock, arg::Flags flags) {
  return host_syscall(SYS_timerfd_create, clock, t.abi().open_flags_to_host(flags));
}
template <class Timespec>
i64 sys_timerfd_settime(Thread& t, arg::Fd fd, arg::Flags flags, arg::Pointer value, arg::Pointer old) {
  const itimerspec host = read_itimerspec<Timespec>(t.memory(), value);
  itimerspec before{};
  const i64 error = host_syscall(SYS_timerfd_settime, fd, flags, &host, &before);
  if (error == 0 && old != 0) write_itimerspec<Timespec>(t.memory(), old, before);
  return error;
}
template <class Timespec>
i64 sys_timerfd_gettime(Thread& t, arg::Fd fd, arg::Pointer result) {
  itimerspec host{};
  const i64 error = host_syscall(SYS_timerfd_gettime, fd, &host);
  if (error == 0) write_itimerspec<Timespec>(t.memory(), result, host);
  return error;
}

template <class Timespec>
i64 sys_sched_rr_get_interval(Thread& t, i32 pid, arg::Pointer result) {
  timespec host{};
  const i64 error = host_syscall(SYS_sched_rr_get_interval, pid, &host);
  if (error == 0) write_timespec<Timespec>(t.memory(), result, host);
  return error;
}

using Short = GuestTimespec32;
using Long = GuestTimespec64;

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_clock_gettime<Short>>("clock_gettime"),
    syscall_row<sys_clock_gettime<Long>>("clock_gettime64"),
    syscall_row<sys_clock_getres<Short>>("clock_getres"),
    syscall_row<sys_clock_getres<Long>>("clock_getres_time64"),
    syscall_row<sys_clock_settime<Short>>("clock_settime"),
    syscall_row<sys_clock_settime<Long>>("clock_settime64"),
    syscall_row<sys_gettimeofday>("gettimeofday"),
    syscall_row<sys_settimeofday>("settimeofday"),
    syscall_row<sys_times>("times"),
    syscall_row<sys_adjtimex>("adjtimex"),
    syscall_row<sys_clock_adjtime>("clock_adjtime"),
    syscall_row<sys_clock_adjtime64>("clock_adjtime64"),
    syscall_row<sys_nanosleep>("nanosleep"),
    syscall_row<sys_clock_nanosleep<Short>>("clock_nanosleep"),
    syscall_row<sys_clock_nanosleep<Long>>("clock_nanosleep_time64"),
    syscall_row<sys_setitimer>("setitimer"),
    syscall_row<sys_getitimer>("getitimer"),
    syscall_row<sys_timer_create>("timer_create"),
    syscall_row<sys_timer_settime<Short>>("timer_settime"),
    syscall_row<sys_timer_settime<Long>>("timer_settime64"),
    syscall_row<sys_timer_gettime<Short>>("timer_gettime"),
    syscall_row<sys_timer_gettime<Long>>("timer_gettime64"),
    syscall_row<sys_timer_getoverrun>("timer_getoverrun"),
    syscall_row<sys_timer_delete>("timer_delete"),
    syscall_row<sys_timerfd_create>("timerfd_create"),
    syscall_row<sys_timerfd_settime<Short>>("timerfd_settime"),
    syscall_row<sys_timerfd_settime<Long>>("timerfd_settime64"),
    syscall_row<sys_timerfd_gettime<Short>>("timerfd_gettime"),
    syscall_row<sys_timerfd_gettime<Long>>("timerfd_gettime64"),
    syscall_row<sys_sched_rr_get_interval<Short>>("sched_rr_get_interval"),
    syscall_row<sys_sched_rr_get_interval<Long>>("sched_rr_get_interval_time64"),
};

}  // namespace

std::span<const Syscall> time_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
