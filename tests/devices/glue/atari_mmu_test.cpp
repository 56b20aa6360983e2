#include "devices/glue/atari_mmu.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {
namespace {

constexpr u32 kK = 1024;

struct Machine {
  explicit Machine(u32 bytes) {
    memory.map_ram("ram", 0, bytes);
    memory.map_rom("rom", 0, std::vector<u8>(8, 0x60), Unmapped::kBusError);
    mmu = std::make_unique<AtariMmu>(DeviceContext{"mmu", clock, scheduler, &memory});
  }
  void configure(u8 value) { mmu->write(1, 1, value); }
  void put(u32 address, u8 value) { memory.write(address, 1, value); }
  int get(u32 address) {
    u64 value = 0;
    return memory.read(address, 1, value) == AccessStatus::kOk ? static_cast<int>(value) : -1;
  }
  // Where else a write is seen.
  bool same(u32 a, u32 b) {
    put(a, 0x11);
    put(b, 0x22);
    return get(a) == 0x22;
  }

  Scheduler scheduler{32'000'000};
  Clock clock{scheduler, 8'000'000};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  std::unique_ptr<AtariMmu> mmu;
};

TEST(AtariMmu, ABankThatIsConfiguredTooLargeRepeatsAsItsChipsSay) {
  // What TOS looks for with both banks configured as 2 MB.
  Machine half(512 * kK);
  half.configure(0x0a);
  EXPECT_TRUE(half.same(0x10, 0x410));
  EXPECT_FALSE(half.same(0x10, 0x210));
  Machine quarter(256 * kK);
  quarter.configure(0x0a);
  EXPECT_TRUE(quarter.same(0x10, 0x210));
  Machine large(4096 * kK);
  large.configure(0x0a);
  EXPECT_FALSE(large.same(0x10, 0x210));
  EXPECT_FALSE(large.same(0x10, 0x410));
}

TEST(AtariMmu, TheSecondBankBeginsWhereTheFirstIsConfiguredToEnd) {
  Machine machine(1024 * kK);
  machine.configure(0x05);
  machine.put(512 * kK + 0x100, 0x77);
  machine.configure(0x0a);
  EXPECT_EQ(machine.get(2048 * kK + 0x100), 0x77);
  machine.configure(0x05);
  EXPECT_EQ(machine.get(512 * kK + 0x100), 0x77);
}

TEST(AtariMmu, AnAbsentBankReadsOnes) {
  Machine machine(512 * kK);
  machine.configure(0x0a);
  machine.put(2048 * kK + 0x100, 0x12);
  EXPECT_EQ(machine.get(2048 * kK + 0x100), 0xff);
}

TEST(AtariMmu, AFittingConfigurationIsPlainMemory) {
  for (const auto& [bytes, configuration] : {std::pair{512 * kK, 0x04},
                                             {1024 * kK, 0x05},
                                             {2048 * kK, 0x08},
                                             {2560 * kK, 0x09},
                                             {4096 * kK, 0x0a},
                                             {256 * kK, 0x00}}) {
    Machine machine(bytes);
    machine.configure(static_cast<u8>(configuration));
    EXPECT_TRUE(machine.memory.is_memory(8, bytes - 8)) << bytes;
    machine.configure(static_cast<u8>(configuration ^ 0x08));
    EXPECT_FALSE(machine.memory.is_memory(8, bytes - 8)) << bytes;
    EXPECT_EQ(machine.get(4), 0x60) << "the ROM's first bytes stay";
  }
}

TEST(AtariMmu, TheConfigurationIsReadBackAndPartOfTheState) {
  Machine machine(1024 * kK);
  machine.configure(0xf5);
  EXPECT_EQ(machine.mmu->read(1, 1), 5u);
  SavingArchive saving;
  machine.mmu->serialize(saving);
  const std::vector<u8> saved = saving.take();
  machine.mmu->reset();
  EXPECT_FALSE(machine.memory.is_memory(8, 1024 * kK - 8));
  LoadingArchive loading(saved);
  machine.mmu->serialize(loading);
  EXPECT_TRUE(machine.memory.is_memory(8, 1024 * kK - 8));
}

}  // namespace
}  // namespace sosie
