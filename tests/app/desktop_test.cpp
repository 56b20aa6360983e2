// A toy machine in a window of SDL's dummy driver, and without one.
#include "app/desktop.h"

#include <SDL.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/app/toy_machine.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

using namespace std::chrono_literals;

/// Never waits.
class EagerClock final : public HostClock {
 public:
  Time now() override { return now_; }
  void sleep_until(Time time) override { now_ = std::max(now_, time); }

 private:
  Time now_ = Time{} + 1h;
};

class DesktopTest : public testing::Test {
 protected:
  DesktopTest() {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    options.zoom = 2;
  }
  void start() { desktop.emplace(machine, options, clock); }
  void frames(int count) {
    for (int i = 0; i < count; ++i) desktop->step();
  }
  static void press(SDL_Scancode scancode, u16 modifiers = 0, SDL_Keycode letter = 0) {
    for (const bool down : {true, false}) {
      SDL_Event event{};
      event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
      event.key.state = down ? SDL_PRESSED : SDL_RELEASED;
      event.key.keysym.scancode = scancode;
      event.key.keysym.sym = letter;
      event.key.keysym.mod = modifiers;
      SDL_PushEvent(&event);
    }
  }

  ToyMachine machine;
  PlayOptions options;
  EagerClock clock;
  std::optional<Desktop> desktop;
};

TEST_F(DesktopTest, ThePictureStandsInTheWindowScaled) {
  start();
  frames(2);
  EXPECT_EQ(desktop->window().size(), (Size{832, 552}));
  EXPECT_EQ(desktop->window().place(), (Place{0, 0, 832, 552}));
  EXPECT_EQ(desktop->window().pixel(10, 10), ToyMachine::kBorderColour);
  EXPECT_EQ(desktop->window().pixel(2 * 48 + 2 * 100 + 1, 2 * 29 + 2 * 50 + 1), ToyMachine::colour_inside(100, 50));
}

TEST_F(DesktopTest, WithoutBordersTheWindowIsSmaller) {
  options.borders = false;
  start();
  frames(2);
  EXPECT_EQ(desktop->window().size(), (Size{640, 400}));
  EXPECT_EQ(desktop->window().pixel(201, 101), ToyMachine::colour_inside(100, 50));
}

TEST_F(DesktopTest, KeysReachTheGuest) {
  start();
  press(SDL_SCANCODE_A);
  frames(1);
  EXPECT_EQ(machine.notes.take(), "+04 -04");
}

TEST_F(DesktopTest, TheOverlayPausesTheMachineAndHasTheKeys) {
  start();
  frames(2);
  press(SDL_SCANCODE_F12);
  press(SDL_SCANCODE_DOWN);
  frames(3);
  EXPECT_TRUE(desktop->overlay().open());
  EXPECT_EQ(machine.frames, 2u);
  EXPECT_EQ(machine.notes.take(), "");
  EXPECT_TRUE(desktop->overlay().lines()[3].selected);
  EXPECT_NE(desktop->window().pixel(10, 10), ToyMachine::kBorderColour) << "it is darker";
  press(SDL_SCANCODE_F12);
  // SDL may hold events back for one round after it has waited.
  for (int i = 0; i < 3 && desktop->overlay().open(); ++i) frames(1);
  const u32 before = machine.frames;
  frames(2);
  EXPECT_EQ(machine.frames, before + 2);
  EXPECT_EQ(machine.notes.take(), "");
}

TEST_F(DesktopTest, AsFastAsItGoesFewPicturesAreDrawn) {
  start();
  press(SDL_SCANCODE_F, KMOD_LCTRL | KMOD_LALT, SDLK_f);
  frames(1000);
  EXPECT_EQ(machine.frames, 1000u);
  EXPECT_LE(machine.drawn, 10u) << "no time passes on this clock";
  press(SDL_SCANCODE_F, KMOD_LCTRL | KMOD_LALT, SDLK_f);
  frames(1);
  EXPECT_EQ(desktop->speed(), Speed{100});
}

TEST_F(DesktopTest, ADroppedDiskIsInsertedAndABadOneTold) {
  const WorkDirectory directory;
  directory.add_file("a.st", "");
  start();
  const auto drop = [](const std::string& file) {
    SDL_Event event{};
    event.type = SDL_DROPFILE;
    event.drop.file = SDL_strdup(file.c_str());
    SDL_PushEvent(&event);
  };
  drop(directory.path() + "/a.st");
  frames(1);
  EXPECT_EQ(machine.drives()[0].file, directory.path() + "/a.st");
  drop("/nowhere/b.st");
  frames(1);
  EXPECT_EQ(machine.drives()[0].file, directory.path() + "/a.st");
  EXPECT_TRUE(desktop->overlay().open());
  EXPECT_EQ(desktop->overlay().lines()[desktop->overlay().lines().size() - 1].text,
            "there is no file /nowhere/b.st; name another");
}

TEST_F(DesktopTest, ClosingTheWindowEndsItAndSavesTheDisks) {
  start();
  SDL_Event event{};
  event.type = SDL_QUIT;
  SDL_PushEvent(&event);
  EXPECT_EQ(desktop->run(), 0);
  EXPECT_EQ(machine.saves, 1u);
}

TEST_F(DesktopTest, NoDisplayIsToldInOneLine) {
  setenv("SDL_VIDEODRIVER", "nonsense", 1);
  EXPECT_THROW(start(), UserError);
}

class HeadlessTest : public testing::Test {
 protected:
  HeadlessTest() { options.headless = true; }
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }

  WorkDirectory directory;
  ToyMachine machine;
  PlayOptions options;
};

TEST_F(HeadlessTest, RunsSoManyFramesAndWritesWhatIsWanted) {
  options.run_frames = 50;
  options.screenshot = path("a.png");
  options.wav = path("a.wav");
  options.type = "ab";
  EXPECT_EQ(play(machine, options), 0);
  EXPECT_EQ(machine.frames, 50u);
  EXPECT_EQ(machine.drawn, 2u) << "only what the screenshot needs";
  EXPECT_TRUE(std::filesystem::exists(path("a.png")));
  EXPECT_EQ(std::filesystem::file_size(path("a.wav")), 44u + 4 * ToyMachine::kHz);
  EXPECT_EQ(machine.notes.take(), "+04 -04 +05 -05");
  EXPECT_EQ(machine.saves, 1u);
}

TEST_F(HeadlessTest, ASignalEndsItInOrder) {
  // Blocked, so that it waits for the session.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::raise(SIGTERM);
  EXPECT_EQ(play(machine, options), 128 + SIGTERM);
  EXPECT_EQ(machine.saves, 1u);
}

TEST_F(HeadlessTest, ADiskThatCannotBeSavedIsToldAndTheRestDone) {
  options.run_frames = 3;
  options.screenshot = path("a.png");
  machine.save_error = "the disk is full; make room";
  EXPECT_THROW(play(machine, options), UserError);
  EXPECT_TRUE(std::filesystem::exists(path("a.png")));
}

TEST_F(HeadlessTest, AScreenshotOfNothingIsTold) {
  options.run_frames = 0;
  options.screenshot = path("a.png");
  EXPECT_THROW(play(machine, options), UserError);
}

}  // namespace
}  // namespace sosie::app
