#include "machines/linux_user/abi_arm.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

namespace {

using arm::State;

constexpr u32 kStack = 0x100000;

class ArmAbiTest : public testing::Test {
 protected:
  ArmAbiTest() : state_box(abi.make_state()), state(*static_cast<State*>(state_box.get())) {
    memory.map_zeroed(kStack - 0x1000, 0x1000, kPageRead | kPageWrite);
  }

  /// Registers and flags that are all different.
  void fill() {
    for (u32 n = 0; n < 15; ++n) state.r[n] = 0x100 + n;
    state.r[13] = kStack;
    state.r[15] = 0x8002;
    arm::set_cpsr(state, 0xa800'0030);  // N, C, Q, Thumb
    for (u32 n = 0; n < 32; ++n) state.d[n] = 0x1'0000'0001u * n;
    arm::set_fpscr(state, 0x9300'0010);
  }
  bool push(const SignalAction& action, int number = SIGUSR1) {
    Signal signal = fault_signal(number, SEGV_MAPERR, 0x1234);
    signal.trap = 14;
    return abi.push_frame(
        &state, guest,
        {.signal = signal, .action = action, .saved_mask = 0x8'0000'0001, .alternate_stack = {}, .stack = state.r[13]});
  }

  const ArmAbi abi;
  FlatMemory memory;
  GuestMemory guest{memory};
  Abi::StatePtr state_box;
  State& state;
};

TEST_F(ArmAbiTest, AnUnknownProcessorIsTold) {
  try {
    ArmAbi("arm7");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "there is no ARM processor arm7 here; there are: cortex-a15");
    EXPECT_EQ(error.exit_code(), 125);
  }
}

TEST_F(ArmAbiTest, AProgramStartsWithItsStackAndInItsInstructionSet) {
  abi.start(&state, 0x8001, kStack);
  EXPECT_EQ(state.r[15], 0x8000u);
  EXPECT_EQ(state.mode, arm::kModeThumb);
  EXPECT_EQ(state.r[13], kStack);
  EXPECT_EQ(state.r[0], 0u);
}

TEST_F(ArmAbiTest, StepsOverAndBackAreOneSvcLong) {
  state.r[15] = 0x8004;
  abi.step_back(&state);
  EXPECT_EQ(state.r[15], 0x8000u);
  state.mode = arm::kModeThumb;
  abi.step_over(&state);
  EXPECT_EQ(state.r[15], 0x8002u);
}

TEST_F(ArmAbiTest, OpenFlagsThatDifferAreTranslated) {
  EXPECT_EQ(abi.open_flags_to_host(0'040'000), O_DIRECTORY);
  EXPECT_EQ(abi.open_flags_to_host(0'100'000), O_NOFOLLOW);
  EXPECT_EQ(abi.open_flags_to_host(0'200'000), O_DIRECT);
  EXPECT_EQ(abi.open_flags_to_host(02'000'101), O_CLOEXEC | O_CREAT | O_WRONLY);
  for (const int flags : {O_DIRECTORY | O_RDWR, O_NOFOLLOW, O_DIRECT | O_APPEND, O_NONBLOCK}) {
    EXPECT_EQ(abi.open_flags_to_host(abi.open_flags_to_guest(flags)), flags);
  }
}

TEST_F(ArmAbiTest, AHandlerIsEnteredWithItsArguments) {
  fill();
  ASSERT_TRUE(push({.handler = 0x9000, .flags = SA_SIGINFO | kSaRestorer, .restorer = 0xa001}, SIGSEGV));
  EXPECT_EQ(state.r[0], u32{SIGSEGV});
  EXPECT_EQ(state.r[13] % 8, 0u);
  EXPECT_EQ(state.r[13], kStack - 888);
  EXPECT_EQ(state.r[1], state.r[13]);
  EXPECT_EQ(state.r[2], state.r[13] + 128);
  EXPECT_EQ(state.r[14], 0xa001u);
  EXPECT_EQ(state.r[15], 0x9000u);
  EXPECT_EQ(state.mode, arm::kModeFpSpecial);
  // siginfo_t: number, error, code, address; struct ucontext: where its fields are by the kernel's headers.
  EXPECT_EQ(guest.read<i32>(state.r[1]), SIGSEGV);
  EXPECT_EQ(guest.read<i32>(state.r[1] + 8), SEGV_MAPERR);
  EXPECT_EQ(guest.read<u32>(state.r[1] + 12), 0x1234u);
  const u32 context = state.r[2] + 20;
  EXPECT_EQ(guest.read<u32>(context), 14u) << "trap_no";
  EXPECT_EQ(guest.read<u32>(context + 12 + 4 * 5), 0x105u) << "arm_r5";
  EXPECT_EQ(guest.read<u32>(context + 12 + 4 * 15), 0x8002u) << "arm_pc";
  EXPECT_EQ(guest.read<u32>(context + 76), 0xa800'0030u) << "arm_cpsr";
  EXPECT_EQ(guest.read<u32>(context + 80), 0x1234u) << "fault_address";
  EXPECT_EQ(guest.read<u64>(state.r[2] + 104), 0x8'0000'0001u) << "uc_sigmask";
  EXPECT_EQ(guest.read<u32>(state.r[2] + 232), 0x5646'5001u) << "VFP_MAGIC";
}

TEST_F(ArmAbiTest, ReturningBringsEverythingBack) {
  for (const u32 flags : {0u, u32{SA_SIGINFO}}) {
    fill();
    const State before = state;
    ASSERT_TRUE(push({.handler = 0x9001, .flags = flags}));
    EXPECT_EQ(state.mode, arm::kModeThumb | arm::kModeFpSpecial);
    EXPECT_EQ(state.r[14], arm_sigreturn_code(true, flags != 0));
    for (u32 n = 0; n < 13; ++n) state.r[n] = 0;
    std::fill(std::begin(state.d), std::end(state.d), 0);
    arm::set_fpscr(state, 0);
    arm::set_cpsr(state, 0);
    const auto returned = abi.pop_frame(&state, guest, flags != 0);
    ASSERT_TRUE(returned);
    EXPECT_EQ(returned->mask, 0x8'0000'0001u);
    EXPECT_EQ(returned->alternate_stack.has_value(), flags != 0);
    EXPECT_EQ(std::memcmp(&state, &before, sizeof state), 0);
  }
}

TEST_F(ArmAbiTest, FramesNeedAStack) {
  fill();
  state.r[13] = kStack - 0xf00;
  EXPECT_FALSE(push({.handler = 0x9000}));
  state.r[13] = kStack - 4;
  EXPECT_FALSE(abi.pop_frame(&state, guest, true)) << "not aligned";
  state.r[13] = 0x5000;
  EXPECT_FALSE(abi.pop_frame(&state, guest, true));
}

TEST_F(ArmAbiTest, ExceptionsBecomeSignals) {
  memory.map_zeroed(0x8000, 0x1000, kPageRead | kPageWrite);
  state.r[15] = 0x8000;
  Signal signal = abi.signal_of(arm::kUndefined, &state, memory);
  EXPECT_EQ(signal.number, SIGILL);
  EXPECT_EQ(signal.info.si_code, ILL_ILLOPC);
  EXPECT_EQ(signal.info.si_addr, reinterpret_cast<void*>(0x8000));
  memory.write<u32>(0x8000, 0xe7f001f0);  // what Linux gives debuggers as a breakpoint
  EXPECT_EQ(abi.signal_of(arm::kUndefined, &state, memory).number, SIGTRAP);
  EXPECT_EQ(abi.signal_of(arm::kBreakpoint, &state, memory).number, SIGTRAP);
}

TEST_F(ArmAbiTest, TheKernelsPagesAreThereToExecute) {
  MemoryMap map(memory);
  abi.map_kernel_pages(map);
  EXPECT_EQ(memory.flags(0xffff0fc0), kPageMapped | kPageRead | kPageExecute);
  EXPECT_EQ(memory.read<u32>(0xffff0ffc), 5u);
  EXPECT_EQ(memory.read<u32>(arm_sigreturn_code(false, true)), 0xe3a070adu);    // mov r7, #173
  EXPECT_EQ(memory.read<u16>(arm_sigreturn_code(true, false) & ~1u), 0x2777u);  // movs r7, #119
}

TEST_F(ArmAbiTest, CpuInformationNamesTheFeaturesOfTheAuxiliaryVector) {
  const std::string text = abi.cpu_information(2);
  EXPECT_NE(text.find("processor\t: 1\n"), text.npos);
  EXPECT_NE(text.find("CPU implementer\t: 0x41\nCPU architecture: 7\n"), text.npos);
  EXPECT_NE(text.find("CPU part\t: 0xc0f\n"), text.npos);
  EXPECT_NE(text.find(" vfpv4 idiva idivt vfpd32 "), text.npos);
  constexpr u32 kNeon = 1 << 12;
  EXPECT_EQ(text.find(" neon ") != text.npos, (abi.claims().hwcap & kNeon) != 0);
}

}  // namespace

}  // namespace sosie::linux_user
