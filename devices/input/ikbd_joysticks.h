/// devices/input/ikbd_joysticks.h — two joysticks as the ST's keyboard reports them.
///
/// Source: Atari, "Intelligent Keyboard (ikbd) Protocol", 1985.
#pragma once

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"
#include "devices/input/ikbd_output.h"

namespace sosie {

/// A stick's state is a byte: bits 0–3 up, down, left, right; bit 7 the trigger.
class IkbdJoysticks {
 public:
  IkbdJoysticks(const DeviceContext& context, IkbdOutput& output);

  void set_event_reporting() { enter(Mode::kEvents); }
  void set_interrogation() { enter(Mode::kInterrogation); }
  void interrogate();
  /// Samples every so many hundredths of a second, and does nothing else.
  void set_monitoring(u8 rate);
  void set_fire_monitoring();
  /// RX, RY, TX, TY, VX, VY: tenths of a second.
  void set_keycode(const u8 (&times)[6]);
  void disable();
  bool enabled() const { return mode_ != Mode::kDisabled; }
  /// The keyboard has time for nothing else.
  bool monitoring() const { return mode_ == Mode::kMonitoring || mode_ == Mode::kFireMonitoring; }

  /// \param reported false: the port is a mouse's.
  void move(unsigned port, u8 state, bool reported);

  void tell_mode();
  void tell_enabled() { output_.send({0xf6, u8{enabled() ? u8{0} : u8{0x1a}}, 0, 0, 0, 0, 0, 0}); }

  void reset();
  void serialize(Archive& archive);

 private:
  enum class Mode : u8 { kEvents, kInterrogation, kMonitoring, kFireMonitoring, kKeycode, kDisabled };

  void enter(Mode mode);
  void sample(Ticks due);
  void close_axis(unsigned axis);
  void repeat_key(unsigned axis, Ticks due);
  void press_key(unsigned axis);

  const Clock& clock_;
  IkbdOutput& output_;
  Deadline sample_;
  Deadline repeat_[2];  ///< horizontal, vertical
  Mode mode_ = Mode::kEvents;
  u8 state_[2] = {};
  u64 sample_cycles_ = 0;
  u8 fire_samples_ = 0, fire_count_ = 0;
  u8 key_times_[6] = {};
  u16 held_tenths_[2] = {};  ///< since an axis was closed
};

}  // namespace sosie
