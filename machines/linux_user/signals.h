/// machines/linux_user/signals.h — signals as values: numbers, sets, what the guest wants done about them.
/// Source: signal(7), sigaction(2). Numbers and SA_ flags are the generic ones, which are also the host's.
#pragma once

#include <signal.h>

#include <array>
#include <string>

#include "machines/linux_user/guest_layout.h"

namespace sosie::linux_user {

inline constexpr int kSignals = 64;

/// Bit n - 1 is signal n: the kernel's own form.
using SignalSet = u64;
constexpr SignalSet signal_bit(int signal) { return u64{1} << (signal - 1); }

/// Neither can be caught, blocked or ignored.
inline constexpr SignalSet kUnblockable = signal_bit(SIGKILL) | signal_bit(SIGSTOP);
/// Faults in translated code arrive as these: the host never blocks or ignores them.
inline constexpr SignalSet kHostFaults = signal_bit(SIGSEGV) | signal_bit(SIGBUS);

constexpr bool valid_signal(int signal) { return signal >= 1 && signal <= kSignals; }

/// What rt_sigaction has set for a signal.
struct SignalAction {
  static constexpr u32 kDefault = 0, kIgnore = 1;  ///< values of `handler` that are no address
  u32 handler = kDefault;
  u32 flags = 0;
  u32 restorer = 0;  ///< where the handler returns to, with SA_RESTORER
  SignalSet mask = 0;

  bool has_handler() const { return handler > kIgnore; }
};

inline constexpr u32 kSaRestorer = 0x0400'0000;

/// sigaltstack(2)
struct AlternateStack {
  u32 base = 0;
  u32 bytes = 0;
  i32 flags = SS_DISABLE;  ///< SS_DISABLE, SS_AUTODISARM

  bool contains(u32 stack_pointer) const { return stack_pointer > base && stack_pointer - base <= bytes; }
};

/// A signal on its way to the guest. In `info` addresses are the guest's.
struct Signal {
  int number = 0;
  siginfo_t info = {};
  u32 trap = 0;           ///< of a fault: what the frame says of its kind (ARM: trap_no; m68k: the vector's offset)
  u32 error = 0;          ///< likewise (ARM: error_code, the fault status register)
  u32 fault_address = 0;  ///< of a fault
};

/// A signal that the instruction at hand causes.
Signal fault_signal(int number, int code, u32 address);

/// The guest's siginfo_t.
GuestSiginfo to_guest(const Signal& signal);

/// The host's siginfo_t of what the guest sends itself.
siginfo_t to_host(const GuestSiginfo& guest);

/// What happens by default.
enum class DefaultAction { kEnd, kIgnore, kStop, kContinue };
DefaultAction default_action(int signal);

/// "SIGSEGV", "SIGRT_3"
std::string signal_name(int signal);

}  // namespace sosie::linux_user
