// The raster programs (roms-test/m68k_st/raster) on our machine and in hatari, pixel by pixel.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <png.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "devices/storage/floppy_image.h"
#include "devices/storage/wd1772.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/embedded_rom.h"
#include "tests/support/run_program.h"

namespace sosie::atari_st {

namespace {

constexpr u32 kColumns = 416,
              kRows = 276;  // in low resolution, with borders; hatari's screenshot has 2 x 2 pixels for each

struct Case {
  std::string name;  ///< of the disk
  Model model;
  u64 frames;              ///< until it stands still
  u32 columns = kColumns;  ///< that are compared

  friend std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }
};

// On the right of `borders` the glimpse of high resolution that helps the Shifter is seen, but not in hatari.
constexpr u32 kBeforeGlimpse = 409;
const Case kCases[] = {
    {"line_palette", Model::kSt, 900},
    {"borders", Model::kSt, 900, kBeforeGlimpse},
    {"borders", Model::kSte, 900, kBeforeGlimpse},
    {"plasma", Model::kSt, 1050},
};

/// The guest's own colour, three bits a component, however bright it is drawn.
u32 guest_colour(u32 rgb) { return (rgb & 0xe0'e0e0) >> 5; }

using Pixels = std::vector<u32>;

struct Picture final : Display {
  Pixels pixels;
  u32 width = 0, height = 0;

  void show(const Frame& frame) override {
    pixels.assign(frame.pixels.begin(), frame.pixels.end());
    width = frame.width;
    height = frame.height;
  }
};

/// Every other pixel of every other line; nothing where it is no picture of that size.
Pixels read_halved(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return {};
  image.format = PNG_FORMAT_RGBA;
  std::vector<u8> bytes(PNG_IMAGE_SIZE(image));
  if (png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) == 0) return {};
  if (image.width != 2 * kColumns || image.height != 2 * kRows) return {};
  Pixels pixels;
  for (u32 y = 0; y < kRows; ++y) {
    for (u32 x = 0; x < kColumns; ++x) {
      const u8* const rgb = &bytes[4 * (std::size_t{2 * y} * image.width + 2 * x)];
      pixels.push_back(u32{rgb[0]} << 16 | u32{rgb[1]} << 8 | rgb[2]);
    }
  }
  return pixels;
}

/// Empty, or how many pixels differ and where.
std::string differences(const Pixels& a, const Pixels& b, u32 columns) {
  u32 count = 0, left = kColumns, right = 0, top = kRows, bottom = 0;
  for (u32 y = 0; y < kRows; ++y) {
    for (u32 x = 0; x < columns; ++x) {
      if (guest_colour(a[y * kColumns + x]) == guest_colour(b[y * kColumns + x])) continue;
      ++count;
      left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  if (count == 0) return {};
  return fmt::format("{} pixels in columns {} to {}, rows {} to {}", count, left, right, top, bottom);
}

class Raster : public testing::TestWithParam<Case> {};

TEST_P(Raster, LooksAsInHatari) {
  const Case& program = GetParam();
  const std::span<const u8> rom = embedded_rom();
  const std::string disk = std::string(SOSIE_RASTER_DISKS "/") + program.name + ".st";
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  if (access("/usr/bin/hatari", X_OK) != 0) GTEST_SKIP() << "hatari is not installed";
  if (access(disk.c_str(), R_OK) != 0) GTEST_SKIP() << disk << " is not built: scripts/build release roms-test";

  const WorkDirectory directory;
  directory.add_file("rom.img", std::string(rom.begin(), rom.end()));
  const ProgramRun run =
      run_program({SOSIE_SCRIPTS "/hatari", "--machine", program.model == Model::kSte ? "ste" : "st", "--frames",
                   std::to_string(program.frames), "--disk", disk, "--screenshot", "hatari.png", "rom.img"},
                  {.directory = directory.path()});
  ASSERT_EQ(run.status, 0) << run.errors;
  const Pixels theirs = read_halved(directory.path() + "/hatari.png");
  ASSERT_EQ(theirs.size(), std::size_t{kColumns} * kRows);

  AtariSt st({.model = program.model, .rom = {rom.begin(), rom.end()}});
  FloppyImage image = FloppyImage::open(disk);
  st.machine().part<Wd1772>("fdc").insert(0, image.disk());
  Picture ours;
  st.set_display(&ours);
  st.run_frames(program.frames);
  ASSERT_EQ(ours.width, kColumns);
  ASSERT_EQ(ours.height, kRows);
  EXPECT_EQ(differences(theirs, ours.pixels, program.columns), "");
}
INSTANTIATE_TEST_SUITE_P(Machines, Raster, testing::ValuesIn(kCases), [](const auto& info) {
  return info.param.name + (info.param.model == Model::kSte ? "_ste" : "_st");
});

}  // namespace

}  // namespace sosie::atari_st
