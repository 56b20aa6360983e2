/// core/board/serial_line.h — a wire that carries characters, from a chip's serial output.
#pragma once

#include <functional>
#include <utility>

#include "core/base/types.h"

namespace sosie {

/// Bits on the wire are not modelled: a character arrives when its last stop bit is over, by the sender's clock.
class SerialLine {
 public:
  void send(u8 character) {
    if (listener_) listener_(character);
  }
  /// At construction of a machine only. One receiver a line.
  void drives(std::function<void(u8 character)> listener) { listener_ = std::move(listener); }

 private:
  std::function<void(u8)> listener_;
};

}  // namespace sosie
