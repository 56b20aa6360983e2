/// core/host/input.h — what a person does: keys, mouse, joysticks.
#pragma once

#include "core/base/types.h"

namespace sosie {

/// A key's place, by its USB HID usage (HID Usage Tables 1.12, keyboard page 0x07): neither a letter nor a layout.
enum class Key : u8 {};

struct InputEvent {
  enum class Kind : u8 { kKey, kMouseMove, kMouseButton, kJoystick };
  Kind kind;
  bool down = false;   ///< key, mouse button
  Key key{};           ///< key
  u8 button = 0;       ///< mouse: 0 left, 1 right, 2 middle
  i16 dx = 0, dy = 0;  ///< mouse: right and down, in the guest's pixels
  u8 port = 0;         ///< joystick
  u8 directions = 0;   ///< joystick: bits up, down, left, right, and fire at bit 7: what is held now
};

struct InputListener {
  virtual ~InputListener() = default;
  virtual void happened(const InputEvent& event) = 0;
};

}  // namespace sosie
