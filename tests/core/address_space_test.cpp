// Who answers at an address: layers, lanes, privileges, waits, and the host bytes of fast paths.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/memory/address_space.h"

namespace sosie {

namespace {

/// Eight registers; remembers what it was asked.
class Registers final : public Mmio {
 public:
  u64 size() const override { return 8; }
  u64 read(u64 offset, unsigned bytes) override {
    log.push_back("read " + std::to_string(offset) + "/" + std::to_string(bytes));
    return 0x10 + offset;
  }
  void write(u64 offset, unsigned bytes, u64 value) override {
    log.push_back("write " + std::to_string(offset) + "/" + std::to_string(bytes) + " " + std::to_string(value));
  }
  bool answers(u64 offset, unsigned, bool write) const override { return !(write && offset == 7); }
  u64 wait_ticks(u64 offset, bool) const override { return offset == 1 ? 24 : 0; }
  std::optional<u64> peek(u64 offset, unsigned) const override {
    return offset < 4 ? std::optional(0x50 + offset) : std::nullopt;
  }

  std::vector<std::string> log;
};

using Log = std::vector<std::string>;

struct Bus {
  AddressSpace space{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};

  u64 read(u64 address, unsigned bytes, Privilege privilege = Privilege::kSupervisor) {
    u64 value;
    EXPECT_EQ(space.read(address, bytes, value, privilege), AccessStatus::kOk) << std::hex << address;
    return value;
  }
  void write(u64 address, unsigned bytes, u64 value) {
    EXPECT_EQ(space.write(address, bytes, value), AccessStatus::kOk) << std::hex << address;
  }
  bool read_fails(u64 address, unsigned bytes, Privilege privilege = Privilege::kSupervisor) {
    u64 value;
    return space.read(address, bytes, value, privilege) == AccessStatus::kBusError;
  }
  bool write_fails(u64 address, unsigned bytes, Privilege privilege = Privilege::kSupervisor) {
    return space.write(address, bytes, 0, privilege) == AccessStatus::kBusError;
  }
};

TEST(AddressSpace, RamIsInTheByteOrderOfTheSpace) {
  Bus big;
  big.space.map_ram("ram", 0, 0x1000);
  big.write(0x10, 2, 0x1234);
  EXPECT_EQ(big.read(0x10, 1), 0x12u);
  EXPECT_EQ(big.read(0x0e, 4), 0x1234u);
  EXPECT_EQ(big.space.ram(0x10, 2)[1], 0x34);

  AddressSpace little("memory", 20, Unmapped::kOpenBus, ByteOrder::kLittle);
  little.map_ram("ram", 0, 0x1000);
  EXPECT_EQ(little.write(0x10, 4, 0x1234'5678), AccessStatus::kOk);
  EXPECT_EQ(little.ram(0x10, 4)[0], 0x78);
}

TEST(AddressSpace, WhereNobodyAnswersTheSpaceSaysWhatHappens) {
  Bus bus;
  EXPECT_TRUE(bus.read_fails(0x5000, 2));
  EXPECT_TRUE(bus.write_fails(0x5000, 2));

  AddressSpace open("memory", 20, Unmapped::kOpenBus, ByteOrder::kLittle);
  u64 value;
  EXPECT_EQ(open.read(0x5000, 2, value), AccessStatus::kOk);
  EXPECT_EQ(value, 0xffffu);
  EXPECT_EQ(open.write(0x5000, 2, 0), AccessStatus::kOk);
}

TEST(AddressSpace, AddressesWrapAtItsWidth) {
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.write(0xff00'0010, 2, 7);
  EXPECT_EQ(bus.read(0x10, 2), 7u);
}

TEST(AddressSpace, RomIsReadAndAnswersWritesAsItWasTold) {
  const std::vector<u8> image = {1, 2, 3, 4};
  Bus bus;
  bus.space.map_rom("rom", 0xfc'0000, image, Unmapped::kBusError);
  bus.space.map_rom("cartridge", 0xfa'0000, image, Unmapped::kOpenBus);
  EXPECT_EQ(bus.read(0xfc'0002, 2), 0x304u);
  EXPECT_TRUE(bus.write_fails(0xfc'0002, 2));
  bus.write(0xfa'0002, 2, 9);
  EXPECT_EQ(bus.read(0xfa'0002, 2), 0x304u);
  EXPECT_TRUE(bus.space.ram(0xfc'0000, 4).empty());
}

TEST(AddressSpace, LaterLayersLieOnTopUntilTheyAreTakenAway) {
  const std::vector<u8> image = {0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0x10, 0x11};
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map_rom("rom", 0xfc'0000, image, Unmapped::kBusError);
  const auto shadow = bus.space.map_alias("rom's first bytes", 0, 0xfc'0000, 8);
  EXPECT_EQ(bus.read(6, 2), 0x1011u);
  EXPECT_TRUE(bus.write_fails(6, 2));
  bus.write(8, 2, 5);
  bus.space.unmap(shadow);
  EXPECT_EQ(bus.read(6, 2), 0u);
  EXPECT_EQ(bus.read(8, 2), 5u);
}

TEST(AddressSpace, AnAliasIsTheSameMemory) {
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map_alias("mirror", 0x1000, 0x800, 0x400);
  bus.write(0x1002, 2, 0x55aa);
  EXPECT_EQ(bus.read(0x802, 2), 0x55aau);
}

TEST(AddressSpace, AnAccessOverABorderIsMadeByBytes) {
  Bus bus;
  bus.space.map_ram("low", 0, 0x1000);
  bus.space.map_ram("high", 0x1000, 0x1000);
  bus.write(0xffe, 4, 0x1122'3344);
  EXPECT_EQ(bus.read(0xffe, 2), 0x1122u);
  EXPECT_EQ(bus.read(0x1000, 2), 0x3344u);
  EXPECT_EQ(bus.read(0xffe, 4), 0x1122'3344u);
  EXPECT_TRUE(bus.read_fails(0x1ffe, 4));
}

TEST(AddressSpace, ADeviceSeesOffsetsAndSizes) {
  Bus bus;
  Registers device;
  bus.space.map("device", device, {.base = 0xff'8200});
  EXPECT_EQ(bus.read(0xff'8202, 2), 0x12u);
  bus.write(0xff'8204, 1, 0x1ff);
  EXPECT_EQ(device.log, (Log{"read 2/2", "write 4/1 255"}));
  EXPECT_TRUE(bus.read_fails(0xff'8208, 1));
}

TEST(AddressSpace, ADeviceThatDoesNotAnswerIsAsIfItWereNotThere) {
  Bus bus;
  Registers device;
  bus.space.map("device", device, {.base = 0xff'8200});
  EXPECT_TRUE(bus.write_fails(0xff'8207, 1));
  EXPECT_TRUE(device.log.empty());
}

TEST(AddressSpace, ALongerRangeRepeatsTheDeviceAndAnOffsetStartsWithinIt) {
  Bus bus;
  Registers device;
  bus.space.map("device", device, {.base = 0x8800, .bytes = 0x100});
  bus.space.map("device", device, {.base = 0x9000, .offset = 5});
  bus.read(0x8819, 1);
  bus.read(0x9001, 1);
  EXPECT_EQ(device.log, (Log{"read 1/1", "read 6/1"}));
  EXPECT_TRUE(bus.read_fails(0x9003, 1));
}

TEST(AddressSpace, AnEightBitChipIsOnOneLaneOfTheBus) {
  Bus bus;
  Registers even, odd;
  bus.space.map("even", even, {.base = 0xff'8800, .lane = Lane::kEven});
  bus.space.map("odd", odd, {.base = 0xff'fa00, .lane = Lane::kOdd, .other_lane = Unmapped::kBusError});
  EXPECT_EQ(bus.read(0xff'8802, 1), 0x11u);
  EXPECT_EQ(bus.read(0xff'8802, 2), 0x11ffu);
  EXPECT_EQ(bus.read(0xff'8803, 1), 0xffu);
  bus.write(0xff'8804, 2, 0x1234);
  EXPECT_EQ(even.log, (Log{"read 1/1", "read 1/1", "write 2/1 18"}));

  EXPECT_EQ(bus.read(0xff'fa05, 1), 0x12u);
  EXPECT_EQ(bus.read(0xff'fa04, 2), 0xff12u);
  bus.write(0xff'fa04, 2, 0x1234);
  EXPECT_TRUE(bus.read_fails(0xff'fa04, 1));
  EXPECT_EQ(odd.log, (Log{"read 2/1", "read 2/1", "write 2/1 52"}));
  EXPECT_TRUE(bus.read_fails(0xff'fa10, 2)) << "eight registers take sixteen bytes";
}

TEST(AddressSpace, RangesWhereNothingIsMayAnswerAllTheSame) {
  Bus bus;
  bus.space.map_nothing("void", 0x10'0000, 0x1000, Unmapped::kOpenBus);
  EXPECT_EQ(bus.read(0x10'0000, 2), 0xffffu);
  EXPECT_FALSE(bus.write_fails(0x10'0ffe, 2));
}

TEST(AddressSpace, OthersThanTheSupervisorFindNobodyInProtectedRanges) {
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.protect(0, 0x800);
  EXPECT_TRUE(bus.read_fails(0x7fe, 2, Privilege::kUser));
  EXPECT_TRUE(bus.write_fails(0x7fe, 2, Privilege::kUser));
  EXPECT_EQ(bus.read(0x800, 2, Privilege::kUser), 0u);
  EXPECT_EQ(bus.read(0x7fe, 2), 0u);
}

TEST(AddressSpace, AnAccessWaitsForItsSlotThenForTheRuleThenForTheDevice) {
  Bus bus;
  Registers device;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map("device", device, {.base = 0x2000, .lane = Lane::kOdd});
  bus.space.set_wait(0, 0x1000, {.slot_ticks = 16});
  bus.space.set_wait(0x800, 0x100, {.slot_ticks = 40, .extra_ticks = 24});
  EXPECT_EQ(bus.space.wait_ticks(0x10, false, {32}), 0u);
  EXPECT_EQ(bus.space.wait_ticks(0x10, false, {33}), 15u);
  EXPECT_EQ(bus.space.wait_ticks(0x10, true, {40}), 8u);
  EXPECT_EQ(bus.space.wait_ticks(0x8fe, false, {81}), 63u);
  EXPECT_EQ(bus.space.wait_ticks(0x2000, false, {1}), 0u);
  EXPECT_EQ(bus.space.wait_ticks(0x2002, false, {1}), 24u);
  EXPECT_EQ(bus.space.wait_ticks(0x2003, false, {1}), 24u);
  EXPECT_EQ(bus.space.wait_ticks(0x4000, false, {33}), 0u) << "nothing is there";
}

TEST(AddressSpace, PeekingHasNoEffects) {
  Bus bus;
  Registers device;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map("device", device, {.base = 0x2000, .lane = Lane::kEven});
  bus.write(0x10, 2, 0x1234);
  EXPECT_EQ(bus.space.peek(0x10, 2), 0x1234u);
  EXPECT_EQ(bus.space.peek(0x2002, 1), 0x51u);
  EXPECT_EQ(bus.space.peek(0x2003, 1), std::nullopt);
  EXPECT_EQ(bus.space.peek(0x200e, 1), std::nullopt);
  EXPECT_EQ(bus.space.peek(0x4000, 1), std::nullopt);
  EXPECT_TRUE(device.log.empty());
}

TEST(AddressSpace, RamIsOnePieceOfHostMemoryThroughPrivilegesAndWaits) {
  Bus bus;
  bus.space.map_ram("ram", 0x1000, 0x1000);
  bus.space.protect(0x1000, 0x800);
  EXPECT_EQ(bus.space.ram(0x1100, 0xf00).size(), 0xf00u);
  EXPECT_TRUE(bus.space.ram(0x1100, 0xf01).empty());
  EXPECT_TRUE(bus.space.ram(0xfff, 2).empty());
}

const AddressSpace::Page& page(Bus& bus, u64 address, Privilege privilege = Privilege::kSupervisor) {
  return bus.space.pages(privilege)[address >> AddressSpace::kPageBits];
}

TEST(AddressSpace, PagesAreHostBytesWhereOnePieceOfMemoryCoversThem) {
  const std::vector<u8> image(0x800, 0x77);
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map_rom("rom", 0xfc'0000, image, Unmapped::kBusError);
  bus.space.set_wait(0, 0x1000, {.slot_ticks = 16});
  bus.space.protect(0, 0x800);
  const auto shadow = bus.space.map_alias("shadow", 0, 0xfc'0000, 8);

  EXPECT_EQ(page(bus, 0).read, nullptr) << "ROM and RAM";
  EXPECT_EQ(page(bus, 0x400).read, bus.space.ram(0x400, 1).data());
  EXPECT_EQ(page(bus, 0x400).write, bus.space.ram(0x400, 1).data());
  EXPECT_EQ(page(bus, 0x400).wait_mask, 15u);
  EXPECT_EQ(page(bus, 0x400, Privilege::kUser).read, nullptr);
  EXPECT_EQ(page(bus, 0x800, Privilege::kUser).read, bus.space.ram(0x800, 1).data());
  EXPECT_EQ(page(bus, 0x1000).read, nullptr);
  EXPECT_EQ(page(bus, 0xfc'0400).read[0], 0x77);
  EXPECT_EQ(page(bus, 0xfc'0400).write, nullptr);
  EXPECT_EQ(page(bus, 0xfc'0400).wait_mask, 0u);

  bus.space.unmap(shadow);
  EXPECT_EQ(page(bus, 0).read, bus.space.ram(0, 1).data());
  bus.space.set_wait(0x800, 0x400, {.slot_ticks = 40});
  EXPECT_EQ(page(bus, 0x800).read, nullptr) << "40 is no power of two";
}

TEST(AddressSpace, TheFlatViewIsTheTopLayerInAddressOrder) {
  Bus bus;
  Registers device;
  bus.space.map("device", device, {.base = 0xff'8200});
  bus.space.map_ram("ram", 0, 0x1000);
  bus.space.map_alias("shadow", 0x100, 0x200, 0x10);
  bus.space.protect(0, 0x80);
  using Range = AddressSpace::Range;
  EXPECT_EQ(
      bus.space.flat(),
      (std::vector<Range>{
          {0, 0x100, "ram"}, {0x100, 0x110, "shadow"}, {0x110, 0x1000, "ram"}, {0xff'8200, 0xff'8208, "device"}}));
}

TEST(AddressSpace, ContentsOfRamAreItsState) {
  Bus bus;
  bus.space.map_ram("ram", 0, 0x1000);
  bus.write(0xffe, 2, 0x1234);
  SavingArchive saving;
  bus.space.serialize(saving);
  const std::vector<u8> saved = saving.take();
  Bus other;
  other.space.map_ram("ram", 0, 0x1000);
  LoadingArchive loading(saved);
  other.space.serialize(loading);
  EXPECT_EQ(other.read(0xffe, 2), 0x1234u);
}

}  // namespace

}  // namespace sosie
