#include "machines/linux_user/abi_m68k.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <vector>

#include "core/base/error.h"
#include "frontends/m68k/fp_helpers.h"

namespace sosie::linux_user {

namespace {

using m68k::State;

constexpr u32 kStack = 0x100000, kCode = 0x8000;

class M68kAbiTest : public testing::Test {
 protected:
  M68kAbiTest() : state_box(abi.make_state()), state(*static_cast<State*>(state_box.get())) {
    memory.map_zeroed(kStack - 0x1000, 0x1000, kPageRead | kPageWrite);
    memory.map_zeroed(kCode, 0x1000, kPageRead | kPageWrite | kPageExecute);
  }

  /// Registers and flags that are all different.
  void fill() {
    for (u32 n = 0; n < 8; ++n) state.d[n] = 0x100 + n, state.a[n] = 0x200 + n;
    state.a[7] = kStack;
    state.pc = kCode + 2;
    m68k::set_sr(state, 0x0015);
  }
  bool push(const SignalAction& action, int number = SIGUSR1) {
    const Signal signal = fault_signal(number, SEGV_MAPERR, 0x1234);
    return abi.push_frame(
        &state, guest,
        {.signal = signal, .action = action, .saved_mask = 0x8'0000'0001, .alternate_stack = {}, .stack = state.a[7]});
  }
  void code(std::initializer_list<u16> words) {
    for (u32 at = kCode; const u16 word : words) guest.write(at, word), at += 2;
    state.pc = kCode;
  }

