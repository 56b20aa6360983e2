// The processor between instructions: reset, interrupts, STOP, trace, faults, its queue. Source: MC68000UM 5 and 6.
#include "frontends/m68k/cpu.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "core/time/deadline.h"

namespace sosie::m68k {

namespace {

constexpr u32 kProgram = 0x1000, kHandler = 0x2000, kStack = 0x8000, kTicksPerClock = 4;

class M68kCpu : public testing::Test, protected IrqAcknowledge {
 protected:
  M68kCpu() {
    space_.map_ram("ram", 0, 0x1'0000);
    put_long(0, kStack);
    put_long(4, kProgram);
    for (u32 vector = 2; vector < 64; ++vector) put_long(4 * vector, kHandler + 0x10 * vector);
    for (u32 address = kHandler; address < kHandler + 0x400; address += 2) put(address, {0x4e71});
  }

  void put(u32 address, std::initializer_list<u16> words) {
    for (u16 word : words) {
      space_.write(address, 2, word);
      address += 2;
    }
  }
  void put_long(u32 address, u32 value) { put(address, {static_cast<u16>(value >> 16), static_cast<u16>(value)}); }
  u32 word(u32 address) { return static_cast<u32>(*space_.peek(address, 2)); }
  u32 long_word(u32 address) { return static_cast<u32>(*space_.peek(address, 4)); }
  u64 clocks() const { return scheduler_.now().n / kTicksPerClock; }
  /// The clocks of one step.
  u64 step() {
    const u64 before = clocks();
    cpu_.step();
    return clocks() - before;
  }
  static u32 handler(u32 vector) { return kHandler + 0x10 * vector; }

  std::optional<u8> acknowledge(unsigned level) override {
    acknowledged_ = level;
    return vector_;
  }

  Scheduler scheduler_{32'000'000};
  AddressSpace space_{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  ExactBus bus_{scheduler_, space_, kTicksPerClock};
  M68kIsa isa_;
  unsigned resets_ = 0, acknowledged_ = 0;
  std::optional<u8> vector_;
  Cpu cpu_{isa_, bus_, {this, [this] { ++resets_; }}};
};

TEST_F(M68kCpu, ResetTakesStackPointerAndPcFromTheFirstVectors) {
  cpu_.reset();
  EXPECT_EQ(clocks(), 40u);  // MC68000UM table 8-14
  EXPECT_EQ(cpu_.state().a[7], kStack);
  EXPECT_EQ(cpu_.pc(), kProgram);
  EXPECT_EQ(sr(cpu_.state()), 0x2700);
}

TEST_F(M68kCpu, AnInterruptAboveTheMaskIsTakenAfterTheInstruction) {
  put(kProgram, {0x46fc, 0x2300, 0x4e71, 0x4e71, 0x4e71});  // move #$2300, sr; nop; …
  cpu_.reset();
  cpu_.step();
  cpu_.set_interrupt_level(3);
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), kProgram + 8) << "level 3 is masked";
  cpu_.set_interrupt_level(4);
  vector_ = 40;
  cpu_.step();  // the nop samples it
  EXPECT_EQ(step(), 44u);
  EXPECT_EQ(acknowledged_, 4u);
  EXPECT_EQ(cpu_.pc(), handler(40));
  EXPECT_EQ(sr(cpu_.state()), 0x2400) << "its level is the mask now";
  EXPECT_EQ(word(kStack - 6), 0x2300u);
  EXPECT_EQ(long_word(kStack - 4), kProgram + 10);
}

TEST_F(M68kCpu, WithoutAVectorTheLevelHasItsOwnAndTheCycleIsInStepWithE) {
  put(kProgram, {0x46fc, 0x2000, 0x4e71, 0x4e71});
  cpu_.reset();
  cpu_.step();
  cpu_.set_interrupt_level(2);
  cpu_.step();
  const u64 clocks = step();
  EXPECT_EQ(cpu_.pc(), handler(kAutovector + 2));
  EXPECT_GE(clocks, 44u - 4 + 10);
  EXPECT_LE(clocks, 44u - 4 + 18);
}

TEST_F(M68kCpu, LevelSevenCountsOnceWhenItComes) {
  cpu_.reset();  // the mask is 7
  put(kProgram, {0x4e71, 0x4e71});
  cpu_.set_interrupt_level(7);
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kAutovector + 7));
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kAutovector + 7) + 4) << "it lasts, and is not taken again";
  cpu_.set_interrupt_level(0);
  cpu_.set_interrupt_level(7);
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kAutovector + 7));
}

