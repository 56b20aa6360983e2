// Signals as an ARM kernel delivers them: which exception becomes which signal, the frame on the stack, the way back.
// Source: uapi headers asm/{sigcontext,ucontext,siginfo}.h; sigaction(2), sigreturn(2).
#include <algorithm>
#include <cstring>

#include "frontends/arm/state.h"
#include "machines/linux_user/abi_arm.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

namespace {

using arm::State;

// What sigcontext's trap_no and error_code say (asm/sigcontext.h; fault status: ARM DDI 0406C B4.1.51).
constexpr u32 kTrapUndefined = 6, kTrapAbort = 14;
constexpr u32 kErrorWrite = 1u << 11;  ///< DFSR.WnR

/// struct sigcontext
struct ArmContext {
  u32 trap, error, old_mask;
  u32 r[16];
  u32 cpsr;
  u32 fault_address;
};
static_assert(sizeof(ArmContext) == 84 && offsetof(ArmContext, r) == 12 && offsetof(ArmContext, cpsr) == 76);

/// struct vfp_sigframe: what uc_regspace holds where there is a floating-point unit.
struct ArmVfpFrame {
  static constexpr u32 kMagic = 0x5646'5001;
  u32 magic, bytes;
  u64 d[32];
  u32 fpscr, padding;
  u32 fpexc, fpinst, fpinst2, padding2;
};
static_assert(sizeof(ArmVfpFrame) == 288 && offsetof(ArmVfpFrame, fpscr) == 264);

/// struct ucontext
struct ArmUcontext {
  u32 flags, link;
  GuestStack stack;
  ArmContext context;
  GuestSigset mask;
  u32 unused[30];
  u32 register_space[128];  ///< at a multiple of eight
};
static_assert(sizeof(ArmUcontext) == 744 && offsetof(ArmUcontext, context) == 20 &&
              offsetof(ArmUcontext, mask) == 104 && offsetof(ArmUcontext, register_space) == 232);

/// struct sigframe, struct rt_sigframe
struct ArmFrame {
  ArmUcontext ucontext;
  u32 return_code[4];
};
struct ArmInfoFrame {
  GuestSiginfo info;
  ArmFrame frame;
};
static_assert(sizeof(ArmFrame) == 760 && sizeof(ArmInfoFrame) == 888);

constexpr u32 kPlainFrameFlags = 0x5ac3'c35a;  ///< uc_flags of a frame without siginfo

void save_vfp(const State& s, ArmUcontext& uc) {
  ArmVfpFrame vfp{};
  vfp.magic = ArmVfpFrame::kMagic;
  vfp.bytes = sizeof vfp;
  std::copy(std::begin(s.d), std::end(s.d), vfp.d);
  vfp.fpscr = arm::fpscr(s);
  vfp.fpexc = 1u << 30;  // enabled
  std::memcpy(uc.register_space, &vfp, sizeof vfp);
}

void restore_vfp(State& s, const ArmUcontext& uc) {
  ArmVfpFrame vfp;
  std::memcpy(&vfp, uc.register_space, sizeof vfp);
  if (vfp.magic != ArmVfpFrame::kMagic || vfp.bytes != sizeof vfp) return;
  std::copy(std::begin(vfp.d), std::end(vfp.d), s.d);
  arm::set_fpscr(s, vfp.fpscr);
}

ArmUcontext save_context(const State& s, const SignalFrame& frame) {
  ArmUcontext uc{};
  const AlternateStack& alternate = frame.alternate_stack;
  uc.stack = {alternate.base, alternate.flags, alternate.bytes};
  if (alternate.bytes != 0 && alternate.contains(s.r[13])) uc.stack.flags |= SS_ONSTACK;
  uc.context.trap = frame.signal.trap;
  uc.context.error = frame.signal.error;
  uc.context.fault_address = frame.signal.fault_address;
  uc.context.old_mask = static_cast<u32>(frame.saved_mask);
  std::copy(std::begin(s.r), std::end(s.r), uc.context.r);
  uc.context.cpsr = arm::cpsr(s);
  uc.mask = GuestSigset::of(frame.saved_mask);
  save_vfp(s, uc);
  return uc;
}

void enter_handler(State& s, const SignalFrame& frame, u32 frame_address) {
  const SignalAction& action = frame.action;
  const bool thumb = action.handler & 1;
  const bool with_info = action.flags & SA_SIGINFO;
  s.r[0] = static_cast<u32>(frame.signal.number);
  if (with_info) {
    s.r[1] = frame_address + offsetof(ArmInfoFrame, info);
    s.r[2] = frame_address + offsetof(ArmInfoFrame, frame);
  }
  s.r[13] = frame_address;
  s.r[14] = action.flags & kSaRestorer ? action.restorer : arm_sigreturn_code(thumb, with_info);
  s.r[15] = action.handler & ~u32{1};
  s.mode = thumb ? arm::kModeThumb : 0;
  // A handler is a function, which the procedure call standard starts without short vectors (IHI 0042, 5.1.2.1).
  arm::set_fpscr(s, arm::fpscr(s) & ~arm::kFpLenAndStride);
  s.exclusive = 0;
}

}  // namespace

