/// devices/input/ikbd_mouse.h — the mouse as the ST's keyboard reports it: relative, absolute, or as cursor keys.
///
/// Source: Atari, "Intelligent Keyboard (ikbd) Protocol", 1985.
#pragma once

#include "core/base/types.h"
#include "core/state/archive.h"
#include "devices/input/ikbd_output.h"

namespace sosie {

class IkbdMouse {
 public:
  explicit IkbdMouse(IkbdOutput& output) : output_(output) {}

  void set_button_action(u8 action) { action_ = action & 7; }
  void set_relative();
  void set_absolute(u16 max_x, u16 max_y);
  void set_keycode(u8 dx, u8 dy);
  void set_threshold(u8 x, u8 y);
  void set_scale(u8 x, u8 y);
  void load_position(u16 x, u16 y);
  void interrogate();
  void set_y_at_bottom(bool bottom) { y_at_bottom_ = bottom; }
  void disable() { enabled_ = false; }
  bool enabled() const { return enabled_; }

  /// Right and down, in clicks.
  void move(i16 dx, i16 dy);
  /// 0 left, 1 right
  void button(u8 index, bool down);
  /// The line is free: reports motion that waited for it.
  void report();

  // Status inquiries.
  void tell_button_action() { output_.send({0xf6, 0x07, action_, 0, 0, 0, 0, 0}); }
  void tell_mode();
  void tell_threshold() { output_.send({0xf6, 0x0b, threshold_[0], threshold_[1], 0, 0, 0, 0}); }
  void tell_scale() { output_.send({0xf6, 0x0c, scale_[0], scale_[1], 0, 0, 0, 0}); }
  void tell_origin() { output_.send({0xf6, u8{y_at_bottom_ ? u8{0x0f} : u8{0x10}}, 0, 0, 0, 0, 0, 0}); }
  void tell_enabled() { output_.send({0xf6, u8{enabled_ ? u8{0} : u8{0x12}}, 0, 0, 0, 0, 0, 0}); }

  void reset();
  void serialize(Archive& archive);

 private:
  enum class Mode : u8 { kRelative, kAbsolute, kKeycode };

  bool buttons_are_keys() const { return (action_ & 4) != 0 || mode_ == Mode::kKeycode; }
  void report_relative(bool at_once);
  void move_absolute();
  void move_cursor();

  IkbdOutput& output_;
  Mode mode_ = Mode::kRelative;
  bool enabled_ = true, y_at_bottom_ = false;
  u8 action_ = 0;
  u8 threshold_[2] = {1, 1}, scale_[2] = {1, 1}, key_clicks_[2] = {1, 1};
  u16 max_[2] = {}, position_[2] = {};
  i32 moved_[2] = {};       ///< clicks that were not yet reported
  bool down_[2] = {};       ///< left, right
  u8 changed_buttons_ = 0;  ///< as the absolute report tells them
};

}  // namespace sosie
