/// tests/app/input_notes.h — writes down what a guest is told: "+04" key 0x04 down, "(3,-1)" the mouse, "1:81" a
/// joystick.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "core/host/input.h"

namespace sosie::app {

class InputNotes final : public InputListener {
 public:
  void happened(const InputEvent& event) override {
    if (!heard_.empty()) heard_ += ' ';
    const char sign = event.down ? '+' : '-';
    switch (event.kind) {
      case InputEvent::Kind::kKey: heard_ += fmt::format("{}{:02x}", sign, static_cast<u8>(event.key)); break;
      case InputEvent::Kind::kMouseMove: heard_ += fmt::format("({},{})", event.dx, event.dy); break;
      case InputEvent::Kind::kMouseButton: heard_ += fmt::format("{}b{}", sign, event.button); break;
      case InputEvent::Kind::kJoystick: heard_ += fmt::format("{}:{:02x}", event.port, event.directions); break;
    }
  }
  /// Since the last time.
  std::string take() { return std::exchange(heard_, {}); }

 private:
  std::string heard_;
};

}  // namespace sosie::app
