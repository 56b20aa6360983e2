#include "app/kept_picture.h"

#include <gtest/gtest.h>

#include <vector>

namespace sosie::app {
namespace {

Frame frame(const std::vector<u32>& pixels, u16 width) {
  return {pixels, width, static_cast<u16>(pixels.size() / width), 1, 1, 0};
}

TEST(KeptPicture, KnowsWhetherAnotherPictureCame) {
  KeptPicture picture;
  EXPECT_EQ(picture.changes(), 0u);
  picture.show(frame({1, 2, 3, 4}, 2));
  EXPECT_EQ(picture.changes(), 1u);
  picture.show(frame({1, 2, 3, 4}, 2));
  EXPECT_EQ(picture.changes(), 1u);
  picture.show(frame({1, 2, 3, 5}, 2));
  EXPECT_EQ(picture.changes(), 2u);
  EXPECT_EQ(picture.frame().pixels[3], 5u);
  picture.show(frame({1, 2, 3, 5}, 4));
  EXPECT_EQ(picture.changes(), 3u);
  EXPECT_EQ(picture.frame().width, 4);
}

}  // namespace
}  // namespace sosie::app
