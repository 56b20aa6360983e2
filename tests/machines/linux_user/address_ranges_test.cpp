#include "machines/linux_user/address_ranges.h"

#include <gtest/gtest.h>

#include <vector>

namespace sosie::linux_user {

namespace {

using Map = std::map<u64, u64>;

TEST(AddressRanges, NeighboursBecomeOne) {
  AddressRanges ranges;
  ranges.add(10, 20);
  ranges.add(30, 40);
  ranges.add(20, 30);
  EXPECT_EQ(ranges.all(), (Map{{10, 40}}));
  ranges.add(5, 15);
  EXPECT_EQ(ranges.all(), (Map{{5, 40}}));
}

TEST(AddressRanges, RemovingSplits) {
  AddressRanges ranges;
  ranges.add(10, 40);
  ranges.remove(20, 30);
  EXPECT_EQ(ranges.all(), (Map{{10, 20}, {30, 40}}));
  ranges.remove(0, 100);
  EXPECT_TRUE(ranges.all().empty());
}

TEST(AddressRanges, OverlapsAreFound) {
  AddressRanges ranges;
  ranges.add(10, 20);
  EXPECT_TRUE(ranges.overlaps(19, 25));
  EXPECT_TRUE(ranges.overlaps(0, 11));
  EXPECT_TRUE(ranges.overlaps(12, 13));
  EXPECT_FALSE(ranges.overlaps(20, 25));
  EXPECT_FALSE(ranges.overlaps(0, 10));
}

TEST(AddressRanges, TheHighestGapIsTaken) {
  AddressRanges ranges;
  EXPECT_EQ(ranges.highest_gap(10, 0, 100), 90u);
  ranges.add(90, 100);
  EXPECT_EQ(ranges.highest_gap(10, 0, 100), 80u);
  ranges.add(70, 85);
  EXPECT_EQ(ranges.highest_gap(5, 0, 100), 85u);
  EXPECT_EQ(ranges.highest_gap(6, 0, 100), 64u);
  ranges.add(110, 120);
  EXPECT_EQ(ranges.highest_gap(5, 0, 100), 85u) << "what lies above the limit does not matter";
  EXPECT_EQ(ranges.highest_gap(71, 0, 100), std::nullopt);
  EXPECT_EQ(ranges.highest_gap(70, 0, 100), 0u);
  EXPECT_EQ(ranges.highest_gap(61, 10, 100), std::nullopt);
}

TEST(AddressRanges, ALimitInsideARangeIsNoGap) {
  AddressRanges ranges;
  ranges.add(50, 150);
  EXPECT_EQ(ranges.highest_gap(10, 0, 100), 40u);
}

}  // namespace

}  // namespace sosie::linux_user
