// Signals as an m68k kernel delivers them: which exception becomes which signal, the frame on the stack, the way back.
// Source: uapi headers asm/{sigcontext,ucontext,siginfo}.h; sigaction(2), sigreturn(2); MC68000UM 6.2.
#include <algorithm>

#include "machines/linux_user/abi_m68k.h"

namespace sosie::linux_user {

namespace {

using m68k::State;

/// struct sigcontext. The members for a floating-point unit stay zero, which is what one says that was not used.
struct [[gnu::packed]] M68kContext {
  u32 mask, usp;
  u32 d0, d1, a0, a1;
  u16 sr;
  u32 pc;
  u16 format_vector;
  u32 fp[2 * 3], fp_control[3], fp_state[54];
};
static_assert(sizeof(M68kContext) == 284 && offsetof(M68kContext, pc) == 26);

/// struct sigframe
struct M68kFrame {
  u32 return_address;
  i32 signal;
  u32 code, context_address;
  u16 return_code[4];
  u32 more_mask;
  M68kContext context;
};
static_assert(sizeof(M68kFrame) == 312 && offsetof(M68kFrame, context) == 28);

/// mcontext_t
struct M68kMachineContext {
  static constexpr i32 kVersion = 2;
  i32 version;
  u32 d[8], a[8], pc, sr;
  u32 fp_control[3], fp[8 * 3];
};
/// struct ucontext
struct M68kUcontext {
  u32 flags, link;
  GuestStack stack;
  M68kMachineContext machine;
  u32 fp_state[54], format_vector, filler[25];
  GuestSigset mask;
};
static_assert(sizeof(M68kMachineContext) == 184 && sizeof(M68kUcontext) == 532);

/// struct rt_sigframe
struct M68kInfoFrame {
  u32 return_address;
  i32 signal;
  u32 info_address, context_address;
  u16 return_code[4];
  GuestSiginfo info;
  M68kUcontext ucontext;
};
static_assert(sizeof(M68kInfoFrame) == 684 && offsetof(M68kInfoFrame, ucontext) == 152);

/// What the handler's RTS takes off the frame.
constexpr u32 kReturnAddressBytes = 4;

// moveq #119, %d0; trap #0: sigreturn
constexpr u16 kReturnCode[4] = {0x7077, 0x4e40, 0, 0};
// moveq #~173, %d0; not.b %d0; trap #0: rt_sigreturn, whose number no MOVEQ holds
constexpr u16 kInfoReturnCode[4] = {0x7052, 0x4600, 0x4e40, 0};

constexpr u32 vector_offset(u32 vector) { return vector * 4; }

/// Offset of the vector through which the kernel was entered, a format of 0 above it.
u16 format_vector(const Signal& signal) {
  return static_cast<u16>(signal.trap != 0 ? signal.trap : vector_offset(m68k::kTrap));
}

/// Handlers may change conditions, but not what is behind them.
void restore_ccr(State& s, u32 sr) { m68k::set_sr(s, static_cast<u16>((m68k::sr(s) & 0xff00) | (sr & 0xff))); }

M68kFrame make_frame(const State& s, const SignalFrame& frame, u32 address) {
  M68kFrame made{};
  made.return_address = address + static_cast<u32>(offsetof(M68kFrame, return_code));
  made.signal = frame.signal.number;
  made.code = format_vector(frame.signal);
  made.context_address = address + static_cast<u32>(offsetof(M68kFrame, context));
  std::copy(std::begin(kReturnCode), std::end(kReturnCode), made.return_code);
  const GuestSigset mask = GuestSigset::of(frame.saved_mask);
  made.more_mask = mask.words[1];
  made.context = {.mask = mask.words[0],
                  .usp = s.a[7],
                  .d0 = s.d[0],
                  .d1 = s.d[1],
                  .a0 = s.a[0],
                  .a1 = s.a[1],
                  .sr = m68k::sr(s),
                  .pc = s.pc,
                  .format_vector = format_vector(frame.signal),
                  .fp = {},
                  .fp_control = {},
                  .fp_state = {}};
  return made;
}

M68kInfoFrame make_info_frame(const State& s, const SignalFrame& frame, u32 address) {
  M68kInfoFrame made{};
  made.return_address = address + static_cast<u32>(offsetof(M68kInfoFrame, return_code));
  made.signal = frame.signal.number;
  made.info_address = address + static_cast<u32>(offsetof(M68kInfoFrame, info));
  made.context_address = address + static_cast<u32>(offsetof(M68kInfoFrame, ucontext));
  std::copy(std::begin(kInfoReturnCode), std::end(kInfoReturnCode), made.return_code);
  made.info = to_guest(frame.signal);
  M68kUcontext& uc = made.ucontext;
  const AlternateStack& alternate = frame.alternate_stack;
  uc.stack = {alternate.base, alternate.flags, alternate.bytes};
  if (alternate.bytes != 0 && alternate.contains(s.a[7])) uc.stack.flags |= SS_ONSTACK;
  uc.machine.version = M68kMachineContext::kVersion;
  std::copy(std::begin(s.d), std::end(s.d), uc.machine.d);
  std::copy(std::begin(s.a), std::end(s.a), uc.machine.a);
  uc.machine.pc = s.pc;
  uc.machine.sr = m68k::sr(s);
  uc.format_vector = format_vector(frame.signal);
  uc.mask = GuestSigset::of(frame.saved_mask);
  return made;
}

ReturnedFrame leave_frame(State& s, const M68kFrame& frame) {
  const M68kContext& context = frame.context;
  s.d[0] = context.d0;
  s.d[1] = context.d1;
  s.a[0] = context.a0;
  s.a[1] = context.a1;
  s.a[7] = context.usp;
  s.pc = context.pc;
  restore_ccr(s, context.sr);
  return {.mask = GuestSigset{{context.mask, frame.more_mask}}.set(), .alternate_stack = std::nullopt};
}

std::optional<ReturnedFrame> leave_info_frame(State& s, const M68kInfoFrame& frame) {
  const M68kUcontext& uc = frame.ucontext;
  if (uc.machine.version != M68kMachineContext::kVersion) return std::nullopt;
  std::copy(std::begin(uc.machine.d), std::end(uc.machine.d), s.d);
  std::copy(std::begin(uc.machine.a), std::end(uc.machine.a), s.a);
  s.pc = uc.machine.pc;
  restore_ccr(s, uc.machine.sr);
  return ReturnedFrame{.mask = uc.mask.set(),
                       .alternate_stack = AlternateStack{uc.stack.base, uc.stack.bytes, uc.stack.flags}};
}

struct ExceptionSignal {
  int number, code;
  bool goes_on;  ///< the stacked pc is the following instruction's
};

ExceptionSignal signal_of_vector(u64 vector) {
  switch (vector) {
    case m68k::kAddressError: return {SIGBUS, BUS_ADRALN, false};
    case m68k::kZeroDivide: return {SIGFPE, FPE_INTDIV, true};
    case m68k::kChk:
    case m68k::kTrapv: return {SIGFPE, FPE_INTOVF, true};
    case m68k::kPrivilegeViolation: return {SIGILL, ILL_PRVOPC, false};
    case m68k::kTraceVector: return {SIGTRAP, TRAP_TRACE, false};
    case m68k::kTrap + 15: return {SIGTRAP, TRAP_BRKPT, true};
    default: break;
  }
  if (vector >= m68k::kTrap && vector < m68k::kTrap + 15u) return {SIGILL, ILL_ILLTRP, true};
  return {SIGILL, ILL_ILLOPC, false};  // illegal, line A, line F
}

}  // namespace

Signal M68kAbi::signal_of(u64 vector, void* state, const FlatMemory& memory) const {
  State& s = *static_cast<State*>(state);
  const ExceptionSignal known = signal_of_vector(vector);
  Signal signal = fault_signal(known.number, known.code, s.pc);
  signal.trap = vector_offset(static_cast<u32>(vector));
  DecodedInsn insn;
  if (known.goes_on && isa_.decode(s.pc, s.mode, memory, insn) == FetchResult::kOk) s.pc += insn.bytes;
  return signal;
}

void M68kAbi::mark_access_fault(Signal& signal, bool) const { signal.trap = vector_offset(m68k::kBusError); }

bool M68kAbi::push_frame(void* state, GuestMemory& memory, const SignalFrame& frame) const {
  State& s = *static_cast<State*>(state);
  const bool with_info = frame.action.flags & SA_SIGINFO;
  const u32 bytes = with_info ? sizeof(M68kInfoFrame) : sizeof(M68kFrame);
  const u32 address = (frame.stack - bytes) & ~u32{7};
  try {
    if (with_info) memory.write(address, make_info_frame(s, frame, address));
    else memory.write(address, make_frame(s, frame, address));
  } catch (const SyscallError&) {
    return false;
  }
  s.a[7] = address;
  s.pc = frame.action.handler;
  return true;
}

std::optional<ReturnedFrame> M68kAbi::pop_frame(void* state, GuestMemory& memory, bool with_info) const {
  State& s = *static_cast<State*>(state);
  const u32 address = s.a[7] - kReturnAddressBytes;
  try {
    if (with_info) return leave_info_frame(s, memory.read<M68kInfoFrame>(address));
    return leave_frame(s, memory.read<M68kFrame>(address));
  } catch (const SyscallError&) {
    return std::nullopt;
  }
}

}  // namespace sosie::linux_user
