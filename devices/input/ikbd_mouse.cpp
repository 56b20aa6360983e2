#include "devices/input/ikbd_mouse.h"

#include <algorithm>
#include <cstdlib>

namespace sosie {

namespace {

constexpr u8 kButtonKeys[2] = {0x74, 0x75};
constexpr u8 kReportPress = 1, kReportRelease = 2;  // of the button action, for absolute reports

u8 high(u16 value) { return static_cast<u8>(value >> 8); }
u8 low(u16 value) { return static_cast<u8>(value); }

/// A scale of 0 would never be reached.
u8 at_least_one(u8 value) { return std::max(value, u8{1}); }

}  // namespace

void IkbdMouse::reset() {
  mode_ = Mode::kRelative;
  enabled_ = true;
  y_at_bottom_ = false;
  action_ = changed_buttons_ = 0;
  std::fill_n(threshold_, 2, u8{1});
  std::fill_n(scale_, 2, u8{1});
  std::fill_n(key_clicks_, 2, u8{1});
  std::fill_n(max_, 2, u16{0});
  std::fill_n(position_, 2, u16{0});
  std::fill_n(moved_, 2, 0);
}

// --- commands ---

void IkbdMouse::set_relative() {
  mode_ = Mode::kRelative;
  enabled_ = true;
  std::fill_n(moved_, 2, 0);
}

void IkbdMouse::set_absolute(u16 max_x, u16 max_y) {
  mode_ = Mode::kAbsolute;
  enabled_ = true;
  max_[0] = max_x;
  max_[1] = max_y;
  std::fill_n(position_, 2, u16{0});
  std::fill_n(moved_, 2, 0);
}

void IkbdMouse::set_keycode(u8 dx, u8 dy) {
  mode_ = Mode::kKeycode;
  enabled_ = true;
  key_clicks_[0] = at_least_one(dx);
  key_clicks_[1] = at_least_one(dy);
  std::fill_n(moved_, 2, 0);
}

void IkbdMouse::set_threshold(u8 x, u8 y) {
  threshold_[0] = at_least_one(x);
  threshold_[1] = at_least_one(y);
}

void IkbdMouse::set_scale(u8 x, u8 y) {
  scale_[0] = at_least_one(x);
  scale_[1] = at_least_one(y);
}

void IkbdMouse::load_position(u16 x, u16 y) {
  position_[0] = std::min(x, max_[0]);
  position_[1] = std::min(y, max_[1]);
}

void IkbdMouse::interrogate() {
  if (mode_ != Mode::kAbsolute) return;
  output_.send({0xf7, changed_buttons_, high(position_[0]), low(position_[0]), high(position_[1]), low(position_[1])});
  changed_buttons_ = 0;
}

void IkbdMouse::tell_mode() {
  switch (mode_) {
    case Mode::kRelative: return output_.send({0xf6, 0x08, 0, 0, 0, 0, 0, 0});
    case Mode::kAbsolute:
      return output_.send({0xf6, 0x09, high(max_[0]), low(max_[0]), high(max_[1]), low(max_[1]), 0, 0});
    case Mode::kKeycode: return output_.send({0xf6, 0x0a, key_clicks_[0], key_clicks_[1], 0, 0, 0, 0});
  }
}

// --- what the mouse does ---

void IkbdMouse::move(i16 dx, i16 dy) {
  if (!enabled_) return;
  moved_[0] += dx;
  moved_[1] += y_at_bottom_ && mode_ != Mode::kKeycode ? -dy : dy;
  if (mode_ == Mode::kAbsolute) move_absolute();
  if (mode_ == Mode::kKeycode) move_cursor();
  if (output_.idle()) report();
}

void IkbdMouse::report() {
  if (mode_ == Mode::kRelative) report_relative(false);
}

/// All that was moved is reported, whatever the threshold, in as many packets as it takes.
void IkbdMouse::report_relative(bool at_once) {
  if (!enabled_) return;
  const bool far_enough = std::abs(moved_[0]) >= threshold_[0] || std::abs(moved_[1]) >= threshold_[1];
  if (!far_enough && !at_once) return;
  do {
    const i32 dx = std::clamp(moved_[0], -128, 127), dy = std::clamp(moved_[1], -128, 127);
    moved_[0] -= dx;
    moved_[1] -= dy;
    const unsigned buttons = (down_[0] ? 2u : 0u) | (down_[1] ? 1u : 0u);
    output_.send({static_cast<u8>(0xf8 | buttons), static_cast<u8>(dx), static_cast<u8>(dy)});
  } while (moved_[0] != 0 || moved_[1] != 0);
}

void IkbdMouse::move_absolute() {
  for (unsigned axis = 0; axis < 2; ++axis) {
    const i32 steps = moved_[axis] / scale_[axis];
    moved_[axis] -= steps * scale_[axis];
    position_[axis] = static_cast<u16>(std::clamp(position_[axis] + steps, 0, i32{max_[axis]}));
  }
}

void IkbdMouse::move_cursor() {
  constexpr u8 kKeys[2][2] = {{0x4b, 0x4d}, {0x48, 0x50}};  // left, right; up, down
  for (unsigned axis = 0; axis < 2; ++axis) {
    while (std::abs(moved_[axis]) >= key_clicks_[axis]) {
      const bool forward = moved_[axis] > 0;
      const u8 key = kKeys[axis][forward];
      output_.send({key, static_cast<u8>(key | 0x80)});
      moved_[axis] += forward ? -key_clicks_[axis] : key_clicks_[axis];
    }
  }
}

void IkbdMouse::button(u8 index, bool down) {
  if (index > 1 || down_[index] == down) return;
  down_[index] = down;
  if (!enabled_) return;
  const u8 right_down = 1, right_up = 2, left_down = 4, left_up = 8;
  changed_buttons_ |= index == 0 ? (down ? left_down : left_up) : (down ? right_down : right_up);
  if (buttons_are_keys()) {
    output_.send({static_cast<u8>(kButtonKeys[index] | (down ? 0 : 0x80))});
  } else if (mode_ == Mode::kRelative) {
    report_relative(true);
  } else if ((action_ & (down ? kReportPress : kReportRelease)) != 0) {
    interrogate();
  }
}

void IkbdMouse::serialize(Archive& archive) {
  archive("mode", mode_)("enabled", enabled_)("y_at_bottom", y_at_bottom_)("action", action_);
  archive("threshold", threshold_)("scale", scale_)("key_clicks", key_clicks_)("max", max_)("position", position_);
  archive("moved", moved_)("down", down_)("changed_buttons", changed_buttons_);
}

}  // namespace sosie
