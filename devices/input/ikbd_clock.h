/// devices/input/ikbd_clock.h — the time of day that the ST's keyboard keeps, in packed decimals.
#pragma once

#include <array>
#include <span>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"

namespace sosie {

class IkbdClock {
 public:
  explicit IkbdClock(const DeviceContext& context);

  /// Year, month, day, hour, minute, second. A byte that is no packed decimal leaves its field as it is.
  void set(std::span<const u8, 6> time);
  const std::array<u8, 6>& time() const { return time_; }
  void serialize(Archive& archive);

 private:
  void second(Ticks due);
  u8 last_day() const;

  const Clock& clock_;
  Deadline second_;
  std::array<u8, 6> time_{};
};

}  // namespace sosie
