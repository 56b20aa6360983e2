#include "devices/storage/acsi_port.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"
#include "devices/dma/atari_dma.h"
#include "tests/support/bench.h"

namespace sosie {
namespace {

struct Content : BlockBackend {
  explicit Content(u32 blocks) : content(std::size_t{blocks} * 512) {
    for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<u8>(i / 512 * 31 + i % 512);
  }
  u64 bytes() const override { return content.size(); }
  bool read_only() const override { return protect; }
  bool read(u64 offset, std::span<u8> to) override {
    if (broken) return false;
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), to.size(), to.begin());
    return true;
  }
  bool write(u64 offset, std::span<const u8> from) override {
    if (broken) return false;
    std::copy(from.begin(), from.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
    return true;
  }
  bool flush() override { return true; }
  std::vector<u8> content;
  bool protect = false, broken = false;
};

class AcsiPortTest : public testing::Test {
 protected:
  AcsiPortTest() : bench(32'000'000, 4, 32'000'000), content(1000) {
    bench.chip.set_disk(0, &content);
    bench.chip.output("drq")->drives([this](bool active) {
      if (!active || !serve) return;
      if (next_out < out.size()) bench.write(2, out[next_out++]);
      else in.push_back(static_cast<u8>(bench.read(2)));
    });
  }
  bool irq() { return bench.chip.output("irq")->active(); }
  bool await_irq(u64 cycles = 8'000'000) {
    for (u64 i = 0; i < cycles && !irq(); i += 16) bench.run(16);
    return irq();
  }
  // \return the status byte, or -1 where the disk does not answer.
  int command(std::initializer_list<u8> bytes, u32 disk = 0) {
    in.clear();
    next_out = 0;
    const std::vector<u8> all(bytes);
    const bool extended = all[0] >= 0x20;
    bench.write(0, disk << 5 | (extended ? 0x1fu : all[0]));
    for (std::size_t i = extended ? 0 : 1; i < all.size(); ++i) {
      if (!await_irq(1000)) return -1;
      bench.write(1, all[i]);
    }
    return await_irq() ? static_cast<int>(bench.read(1)) : -1;
  }
  std::vector<u8> blocks(u32 first, u32 count) const {
    const auto from = content.content.begin() + first * 512;
    return {from, from + count * 512};
  }

