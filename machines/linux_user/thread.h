/// machines/linux_user/thread.h — a thread of the guest: its processor, its signals, its system calls.
#pragma once

#include <atomic>
#include <optional>

#include "core/engine/cpu_record.h"
#include "core/engine/processor.h"
#include "machines/linux_user/abi.h"
#include "machines/linux_user/host_signals.h"
#include "machines/linux_user/process.h"
#include "machines/linux_user/safe_syscall.h"
#include "machines/linux_user/thread_signals.h"

namespace sosie::linux_user {

/// Belongs to one host thread, the one that calls `run`.
class Thread {
 public:
  Thread(Process& process, Abi::StatePtr state);
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  /// Until the process has ended, or this thread on its own.
  void run();
  /// The host thread's number, which is the guest's too.
  i32 tid() const { return tid_; }
  /// It is the process's first thread.
  bool is_leader() const;

  /// exit: `run` comes back.
  void exit(i32 status);
  i32 exit_status() const { return exit_status_.value_or(0); }
  /// After an exit of its own: releases robust mutexes and tells who waits for its end.
  void give_up_what_it_holds();
  /// By another thread: makes this one look whether the process has ended.
  void call_out();
  /// Until a signal that asked it out of the memory's gate has arrived.
  void wait_for_nudge() const;
  /// From the handler of that signal.
  void nudged();
  /// The host thread is another process's now.
  void after_fork();

  Process& process() const { return process_; }
  const Abi& abi() const { return process_.abi(); }
  GuestMemory& memory() const { return process_.guest(); }
  void* state() const { return state_.get(); }
  RunContext& context() const { return context_of(state()); }
  ThreadSignals& signals() { return signals_; }
  Processor& processor() { return processor_; }

  /// A host system call that may wait: a signal interrupts it.
  template <class... Args>
  i64 call(long number, Args... args) {
    return safe_syscall(signals_.noted(), number, args...);
  }
  /// The host's name of the file that a guest's string names. SyscallError where the string is not readable.
  std::string host_path(u32 address, bool follow_last = true) const {
    return process_.paths().to_host(memory().string(address), follow_last);
  }

  /// set_tid_address: where zero is written when the thread ends.
  void set_clear_tid(u32 address) { clear_tid_ = address; }
  u32 clear_tid() const { return clear_tid_; }
  void set_robust_list(u32 address, u32 bytes) { robust_list_ = {address, bytes}; }
  std::pair<u32, u32> robust_list() const { return robust_list_; }

 private:
  void act_on(const Stop& stop);
  void system_call();
  i64 perform(const SyscallRequest& request);
  void memory_fault(u32 address, bool is_write);

  void nudge();
  i64 budget() const;
  /// The page allows what has failed there: another thread has changed it since, or there is no memory behind it.
  bool fails_again(u32 address);

  Process& process_;
  i32 tid_;
  const Abi::StatePtr state_;
  std::atomic<bool> nudge_due_{false};
  Processor processor_;
  ThreadSignals signals_;
  HostSignalThread host_signals_;
  u32 clear_tid_ = 0;
  std::pair<u32, u32> robust_list_{};
  std::optional<i32> exit_status_;
  struct Failure {
    u32 pc, address;
    u64 changes;
    bool operator==(const Failure&) const = default;
  };
  std::optional<Failure> last_failure_;
};

}  // namespace sosie::linux_user