TEST_F(M68kCpu, StopWaitsForAnInterruptWithoutSpendingInstructions) {
  put(kProgram, {0x4e72, 0x2000, 0x4e71});  // stop #$2000
  Deadline irq(scheduler_, "irq", [&](Ticks) { cpu_.set_interrupt_level(6); });
  cpu_.reset();
  irq.arm({4'000'000});
  cpu_.step();
  EXPECT_TRUE(cpu_.stopped());
  cpu_.run({4'000'000 + 1});
  EXPECT_FALSE(cpu_.stopped());
  EXPECT_EQ(cpu_.pc(), handler(kAutovector + 6));
  EXPECT_EQ(long_word(kStack - 4), kProgram + 4);
}

TEST_F(M68kCpu, ATracedInstructionIsFollowedByTheTraceException) {
  put(kProgram, {0x46fc, 0xa700, 0x7001, 0x7002});  // move #$a700, sr; moveq #1, d0; …
  cpu_.reset();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), kProgram + 4) << "the instruction that sets T is not traced";
  cpu_.step();
  EXPECT_EQ(cpu_.state().d[0], 1u);
  EXPECT_EQ(step(), 34u);
  EXPECT_EQ(cpu_.pc(), handler(kTraceVector));
  EXPECT_EQ(word(kStack - 6), 0xa700u);
  EXPECT_EQ(long_word(kStack - 4), kProgram + 6);
}

TEST_F(M68kCpu, ATracedTrapIsTracedFromItsHandler) {
  put(kProgram, {0x46fc, 0xa700, 0x4e41});  // trap #1
  cpu_.reset();
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kTrap + 1));
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kTraceVector));
  EXPECT_EQ(long_word(kStack - 10), handler(kTrap + 1));
}

TEST_F(M68kCpu, ABusErrorStacksTheAccess) {
  put(kProgram, {0x4a79, 0x00f0, 0x0000});  // tst.w $f00000
  cpu_.reset();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kBusError));
  EXPECT_EQ(cpu_.state().a[7], kStack - 14);
  EXPECT_EQ(word(kStack - 14) & 0x1f, 0x15u) << "read, in an instruction, supervisor data";
  EXPECT_EQ(long_word(kStack - 12), 0xf0'0000u);
  EXPECT_EQ(word(kStack - 8), 0x4a79u);
}

TEST_F(M68kCpu, AFaultWithinAFaultHaltsUntilReset) {
  put(kProgram, {0x4a79, 0x00f0, 0x0000});
  cpu_.reset();
  cpu_.state().a[7] = 0x00f0'0000;
  cpu_.step();
  EXPECT_TRUE(cpu_.halted());
  cpu_.run({scheduler_.now().n + 1000});
  EXPECT_TRUE(cpu_.halted());
  cpu_.reset();
  EXPECT_FALSE(cpu_.halted());
}

TEST_F(M68kCpu, AnOddVectorIsAnAddressErrorOfTheException) {
  put_long(4 * kTrap, 0x3001);
  put(kProgram, {0x4e40});  // trap #0
  cpu_.reset();
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kAddressError));
  EXPECT_EQ(word(cpu_.state().a[7]) & 0x1f, 0x1eu) << "not in an instruction";
  EXPECT_EQ(long_word(cpu_.state().a[7] + 2), 0x3001u);
}

TEST_F(M68kCpu, AnInterruptOfALoadedStateMayFailBeforeAnyInstruction) {
  put(kProgram, {0x46fc, 0x2000, 0x4e71});
  cpu_.reset();
  cpu_.set_interrupt_level(5);
  cpu_.step();  // is sampled, not yet taken
  SavingArchive saved;
  cpu_.serialize(saved);
  const std::vector<u8> bytes = saved.take();
  put_long(4 * (kAutovector + 5), 0x3001);
  Cpu fresh(isa_, bus_, {});
  LoadingArchive loaded(bytes);
  fresh.serialize(loaded);
  fresh.step();
  EXPECT_EQ(fresh.pc(), handler(kAddressError));
}

