// The boards: every variant can be built, and docs/boards tells what their tables say.
#include "machines/atari_st/board.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/base/error.h"
#include "core/board/describe.h"
#include "machines/atari_st/atari_st.h"

namespace sosie::atari_st {

namespace {

struct Named {
  Model model;
  std::string_view name;
};
constexpr Named kModels[] = {{Model::kSt, "st"}, {Model::kMegaSt, "megast"}, {Model::kSte, "ste"}};

TEST(AtariStBoard, EveryVariantCanBeBuilt) {
  for (const auto& [model, name] : kModels) {
    for (const u64 memory_kb : {512, 1024, 2048, 2560, 4096}) {
      for (const u64 rom_kb : {192, 256, 512, 1024}) {
        for (const bool monochrome : {false, true}) {
          EXPECT_NO_THROW(describe(board(
              {.model = model, .memory_bytes = memory_kb << 10, .rom_bytes = rom_kb << 10, .monochrome = monochrome})));
        }
      }
    }
  }
}

TEST(AtariStBoard, OtherSizesAreUserErrors) {
  EXPECT_THROW(AtariSt({.memory_bytes = 3 << 20, .rom = std::vector<u8>(192 << 10)}), UserError);
  EXPECT_THROW(AtariSt({.rom = std::vector<u8>(100)}), UserError);
  const std::vector<u8> rom(192 << 10);
  EXPECT_NO_THROW(AtariSt({.rom = rom, .cartridge = std::vector<u8>(128 << 10)}));
  EXPECT_THROW(AtariSt({.rom = rom, .cartridge = std::vector<u8>((128 << 10) + 1)}), UserError);
}

TEST(AtariStBoard, OnlyAMegaStHasAClock) {
  for (const auto& [model, name] : kModels) {
    AtariSt st({.model = model, .rom = std::vector<u8>(192 << 10), .time = CalendarTime{2026, 11, 25, 3, 8, 15, 42}});
    AddressSpace& memory = st.machine().space("memory");
    u64 years = 0, tens = 0;  // since 1980, in the lower bits of the odd bytes
    EXPECT_EQ(memory.read(0xff'fc36, 2, years), AccessStatus::kOk) << name;
    EXPECT_EQ(memory.read(0xff'fc38, 2, tens), AccessStatus::kOk) << name;
    EXPECT_EQ(years, model == Model::kMegaSt ? 0xfff6u : 0xffffu) << name;
    EXPECT_EQ(tens, model == Model::kMegaSt ? 0xfff4u : 0xffffu) << name;
  }
}

TEST(AtariStBoard, ABatteryKeepsTheClocksTime) {
  const auto with_time = [](const CalendarTime& time) {
    return AtariSt::Setup{.model = Model::kMegaSt, .rom = std::vector<u8>(192 << 10), .time = time};
  };
  AtariSt before(with_time({2026, 11, 25, 3, 8, 15, 42})), after(with_time({1987, 1, 1, 4, 0, 0, 0}));
  after.keep_time_of(before);
  EXPECT_EQ(after.machine().space("memory").peek(0xff'fc39, 1), 0xf4u);
}

TEST(AtariStBoard, AFolderNeedsTheCartridgePort) {
  EXPECT_THROW(AtariSt({.rom = std::vector<u8>(192 << 10), .folder = "/", .cartridge = {1}}), UserError);
}

TEST(AtariStBoard, ACartridgeIsPaddedAndCannotBeWritten) {
  AtariSt st({.rom = std::vector<u8>(192 << 10), .cartridge = {0x12, 0x34, 0x56}});
  AddressSpace& memory = st.machine().space("memory");
  EXPECT_EQ(memory.peek(0xfa'0000, 4), 0x1234'56ffu);
  EXPECT_EQ(memory.peek(0xfb'fffc, 4), 0xffff'ffffu);
  EXPECT_EQ(memory.write(0xfa'0000, 1, 0), AccessStatus::kBusError);
  EXPECT_EQ(memory.peek(0xfa'0000, 1), 0x12u);
}

TEST(AtariStBoard, AnEmptyCartridgePortIsOnes) {
  AtariSt st({.rom = std::vector<u8>(192 << 10)});
  u64 value = 0;
  EXPECT_EQ(st.machine().space("memory").read(0xfa'0000, 4, value), AccessStatus::kOk);
  EXPECT_EQ(value, 0xffff'ffffu);
}

/// `sosie info st >docs/boards/st.md` renews it.
TEST(AtariStBoard, ItsDescriptionIsTrue) {
  for (const auto& [model, name] : kModels) {
    std::ifstream file(std::string(SOSIE_BOARD_DOCS "/") + std::string(name) + ".md");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), describe(board({.model = model}))) << name;
  }
}

}  // namespace

}  // namespace sosie::atari_st
