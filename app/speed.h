/// app/speed.h — how fast a machine runs: a share of the real one's speed, or as fast as it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/types.h"

namespace sosie::app {

struct Speed {
  std::optional<u32> percent = 100;  ///< nothing: as fast as it goes

  bool operator==(const Speed&) const = default;
};

/// Of "max", "150%" or "150". Throws UserError.
Speed parse_speed(std::string_view text);
std::string to_string(Speed speed);

}  // namespace sosie::app
