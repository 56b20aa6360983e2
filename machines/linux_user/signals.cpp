#include "machines/linux_user/signals.h"

#include <fmt/format.h>

#include <cstring>

namespace sosie::linux_user {

Signal fault_signal(int number, int code, u32 address) {
  Signal signal;
  signal.number = number;
  signal.info.si_signo = number;
  signal.info.si_code = code;
  signal.info.si_addr = reinterpret_cast<void*>(u64{address});
  signal.fault_address = address;
  return signal;
}

GuestSiginfo to_guest(const Signal& signal) {
  const siginfo_t& host = signal.info;
  GuestSiginfo guest{};
  guest.signal = signal.number;
  guest.error = host.si_errno;
  guest.code = host.si_code;
  const auto value = static_cast<u32>(reinterpret_cast<u64>(host.si_value.sival_ptr));
  if (host.si_code == SI_TIMER) {
    guest.timer = {host.si_timerid, host.si_overrun, value};
  } else if (host.si_code <= 0 || host.si_code == SI_KERNEL) {
    guest.sent = {host.si_pid, static_cast<i32>(host.si_uid), value};
  } else if (signal.number == SIGCHLD) {
    guest.child = {host.si_pid, static_cast<i32>(host.si_uid), host.si_status, static_cast<i32>(host.si_utime),
                   static_cast<i32>(host.si_stime)};
  } else if (signal.number == SIGIO) {
    guest.poll = {static_cast<i32>(host.si_band), host.si_fd};
  } else {
    guest.fault = {static_cast<u32>(reinterpret_cast<u64>(host.si_addr))};
  }
  return guest;
}

siginfo_t to_host(const GuestSiginfo& guest) {
  siginfo_t host{};
  host.si_signo = guest.signal;
  host.si_errno = guest.error;
  host.si_code = guest.code;
  host.si_pid = guest.sent.pid;
  host.si_uid = static_cast<u32>(guest.sent.uid);
  host.si_value.sival_ptr = reinterpret_cast<void*>(u64{guest.sent.value});
  return host;
}

DefaultAction default_action(int signal) {
  switch (signal) {
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH: return DefaultAction::kIgnore;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return DefaultAction::kStop;
    case SIGCONT: return DefaultAction::kContinue;
    default: return DefaultAction::kEnd;
  }
}

std::string signal_name(int signal) {
  if (const char* name = sigabbrev_np(signal)) return fmt::format("SIG{}", name);
  if (signal >= 32 && signal <= kSignals) return fmt::format("SIGRT_{}", signal - 32);
  return std::to_string(signal);
}

}  // namespace sosie::linux_user
