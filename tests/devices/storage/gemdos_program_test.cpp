#include "devices/storage/gemdos_program.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sosie {
namespace {

constexpr u32 kBasePage = 0x1000, kEnd = 0x8000, kBegin = kBasePage + 0x100;

class GemdosProgramTest : public testing::Test {
 protected:
  GemdosProgramTest() : memory("memory", 24, Unmapped::kBusError, ByteOrder::kBig), guest(memory) {
    memory.map_ram("ram", 0, 64 << 10);
    guest.set_longword(kBasePage + 4, kEnd);
    for (u32 at = kBegin; at < kEnd; at += 2) guest.set_word(at, 0xabcd);
  }
  static std::vector<u8> file(u32 text, u32 data, u32 bss, std::vector<u8> fixups, u32 flags = 0) {
    std::vector<u8> bytes;
    const auto add = [&](u32 value, int count) {
      for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<u8>(value >> i * 8));
    };
    add(0x601a, 2);
    for (const u32 field : {text, data, bss, u32{0}, u32{0}, flags}) add(field, 4);
    add(0, 2);
    for (u32 i = 0; i < text + data; i += 4) add(i, 4);
    bytes.insert(bytes.end(), fixups.begin(), fixups.end());
    return bytes;
  }

  AddressSpace memory;
  GemdosGuest guest;
};

TEST_F(GemdosProgramTest, IsCopiedRelocatedAndClearedBehind) {
  // At 4, 8, and 256 bytes further. What a longword of this program holds is where it is.
  const auto bytes = file(0x200, 0x100, 0x40, {0, 0, 0, 4, 4, 1, 2, 0});
  ASSERT_TRUE(is_gemdos_program(bytes));
  ASSERT_TRUE(load_gemdos_program(bytes, guest, kBasePage));
  EXPECT_EQ(guest.longword(kBegin), 0u);
  EXPECT_EQ(guest.longword(kBegin + 4), kBegin + 4);
  EXPECT_EQ(guest.longword(kBegin + 8), kBegin + 8);
  EXPECT_EQ(guest.longword(kBegin + 12), 12u);
  EXPECT_EQ(guest.longword(kBegin + 264), kBegin + 264);
  EXPECT_EQ(guest.longword(kBegin + 268), 268u);
  EXPECT_EQ(guest.longword(kBegin + 0x300), 0u);
  EXPECT_EQ(guest.longword(kEnd - 4), 0u);
}

TEST_F(GemdosProgramTest, TheBasePageSaysWhatIsWhere) {
  ASSERT_TRUE(load_gemdos_program(file(0x200, 0x100, 0x40, {0, 0, 0, 0}), guest, kBasePage));
  const u32 expected[] = {kBegin, 0x200, kBegin + 0x200, 0x100, kBegin + 0x300, 0x40};
  for (u32 i = 0; i < 6; ++i) EXPECT_EQ(guest.longword(kBasePage + 8 + 4 * i), expected[i]) << i;
}

TEST_F(GemdosProgramTest, FastLoadClearsTheBssOnly) {
  ASSERT_TRUE(load_gemdos_program(file(0x200, 0, 0x40, {0, 0, 0, 0}, 1), guest, kBasePage));
  EXPECT_EQ(guest.word(kBegin + 0x23e), 0u);
  EXPECT_EQ(guest.word(kBegin + 0x240), 0xabcdu);
}

TEST_F(GemdosProgramTest, WhatDoesNotFitOrIsDamagedIsRefused) {
  EXPECT_FALSE(load_gemdos_program(file(0x200, 0, 0x8000, {}), guest, kBasePage));
  EXPECT_FALSE(load_gemdos_program(file(0x200, 0, 0xffff'ff00, {}), guest, kBasePage));
  EXPECT_FALSE(load_gemdos_program(file(0x200, 0, 0, {0, 0, 1, 0xfe}), guest, kBasePage)) << "a place behind the end";
  EXPECT_FALSE(load_gemdos_program(file(0x200, 0, 0, {0, 0, 0, 3}), guest, kBasePage)) << "an odd place";
  auto cut_off = file(0x200, 0, 0, {});
  cut_off.resize(0x100);
  EXPECT_FALSE(load_gemdos_program(cut_off, guest, kBasePage));
  EXPECT_FALSE(is_gemdos_program(std::vector<u8>{0x60, 0x1a, 0}));
  EXPECT_TRUE(load_gemdos_program(file(0x200, 0, 0, {0, 0, 0}), guest, kBasePage)) << "no whole table is none";
}

TEST_F(GemdosProgramTest, NoFileBreaksAnything) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    auto bytes = file(0x200, 0x40, 0x40, {0, 0, 0, 4, 4, 1, 8, 0});
    for (int n = 0; n < 4; ++n) bytes[random() % (n % 2 == 0 ? 28 : bytes.size())] = static_cast<u8>(random());
    bytes.resize(bytes.size() - random() % 64);
    if (is_gemdos_program(bytes)) load_gemdos_program(bytes, guest, kBasePage);
    guest.set_longword(kBasePage + 4, kEnd);
  }
}

}  // namespace
}  // namespace sosie
