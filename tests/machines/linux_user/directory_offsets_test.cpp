#include "machines/linux_user/directory_offsets.h"

#include <gtest/gtest.h>

#include <cstring>

namespace sosie::linux_user {

namespace {

/// Entries of 32 bytes as getdents64 writes them, with these positions.
std::vector<u8> entries(std::initializer_list<i64> positions) {
  std::vector<u8> bytes;
  for (i64 position : positions) {
    std::vector<u8> entry(32);
    const u16 length = 32;
    std::memcpy(&entry[8], &position, sizeof position);
    std::memcpy(&entry[16], &length, sizeof length);
    bytes.insert(bytes.end(), entry.begin(), entry.end());
  }
  return bytes;
}

i64 position_of(const std::vector<u8>& bytes, std::size_t n) {
  i64 position;
  std::memcpy(&position, &bytes[n * 32 + 8], sizeof position);
  return position;
}

TEST(DirectoryOffsets, ShortOnesStay) {
  DirectoryOffsets offsets;
  auto bytes = entries({1, 2, 0x7fffffff});
  offsets.shorten(3, bytes);
  EXPECT_EQ(bytes, entries({1, 2, 0x7fffffff}));
  EXPECT_EQ(offsets.position(3, 1), std::nullopt);
}

TEST(DirectoryOffsets, LongOnesAreNumberedAndFoundAgain) {
  DirectoryOffsets offsets;
  const i64 a = 0x123456789abc, b = 5, c = 0x7fffffffffffffff;
  auto first = entries({a, b});
  offsets.shorten(3, first);
  auto second = entries({c});
  offsets.shorten(3, second);
  EXPECT_EQ(position_of(first, 0), 1);
  EXPECT_EQ(position_of(first, 1), 2);
  EXPECT_EQ(position_of(second, 0), 3);
  EXPECT_EQ(offsets.position(3, 1), a);
  EXPECT_EQ(offsets.position(3, 3), c);
  EXPECT_EQ(offsets.position(3, 4), std::nullopt);
  EXPECT_EQ(offsets.number(3, b), 2);
  EXPECT_EQ(offsets.position(4, 1), std::nullopt) << "another descriptor";
  offsets.forget(3);
  EXPECT_EQ(offsets.position(3, 1), std::nullopt);
}

TEST(DirectoryOffsets, CutOffEntriesAreLeftAlone) {
  DirectoryOffsets offsets;
  auto bytes = entries({0x123456789abc});
  bytes.resize(17);
  const auto before = bytes;
  offsets.shorten(3, bytes);
  EXPECT_EQ(bytes, before);
}

}  // namespace

}  // namespace sosie::linux_user
