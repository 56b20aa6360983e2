/// core/host/char_backend.h — where a serial port's characters go and come from.
#pragma once

#include <functional>
#include <span>

#include "core/base/types.h"

namespace sosie {

struct CharBackend {
  virtual ~CharBackend() = default;
  /// Never blocks; what the host cannot take is dropped.
  virtual void send(u8 character) = 0;
  /// Set by the device; the host calls it on the machine's thread.
  std::function<void(std::span<const u8> characters)> received;
};

}  // namespace sosie