TEST_F(M68kCpu, WordsThatAreInTheQueueAreExecutedWhateverIsWrittenOverThem) {
  // move.w #$7005, 2(pc's next word): the moveq after it is in the queue by then, the one behind that is not.
  put(kProgram, {0x31fc, 0x7005, kProgram + 6, 0x7001, 0x7202});
  put(kProgram + 10, {0x4ef8, kProgram + 6});  // jmp back
  cpu_.reset();
  cpu_.step();
  EXPECT_EQ(word(kProgram + 6), 0x7005u);
  cpu_.step();
  EXPECT_EQ(cpu_.state().d[0], 1u);
  cpu_.step();
  cpu_.step();  // jmp
  cpu_.step();
  EXPECT_EQ(cpu_.state().d[0], 5u) << "fetched again, it is the new one";
}

TEST_F(M68kCpu, ALaterExtensionWordThatChangedIsSeen) {
  put(kProgram, {0x203c, 0x0001, 0x0002});  // move.l #$10002, d0
  put(kProgram + 6, {0x4ef8, kProgram});
  cpu_.reset();
  cpu_.step();
  EXPECT_EQ(cpu_.state().d[0], 0x1'0002u);
  put(kProgram + 4, {0x0003});
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.state().d[0], 0x1'0003u);
}

TEST_F(M68kCpu, ResetInstructionHoldsTheLineForTheDevices) {
  put(kProgram, {0x4e70, 0x4e71});
  cpu_.reset();
  EXPECT_EQ(step(), 132u);
  EXPECT_EQ(resets_, 1u);
  EXPECT_EQ(cpu_.pc(), kProgram + 2);
}

TEST_F(M68kCpu, AccessesWaitForTheirSlot) {
  space_.set_wait(0, 0x1'0000, {4 * kTicksPerClock, 0});
  put(kProgram, {0xc188, 0x4e71});  // exg d0, a0: 6 clocks
  cpu_.reset();
  const u64 before = clocks() % 4;
  cpu_.step();
  cpu_.step();
  EXPECT_NE(before, (before + 6 + 4) % 4);
  EXPECT_EQ(clocks() % 4, 0u) << "the prefetch of the nop began in step";
}

TEST_F(M68kCpu, UsersHaveAStackPointerOfTheirOwn) {
  put(kProgram, {0x4e60, 0x46fc, 0x0000, 0x4e72});  // move a0, usp; move #0, sr; stop (privileged)
  cpu_.reset();
  cpu_.state().a[0] = 0x4000;
  cpu_.step();
  cpu_.step();
  EXPECT_EQ(cpu_.state().a[7], 0x4000u);
  cpu_.step();
  EXPECT_EQ(cpu_.pc(), handler(kPrivilegeViolation));
  EXPECT_EQ(cpu_.state().other_sp, 0x4000u);
  EXPECT_EQ(long_word(cpu_.state().a[7] + 2), kProgram + 6);
}

TEST_F(M68kCpu, WhatWasSavedGoesOnTheSame) {
  put(kProgram, {0x5280, 0x60fc});  // addq.l #1, d0; bra back
  cpu_.reset();
  cpu_.run({scheduler_.now().n + 1000});
  SavingArchive saved;
  cpu_.serialize(saved);
  const std::vector<u8> bytes = saved.take();
  const State then = cpu_.state();
  const auto ticks = scheduler_.now().n;
  cpu_.run({ticks + 5000});
  const u32 d0 = cpu_.state().d[0];
  const auto passed = scheduler_.now().n - ticks;
  LoadingArchive loaded(bytes);
  cpu_.serialize(loaded);
  EXPECT_EQ(cpu_.state().d[0], then.d[0]);
  const auto again = scheduler_.now().n;
  cpu_.run({again + 5000});
  EXPECT_EQ(cpu_.state().d[0], d0);
  EXPECT_EQ(scheduler_.now().n - again, passed);
}

}  // namespace

}  // namespace sosie::m68k