Signal ArmAbi::signal_of(u64 vector, void* state, const FlatMemory& memory) const {
  const State& s = *static_cast<const State*>(state);
  const u32 pc = s.r[15];
  if (vector == arm::kBreakpoint) return fault_signal(SIGTRAP, TRAP_BRKPT, pc);
  if (vector == arm::kAlignment) return fault_signal(SIGBUS, BUS_ADRALN, pc);
  // The undefined instructions that Linux gives debuggers as their breakpoints.
  const bool thumb = s.mode & arm::kModeThumb;
  const bool breakpoint = thumb
                              ? memory.allows(pc, 2, kPageRead) && memory.read<u16>(pc) == 0xde01
                              : memory.allows(pc, 4, kPageRead) && (memory.read<u32>(pc) & 0x0fff'ffff) == 0x07f0'01f0;
  Signal signal = breakpoint ? fault_signal(SIGTRAP, TRAP_BRKPT, pc) : fault_signal(SIGILL, ILL_ILLOPC, pc);
  signal.trap = kTrapUndefined;
  return signal;
}

void ArmAbi::mark_access_fault(Signal& signal, bool is_write) const {
  signal.trap = kTrapAbort;
  signal.error = is_write ? kErrorWrite : 0;
}

bool ArmAbi::push_frame(void* state, GuestMemory& memory, const SignalFrame& frame) const {
  State& s = *static_cast<State*>(state);
  const bool thumb = frame.action.handler & 1;
  const bool with_info = frame.action.flags & SA_SIGINFO;
  const u32 bytes = with_info ? sizeof(ArmInfoFrame) : sizeof(ArmFrame);
  const u32 address = (frame.stack - bytes) & ~u32{7};
  ArmInfoFrame contents{};
  contents.info = to_guest(frame.signal);
  contents.frame.ucontext = save_context(s, frame);
  if (!with_info) contents.frame.ucontext.flags = kPlainFrameFlags;
  const auto words = arm_sigreturn_words(thumb, with_info);
  std::copy(words.begin(), words.end(), contents.frame.return_code);
  try {
    if (with_info) memory.write(address, contents);
    else memory.write(address, contents.frame);
  } catch (const SyscallError&) {
    return false;
  }
  enter_handler(s, frame, address);
  return true;
}

std::optional<ReturnedFrame> ArmAbi::pop_frame(void* state, GuestMemory& memory, bool with_info) const {
  State& s = *static_cast<State*>(state);
  const u32 address = s.r[13];
  if (address % 8 != 0) return std::nullopt;
  ArmUcontext uc;
  try {
    uc = memory.read<ArmUcontext>(address + (with_info ? offsetof(ArmInfoFrame, frame) : 0));
  } catch (const SyscallError&) {
    return std::nullopt;
  }
  std::copy(std::begin(uc.context.r), std::end(uc.context.r), s.r);
  arm::set_cpsr(s, uc.context.cpsr);
  s.r[15] &= s.mode & arm::kModeThumb ? ~u32{1} : ~u32{3};
  s.exclusive = 0;
  restore_vfp(s, uc);
  ReturnedFrame returned{.mask = uc.mask.set(), .alternate_stack = std::nullopt};
  if (with_info) returned.alternate_stack = AlternateStack{uc.stack.base, uc.stack.bytes, uc.stack.flags};
  return returned;
}

}  // namespace sosie::linux_user
