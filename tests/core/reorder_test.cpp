#include "core/base/reorder.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <numeric>

namespace sosie {

namespace {

enum class Colour : u16 { kRed = 0x0102 };

struct Inner {
  u16 half;
  i16 halves[2];
};
/// Every kind of member, without holes.
struct Mixed {
  u32 word;
  Inner inner[2];
  u64 wide;
  u8 bytes[3];
  bool flag;
  Colour colour;
  u16 end;
};
/// 64-bit members at even addresses, as some processors' compilers place them.
struct [[gnu::packed]] Dense {
  u16 half;
  u64 wide;
  u32 word;
};
/// The host's compiler leaves holes.
struct Holes {
  u16 half;
  u32 word;
  u8 byte;
  u64 wide;
  u16 last;
};
struct Variants {
  i32 kind;
  union {
    u32 words[3];
    struct {
      i32 a, b;
    } pair;
    u8 bytes[12];
  };
};

/// The bytes 0, 1, 2 ... as a T, turned round.
template <class T>
std::array<u8, sizeof(T)> swapped() {
  std::array<u8, sizeof(T)> bytes;
  std::iota(bytes.begin(), bytes.end(), u8{0});
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  reorder(value, ByteOrder::kBig);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

TEST(Reorder, TurnsPlainNumbersRound) {
  EXPECT_EQ(swapped<u8>(), (std::array<u8, 1>{0}));
  EXPECT_EQ(swapped<i16>(), (std::array<u8, 2>{1, 0}));
  EXPECT_EQ(swapped<u32>(), (std::array<u8, 4>{3, 2, 1, 0}));
  EXPECT_EQ(swapped<i64>(), (std::array<u8, 8>{7, 6, 5, 4, 3, 2, 1, 0}));
  EXPECT_EQ(swapped<double>(), (std::array<u8, 8>{7, 6, 5, 4, 3, 2, 1, 0}));
}

TEST(Reorder, FindsTheNumbersOfAStruct) {
  EXPECT_EQ(swapped<Mixed>(), (std::array<u8, 32>{3,  2,  1,  0,  5,  4,  7,  6,  9,  8,  11, 10, 13, 12, 15, 14,
                                                  23, 22, 21, 20, 19, 18, 17, 16, 24, 25, 26, 27, 29, 28, 31, 30}));
}

TEST(Reorder, FindsThemWhereTheyAreNotAligned) {
  EXPECT_EQ(swapped<Dense>(), (std::array<u8, 14>{1, 0, 9, 8, 7, 6, 5, 4, 3, 2, 13, 12, 11, 10}));
}

TEST(Reorder, LeavesHolesAlone) {
  EXPECT_EQ(swapped<Holes>(), (std::array<u8, 32>{1,  0,  2,  3,  7,  6,  5,  4,  8,  9,  10, 11, 12, 13, 14, 15,
                                                  23, 22, 21, 20, 19, 18, 17, 16, 25, 24, 26, 27, 28, 29, 30, 31}));
}

TEST(Reorder, TakesAUnionByItsFirstMember) {
  EXPECT_EQ(swapped<Variants>(), (std::array<u8, 16>{3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12}));
}

TEST(Reorder, TakesArraysOfBothKinds) {
  using Plain = u16[2];
  EXPECT_EQ(swapped<Plain>(), (std::array<u8, 4>{1, 0, 3, 2}));
  using Library = std::array<u32, 2>;
  EXPECT_EQ(swapped<Library>(), (std::array<u8, 8>{3, 2, 1, 0, 7, 6, 5, 4}));
}

TEST(Reorder, IsNothingInTheHostsOrder) {
  u32 word = 0x01020304;
  reorder(word, ByteOrder::kLittle);
  EXPECT_EQ(word, 0x01020304u);
}

}  // namespace

}  // namespace sosie
