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

}  // namespace
}  // namespace sosie::app
