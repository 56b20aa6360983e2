// The MC6850 alone, by its data sheet's tables.
#include "devices/serial/mc6850.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

constexpr u8 kControl = Mc6850::kControl, kData = Mc6850::kData;
constexpr u8 kMasterReset = 0x03, kBy64Eight = 0x16;  // 8 bits, no parity, 1 stop bit, by 64: as an Atari ST's keyboard
constexpr u64 kBit = 64, kCharacter = 10 * kBit;

struct Acia : Bench<Mc6850> {
  Acia() : Bench(500'000) {
    chip.serial_output("txd")->drives([this](u8 character) { sent.push_back({character, clock.now()}); });
    write(kControl, kMasterReset);
    write(kControl, kBy64Eight);
  }
  void receive(std::string_view text) {
    for (const char c : text) chip.serial_input("rxd")(static_cast<u8>(c));
  }
  bool irq() { return chip.output("irq")->active(); }

  std::vector<std::pair<u8, u64>> sent;
};

TEST(Mc6850, WaitsForItsMasterResetAfterPowerOn) {
  Bench<Mc6850> bench(500'000);
  EXPECT_EQ(bench.read(kControl), 0u);
  bench.chip.serial_input("rxd")('a');
  EXPECT_EQ(bench.read(kControl), 0u);
  bench.write(kControl, kBy64Eight);
  EXPECT_EQ(bench.read(kControl), 0x02u);
}

TEST(Mc6850, CharactersTakeAsLongAsTheirFormatSays) {
  struct Format {
    u8 control;
    u64 divider, bits;
  };
  for (const Format format :
       {Format{0x02, 64, 11}, Format{0x06, 64, 11}, Format{0x0a, 64, 10}, Format{0x0e, 64, 10}, Format{0x12, 64, 11},
        Format{0x16, 64, 10}, Format{0x1a, 64, 11}, Format{0x1e, 64, 11}, Format{0x15, 16, 10}, Format{0x14, 1, 10}}) {
    Acia acia;
    acia.write(kControl, kMasterReset);
    acia.write(kControl, format.control);
    acia.write(kData, 0x41);
    acia.run(format.divider);
    acia.write(kData, 0xc2);
    acia.run(2000);
    ASSERT_EQ(acia.sent.size(), 2u);
    EXPECT_EQ(acia.sent[0].first, 0x41);
    EXPECT_EQ(acia.sent[1].first, (format.control & 0x10) != 0 ? 0xc2 : 0x42) << "eight or seven bits";
    EXPECT_EQ(acia.sent[1].second - acia.sent[0].second, format.divider * format.bits)
        << std::hex << unsigned{format.control};
  }
}

TEST(Mc6850, TheDataRegisterIsEmptyAgainWhenTheNextBitBegins) {
  Acia acia;
  acia.run(5 * kBit + 10);
  acia.write(kData, 'a');
  EXPECT_EQ(acia.read(kControl), 0x00u);
  acia.run(kBit - 11);
  EXPECT_EQ(acia.read(kControl), 0x00u);
  acia.run(1);
  EXPECT_EQ(acia.read(kControl), 0x02u);
  acia.write(kData, 'b');
  acia.run(kCharacter - 1);
  EXPECT_EQ(acia.read(kControl), 0x00u);
  EXPECT_TRUE(acia.sent.empty());
  acia.run(1);
  EXPECT_EQ(acia.read(kControl), 0x02u);
  EXPECT_EQ(acia.sent.size(), 1u);
}

TEST(Mc6850, AReceivedCharacterIsThereUntilItIsRead) {
  Acia acia;
  acia.receive("k");
  EXPECT_EQ(acia.read(kControl), 0x03u);
  EXPECT_EQ(acia.read(kControl), 0x03u);
  EXPECT_EQ(acia.read(kData), 'k');
  EXPECT_EQ(acia.read(kControl), 0x02u);
  EXPECT_EQ(acia.read(kData), 'k');
}

TEST(Mc6850, AnOverrunShowsWhenTheLastGoodCharacterWasRead) {
  Acia acia;
  acia.receive("ab");
  EXPECT_EQ(acia.read(kControl), 0x03u);
  EXPECT_EQ(acia.read(kData), 'a');
  EXPECT_EQ(acia.read(kControl), 0x23u);
  EXPECT_EQ(acia.read(kData), 'a');
  EXPECT_EQ(acia.read(kControl), 0x02u);
}

TEST(Mc6850, InterruptsWhereItIsTold) {
  Acia acia;
  acia.receive("a");
  EXPECT_FALSE(acia.irq());
  acia.write(kControl, kBy64Eight | 0x80);
  EXPECT_TRUE(acia.irq());
  EXPECT_EQ(acia.read(kControl), 0x83u);
  acia.read(kData);
  EXPECT_FALSE(acia.irq());
  acia.write(kControl, kBy64Eight | 0x20);
  EXPECT_TRUE(acia.irq()) << "the data register is empty";
  acia.write(kData, 'b');
  EXPECT_FALSE(acia.irq());
  acia.run(kBit);
  EXPECT_TRUE(acia.irq());
  acia.write(kControl, kBy64Eight | 0x40);
  EXPECT_FALSE(acia.irq());
  acia.write(kControl, kMasterReset | 0xa0);
  EXPECT_FALSE(acia.irq());
}

TEST(Mc6850, RtsIsHighOnlyForOneOfFourSettings) {
  Acia acia;
  for (const auto& [control, active] : {std::pair{0x00, true}, {0x20, true}, {0x40, false}, {0x60, true}}) {
    acia.write(kControl, static_cast<u8>(kBy64Eight | control));
    EXPECT_EQ(acia.chip.output("rts")->active(), active) << control;
  }
}

TEST(Mc6850, TheModemsPinsInhibit) {
  Acia acia;
  acia.write(kControl, kBy64Eight | 0x20);
  acia.drive("cts", true);
  EXPECT_EQ(acia.read(kControl), 0x08u) << "neither empty nor an interrupt";
  acia.drive("cts", false);
  acia.receive("a");
  acia.write(kControl, kBy64Eight | 0x80);
  acia.drive("dcd", true);
  EXPECT_EQ(acia.read(kControl), 0x86u);
}

TEST(Mc6850, AMasterResetForgetsWhatWasOnItsWay) {
  Acia acia;
  acia.receive("ab");
  acia.write(kData, 'x');
  acia.write(kControl, kMasterReset);
  acia.write(kControl, kBy64Eight);
  EXPECT_EQ(acia.read(kControl), 0x02u);
  acia.run(3 * kCharacter);
  EXPECT_TRUE(acia.sent.empty());
}

TEST(Mc6850, AHostsCharactersComeAtTheLinesRate) {
  struct Host : CharBackend {
    void send(u8 character) override { text += static_cast<char>(character); }
    std::string text;
  } host;
  Acia acia;
  acia.chip.connect(host);
  const u8 typed[] = {0x90, 0x40};
  host.received(typed);
  acia.run(kCharacter - 1);
  EXPECT_EQ(acia.read(kControl), 0x02u);
  acia.run(1);
  EXPECT_EQ(acia.read(kData), 0x90u);
  acia.run(kCharacter);
  EXPECT_EQ(acia.read(kData), 0x40u);
  acia.write(kData, 'm');
  acia.run(kCharacter + kBit);
  EXPECT_EQ(host.text, "m");
}

TEST(Mc6850, StateIsSavedAndLoaded) {
  Acia acia;
  acia.write(kControl, kBy64Eight | 0x80);
  acia.receive("z");
  acia.write(kData, 'x');
  acia.run(100);
  SavingArchive saving;
  acia.scheduler.serialize(saving);
  acia.chip.serialize(saving);
  const std::vector<u8> saved = saving.take();
  Acia other;
  LoadingArchive loading(saved);
  other.scheduler.serialize(loading);
  other.chip.serialize(loading);
  EXPECT_TRUE(other.irq());
  other.run(kCharacter);
  ASSERT_EQ(other.sent.size(), 1u);
  EXPECT_EQ(other.sent[0].first, 'x');
  EXPECT_EQ(other.read(kData), 'z');
}

}  // namespace

}  // namespace sosie
