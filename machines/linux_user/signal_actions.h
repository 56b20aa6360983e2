/// machines/linux_user/signal_actions.h — what a process wants done about each signal, kept in step with the host.
#pragma once

#include <array>
#include <mutex>

#include "machines/linux_user/host_signals.h"

namespace sosie::linux_user {

/// Shared by the threads of a process.
class SignalActions {
 public:
  /// Takes over what the process inherited and starts noting faults.
  SignalActions();

  SignalAction get(int signal) const {
    const std::lock_guard lock(mutex_);
    return actions_[static_cast<std::size_t>(signal)];
  }
  void set(int signal, const SignalAction& action);

  /// After a thread was made: the host's C library takes signals 32 and 33 for itself then, as the guest's did before.
  void take_back();

  /// Before and, where it failed, after the host's execve: handlers do not survive it, ignored signals stay ignored.
  void prepare_exec() const;
  void resume_after_exec() const { catch_faults(); }

  void before_fork() { mutex_.lock(); }
  void after_fork() { mutex_.unlock(); }

 private:
  mutable std::mutex mutex_;
  std::array<SignalAction, kSignals + 1> actions_;
};

}  // namespace sosie::linux_user