  Bench<AcsiPort> bench;
  Content content;
  bool serve = true;
  std::vector<u8> in, out;
  std::size_t next_out = 0;
};

TEST_F(AcsiPortTest, EachByteOfACommandIsAskedForByAnInterrupt) {
  bench.write(0, 0x00);
  EXPECT_FALSE(irq());
  bench.run(100);
  EXPECT_TRUE(irq());
  bench.write(1, 0);
  EXPECT_FALSE(irq());
}

TEST_F(AcsiPortTest, ADiskThatIsNotThereDoesNotAnswer) {
  EXPECT_EQ(command({0, 0, 0, 0, 0, 0}, 3), -1);
  EXPECT_EQ(command({0, 0, 0, 0, 0, 0}), 0);
}

TEST_F(AcsiPortTest, BlocksAreRead) {
  EXPECT_EQ(command({0x08, 0, 0, 5, 3, 0}), 0);
  EXPECT_EQ(in, blocks(5, 3));
  EXPECT_EQ(command({0x28, 0, 0, 0, 0x03, 0xe7, 0, 0, 1, 0}), 0);
  EXPECT_EQ(in, blocks(999, 1));
}

TEST_F(AcsiPortTest, BlocksAreWritten) {
  out.assign(1024, 0x5a);
  EXPECT_EQ(command({0x0a, 0, 0, 7, 2, 0}), 0);
  EXPECT_EQ(blocks(7, 2), out);
  const std::vector<u8> before = blocks(9, 1);
  out.assign(512, 0x77);
  EXPECT_EQ(command({0x2a, 0, 0, 0, 0, 8, 0, 0, 1, 0}), 0);
  EXPECT_EQ(blocks(8, 1), out);
  EXPECT_EQ(blocks(9, 1), before);
}

TEST_F(AcsiPortTest, WhatIsWrongIsInTheSenseData) {
  const auto sense = [this] {
    EXPECT_EQ(command({0x03, 0, 0, 0, 18, 0}), 0);
    return u32{in[2]} << 8 | in[12];
  };
  EXPECT_EQ(command({0x08, 0, 0x03, 0xe8, 1, 0}), 2);
  EXPECT_EQ(sense(), 0x0521u);
  EXPECT_EQ(sense(), 0u);
  EXPECT_EQ(command({0x28, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 1, 0}), 2);
  EXPECT_EQ(sense(), 0x0521u);
  EXPECT_EQ(command({0x01, 0, 0, 0, 0, 0}), 2);
  EXPECT_EQ(sense(), 0x0520u);
  EXPECT_EQ(command({0x00, 0x20, 0, 0, 0, 0}), 2);
  EXPECT_EQ(sense(), 0x0525u);
  content.protect = true;
  EXPECT_EQ(command({0x0a, 0, 0, 0, 1, 0}), 2);
  EXPECT_EQ(sense(), 0x0727u);
  content.broken = true;
  EXPECT_EQ(command({0x08, 0, 0, 0, 1, 0}), 2);
  EXPECT_EQ(sense(), 0x0311u);
}

TEST_F(AcsiPortTest, TheDiskTellsItsNameAndSize) {
  EXPECT_EQ(command({0x12, 0, 0, 0, 36, 0}), 0);
  ASSERT_EQ(in.size(), 36u);
  EXPECT_EQ(std::string(in.begin() + 8, in.begin() + 13), "SOSIE");
  EXPECT_EQ(command({0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0}), 0);
  EXPECT_EQ(in, (std::vector<u8>{0, 0, 0x03, 0xe7, 0, 0, 2, 0}));
  content.protect = true;
  EXPECT_EQ(command({0x1a, 0, 0, 0, 12, 0}), 0);
  EXPECT_EQ(in, (std::vector<u8>{11, 0, 0x80, 8, 0, 0, 0x03, 0xe8, 0, 0, 2, 0}));
  EXPECT_EQ(command({0x12, 0x20, 0, 0, 5, 0}), 0);
  EXPECT_EQ(in[0], 0x7f);
}

TEST_F(AcsiPortTest, DataWaitUntilTheyAreTaken) {
  serve = false;
  EXPECT_EQ(command({0x08, 0, 0, 5, 1, 0}), -1);
  EXPECT_TRUE(bench.chip.output("drq")->active());
  std::vector<u8> taken;
  while (!irq()) {
    if (bench.chip.output("drq")->active()) taken.push_back(static_cast<u8>(bench.read(2)));
    bench.run(16);
  }
  EXPECT_EQ(taken, blocks(5, 1));
}

TEST_F(AcsiPortTest, ANewCommandEndsOneThatHangs) {
  serve = false;
  EXPECT_EQ(command({0x08, 0, 0, 5, 1, 0}), -1);
  serve = true;
  EXPECT_EQ(command({0, 0, 0, 0, 0, 0}), 0);
}

// As drivers do it: the last byte is written with the mode that lets the DMA controller serve the disk.
TEST(AcsiPortWithDma, ABlockArrivesInMemory) {
  Scheduler scheduler(32'000'000);
  Clock clock(scheduler, 8'000'000);
  AddressSpace memory("memory", 24, Unmapped::kBusError, ByteOrder::kBig);
  memory.map_ram("ram", 0, 1 << 20);
  AddressSpace bus("disk", 10, Unmapped::kOpenBus, ByteOrder::kBig);
  AcsiPort port({"acsi", clock, scheduler, nullptr});
  bus.map("acsi", port, {.base = AtariDma::kHardDisk});
  AtariDma dma({"dma", clock, scheduler, &memory, &bus});
  port.output("drq")->drives(dma.input("hdrq"));
  Content content(100);
  port.set_disk(0, &content);
  const auto await_irq = [&] {
    for (int i = 0; i < 1'000'000 && !port.output("irq")->active(); i += 64) scheduler.advance(64);
    return port.output("irq")->active();
  };

  dma.write(13, 1, 0x00);
  dma.write(11, 1, 0x40);
  dma.write(9, 1, 0x00);
  for (const u16 mode : {0x190, 0x090}) dma.write(6, 2, mode);
  dma.write(4, 2, 2);
  dma.write(6, 2, 0x88);
  dma.write(4, 2, 0x08);
  for (const u8 byte : {0, 0, 20, 2}) {
    ASSERT_TRUE(await_irq());
    dma.write(6, 2, 0x8a);
    dma.write(4, 2, byte);
  }
  ASSERT_TRUE(await_irq());
  dma.write(4, 2, 0);
  dma.write(6, 2, 0x0a);
  ASSERT_TRUE(await_irq());
  dma.write(6, 2, 0x8a);
  EXPECT_EQ(dma.read(4, 2), 0u);
  const std::span<const u8> read = memory.ram(0x4000, 1024);
  EXPECT_TRUE(std::equal(read.begin(), read.end(), content.content.begin() + 20 * 512));
  EXPECT_EQ(dma.read(6, 2) & 3, 1u);
}

}  // namespace
}  // namespace sosie
