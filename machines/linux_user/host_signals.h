/// machines/linux_user/host_signals.h — the host's signals: handlers that only note them, and the host's mask.
///
/// Signals whose action in the guest is the default or to be ignored have that action on the host too, so that the
/// host's kernel does what a kernel does: ends, stops, continues the process. Handlers exist for what the guest
/// handles, and for SIGSEGV and SIGBUS, which are how translated code faults. The host's mask follows the guest's.
#pragma once

#include <atomic>

#include "machines/linux_user/signals.h"

namespace sosie::linux_user {

class Thread;

/// Makes `thread` the one whose signals this host thread gets, with a stack of its own for the handlers; undone at the
/// end of its life.
class HostSignalThread {
 public:
  explicit HostSignalThread(Thread& thread);
  ~HostSignalThread();
  HostSignalThread(const HostSignalThread&) = delete;
  HostSignalThread& operator=(const HostSignalThread&) = delete;

 private:
  void* stack_;
};

enum class HostAction { kDefault, kIgnore, kNote };

/// What happens to a signal from now on. SIGSEGV and SIGBUS are noted whatever is said here, until `release_faults`.
/// \param flags SA_NOCLDSTOP and SA_NOCLDWAIT are the host kernel's business and passed on.
void set_host_action(int signal, HostAction action, u32 flags);
/// \return what a process that was just started inherited. A handler of our own runtime's (the sanitizers have some) is
/// taken away: the signal is the guest's now.
HostAction take_over(int signal);
/// Starts noting SIGSEGV and SIGBUS.
void catch_faults();
/// Before the host's execve: what the new program inherits for the signals that catch_faults took.
void release_faults(HostAction segv, HostAction bus);

SignalSet host_mask();
/// Blocks what the guest blocks; signals that tell of faults stay open. \return as a host system call; with `stop` set,
/// kRestartCall and nothing has changed.
i64 set_host_mask(SignalSet mask, const std::atomic<bool>& stop);
/// The set that a host system call gets in place of the guest's.
constexpr SignalSet to_host_mask(SignalSet guest) { return guest & ~(kHostFaults | kUnblockable); }

/// Interrupts a thread of this process in translated code or in a system call, without a signal of the guest's: its
/// handler calls Thread::nudged. \return whether it was sent.
bool send_nudge(i32 tid);

/// Ends this process by the signal's default action, so that its parent sees what a native program's would.
[[noreturn]] void end_by_host_signal(int signal);
/// Lets the host's kernel act on the signal for this thread, as for one that was noted too early.
void hand_to_host(int signal);

}  // namespace sosie::linux_user