  const M68kAbi abi;
  FlatMemory memory;
  GuestMemory guest{memory, abi.order()};
  Abi::StatePtr state_box;
  State& state;
};

TEST_F(M68kAbiTest, AnUnknownProcessorIsTold) {
  try {
    M68kAbi("6502");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "there is no m68k processor 6502 here; there are: 68000, 68010, 68020, 68030, 68040");
  }
}

TEST_F(M68kAbiTest, AProgramStartsAsAUserWithItsStack) {
  fill();
  abi.start(&state, kCode, kStack);
  EXPECT_EQ(state.pc, kCode);
  EXPECT_EQ(state.a[7], kStack);
  EXPECT_EQ(state.a[1], 0u) << "no function to be called at exit";
  EXPECT_EQ(m68k::sr(state), 0u);
}

TEST_F(M68kAbiTest, CallsAreInRegisters) {
  fill();
  state.d[0] = 5;
  const SyscallRequest request = abi.syscall(&state);
  EXPECT_EQ(request.number, 5u);
  EXPECT_EQ(request.words, (std::array<u32, 7>{0x101, 0x102, 0x103, 0x104, 0x105, 0x200, 0}));
  abi.set_result(&state, 9);
  EXPECT_EQ(state.d[0], 9u);
  abi.set_thread_pointer(&state, 0x7000);
  EXPECT_EQ(abi.thread_pointer(&state), 0x7000u);
  EXPECT_GT(abi.state_bytes(), abi.isa().state_bytes()) << "a new thread has its parent's";
}

TEST_F(M68kAbiTest, AHandlerFindsItsArgumentsOnTheStack) {
  fill();
  ASSERT_TRUE(push({.handler = 0x9000, .flags = SA_SIGINFO}, SIGSEGV));
  const u32 frame = state.a[7];
  EXPECT_EQ(frame, kStack - 688) << "684 bytes, at a multiple of 8";
  EXPECT_EQ(state.pc, 0x9000u);
  EXPECT_EQ(guest.read<u32>(frame), frame + 16) << "returns to the code in the frame";
  EXPECT_EQ(guest.read<u16>(frame + 16), 0x7052) << "moveq";
  EXPECT_EQ(guest.read<i32>(frame + 4), SIGSEGV);
  const u32 info = guest.read<u32>(frame + 8), context = guest.read<u32>(frame + 12);
  EXPECT_EQ(guest.read<i32>(info), SIGSEGV);
  EXPECT_EQ(guest.read<u32>(info + 12), 0x1234u) << "si_addr";
  EXPECT_EQ(guest.read<i32>(context + 20), 2) << "version of mcontext_t";
  EXPECT_EQ(guest.read<u32>(context + 24 + 4 * 5), 0x105u) << "d5";
  EXPECT_EQ(guest.read<u32>(context + 24 + 4 * 15), kStack) << "sp";
  EXPECT_EQ(guest.read<u32>(context + 24 + 4 * 16), kCode + 2) << "pc";
  EXPECT_EQ(guest.read<u32>(context + 24 + 4 * 17), 0x15u) << "sr";
  EXPECT_EQ(guest.read<GuestSigset>(context + 524).set(), 0x8'0000'0001u) << "uc_sigmask";
}

TEST_F(M68kAbiTest, AHandlerWithoutInformationFindsASigcontext) {
  fill();
  ASSERT_TRUE(push({.handler = 0x9000}));
  const u32 frame = state.a[7];
  EXPECT_EQ(guest.read<i32>(frame + 4), SIGUSR1);
  EXPECT_EQ(guest.read<u32>(frame + 8), 0x80u) << "it came by trap #0";
  EXPECT_EQ(guest.read<u16>(frame + 16), 0x7077) << "moveq";
  const u32 context = guest.read<u32>(frame + 12);
  EXPECT_EQ(guest.read<u32>(context), 1u) << "sc_mask";
  EXPECT_EQ(guest.read<u32>(context + 4), kStack) << "sc_usp";
  EXPECT_EQ(guest.read<u16>(context + 24), 0x15) << "sc_sr";
  EXPECT_EQ(guest.read<u32>(context + 26), kCode + 2) << "sc_pc";
}

TEST_F(M68kAbiTest, ReturningBringsBackWhatTheFrameHolds) {
  for (const u32 flags : {0u, u32{SA_SIGINFO}}) {
    fill();
    const State before = state;
    ASSERT_TRUE(push({.handler = 0x9000, .flags = flags}));
    state.a[7] += 4;  // rts
    state.d[0] = state.d[1] = state.a[0] = state.a[1] = 0;
    m68k::set_sr(state, 0);
    const auto returned = abi.pop_frame(&state, guest, flags != 0);
    ASSERT_TRUE(returned);
    EXPECT_EQ(returned->mask, 0x8'0000'0001u);
    EXPECT_EQ(returned->alternate_stack.has_value(), flags != 0);
    EXPECT_EQ(std::memcmp(&state, &before, sizeof state), 0);
  }
}

// The short frame has FP0 and FP1 only: a handler saves the others as every function does.
TEST_F(M68kAbiTest, FramesHoldTheFloatingPointRegisters) {
  for (const u32 flags : {0u, u32{SA_SIGINFO}}) {
    fill();
    for (u32 n = 0; n < 8; ++n) state.fp[n] = {u64{1} << 63 | n, 0x3fff + n};
    state.fpcr = 0x0090;
    state.mode = m68k::kModeFpRounding;
    m68k::set_fpsr(state, 0x0400'0010);
    ASSERT_TRUE(push({.handler = 0x9000, .flags = flags}));
    const u32 context = guest.read<u32>(state.a[7] + 12);
    EXPECT_EQ(guest.read<u32>(context + (flags != 0 ? 96 : 56)), 0x0090u) << "FPCR";
    EXPECT_EQ(guest.read<u32>(context + (flags != 0 ? 108 : 32) + 12), 0x4000'0000u) << "FP1's exponent";
    EXPECT_EQ(guest.read<u32>(context + (flags != 0 ? 204 : 68)), 0x4100'0000u) << "an MC68040's idle state frame";
    for (m68k::FpRegister& fp : state.fp) fp = {0, 0};
    state.fpcr = state.mode = 0;
    m68k::set_fpsr(state, 0);
    state.a[7] += 4;
    ASSERT_TRUE(abi.pop_frame(&state, guest, flags != 0));
    for (u32 n = 0; n < (flags != 0 ? 8u : 2u); ++n) EXPECT_EQ(state.fp[n].head, 0x3fff + n) << n;
    EXPECT_EQ(state.fp[1].mantissa, u64{1} << 63 | 1);
    EXPECT_EQ(state.fpcr, 0x0090u);
    EXPECT_EQ(state.mode, m68k::kModeFpRounding);
    EXPECT_EQ(m68k::fpsr(state), 0x0400'0010u);
  }
}

TEST_F(M68kAbiTest, WithoutAnFpuTheFrameHasNone) {
  const M68kAbi small("68000");
  fill();
  const Signal signal = fault_signal(SIGUSR1, 0, 0);
  ASSERT_TRUE(small.push_frame(
      &state, guest,
      {.signal = signal, .action = {.handler = 0x9000}, .saved_mask = 0, .alternate_stack = {}, .stack = kStack}));
  EXPECT_EQ(guest.read<u32>(guest.read<u32>(state.a[7] + 12) + 68), 0u);
}

TEST_F(M68kAbiTest, AHandlerCannotMakeItselfSupervisor) {
  fill();
  ASSERT_TRUE(push({.handler = 0x9000}));
  guest.write(guest.read<u32>(state.a[7] + 12) + 24, u16{0x2700});
  state.a[7] += 4;
  ASSERT_TRUE(abi.pop_frame(&state, guest, false));
  EXPECT_EQ(m68k::sr(state), 0u);
}

TEST_F(M68kAbiTest, FramesNeedAStackAndTheirVersion) {
  fill();
  state.a[7] = kStack - 0xf00;
  EXPECT_FALSE(push({.handler = 0x9000}));
  state.a[7] = 0x5000;
  EXPECT_FALSE(abi.pop_frame(&state, guest, true));
  state.a[7] = kStack - 0x800;
  EXPECT_FALSE(abi.pop_frame(&state, guest, true)) << "no mcontext_t";
}

TEST_F(M68kAbiTest, ExceptionsBecomeSignals) {
  struct Case {
    u64 vector;
    int number, code;
    u32 bytes;  ///< how far the pc moves
  };
  const std::vector<Case> cases = {{m68k::kIllegalInstruction, SIGILL, ILL_ILLOPC, 0},
                                   {m68k::kLine1111, SIGILL, ILL_ILLOPC, 0},
                                   {m68k::kPrivilegeViolation, SIGILL, ILL_PRVOPC, 0},
                                   {m68k::kZeroDivide, SIGFPE, FPE_INTDIV, 4},
                                   {m68k::kChk, SIGFPE, FPE_INTOVF, 4},
                                   {m68k::kFpDivideByZero, SIGFPE, FPE_FLTDIV, 4},
                                   {m68k::kFpInexact, SIGFPE, FPE_FLTRES, 4},
                                   {m68k::kFpBsun, SIGFPE, FPE_FLTINV, 0},
                                   {m68k::kTrap + 15, SIGTRAP, TRAP_BRKPT, 4},
                                   {m68k::kTrap + 1, SIGILL, ILL_ILLTRP, 4}};
  for (const Case& c : cases) {
    code({0x80fc, 0x0000});  // divu.w #0,%d0
    const Signal signal = abi.signal_of(c.vector, &state, memory);
    EXPECT_EQ(signal.number, c.number) << c.vector;
    EXPECT_EQ(signal.info.si_code, c.code) << c.vector;
    EXPECT_EQ(signal.info.si_addr, reinterpret_cast<void*>(u64{kCode})) << c.vector;
    EXPECT_EQ(state.pc, kCode + c.bytes) << c.vector;
  }
  EXPECT_EQ(abi.syscall_vector(), m68k::kTrap);
}

TEST_F(M68kAbiTest, FilesAreDescribedInItsOwnStructs) {
  struct stat host {};
  host.st_ino = 0x1122334455;
  host.st_size = 0x66778899aa;
  host.st_mode = 0100644;
  host.st_mtim = {.tv_sec = 77, .tv_nsec = 88};
  const u32 at = kStack - 0x100;
  abi.write_stat(guest, at, host);
  EXPECT_EQ(guest.read<u32>(at + 10), 0x22334455u);
  EXPECT_EQ(guest.read<u32>(at + 14), 0100644u);
  EXPECT_EQ(guest.read<i64>(at + 40), 0x66778899aa);
  EXPECT_EQ(guest.read<u32>(at + 68), 77u);
  EXPECT_EQ(guest.read<u64>(at + 84), 0x1122334455u);
  EXPECT_FALSE(abi.write_short_stat(guest, at, host));
  host.st_ino = 5;
  host.st_size = 6;
  EXPECT_TRUE(abi.write_short_stat(guest, at, host));
  EXPECT_EQ(guest.read<u32>(at + 20), 6u);
  EXPECT_EQ(abi.open_flags_to_host(0'040'000), O_DIRECTORY);
}

}  // namespace

}  // namespace sosie::linux_user
