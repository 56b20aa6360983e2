// The raster programs (roms-test/m68k_st/raster) on our machine and in hatari, pixel by pixel.
#include <gtest/gtest.h>
#include <unistd.h>

#include <ostream>
#include <string>
#include <vector>

#include "devices/storage/floppy_image.h"
#include "devices/storage/wd1772.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/embedded_rom.h"
#include "tests/machines/atari_st/hatari_picture.h"
#include "tests/support/run_program.h"

namespace sosie::atari_st {

namespace {

constexpr u32 kColumns = 416, kRows = 276;  // in low resolution, with borders

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
    {"timer_b", Model::kSt, 900},
    {"timer_b", Model::kSte, 900},
};

class Raster : public testing::TestWithParam<Case> {};

TEST_P(Raster, LooksAsInHatari) {
  const Case& program = GetParam();
  const std::span<const u8> rom = embedded_rom();
  const std::string disk = std::string(SOSIE_RASTER_DISKS "/") + program.name + ".st";
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  if (const std::string why = why_no_hatari(); !why.empty()) GTEST_SKIP() << why;
  if (access(disk.c_str(), R_OK) != 0) GTEST_SKIP() << disk << " is not built: scripts/build release roms-test";

  const WorkDirectory directory;
  directory.add_file("rom.img", std::string(rom.begin(), rom.end()));
  const Pixels theirs =
      picture_in_hatari({"--machine", program.model == Model::kSte ? "ste" : "st", "--frames",
                         std::to_string(program.frames), "--disk", disk, directory.path() + "/rom.img"});

  AtariSt st({.model = program.model, .rom = {rom.begin(), rom.end()}});
  FloppyImage image = FloppyImage::open(disk);
  st.machine().part<Wd1772>("fdc").insert(0, image.disk());
  LastPicture ours;
  st.set_display(&ours);
  st.run_frames(program.frames);
  ASSERT_EQ(ours.pixels.width, kColumns);
  ASSERT_EQ(ours.pixels.height, kRows);
  EXPECT_EQ(differences(theirs, ours.pixels, program.columns), "");
}
INSTANTIATE_TEST_SUITE_P(Machines, Raster, testing::ValuesIn(kCases), [](const auto& info) {
  return info.param.name + (info.param.model == Model::kSte ? "_ste" : "_st");
});

}  // namespace

}  // namespace sosie::atari_st
