// The overlay's pages as text, by its keys.
#include "app/overlay.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/app/toy_machine.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

using Key = Overlay::Key;

struct ToyControls final : Controls {
  Speed speed() const override { return speed_; }
  void set_speed(Speed speed) override { speed_ = speed; }
  bool borders() const override { return borders_; }
  void set_borders(bool borders) override { borders_ = borders; }
  bool full_screen() const override { return full_screen_; }
  void set_full_screen(bool full_screen) override { full_screen_ = full_screen; }
  bool sound() const override { return sound_; }
  void set_sound(bool sound) override { sound_ = sound; }
  std::filesystem::path screenshot() override { throw UserError("the disk is full; make room"); }
  void reset(Reset kind) override { resets.push_back(kind); }
  void quit() override { has_quit = true; }

  std::vector<Reset> resets;
  bool has_quit = false;

 private:
  Speed speed_;
  bool borders_ = true, full_screen_ = false, sound_ = true;
};

class OverlayTest : public testing::Test {
 protected:
  OverlayTest() {
    directory.add_file("game.st", "");
    directory.add_file("other.MSA", "");
    directory.add_file("readme.txt", "");
    directory.add_file(".hidden.st", "");
    std::filesystem::create_directory(directory.path() + "/more");
    directory.add_file("more/third.stx", "");
    machine.insert(0, directory.path() + "/game.st");
    overlay.toggle();
  }
  void keys(std::initializer_list<Key> all) {
    for (const Key key : all) overlay.key(key);
  }
  /// Moves to the line that begins so.
  void go_to(const std::string& name) {
    for (std::size_t i = 0; i < 40 && !selected().starts_with(name); ++i) overlay.key(Key::kDown);
    ASSERT_TRUE(selected().starts_with(name)) << name << ", but " << selected();
  }
  /// The selected line without what it is indented by.
  std::string selected() const {
    for (const Overlay::Line& line : overlay.lines()) {
      if (line.selected) return line.text.substr(line.text.find_first_not_of(' '));
    }
    return "";
  }
  bool shows(const std::string& text) const {
    for (const Overlay::Line& line : overlay.lines()) {
      if (line.text.find(text) != std::string::npos) return true;
    }
    return false;
  }

  WorkDirectory directory;
  ToyMachine machine;
  ToyControls controls;
  Overlay overlay{machine, controls};
};

TEST_F(OverlayTest, ShowsTheSettings) {
  EXPECT_TRUE(overlay.open());
  EXPECT_EQ(selected(), "Disk A          game.st");
  EXPECT_TRUE(shows("Disk B          (no disk)"));
  EXPECT_TRUE(shows("Speed           100%"));
  EXPECT_TRUE(shows("Borders         on"));
  EXPECT_TRUE(shows("Full screen     off"));
  overlay.key(Key::kEscape);
  EXPECT_FALSE(overlay.open());
}

TEST_F(OverlayTest, FitsItsFrame) {
  for (const bool choosing : {false, true}) {
    if (choosing) overlay.key(Key::kEnter);
    for (int i = 0; i < 60; ++i) directory.add_file("disk" + std::to_string(i) + std::string(80, 'x') + ".st", "");
    overlay.tell(std::string(2000, 'y'));
    EXPECT_LE(overlay.lines().size(), Overlay::kRows);
    for (const Overlay::Line& line : overlay.lines()) EXPECT_LE(line.text.size(), Overlay::kColumns);
  }
}

TEST_F(OverlayTest, SwitchesAndSpeedChangeByKey) {
  go_to("Borders");
  overlay.key(Key::kEnter);
  EXPECT_FALSE(controls.borders());
  overlay.key(Key::kLeft);
  EXPECT_TRUE(controls.borders());
  go_to("Speed");
  keys({Key::kRight});
  EXPECT_EQ(controls.speed(), Speed{200});
  keys({Key::kRight, Key::kRight, Key::kRight, Key::kRight});
  EXPECT_EQ(controls.speed(), Speed{std::nullopt});
  keys({Key::kLeft});
  EXPECT_EQ(controls.speed(), Speed{800});
  controls.set_speed({120});
  keys({Key::kLeft});
  EXPECT_EQ(controls.speed(), Speed{100});
  keys({Key::kLeft, Key::kLeft, Key::kLeft});
  EXPECT_EQ(controls.speed(), Speed{25});
}

TEST_F(OverlayTest, ADiskIsChosenFromTheFolderOfThePresentOne) {
  overlay.key(Key::kEnter);
  EXPECT_EQ(selected(), "game.st");
  EXPECT_FALSE(shows("readme"));
  EXPECT_FALSE(shows("hidden"));
  go_to("other.MSA");
  overlay.key(Key::kEnter);
  EXPECT_EQ(machine.drives()[0].file.filename(), "other.MSA");
  EXPECT_EQ(selected(), "Disk A          other.MSA");
}

TEST_F(OverlayTest, FoldersAreOpenedAndLeft) {
  overlay.key(Key::kEnter);
  keys({Key::kPageUp});
  go_to("more/");
  overlay.key(Key::kEnter);
  EXPECT_TRUE(shows("third.stx"));
  overlay.key(Key::kBackspace);
  EXPECT_EQ(selected(), "more/");
  overlay.key(Key::kEscape);
  EXPECT_EQ(selected(), "Disk A          game.st");
  EXPECT_TRUE(overlay.open());
}

TEST_F(OverlayTest, AnEmptyDriveBeginsWhereTheOthersDiskCameFrom) {
  go_to("Disk B");
  overlay.key(Key::kEnter);
  EXPECT_TRUE(shows("game.st"));
}

TEST_F(OverlayTest, ADiskIsTakenOut) {
  overlay.key(Key::kEnter);
  keys({Key::kPageUp, Key::kEnter});
  EXPECT_EQ(selected(), "Disk A          (no disk)");
}

TEST_F(OverlayTest, APathCanBeTyped) {
  overlay.key(Key::kEnter);
  overlay.text("more/thi");
  overlay.text("r\xc3\xa4");
  EXPECT_EQ(selected(), "Path: more/thir\xc3\xa4_");
  overlay.key(Key::kBackspace);
  overlay.text("d.stx");
  overlay.key(Key::kEnter);
  EXPECT_EQ(machine.drives()[0].file, directory.path() + "/more/third.stx");
  overlay.key(Key::kEnter);
  overlay.text(directory.path());
  overlay.key(Key::kEnter);
  EXPECT_TRUE(shows("game.st")) << "a typed folder is opened";
}

TEST_F(OverlayTest, AFailureIsShownUntilTheNextKey) {
  overlay.key(Key::kEnter);
  overlay.text("none.st");
  overlay.key(Key::kEnter);
  EXPECT_TRUE(shows("there is no file"));
  EXPECT_EQ(machine.drives()[0].file.filename(), "game.st");
  overlay.key(Key::kEscape);
  EXPECT_FALSE(shows("there is no file"));
  go_to("Screenshot");
  overlay.key(Key::kEnter);
  EXPECT_TRUE(shows("the disk is full"));
}

TEST_F(OverlayTest, ResetsCloseItAndQuitQuits) {
  go_to("Reset");
  overlay.key(Key::kEnter);
  EXPECT_FALSE(overlay.open());
  overlay.toggle();
  go_to("Power off and on");
  overlay.key(Key::kEnter);
  EXPECT_EQ(controls.resets, (std::vector{Reset::kWarm, Reset::kCold}));
  overlay.toggle();
  go_to("Quit");
  overlay.key(Key::kEnter);
  EXPECT_TRUE(controls.has_quit);
}

}  // namespace
}  // namespace sosie::app
