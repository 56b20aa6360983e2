#include "machines/linux_user/thread_signals.h"

#include <functional>

#include "machines/linux_user/host_signals.h"
#include "machines/linux_user/process.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

constexpr i32 kAutoDisarm = INT32_MIN;  ///< SS_AUTODISARM

}  // namespace

ThreadSignals::ThreadSignals(Thread& thread) : thread_(thread), mask_(host_mask() & ~kUnblockable) {}

ThreadSignals::Slot& ThreadSignals::slot_of(int signal) {
  return slots_[signal == SIGSEGV ? 1 : signal == SIGBUS ? 2 : 0];
}

void ThreadSignals::note(int signal, const siginfo_t& info) {
  Slot& slot = slot_of(signal);
  slot.info = info;
  slot.full = true;
  noted_ = true;
  thread_.context().interrupt();
}

void ThreadSignals::apply_mask() { set_host_mask(mask_, noted_); }

i64 ThreadSignals::set_mask(SignalSet mask) {
  if (set_host_mask(mask, noted_) != 0) return kRestartAlways;
  const SignalSet opened = mask_ & ~mask;
  mask_ = mask & ~kUnblockable;
  if (opened & held()) noted_ = true;
  return 0;
}

void ThreadSignals::begin_with(SignalSet mask) {
  mask_ = mask;
  apply_mask();
}

i64 ThreadSignals::close() { return set_host_mask(~SignalSet{0}, noted_); }

void ThreadSignals::waited_with(SignalSet mask) {
  own_mask_ = mask_;
  mask_ = mask & ~kUnblockable;
  waited_ = true;
}

SignalSet ThreadSignals::held() const {
  // The first slot's signal was not blocked when it came, or the host would have kept it.
  SignalSet set = 0;
  for (const Slot& slot : {std::cref(slots_[1]), std::cref(slots_[2])}) {
    if (slot.full) set |= signal_bit(slot.info.si_signo);
  }
  return set & mask_;
}

void ThreadSignals::deliver() {
  while (noted_) {
    noted_ = false;
    for (Slot& slot : slots_) {
      if (!slot.full || held() & signal_bit(slot.info.si_signo)) continue;
      const siginfo_t info = slot.info;
      slot.full = false;
      act(info);
    }
    if (waited_) {
      waited_ = false;
      mask_ = own_mask_;
    }
    apply_mask();
  }
  interruptible_ = false;
}

void ThreadSignals::act(const siginfo_t& info) {
  const int number = info.si_signo;
  const SignalAction action = thread_.process().actions().get(number);
  if (action.has_handler()) return enter({.number = number, .info = info}, action);
  if (action.handler == SignalAction::kIgnore) return;
  // The guest took its handler away after the signal had come.
  switch (default_action(number)) {
    case DefaultAction::kEnd: return thread_.process().end({.by_signal = true, .number = number});
    case DefaultAction::kStop: return hand_to_host(number);
    default: return;
  }
}

void ThreadSignals::force(const Signal& signal) {
  const int number = signal.number;
  const SignalAction action = thread_.process().actions().get(number);
  if (mask_ & signal_bit(number) || !action.has_handler()) {
    thread_.process().report_fault(thread_, signal);
    return thread_.process().end({.by_signal = true, .number = number});
  }
  enter(signal, action);
  apply_mask();
}

u32 ThreadSignals::frame_top(const SignalAction& action) const {
  const u32 stack = thread_.abi().stack(thread_.state());
  const bool usable = alternate_stack_.bytes != 0 && !(alternate_stack_.flags & SS_DISABLE);
  if (action.flags & SA_ONSTACK && usable && !alternate_stack_.contains(stack)) {
    return alternate_stack_.base + alternate_stack_.bytes;
  }
  return stack;
}

void ThreadSignals::enter(const Signal& signal, SignalAction action) {
  const Abi& abi = thread_.abi();
  if (interruptible_ && !(action.flags & SA_RESTART)) {
    abi.step_over(thread_.state());
    abi.set_result(thread_.state(), static_cast<u32>(-EINTR));
  }
  interruptible_ = false;
  const SignalFrame frame{.signal = signal,
                          .action = action,
                          .saved_mask = waited_ ? own_mask_ : mask_,
                          .alternate_stack = alternate_stack_,
                          .stack = frame_top(action)};
  if (!abi.push_frame(thread_.state(), thread_.memory(), frame)) {
    // There is nowhere to tell the program that there is nowhere to tell it.
    const Signal fault = fault_signal(SIGSEGV, SEGV_MAPERR, frame.stack);
    if (signal.number == SIGSEGV) thread_.process().actions().set(SIGSEGV, {});
    return force(fault);
  }
  waited_ = false;
  if (action.flags & SA_RESETHAND) thread_.process().actions().set(signal.number, {});
  if (alternate_stack_.flags & kAutoDisarm) alternate_stack_ = {};
  mask_ |= action.mask & ~kUnblockable;
  if (!(action.flags & SA_NODEFER)) mask_ |= signal_bit(signal.number);
}

i64 ThreadSignals::leave_handler(bool with_info) {
  // What comes from here on comes after the handler: it must find the mask that was before it.
  if (set_host_mask(~SignalSet{0}, noted_) != 0) return kRestartAlways;
  const auto frame = thread_.abi().pop_frame(thread_.state(), thread_.memory(), with_info);
  if (!frame) {
    force(fault_signal(SIGSEGV, SEGV_MAPERR, thread_.abi().stack(thread_.state())));
    return kNoResult;
  }
  mask_ = frame->mask & ~kUnblockable;
  if (frame->alternate_stack) {
    alternate_stack_ = *frame->alternate_stack;
    alternate_stack_.flags &= ~SS_ONSTACK;
  }
  for (const Slot& slot : slots_) {
    if (slot.full) noted_ = true;
  }
  apply_mask();
  return kNoResult;
}

void ThreadSignals::after_fork() {
  for (Slot& slot : slots_) slot.full = false;
  noted_ = false;
  apply_mask();
}

}  // namespace sosie::linux_user
