// Signals as an m68k kernel delivers them: which exception becomes which signal, the frame on the stack, the way back.
// Source: uapi headers asm/{sigcontext,ucontext,siginfo}.h; sigaction(2), sigreturn(2); MC68000UM 6.2.
#include <algorithm>
#include <array>

#include "frontends/m68k/fp_helpers.h"
#include "machines/linux_user/abi_m68k.h"

namespace sosie::linux_user {

namespace {

using m68k::State;

/// A number of the FPU: sign and exponent in the upper half of the first word.
using M68kFpNumber = std::array<u32, 3>;
/// FPCR, FPSR, FPIAR
using M68kFpControl = std::array<u32, 3>;

/// struct sigcontext. Without an FPU `fp_state` begins with zero, and so do the numbers.
struct [[gnu::packed]] M68kContext {
  u32 mask, usp;
  u32 d0, d1, a0, a1;
  u16 sr;
  u32 pc;
  u16 format_vector;
  M68kFpNumber fp[2];
  M68kFpControl fp_control;
  u32 fp_state[54];
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
  M68kFpControl fp_control;
  M68kFpNumber fp[8];
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

M68kFpNumber fp_number(const m68k::FpRegister& fp) {
  return {static_cast<u32>(fp.head) << 16, static_cast<u32>(fp.mantissa >> 32), static_cast<u32>(fp.mantissa)};
}
m68k::FpRegister fp_register(const M68kFpNumber& number) { return {u64{number[1]} << 32 | number[2], number[0] >> 16}; }
M68kFpControl fp_control(const State& s) { return {s.fpcr, m68k::fpsr(s), s.fpiar}; }
void set_fp_control(State& s, const M68kFpControl& control) {
  s.fpcr = control[0] & m68k::kFpcrBits;
  m68k::set_fpsr(s, control[1]);
  s.fpiar = control[2];
  s.mode = (s.mode & ~(m68k::kModeFpTraps | m68k::kModeFpRounding)) | m68k::fp_mode_of(s.fpcr);
}

M68kFrame make_frame(const State& s, const SignalFrame& frame, u32 address, u32 fpu_frame) {
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
                  .fp_state = {fpu_frame}};
  if (fpu_frame != 0) {
    for (unsigned n = 0; n < 2; ++n) made.context.fp[n] = fp_number(s.fp[n]);
    made.context.fp_control = fp_control(s);
  }
  return made;
}

M68kInfoFrame make_info_frame(const State& s, const SignalFrame& frame, u32 address, u32 fpu_frame) {
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
  uc.fp_state[0] = fpu_frame;
  if (fpu_frame != 0) {
    std::transform(std::begin(s.fp), std::end(s.fp), uc.machine.fp, fp_number);
    uc.machine.fp_control = fp_control(s);
  }
  uc.format_vector = format_vector(frame.signal);
  uc.mask = GuestSigset::of(frame.saved_mask);
  return made;
}

ReturnedFrame leave_frame(State& s, const M68kFrame& frame, bool has_fpu) {
  const M68kContext& context = frame.context;
  s.d[0] = context.d0;
  s.d[1] = context.d1;
  s.a[0] = context.a0;
  s.a[1] = context.a1;
  s.a[7] = context.usp;
  s.pc = context.pc;
  restore_ccr(s, context.sr);
  if (has_fpu && context.fp_state[0] != 0) {
    for (unsigned n = 0; n < 2; ++n) s.fp[n] = fp_register(context.fp[n]);
    set_fp_control(s, context.fp_control);
  }
  return {.mask = GuestSigset{{context.mask, frame.more_mask}}.set(), .alternate_stack = std::nullopt};
}

std::optional<ReturnedFrame> leave_info_frame(State& s, const M68kInfoFrame& frame, bool has_fpu) {
  const M68kUcontext& uc = frame.ucontext;
  if (uc.machine.version != M68kMachineContext::kVersion) return std::nullopt;
  std::copy(std::begin(uc.machine.d), std::end(uc.machine.d), s.d);
  std::copy(std::begin(uc.machine.a), std::end(uc.machine.a), s.a);
  s.pc = uc.machine.pc;
  restore_ccr(s, uc.machine.sr);
  if (has_fpu && uc.fp_state[0] != 0) {
    std::transform(std::begin(uc.machine.fp), std::end(uc.machine.fp), s.fp, fp_register);
    set_fp_control(s, uc.machine.fp_control);
  }
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
    // A condition's exception is its own instruction's, the others are reported when theirs has its result.
    case m68k::kFpBsun: return {SIGFPE, FPE_FLTINV, false};
    case m68k::kFpInexact: return {SIGFPE, FPE_FLTRES, true};
    case m68k::kFpDivideByZero: return {SIGFPE, FPE_FLTDIV, true};
    case m68k::kFpUnderflow: return {SIGFPE, FPE_FLTUND, true};
    case m68k::kFpOverflow: return {SIGFPE, FPE_FLTOVF, true};
    case m68k::kFpOperandError:
    case m68k::kFpSignallingNan: return {SIGFPE, FPE_FLTINV, true};
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
    if (with_info) memory.write(address, make_info_frame(s, frame, address, cpu_.fpu_frame));
    else memory.write(address, make_frame(s, frame, address, cpu_.fpu_frame));
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
    const bool has_fpu = cpu_.fpu_frame != 0;
    if (with_info) return leave_info_frame(s, memory.read<M68kInfoFrame>(address), has_fpu);
    return leave_frame(s, memory.read<M68kFrame>(address), has_fpu);
  } catch (const SyscallError&) {
    return std::nullopt;
  }
}

}  // namespace sosie::linux_user
