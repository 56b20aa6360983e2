// The ST as its window sees it, with the ROM of our own.
#include "app/st_machine.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "app/kept_picture.h"
#include "core/base/error.h"
#include "machines/atari_st/embedded_rom.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

using namespace std::chrono_literals;

struct SoundCounter final : AudioSink {
  void play(std::span<const i16> stereo, u32) override { pairs += stereo.size() / 2; }
  u64 pairs = 0;
};

class StMachineTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto rom = atari_st::embedded_rom();
    if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
    st = std::make_unique<StMachine>(atari_st::AtariSt::Setup{.rom = {rom.begin(), rom.end()}});
    directory.add_file("a.st", std::string(720 << 10, '\0'));
    directory.add_file("bad.st", "bad");
  }
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }

  WorkDirectory directory;
  std::unique_ptr<StMachine> st;
};

TEST_F(StMachineTest, AFrameIsAPictureAndItsSoundAndItsTime) {
  KeptPicture picture;
  SoundCounter sound;
  st->set_display(&picture);
  st->set_audio(&sound);
  for (int i = 0; i < 10; ++i) st->run_frame();
  EXPECT_FALSE(picture.empty());
  EXPECT_EQ(picture.frame().inside.width, 320 * picture.frame().width / 416);
  EXPECT_GT(st->time(), 9 * 16ms);
  EXPECT_LT(st->time(), 10 * 21ms);
  const double seconds = std::chrono::duration<double>(st->time()).count();
  EXPECT_NEAR(static_cast<double>(sound.pairs), seconds * 48'000, 2000);
}

TEST_F(StMachineTest, DisksComeAndGo) {
  EXPECT_EQ(st->drives()[0].name, "A");
  EXPECT_TRUE(st->drives()[0].file.empty());
  st->insert(1, path("a.st"));
  EXPECT_EQ(st->drives()[1].file, path("a.st"));
  st->eject(1);
  st->eject(1);
  EXPECT_TRUE(st->drives()[1].file.empty());
}

TEST_F(StMachineTest, ABadImageLeavesTheDriveAsItWas) {
  st->insert(0, path("a.st"));
  EXPECT_THROW(st->insert(0, path("bad.st")), UserError);
  EXPECT_THROW(st->insert(0, path("none.st")), UserError);
  EXPECT_EQ(st->drives()[0].file, path("a.st"));
  st->run_frame();
}

TEST_F(StMachineTest, AfterAColdResetTimeGoesOnAndAllIsStillConnected) {
  KeptPicture picture;
  SoundCounter sound;
  st->set_display(&picture);
  st->set_audio(&sound);
  st->insert(0, path("a.st"));
  for (int i = 0; i < 5; ++i) st->run_frame();
  const auto before = st->time();
  const u64 pairs = sound.pairs;
  st->reset(Reset::kCold);
  EXPECT_EQ(st->time(), before);
  EXPECT_EQ(st->drives()[0].file, path("a.st"));
  for (int i = 0; i < 3; ++i) st->run_frame();
  EXPECT_GT(st->time(), before);
  EXPECT_GT(sound.pairs, pairs);
  st->input().happened({.kind = InputEvent::Kind::kMouseMove, .dx = 1});
  st->reset(Reset::kWarm);
  st->run_frame();
}

/// A disk whose boot sector writes the second one, by the controller.
class StMachineThatWrites : public StMachineTest {
 protected:
  static constexpr std::size_t kSector = 512, kDiskBytes = 720 << 10;
  static constexpr u32 kLimit = 2500;  // frames; our ROM starts the disk after its checks

  void SetUp() override {
    std::error_code error;
    if (!std::filesystem::exists(SOSIE_WRITING_DISK, error)) GTEST_SKIP() << "target roms-test is not built";
    std::filesystem::copy_file(SOSIE_WRITING_DISK, path("w.st"));
    StMachineTest::SetUp();
    if (st) before = content("w.st");
  }
  std::string content(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// What the disk's file has to be after the program.
  std::string written() const {
    std::string after = before;
    return after.replace(kSector, kSector, kSector, '\xa5');
  }
  /// \return frames until the file changes; kLimit: it does not.
  u32 frames_until_written() {
    for (u32 frame = 0; frame < kLimit; ++frame) {
      st->run_frame();
      if (content("w.st") != before) return frame;
    }
    return kLimit;
  }

  std::string before;
};

TEST_F(StMachineThatWrites, TheFileIsWrittenWhenTheMotorHasStopped) {
  st->insert(0, path("w.st"));
  EXPECT_LT(frames_until_written(), kLimit);
  EXPECT_EQ(content("w.st"), written());
  EXPECT_EQ(content("w.st").size(), kDiskBytes);
}

TEST_F(StMachineThatWrites, TheFileIsWrittenWhenTheDiskIsTakenOut) {
  constexpr u32 kMotorRuns = 100;  // frames: ten turns of 200 ms
  st->insert(0, path("w.st"));
  const u32 stopped = frames_until_written();
  ASSERT_LT(stopped, kLimit);
  for (const bool eject : {true, false}) {
    directory.add_file("w.st", before);
    const auto rom = atari_st::embedded_rom();
    StMachine again(atari_st::AtariSt::Setup{.rom = {rom.begin(), rom.end()}});
    again.insert(0, path("w.st"));
    for (u32 frame = 0; frame + kMotorRuns / 2 < stopped; ++frame) again.run_frame();
    EXPECT_EQ(content("w.st"), before) << "the motor still runs";
    if (eject) again.eject(0);
    else again.save_disks();
    EXPECT_EQ(content("w.st"), written());
  }
}

TEST_F(StMachineThatWrites, AnArchiveIsWriteProtectedAndStaysAsItIs) {
  ASSERT_EQ(run_program({"/usr/bin/gzip", "-n", path("w.st")}).status, 0);
  const std::string archive = content("w.st.gz");
  st->insert(0, path("w.st.gz"));
  EXPECT_NE(st->drives()[0].why_read_only.find("w.st.gz is write-protected"), std::string::npos);
  for (u32 frame = 0; frame < kLimit; ++frame) st->run_frame();
  st->eject(0);
  EXPECT_EQ(content("w.st.gz"), archive);
}

}  // namespace
}  // namespace sosie::app
