/// machines/linux_user/thread.h — a thread of the guest: its processor, its signals, its system calls.
#pragma once

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

  /// Until the process has ended.
  void run();

  Process& process() const { return process_; }
  const Abi& abi() const { return process_.abi(); }
  GuestMemory& memory() const { return process_.guest(); }
  void* state() const { return state_.get(); }
  RunContext& context() const { return context_of(state()); }
  ThreadSignals& signals() { return signals_; }

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

  Process& process_;
  const Abi::StatePtr state_;
  Processor processor_;
  ThreadSignals signals_;
  HostSignalThread host_signals_;
  u32 clear_tid_ = 0;
  std::pair<u32, u32> robust_list_{};
};

}  // namespace sosie::linux_user
