/// machines/linux_user/time_convert.h — times and resource usage between the guest's structs and the host's.
#pragma once

#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "machines/linux_user/guest_layout.h"
#include "machines/linux_user/guest_memory.h"

namespace sosie::linux_user {

/// The kernel of a 32-bit guest has most calls with a time twice: with 32 and with 64 bits for the seconds.
template <class Timespec>
timespec read_timespec(const GuestMemory& memory, u32 address) {
  const auto guest = memory.read<Timespec>(address);
  return {.tv_sec = guest.seconds, .tv_nsec = static_cast<i32>(guest.nanoseconds)};
}
template <class Timespec>
void write_timespec(GuestMemory& memory, u32 address, const timespec& host) {
  Timespec guest{};
  guest.seconds = static_cast<decltype(guest.seconds)>(host.tv_sec);
  guest.nanoseconds = static_cast<decltype(guest.nanoseconds)>(host.tv_nsec);
  memory.write(address, guest);
}

/// A time that may be absent: `pointer()` is what the host's call gets.
template <class Timespec>
class OptionalTimespec {
 public:
  OptionalTimespec(const GuestMemory& memory, u32 address) : present_(address != 0) {
    if (present_) value_ = read_timespec<Timespec>(memory, address);
  }
  timespec* pointer() { return present_ ? &value_ : nullptr; }

 private:
  bool present_;
  timespec value_{};
};

inline timeval to_host(const GuestTimeval& guest) { return {.tv_sec = guest.seconds, .tv_usec = guest.microseconds}; }
inline GuestTimeval to_guest(const timeval& host) {
  return {static_cast<i32>(host.tv_sec), static_cast<i32>(host.tv_usec)};
}
GuestRusage to_guest(const rusage& host);

/// struct sigevent as the host's kernel takes it.
struct HostSigevent {
  u64 value;
  i32 signal, notify, thread;
  i32 padding[11];
};
static_assert(sizeof(HostSigevent) == 64);

inline HostSigevent to_host(const GuestSigevent& guest) {
  return {.value = guest.value, .signal = guest.signal, .notify = guest.notify, .thread = guest.thread, .padding = {}};
}

}  // namespace sosie::linux_user
