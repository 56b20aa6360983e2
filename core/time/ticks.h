/// core/time/ticks.h — a count of the machine's master clock since power-on.
#pragma once

#include <compare>

#include "core/base/types.h"

namespace sosie {

/// 64 bits last 18 000 years at 32 MHz.
struct Ticks {
  u64 n = 0;
  auto operator<=>(const Ticks&) const = default;
};

}  // namespace sosie
