/// app/sdl_input.h — what a person does at the window: keys, mouse and joysticks for the guest, orders for the program.
///
/// Keys are told by their place: SDL's scancodes are the codes of USB's keyboards, as the guest's keyboard wants them.
/// The program's own keys are F11, F12, Print Screen, Pause, and Ctrl-Alt with a letter.
#pragma once

#include <SDL_events.h>

#include <bitset>
#include <optional>
#include <string>

#include "app/sdl_joysticks.h"
#include "core/host/input.h"

namespace sosie::app {

/// What a person wants of the program.
struct Order {
  enum class Kind : u8 {
    kQuit,
    kFullScreen,
    kOverlay,
    kScreenshot,
    kPause,
    kFastForward,
    kGrab,
    kFree,
    kInsert,
    kRedraw
  };
  Kind kind;
  std::string file = {};  ///< to be inserted

  bool operator==(const Order&) const = default;
};

class SdlInput {
 public:
  SdlInput(InputListener& guest, JoystickSources joysticks) : guest_(guest), joysticks_(guest, joysticks) {}

  /// Tells the guest, or returns what is not for it.
  std::optional<Order> handle(const SDL_Event& event);

  /// Whether the mouse is the guest's. A click into the window asks for it.
  bool grabbed() const { return grabbed_; }
  void set_grabbed(bool grabbed);
  /// How many of the window's pixels are one of the guest's, across and down.
  void set_mouse_scale(double x, double y) { scale_x_ = x, scale_y_ = y; }
  /// Whether keys are the guest's too, or only the program's.
  void set_listening(bool listening);
  /// The guest sees all keys and buttons up: before the window stops listening.
  void release_all();

 private:
  std::optional<Order> key(const SDL_KeyboardEvent& event);
  static std::optional<Order> order_of(const SDL_KeyboardEvent& event);
  std::optional<Order> button(const SDL_MouseButtonEvent& event);
  void move(const SDL_MouseMotionEvent& event);
  void tell_key(u8 usage, bool down);
  void tell_button(u8 button, bool down);

  InputListener& guest_;
  SdlJoysticks joysticks_;
  std::bitset<256> keys_down_;
  std::bitset<3> buttons_down_;
  bool grabbed_ = false, listening_ = true;
  double scale_x_ = 1, scale_y_ = 1;
  double owed_x_ = 0, owed_y_ = 0;  ///< of the guest's pixels, less than one
};

}  // namespace sosie::app
