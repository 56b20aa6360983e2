// SDL's events, made by hand, and what the guest and the program are told.
#include "app/sdl_input.h"

#include <SDL.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/app/input_notes.h"

namespace sosie::app {
namespace {

using Kind = Order::Kind;

class SdlInputTest : public testing::Test {
 protected:
  std::optional<Order> key(SDL_Scancode scancode, bool down, u16 modifiers = 0, SDL_Keycode letter = 0) {
    SDL_Event event{};
    event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
    event.key.state = down ? SDL_PRESSED : SDL_RELEASED;
    event.key.keysym.scancode = scancode;
    event.key.keysym.sym = letter;
    event.key.keysym.mod = modifiers;
    return input.handle(event);
  }
  std::optional<Order> button(u8 number, bool down) {
    SDL_Event event{};
    event.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
    event.button.state = down ? SDL_PRESSED : SDL_RELEASED;
    event.button.button = number;
    return input.handle(event);
  }
  void move(int dx, int dy) {
    SDL_Event event{};
    event.type = SDL_MOUSEMOTION;
    event.motion.xrel = dx;
    event.motion.yrel = dy;
    EXPECT_FALSE(input.handle(event));
  }

  InputNotes notes;
  SdlInput input{notes, {JoystickSource::kNone, JoystickSource::kPad}};
};

TEST_F(SdlInputTest, KeysGoToTheGuestByTheirPlace) {
  EXPECT_FALSE(key(SDL_SCANCODE_A, true));
  EXPECT_FALSE(key(SDL_SCANCODE_A, false));
  EXPECT_FALSE(key(SDL_SCANCODE_RGUI, true));
  EXPECT_FALSE(key(SDL_SCANCODE_AUDIOPLAY, true));
  EXPECT_EQ(notes.take(), "+04 -04 +e7");
}

TEST_F(SdlInputTest, TheProgramsKeysAreNotTheGuests) {
  EXPECT_EQ(key(SDL_SCANCODE_F11, true), Order{Kind::kFullScreen});
  EXPECT_EQ(key(SDL_SCANCODE_F11, false), std::nullopt);
  EXPECT_EQ(key(SDL_SCANCODE_F12, true), Order{Kind::kOverlay});
  EXPECT_EQ(key(SDL_SCANCODE_PRINTSCREEN, true), Order{Kind::kScreenshot});
  EXPECT_EQ(key(SDL_SCANCODE_PAUSE, true), Order{Kind::kPause});
  EXPECT_EQ(key(SDL_SCANCODE_G, true, KMOD_LCTRL | KMOD_LALT, SDLK_g), Order{Kind::kGrab});
  EXPECT_EQ(key(SDL_SCANCODE_G, false, KMOD_LCTRL | KMOD_LALT, SDLK_g), std::nullopt);
  EXPECT_EQ(key(SDL_SCANCODE_F, true, KMOD_LCTRL | KMOD_LALT, SDLK_f), Order{Kind::kFastForward});
  EXPECT_EQ(notes.take(), "");
  EXPECT_EQ(key(SDL_SCANCODE_G, true, KMOD_LCTRL, SDLK_g), std::nullopt);
  EXPECT_EQ(notes.take(), "+0a");
}

TEST_F(SdlInputTest, TheMouseIsTheGuestsOnlyWhenGrabbed) {
  move(5, 5);
  EXPECT_EQ(button(SDL_BUTTON_LEFT, true), Order{Kind::kGrab});
  input.set_grabbed(true);
  EXPECT_EQ(button(SDL_BUTTON_LEFT, false), std::nullopt);
  EXPECT_EQ(notes.take(), "");
  EXPECT_EQ(button(SDL_BUTTON_RIGHT, true), std::nullopt);
  move(5, -2);
  button(SDL_BUTTON_RIGHT, false);
  EXPECT_EQ(notes.take(), "+b1 (5,-2) -b1");
}

TEST_F(SdlInputTest, TheMouseMovesInTheGuestsPixelsAndLosesNothing) {
  input.set_grabbed(true);
  input.set_mouse_scale(3, 2);
  for (int i = 0; i < 6; ++i) move(1, -1);
  EXPECT_EQ(notes.take(), "(0,-1) (1,0) (0,-1) (1,-1)");
}

TEST_F(SdlInputTest, WhatIsHeldIsReleasedWhenTheMouseIsFreed) {
  input.set_grabbed(true);
  key(SDL_SCANCODE_LSHIFT, true);
  button(SDL_BUTTON_LEFT, true);
  notes.take();
  input.set_grabbed(false);
  EXPECT_EQ(notes.take(), "-e1 -b0");
  EXPECT_FALSE(key(SDL_SCANCODE_LSHIFT, false));
  EXPECT_EQ(notes.take(), "");
}

TEST_F(SdlInputTest, ADroppedFileIsToBeInserted) {
  SDL_Event event{};
  event.type = SDL_DROPFILE;
  event.drop.file = SDL_strdup("/tmp/game.st");
  EXPECT_EQ(input.handle(event), (Order{Kind::kInsert, "/tmp/game.st"}));
}

TEST_F(SdlInputTest, TheKeyboardCanBeAJoystick) {
  SdlInput with_keys(notes, {JoystickSource::kNone, JoystickSource::kKeys});
  SDL_Event event{};
  const auto press = [&](SDL_Scancode scancode, bool down) {
    event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
    event.key.state = down ? SDL_PRESSED : SDL_RELEASED;
    event.key.keysym.scancode = scancode;
    with_keys.handle(event);
  };
  press(SDL_SCANCODE_UP, true);
  press(SDL_SCANCODE_RCTRL, true);
  press(SDL_SCANCODE_UP, false);
  press(SDL_SCANCODE_A, true);
  EXPECT_EQ(notes.take(), "1:01 1:81 1:80 +04");
  with_keys.release_all();
  EXPECT_EQ(notes.take(), "-04 1:00");
}

/// A gamepad that SDL itself makes up.
class SdlGamepadTest : public SdlInputTest {
 protected:
  void SetUp() override {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    ASSERT_EQ(SDL_Init(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER), 0) << SDL_GetError();
    device = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, SDL_CONTROLLER_AXIS_MAX,
                                       SDL_CONTROLLER_BUTTON_MAX, 0);
    ASSERT_GE(device, 0) << SDL_GetError();
    stick = SDL_JoystickOpen(device);
    pump();
  }
  void TearDown() override {
    if (stick != nullptr) SDL_JoystickClose(stick);
    if (device >= 0) SDL_JoystickDetachVirtual(device);
    pump();
    SDL_Quit();
  }
  void pump() {
    SDL_Event event;
    while (SDL_PollEvent(&event) != 0) input.handle(event);
  }
  int device = -1;
  SDL_Joystick* stick = nullptr;
};

TEST_F(SdlGamepadTest, APadIsTheJoystickAtPort1) {
  SDL_JoystickSetVirtualButton(stick, SDL_CONTROLLER_BUTTON_A, 1);
  pump();
  SDL_JoystickSetVirtualAxis(stick, SDL_CONTROLLER_AXIS_LEFTX, -30'000);
  pump();
  SDL_JoystickSetVirtualAxis(stick, SDL_CONTROLLER_AXIS_LEFTX, -10'000);
  SDL_JoystickSetVirtualButton(stick, SDL_CONTROLLER_BUTTON_DPAD_DOWN, 1);
  pump();
  EXPECT_TRUE(notes.take().starts_with("1:80 1:84 1:8"));
  SDL_JoystickSetVirtualButton(stick, SDL_CONTROLLER_BUTTON_A, 0);
  pump();
  EXPECT_EQ(notes.take(), "1:02");
}

TEST_F(SdlGamepadTest, APadThatIsPulledOutLetsGo) {
  SDL_JoystickSetVirtualButton(stick, SDL_CONTROLLER_BUTTON_A, 1);
  pump();
  EXPECT_EQ(notes.take(), "1:80");
  SDL_JoystickDetachVirtual(device);
  device = -1;
  pump();
  EXPECT_EQ(notes.take(), "1:00");
}

}  // namespace
}  // namespace sosie::app
