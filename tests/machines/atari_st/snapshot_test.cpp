// A machine whose state was loaded goes on as the one it was saved from, to the bit: nothing is left out of a snapshot.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "devices/storage/floppy_image.h"
#include "devices/storage/wd1772.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/embedded_rom.h"

namespace sosie::atari_st {

namespace {

/// It runs our own ROM's checks, which go through all of its chips, with a disk in drive A.
struct Running {
  explicit Running(Model model)
      : st({.model = model,
            .memory_bytes = 512 << 10,
            .rom = {embedded_rom().begin(), embedded_rom().end()},
            .time = CalendarTime{1988, 2, 29, 1, 23, 59, 50}}),
        image(FloppyImage::of("a.st", std::vector<u8>(720 << 10))) {
    st.machine().part<Wd1772>("fdc").insert(0, image.disk());
  }
  std::vector<u8> save() {
    SavingArchive archive;
    st.serialize(archive);
    return archive.take();
  }
  void load(const std::vector<u8>& state) {
    LoadingArchive archive(state);
    st.serialize(archive);
  }
  PrintingArchive print() {
    PrintingArchive archive;
    st.serialize(archive);
    return archive;
  }

  AtariSt st;
  FloppyImage image;
};

class Snapshots : public testing::TestWithParam<Model> {};

TEST_P(Snapshots, ALoadedMachineGoesOnAsTheOneThatWasSaved) {
  if (embedded_rom().empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  constexpr u64 kLast = 1'200, kStep = 23, kOn = 2;  // frames
  Running original(GetParam());
  while (original.st.frames() < kLast) {
    original.st.run_frames(kStep);
    const std::vector<u8> state = original.save();
    Running loaded(GetParam());
    loaded.load(state);
    ASSERT_EQ(loaded.save() == state, true) << differences(original.print(), loaded.print());
    original.st.run_frames(kOn);
    loaded.st.run_frames(kOn);
    ASSERT_EQ(loaded.save() == original.save(), true)
        << "at frame " << original.st.frames() << differences(original.print(), loaded.print());
  }
  EXPECT_FALSE(original.st.halted());
}
INSTANTIATE_TEST_SUITE_P(Models, Snapshots, testing::Values(Model::kSt, Model::kMegaSt, Model::kSte),
                         [](const auto& info) { return std::string(board({.model = info.param}).name); });

}  // namespace

}  // namespace sosie::atari_st
