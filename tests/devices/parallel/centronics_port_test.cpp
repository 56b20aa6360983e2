// The Centronics port alone, by the handshake that IEEE 1284 calls compatibility mode.
#include "devices/parallel/centronics_port.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

struct Paper final : CharBackend {
  void send(u8 character) override { text += static_cast<char>(character); }
  std::string text;
};

constexpr u64 kMicrosecond = 8, kBusy = 50 * kMicrosecond;  // cycles

struct Port : Bench<CentronicsPort> {
  Port() : Bench(8'000'000) { drive("strobe", true); }
  void put(u8 data) {
    for (unsigned bit = 0; bit < 8; ++bit) drive("data" + std::to_string(bit + 1), (data >> bit & 1) != 0);
  }
  void strobe() {
    drive("strobe", false);
    run(kMicrosecond);
    drive("strobe", true);
  }
  void print(u8 data) {
    put(data);
    run(kMicrosecond);
    strobe();
  }
  bool busy() { return chip.output("busy")->active(); }

  Paper paper;
};

std::vector<u8> saved(CentronicsPort& port) {
  SavingArchive archive;
  port.serialize(archive);
  return archive.take();
}

TEST(CentronicsPort, PrintsWhatIsThereWhenTheStrobeFalls) {
  Port port;
  port.chip.connect(port.paper);
  port.print('a');
  port.run(kBusy);
  port.put('b');
  EXPECT_EQ(port.paper.text, "a");
  port.run(kMicrosecond);
  port.drive("strobe", false);
  EXPECT_EQ(port.paper.text, "ab");
  port.put('c');
  port.drive("strobe", true);
  EXPECT_EQ(port.paper.text, "ab");
  port.run(kBusy);
  port.print(0xff);
  port.run(kBusy);
  port.print(0);
  EXPECT_EQ(port.paper.text, std::string("ab\xff\0", 4));
}

TEST(CentronicsPort, IsBusyForAWhileAfterEachCharacter) {
  Port port;
  port.chip.connect(port.paper);
  EXPECT_FALSE(port.busy());
  port.print('a');
  EXPECT_TRUE(port.busy());
  port.run(kBusy - 2 * kMicrosecond);
  EXPECT_TRUE(port.busy());
  port.run(kMicrosecond);
  EXPECT_FALSE(port.busy());
}

TEST(CentronicsPort, WithoutAPrinterIsBusy) {
  Port port;
  EXPECT_TRUE(port.busy());
  port.print('a');
  port.run(kBusy);
  EXPECT_TRUE(port.busy());
  port.chip.connect(port.paper);
  EXPECT_FALSE(port.busy());
  EXPECT_EQ(port.paper.text, "");
}

TEST(CentronicsPort, DataThatComeWithTheStrobeAreNone_AsWhenTheSoundChipsPortsBecomeOutputs) {
  Port port;
  port.chip.connect(port.paper);
  port.put(0xff);
  port.run(kMicrosecond);
  port.put(0);
  port.drive("strobe", false);
  EXPECT_EQ(port.paper.text, "");
  EXPECT_FALSE(port.busy());
}

TEST(CentronicsPort, ASnapshotKeepsTheLinesAndTheWait) {
  Port port, later;
  port.chip.connect(port.paper);
  later.chip.connect(later.paper);
  port.print('a');
  const std::vector<u8> bytes = saved(port.chip);
  LoadingArchive archive(bytes);
  later.chip.serialize(archive);
  EXPECT_TRUE(later.busy());
  later.run(kBusy + 2 * kMicrosecond);
  EXPECT_FALSE(later.busy());
  later.run(kMicrosecond);
  later.strobe();
  EXPECT_EQ(later.paper.text, "a");
}

TEST(CentronicsPort, ASnapshotOfAMachineWithAPrinterHasNoneWhereNoneIsConnected) {
  Port port, later;
  port.chip.connect(port.paper);
  const std::vector<u8> bytes = saved(port.chip);
  LoadingArchive archive(bytes);
  later.chip.serialize(archive);
  later.run(2);
  EXPECT_TRUE(later.busy());
}

TEST(CentronicsPort, HasItsEightDataLinesAndNoOthers) {
  Port port;
  for (const char* pin : {"data0", "data9", "data", "ack"}) EXPECT_FALSE(port.chip.input(pin)) << pin;
  EXPECT_EQ(port.chip.output("strobe"), nullptr);
}

}  // namespace

}  // namespace sosie
