/// machines/linux_user/thread_signals.h — a guest thread's signals: mask, what has arrived, entering and leaving
/// handlers. Source: signal(7), sigaction(2), sigreturn(2), sigaltstack(2).
#pragma once

#include <atomic>

#include "machines/linux_user/safe_syscall.h"
#include "machines/linux_user/signals.h"

namespace sosie::linux_user {

class Thread;

class ThreadSignals {
 public:
  explicit ThreadSignals(Thread& thread);

  SignalSet mask() const { return mask_; }
  /// \return 0, or kRestartAlways: a signal has to be delivered first.
  i64 set_mask(SignalSet mask);
  /// A host system call has waited with `mask` in place of the thread's own and was interrupted: what arrived is
  /// delivered under `mask`, then the thread's own comes back.
  void waited_with(SignalSet mask);

  AlternateStack& alternate_stack() { return alternate_stack_; }

  /// Something has arrived and waits for `deliver`.
  const std::atomic<bool>& noted() const { return noted_; }
  /// From the host's signal handler. At most one signal is noted at a time, as the handler blocks the others; those
  /// that tell of faults, when sent by somebody, have places of their own.
  void note(int signal, const siginfo_t& info);
  /// Acts on what was noted: enters handlers, ends the process, or drops it.
  void deliver();
  /// A signal that the instruction at pc caused. It is not blocked or ignored.
  void force(const Signal& signal);
  /// The system call at hand will be made again; a handler without SA_RESTART that comes first turns it into EINTR.
  void may_be_interrupted() { interruptible_ = true; }
  /// sigreturn, rt_sigreturn. \return kNoResult, or kRestartAlways: a signal has to be delivered first.
  i64 leave_handler(bool with_info);
  /// A new thread starts with its parent's mask.
  void begin_with(SignalSet mask);
  /// By another thread, which wants this one's run loop to come round: the next system call that waits does not begin.
  void look_up() { noted_ = true; }
  /// The thread ends. \return 0, and no signal comes any more; or kRestartAlways: one has to be delivered first.
  i64 close();
  /// In the child: what was noted is the parent's.
  void after_fork();
  /// What has arrived and is blocked, beside what the host's kernel keeps.
  SignalSet held() const;

 private:
  struct Slot {
    std::atomic<bool> full{false};
    siginfo_t info;
  };
  static constexpr int kSlots = 3;
  Slot& slot_of(int signal);
  void act(const siginfo_t& info);
  void enter(const Signal& signal, SignalAction action);
  u32 frame_top(const SignalAction& action) const;
  /// Brings the host's mask in step, unless something is noted: `deliver` does it then.
  void apply_mask();

  Thread& thread_;
  SignalSet mask_;
  SignalSet own_mask_ = 0;  ///< while a wait's mask is in force
  bool waited_ = false;
  bool interruptible_ = false;
  AlternateStack alternate_stack_;
  std::atomic<bool> noted_{false};
  Slot slots_[kSlots];
};

}  // namespace sosie::linux_user
