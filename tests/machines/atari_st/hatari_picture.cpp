#include "tests/machines/atari_st/hatari_picture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <png.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/run_program.h"

namespace sosie::atari_st {

namespace {

u32 guest_colour(u32 rgb) { return (rgb & 0xe0'e0e0) >> 5; }

Pixels read_png(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return {};
  image.format = PNG_FORMAT_BGRA;  // little-endian words of 0xAARRGGBB
  Pixels pixels{std::vector<u32>(PNG_IMAGE_SIZE(image) / 4), image.width, image.height};
  if (png_image_finish_read(&image, nullptr, pixels.rgb.data(), 0, nullptr) == 0) return {};
  return pixels;
}

}  // namespace

std::string why_no_hatari() { return access("/usr/bin/hatari", X_OK) == 0 ? "" : "hatari is not installed"; }

Pixels picture_in_hatari(std::vector<std::string> options) {
  const WorkDirectory directory;
  const std::string file = directory.path() + "/hatari.png";
  options.insert(options.begin(), {SOSIE_SCRIPTS "/hatari", "--screenshot", file});
  const ProgramRun run = run_program(options);
  EXPECT_EQ(run.status, 0) << run.errors;
  return read_png(file);
}

std::string differences(const Pixels& hatari, const Pixels& ours, u32 columns) {
  if (ours.width == 0 || hatari.width % ours.width != 0 || hatari.height % ours.height != 0) {
    return fmt::format("{} x {} pixels, hatari {} x {}", ours.width, ours.height, hatari.width, hatari.height);
  }
  const u32 across = hatari.width / ours.width, down = hatari.height / ours.height;
  u32 count = 0, left = ours.width, right = 0, top = ours.height, bottom = 0;
  for (u32 y = 0; y < ours.height; ++y) {
    for (u32 x = 0; x < std::min(columns, ours.width); ++x) {
      const u32 theirs = hatari.rgb[std::size_t{y} * down * hatari.width + std::size_t{x} * across];
      if (guest_colour(theirs) == guest_colour(ours.rgb[std::size_t{y} * ours.width + x])) continue;
      ++count;
      left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  if (count == 0) return {};
  return fmt::format("{} pixels in columns {} to {}, rows {} to {}", count, left, right, top, bottom);
}

}  // namespace sosie::atari_st
