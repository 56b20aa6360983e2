#include "app/sdl_input.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sosie::app {

namespace {

using Kind = Order::Kind;

/// The whole part of what has come together; the rest stays owed.
i16 take_whole(double& owed) {
  const double whole = std::clamp(std::trunc(owed), -32767.0, 32767.0);
  owed -= whole;
  return static_cast<i16>(whole);
}

std::optional<u8> guest_button(u8 sdl_button) {
  switch (sdl_button) {
    case SDL_BUTTON_LEFT: return u8{0};
    case SDL_BUTTON_RIGHT: return u8{1};
    case SDL_BUTTON_MIDDLE: return u8{2};
    default: return std::nullopt;
  }
}

std::optional<Order> window_order(const SDL_WindowEvent& event) {
  switch (event.event) {
    case SDL_WINDOWEVENT_FOCUS_LOST: return Order{Kind::kFree};
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SIZE_CHANGED: return Order{Kind::kRedraw};
    default: return std::nullopt;
  }
}

/// SDL's own string, which is the receiver's to free.
std::optional<Order> dropped(const SDL_DropEvent& event) {
  Order order{Kind::kInsert, event.file != nullptr ? event.file : ""};
  SDL_free(event.file);
  return order;
}

}  // namespace

std::optional<Order> SdlInput::handle(const SDL_Event& event) {
  joysticks_.handle(event);
  switch (event.type) {
    case SDL_QUIT: return Order{Kind::kQuit};
    case SDL_WINDOWEVENT: return window_order(event.window);
    case SDL_DROPFILE: return dropped(event.drop);
    case SDL_KEYDOWN:
    case SDL_KEYUP: return key(event.key);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return button(event.button);
    case SDL_MOUSEMOTION: move(event.motion); return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<Order> SdlInput::order_of(const SDL_KeyboardEvent& event) {
  switch (event.keysym.scancode) {
    case SDL_SCANCODE_F11: return Order{Kind::kFullScreen};
    case SDL_SCANCODE_F12: return Order{Kind::kOverlay};
    case SDL_SCANCODE_PRINTSCREEN: return Order{Kind::kScreenshot};
    case SDL_SCANCODE_PAUSE: return Order{Kind::kPause};
    default: break;
  }
  if ((event.keysym.mod & KMOD_CTRL) == 0 || (event.keysym.mod & KMOD_ALT) == 0) return std::nullopt;
  // By letter, wherever the host's layout has it: the program's help names the letter.
  switch (event.keysym.sym) {
    case SDLK_g: return Order{Kind::kGrab};
    case SDLK_f: return Order{Kind::kFastForward};
    case SDLK_q: return Order{Kind::kQuit};
    default: return std::nullopt;
  }
}

std::optional<Order> SdlInput::key(const SDL_KeyboardEvent& event) {
  if (event.repeat != 0) return std::nullopt;
  const bool down = event.state == SDL_PRESSED;
  if (down) {
    if (auto order = order_of(event)) return order;
  }
  if (!listening_) return std::nullopt;
  const auto usage = static_cast<u32>(event.keysym.scancode);
  if (usage == 0 || usage >= keys_down_.size() || joysticks_.key(static_cast<u8>(usage), down)) return std::nullopt;
  tell_key(static_cast<u8>(usage), down);
  return std::nullopt;
}

void SdlInput::tell_key(u8 usage, bool down) {
  // The end of a key that was an order, or that went down before, elsewhere, is nothing to the guest.
  if (keys_down_[usage] == down) return;
  keys_down_[usage] = down;
  guest_.happened({.kind = InputEvent::Kind::kKey, .down = down, .key = static_cast<Key>(usage)});
}

std::optional<Order> SdlInput::button(const SDL_MouseButtonEvent& event) {
  const bool down = event.state == SDL_PRESSED;
  if (!grabbed_) return down ? std::optional(Order{Kind::kGrab}) : std::nullopt;
  if (const auto number = guest_button(event.button)) tell_button(*number, down);
  return std::nullopt;
}

void SdlInput::tell_button(u8 button, bool down) {
  if (buttons_down_[button] == down) return;
  buttons_down_[button] = down;
  guest_.happened({.kind = InputEvent::Kind::kMouseButton, .down = down, .button = button});
}

void SdlInput::move(const SDL_MouseMotionEvent& event) {
  if (!grabbed_) return;
  owed_x_ += event.xrel / scale_x_;
  owed_y_ += event.yrel / scale_y_;
  const i16 dx = take_whole(owed_x_), dy = take_whole(owed_y_);
  if (dx != 0 || dy != 0) guest_.happened({.kind = InputEvent::Kind::kMouseMove, .dx = dx, .dy = dy});
}

void SdlInput::set_grabbed(bool grabbed) {
  if (!grabbed) release_all();
  grabbed_ = grabbed;
  owed_x_ = owed_y_ = 0;
}

void SdlInput::set_listening(bool listening) {
  if (!listening) release_all();
  listening_ = listening;
}

void SdlInput::release_all() {
  for (u32 usage = 0; usage < keys_down_.size(); ++usage) tell_key(static_cast<u8>(usage), false);
  for (u8 number = 0; number < buttons_down_.size(); ++number) tell_button(number, false);
  joysticks_.release_all();
}

}  // namespace sosie::app
