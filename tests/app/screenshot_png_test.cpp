// Screenshots are read back by libpng's simplified interface, which shares nothing with the writer but the library.
#include "app/screenshot_png.h"

#include <gtest/gtest.h>
#include <png.h>

#include <fstream>
#include <vector>

#include "app/kept_picture.h"
#include "core/base/error.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

struct Decoded {
  u32 width = 0, height = 0;
  std::vector<u32> pixels;
};

Decoded decode(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_TRUE(png_image_begin_read_from_file(&image, path.c_str())) << image.message;
  image.format = PNG_FORMAT_RGB;
  std::vector<u8> bytes(PNG_IMAGE_SIZE(image));
  EXPECT_TRUE(png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr)) << image.message;
  Decoded decoded{image.width, image.height, {}};
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    decoded.pixels.push_back(u32{bytes[i]} << 16 | u32{bytes[i + 1]} << 8 | bytes[i + 2]);
  }
  return decoded;
}

class Screenshot : public testing::Test {
 protected:
  Screenshot() {
    for (u32 i = 0; i < 6 * 4; ++i) pixels.push_back(i * 0x0a'0b'07);
    picture.show({pixels, 6, 4, 1, 2, 1, {1, 1, 4, 2}});
  }
  std::vector<u32> pixels;
  KeptPicture picture;
  WorkDirectory directory;
};

TEST_F(Screenshot, HasEveryPixelAndNoScaling) {
  const std::string path = directory.path() + "/a.png";
  write_png(path, picture.frame(), visible_area(picture.frame(), true));
  const Decoded decoded = decode(path);
  EXPECT_EQ(decoded.width, 6u);
  EXPECT_EQ(decoded.height, 4u);
  EXPECT_EQ(decoded.pixels, pixels);
}

TEST_F(Screenshot, WithoutBordersIsWhatTheySurround) {
  const std::string path = directory.path() + "/a.png";
  write_png(path, picture.frame(), visible_area(picture.frame(), false));
  const Decoded decoded = decode(path);
  EXPECT_EQ(decoded.width, 4u);
  EXPECT_EQ(decoded.pixels, (std::vector<u32>{pixels[7], pixels[8], pixels[9], pixels[10],  //
                                              pixels[13], pixels[14], pixels[15], pixels[16]}));
}

TEST_F(Screenshot, TellsThePixelsShape) {
  const std::string path = directory.path() + "/a.png";
  write_png(path, picture.frame(), visible_area(picture.frame(), true));
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t chunk = bytes.find("pHYs");
  ASSERT_NE(chunk, bytes.npos);
  EXPECT_EQ(bytes.substr(chunk + 4, 9), std::string("\0\0\0\2\0\0\0\1\0", 9));
}

TEST_F(Screenshot, WhereNothingCanBeWrittenIsToldInOneLine) {
  EXPECT_THROW(write_png("/nowhere/a.png", picture.frame(), {0, 0, 6, 4}), UserError);
}

TEST_F(Screenshot, ByKeyNeverReplacesAnother) {
  EXPECT_EQ(next_screenshot(directory.path()).filename(), "sosie-0001.png");
  directory.add_file("sosie-0001.png", "");
  EXPECT_EQ(next_screenshot(directory.path()).filename(), "sosie-0002.png");
}

TEST_F(Screenshot, APictureIsKeptWhenItsPixelsAreGone) {
  const std::vector<u32> before = pixels;
  std::fill(pixels.begin(), pixels.end(), 0u);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), picture.frame().pixels.begin(), picture.frame().pixels.end()));
}

}  // namespace
}  // namespace sosie::app
