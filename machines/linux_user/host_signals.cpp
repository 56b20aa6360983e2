#include "machines/linux_user/host_signals.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "machines/linux_user/process.h"
#include "machines/linux_user/safe_syscall.h"
#include "machines/linux_user/thread.h"

// The C library keeps signals 32 and 33 to itself and its sigaction refuses them; the guest's C library needs them for
// the same purposes. So the kernel is asked directly, which on x86-64 requires a way out of handlers.
asm(R"(
.text
.globl sosie_signal_return
.type sosie_signal_return, @function
sosie_signal_return:
  mov $15, %rax
  syscall
.size sosie_signal_return, . - sosie_signal_return
)");
extern "C" void sosie_signal_return();

namespace sosie::linux_user {

namespace {

/// struct sigaction as the kernel takes it.
struct KernelSigaction {
  void* handler;
  unsigned long flags;
  void (*restorer)();
  u64 mask;
};

constexpr SignalSet kAllButFaults = ~kHostFaults;
constexpr std::size_t kHandlerStackBytes = 64 << 10;
constexpr u32 kChildFlags = SA_NOCLDSTOP | SA_NOCLDWAIT;

thread_local Thread* current_thread = nullptr;

void set_raw(int signal, const KernelSigaction& action) {
  host_syscall(SYS_rt_sigaction, signal, &action, nullptr, sizeof action.mask);
}

bool is_fault_signal(int signal) { return kHostFaults & signal_bit(signal); }

/// A fault of our own code: told, then left to the default action.
void report_own_fault(const siginfo_t& info) {
  static constexpr char kText[] = "sosie: internal error: memory fault in sosie itself; please report it\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kText, sizeof kText - 1);
  set_raw(info.si_signo, {reinterpret_cast<void*>(SIG_DFL), kSaRestorer, sosie_signal_return, 0});
}

/// Never blocked; the guest cannot tell it from others by its number.
constexpr int kNudge = SIGBUS;
constexpr char kNudgeMark = 0;

bool is_nudge(const siginfo_t& info) {
  if (info.si_signo != kNudge) return false;
  // The kernel forgets who sent it when too many signals are queued.
  return (info.si_code == SI_QUEUE && info.si_value.sival_ptr == &kNudgeMark) ||
         (info.si_code == SI_USER && info.si_pid == 0);
}

/// Runs on the handlers' stack. Async-signal-safe: notes the signal and makes host code come back soon.
void handle(int signal, siginfo_t* info, void* context) {
  Thread* const thread = current_thread;
  if (is_fault_signal(signal) && info->si_code > 0) {
    Translator* const translator = thread ? thread->process().translator() : nullptr;
    if (translator && translator->host_fault(info, context)) return;
    if (thread && thread->process().memory().owns(info->si_addr)) FaultGuard::leave(info, context);
    report_own_fault(*info);
    return;
  }
  if (!thread) return;
  if (signal == kNudge) thread->nudged();  // one that was sent by somebody has taken its place, perhaps
  if (is_nudge(*info)) {
    if (thread->signals().noted()) leave_safe_syscall(context);
    return;
  }
  thread->signals().note(signal, *info);
  leave_safe_syscall(context);
  // The kernel has room for its own 64 bits only.
  if (!is_fault_signal(signal)) {
    std::memcpy(&static_cast<ucontext_t*>(context)->uc_sigmask, &kAllButFaults, sizeof kAllButFaults);
  }
}

KernelSigaction noting_action(u32 flags) {
  return {reinterpret_cast<void*>(&handle), SA_SIGINFO | SA_ONSTACK | SA_RESTART | kSaRestorer | flags,
          sosie_signal_return, kAllButFaults};
}

KernelSigaction plain_action(HostAction action, u32 flags) {
  return {reinterpret_cast<void*>(action == HostAction::kIgnore ? SIG_IGN : SIG_DFL), kSaRestorer | flags,
          sosie_signal_return, 0};
}

}  // namespace

HostSignalThread::HostSignalThread(Thread& thread) {
  stack_ = mmap(nullptr, kHandlerStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack_ == MAP_FAILED) throw UserError("no memory for a stack for signal handlers: close other programs");
  const stack_t stack{.ss_sp = stack_, .ss_flags = 0, .ss_size = kHandlerStackBytes};
  sigaltstack(&stack, nullptr);
  current_thread = &thread;
}

HostSignalThread::~HostSignalThread() {
  current_thread = nullptr;
  const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
  sigaltstack(&none, nullptr);
  munmap(stack_, kHandlerStackBytes);
}

void set_host_action(int signal, HostAction action, u32 flags) {
  if (is_fault_signal(signal)) return;
  set_raw(signal,
          action == HostAction::kNote ? noting_action(flags & kChildFlags) : plain_action(action, flags & kChildFlags));
}

HostAction take_over(int signal) {
  KernelSigaction action{};
  host_syscall(SYS_rt_sigaction, signal, nullptr, &action, sizeof action.mask);
  if (action.handler == reinterpret_cast<void*>(SIG_IGN)) return HostAction::kIgnore;
  if (action.handler != reinterpret_cast<void*>(SIG_DFL)) set_raw(signal, plain_action(HostAction::kDefault, 0));
  return HostAction::kDefault;
}

void catch_faults() {
  for (int signal : {SIGSEGV, SIGBUS}) set_raw(signal, noting_action(0));
}

void release_faults(HostAction segv, HostAction bus) {
  // Handlers end by themselves, and until then other threads may need them.
  if (segv == HostAction::kIgnore) set_raw(SIGSEGV, plain_action(segv, 0));
  if (bus == HostAction::kIgnore) set_raw(SIGBUS, plain_action(bus, 0));
}

SignalSet host_mask() {
  SignalSet mask = 0;
  host_syscall(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &mask, sizeof mask);
  return mask;
}

i64 set_host_mask(SignalSet mask, const std::atomic<bool>& stop) {
  const SignalSet host = to_host_mask(mask);
  return safe_syscall(stop, SYS_rt_sigprocmask, SIG_SETMASK, &host, nullptr, sizeof host);
}

bool send_nudge(i32 tid) {
  siginfo_t info{};
  info.si_signo = kNudge;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = const_cast<char*>(&kNudgeMark);
  return host_syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, kNudge, &info) == 0;
}

void hand_to_host(int signal) {
  set_raw(signal, plain_action(HostAction::kDefault, 0));
  const SignalSet bit = signal_bit(signal);
  host_syscall(SYS_tgkill, getpid(), host_syscall(SYS_gettid), signal);
  host_syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &bit, nullptr, sizeof bit);
}

void end_by_host_signal(int signal) {
  // A core file would be of this program, not of the guest's.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  hand_to_host(signal);
  _exit(128 + signal);
}

}  // namespace sosie::linux_user
