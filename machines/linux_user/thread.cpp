#include "machines/linux_user/thread.h"

#include <immintrin.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/robust_list.h"
#include "machines/linux_user/strace.h"

namespace sosie::linux_user {

namespace {

/// Guest instructions between two looks at nothing in particular: signals come through RunContext::interrupt.
constexpr i64 kBudget = i64{1} << 40;
/// Where threads run by turns: how long a turn is.
constexpr i64 kTurn = 5'000;

}  // namespace

Thread::Thread(Process& process, Abi::StatePtr state)
    : process_(process),
      tid_(static_cast<i32>(host_syscall(SYS_gettid))),
      state_(std::move(state)),
      processor_(process.engine(), state_.get(), [this] { nudge(); }),
      signals_(*this),
      host_signals_(*this) {}

bool Thread::is_leader() const { return tid_ == getpid(); }

i64 Thread::budget() const {
  return process_.options().engine.verify && process_.threads().several() ? kTurn : kBudget;
}

void Thread::run() {
  while (true) {
    context().resume();
    if (signals_.noted()) signals_.deliver();
    if (process_.ended() || exit_status_) return;
    const Stop stop = processor_.run(budget());
    wait_for_nudge();
    act_on(stop);
  }
}

void Thread::exit(i32 status) { exit_status_ = status; }

void Thread::give_up_what_it_holds() {
  release_robust_mutexes(memory(), *this);
  if (clear_tid_ == 0) return;
  try {
    memory().write(clear_tid_, u32{0});
    host_syscall(SYS_futex, memory().input(clear_tid_, sizeof(u32)), FUTEX_WAKE, 1);
  } catch (const SyscallError&) {
    // As the kernel: nobody waits at such an address.
  }
}

void Thread::call_out() {
  signals_.look_up();
  send_nudge(tid_);
}

// A nudge that asks out must not come later, into a system call that it would interrupt.
void Thread::nudge() {
  nudge_due_ = true;
  if (!send_nudge(tid_)) nudge_due_ = false;
}

void Thread::nudged() {
  nudge_due_ = false;
  context().interrupt();
}

void Thread::wait_for_nudge() const {
  while (nudge_due_) _mm_pause();
}

void Thread::after_fork() {
  tid_ = static_cast<i32>(host_syscall(SYS_gettid));
  nudge_due_ = false;
  signals_.after_fork();
}

void Thread::act_on(const Stop& stop) {
  switch (stop.kind) {
    case Stop::kBudget:
    case Stop::kInterrupted: return;
    case Stop::kRequest:
      // The others (wait for interrupt, instruction sync) are hints for a program.
      if (static_cast<StopRequest>(stop.detail) == StopRequest::kSystemCall) system_call();
      return;
    case Stop::kRaise:
      if (stop.detail != abi().syscall_vector()) {
        return signals_.force(abi().signal_of(stop.detail, state(), process_.memory()));
      }
      abi().step_over(state());
      return system_call();
    case Stop::kFault: return memory_fault(static_cast<u32>(stop.detail), stop.is_write);
    case Stop::kFetchFault: return memory_fault(static_cast<u32>(stop.detail), false);
  }
}

void Thread::memory_fault(u32 address, bool is_write) {
  Signal signal;
  {
    const auto unchanging = process_.map().hold();
    const u8 flags = process_.memory().flags(address);
    const u8 needed = is_write ? kPageWrite : kPageRead;
    const bool fetch = address == abi().pc(state()) && !(flags & kPageExecute);
    if (!(flags & kPageMapped)) signal = fault_signal(SIGSEGV, SEGV_MAPERR, address);
    else if (fetch || !(flags & needed)) signal = fault_signal(SIGSEGV, SEGV_ACCERR, address);
    else if (!fails_again(address)) return;
    // The guest may, the host could not: the page lies behind the end of its file.
    else signal = fault_signal(SIGBUS, BUS_ADRERR, address);
  }
  abi().mark_access_fault(signal, is_write);
  signals_.force(signal);
}

bool Thread::fails_again(u32 address) {
  const Failure now{abi().pc(state()), address, process_.memory().changes()};
  const bool again = last_failure_ == now;
  last_failure_ = again ? std::nullopt : std::optional(now);
  return again;
}

void Thread::system_call() {
  const SyscallRequest request = abi().syscall(state());
  i64 result;
  if (process_.options().strace) {
    result = traced(*this, request, [&] { return perform(request); });
  } else {
    result = perform(request);
  }
  if (result == kNoResult) return;
  if (result == kRestartCall || result == kRestartAlways) {
    abi().step_back(state());
    if (result == kRestartCall) signals_.may_be_interrupted();
    return;
  }
  abi().set_result(state(), static_cast<u32>(result));
}

i64 Thread::perform(const SyscallRequest& request) {
  const Syscall* const call = process_.syscalls().find(request.number);
  if (!call) {
    process_.report_missing(request.number);
    return -ENOSYS;
  }
  try {
    return call->run(*this, ArgCursor(request.words, abi().aligned_pairs(), abi().order()));
  } catch (const SyscallError& error) {
    return -error.number;
  }
}

}  // namespace sosie::linux_user
