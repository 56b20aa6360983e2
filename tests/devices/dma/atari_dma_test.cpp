#include "devices/dma/atari_dma.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {
namespace {

// What is on the disk bus: remembers what is written where, gives numbers that count up.
struct Disks : Mmio {
  u64 size() const override { return 16; }
  u64 read(u64 offset, unsigned) override {
    read_at.push_back(offset);
    return next++;
  }
  void write(u64 offset, unsigned, u64 value) override {
    written_at.push_back(offset);
    written.push_back(static_cast<u8>(value));
  }
  std::vector<u64> read_at, written_at;
  std::vector<u8> written;
  u8 next = 0;
};

enum Register : u64 { kData = 4, kMode = 6, kHigh = 9, kMid = 11, kLow = 13 };
constexpr u16 kCount = 0x90, kFloppy = 0x80, kWrite = 0x100;

class AtariDmaTest : public testing::Test {
 protected:
  AtariDmaTest() : dma({"dma", clock, scheduler, &memory, &bus}) {
    memory.map_ram("ram", 0, 1 << 20);
    bus.map("disks", disks, {.base = 0});
    dma.reset();
  }
  void word(u64 offset, u16 value) { dma.write(offset, 2, value); }
  void set_address(u32 address) {
    dma.write(kLow, 1, address & 0xff);
    dma.write(kMid, 1, address >> 8 & 0xff);
    dma.write(kHigh, 1, address >> 16);
  }
  u32 address() { return static_cast<u32>(dma.read(kHigh, 1) << 16 | dma.read(kMid, 1) << 8 | dma.read(kLow, 1)); }
  void begin(bool to_disk, u16 sectors) {
    word(kMode, static_cast<u16>(kCount | (to_disk ? 0 : kWrite)));
    word(kMode, static_cast<u16>(kCount | (to_disk ? kWrite : 0)));
    word(kData, sectors);
    word(kMode, static_cast<u16>(kFloppy | (to_disk ? kWrite : 0)));
  }
  void request(std::size_t times, std::string_view pin = "fdrq") {
    const auto input = dma.input(pin);
    for (; times > 0; --times) {
      input(true);
      input(false);
    }
  }

  Scheduler scheduler{32'000'000};
  Clock clock{scheduler, 8'000'000};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  AddressSpace bus{"disk", 10, Unmapped::kOpenBus, ByteOrder::kBig};
  Disks disks;
  AtariDma dma;
};

TEST_F(AtariDmaTest, TheModeSaysWhichDiskRegisterTheDataRegisterIs) {
  for (const auto& [mode, where] : {std::pair{0x80, 0u}, {0x82, 1u}, {0x84, 2u}, {0x86, 3u}, {0x08, 8u}, {0x0a, 9u}}) {
    word(kMode, static_cast<u16>(mode));
    word(kData, 0x12);
    EXPECT_EQ(disks.written_at.back(), where);
    dma.read(kData, 2);
    EXPECT_EQ(disks.read_at.back(), where);
  }
  EXPECT_EQ(disks.written.back(), 0x12);
}

TEST_F(AtariDmaTest, OnlyWordsReachTheDataAndModeRegistersAndNothingIsBelowThem) {
  EXPECT_TRUE(dma.answers(kData, 2, true));
  EXPECT_FALSE(dma.answers(kData, 1, true));
  EXPECT_FALSE(dma.answers(kMode + 1, 1, false));
  EXPECT_TRUE(dma.answers(kHigh, 1, false));
  EXPECT_FALSE(dma.answers(0, 2, false));
  EXPECT_FALSE(dma.answers(14, 2, false));
}

TEST_F(AtariDmaTest, TheAddressHas22BitsAndIsEven) {
  set_address(0xff'4321);
  EXPECT_EQ(address(), 0x3f'4320u);
}

TEST_F(AtariDmaTest, BytesFromADiskGoToMemorySixteenAtATime) {
  set_address(0x1000);
  begin(false, 1);
  request(15);
  EXPECT_EQ(address(), 0x1000u);
  EXPECT_EQ(memory.ram(0x1000, 1)[0], 0);
  disks.next = 15;
  request(1);
  EXPECT_EQ(address(), 0x1010u);
  for (u32 i = 0; i < 16; ++i) EXPECT_EQ(memory.ram(0x1000 + i, 1)[0], i);
  EXPECT_EQ(disks.read_at.back(), AtariDma::kFloppyData);
}

TEST_F(AtariDmaTest, TheStatusTellsOfSectorsLeftAndOfRequestsBeyondThem) {
  set_address(0x1000);
  begin(false, 2);
  EXPECT_EQ(dma.read(kMode, 2) & 3, 3u);
  request(1023);
  EXPECT_EQ(dma.read(kMode, 2) & 3, 3u);
  request(1);
  EXPECT_EQ(dma.read(kMode, 2) & 3, 1u);
  EXPECT_EQ(address(), 0x1400u);
  request(1);
  EXPECT_EQ(dma.read(kMode, 2) & 3, 0u);
  EXPECT_EQ(address(), 0x1400u);
  word(kMode, kCount | kWrite);  // turned over, the error is gone
  EXPECT_EQ(dma.read(kMode, 2) & 1, 1u);
}

TEST_F(AtariDmaTest, BytesGoFromMemoryToADisk) {
  const std::span<u8> source = memory.ram(0x2000, 512);
  std::iota(source.begin(), source.end(), u8{3});
  set_address(0x2000);
  begin(true, 1);
  request(512);
  EXPECT_TRUE(std::equal(source.begin(), source.end(), disks.written.begin(), disks.written.end()));
  EXPECT_EQ(address(), 0x2200u);
  EXPECT_EQ(dma.read(kMode, 2) & 2, 0u);
}

TEST_F(AtariDmaTest, RequestsOfTheOtherDiskAreNotServed) {
  begin(false, 1);
  request(16, "hdrq");
  EXPECT_TRUE(disks.read_at.empty());
  word(kMode, 0);
  request(16, "hdrq");
  EXPECT_EQ(disks.read_at.size(), 16u);
  EXPECT_EQ(disks.read_at.back(), AtariDma::kHardDiskData);
}

TEST_F(AtariDmaTest, AnAddressWithoutMemoryHarmsNothing) {
  set_address(0x3f'fff0);
  begin(false, 1);
  request(512);
  EXPECT_EQ(address(), 0x0001f0u);
}

}  // namespace
}  // namespace sosie
