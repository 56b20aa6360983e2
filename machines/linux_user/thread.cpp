#include "machines/linux_user/thread.h"

#include "machines/linux_user/strace.h"

namespace sosie::linux_user {

namespace {

/// Guest instructions between two looks at nothing in particular: signals come through RunContext::interrupt.
constexpr i64 kBudget = i64{1} << 40;

// How fault_signal's error looks to programs that read sigcontext (ARM DDI 0406C B4.1.52: DFSR.WnR).
constexpr u32 kTrapAbort = 14, kErrorWrite = 1u << 11;

}  // namespace

Thread::Thread(Process& process, Abi::StatePtr state)
    : process_(process),
      state_(std::move(state)),
      processor_(process.engine(), state_.get()),
      signals_(*this),
      host_signals_(*this) {}

void Thread::run() {
  while (true) {
    context().resume();
    if (signals_.noted()) signals_.deliver();
    if (process_.ended()) return;
    act_on(processor_.run(kBudget));
  }
}

void Thread::act_on(const Stop& stop) {
  switch (stop.kind) {
    case Stop::kBudget:
    case Stop::kInterrupted: return;
    case Stop::kRequest:
      // The others (wait for interrupt, instruction sync) are hints for a program.
      if (static_cast<StopRequest>(stop.detail) == StopRequest::kSystemCall) system_call();
      return;
    case Stop::kRaise: return signals_.force(abi().signal_of(stop.detail, state(), process_.memory()));
    case Stop::kFault: return memory_fault(static_cast<u32>(stop.detail), stop.is_write);
    case Stop::kFetchFault: return memory_fault(static_cast<u32>(stop.detail), false);
  }
}

void Thread::memory_fault(u32 address, bool is_write) {
  const u8 flags = process_.memory().flags(address);
  const u8 needed = is_write ? kPageWrite : kPageRead;
  const bool fetch = address == abi().pc(state()) && !(flags & kPageExecute);
  Signal signal;
  if (!(flags & kPageMapped)) signal = fault_signal(SIGSEGV, SEGV_MAPERR, address);
  else if (fetch || !(flags & needed)) signal = fault_signal(SIGSEGV, SEGV_ACCERR, address);
  // The guest may, the host could not: the page lies behind the end of its file.
  else signal = fault_signal(SIGBUS, BUS_ADRERR, address);
  signal.trap = kTrapAbort;
  signal.error = is_write ? kErrorWrite : 0;
  signals_.force(signal);
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
    return call->run(*this, ArgCursor(request.words, abi().aligned_pairs()));
  } catch (const SyscallError& error) {
    return -error.number;
  }
}

}  // namespace sosie::linux_user
