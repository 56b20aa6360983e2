/// core/host/calendar_time.h — the time of day that the host tells a guest's clock.
#pragma once

#include "core/base/types.h"

namespace sosie {

/// Local time, in the Gregorian calendar.
struct CalendarTime {
  u16 year;
  u8 month, day;  ///< from 1
  u8 weekday;     ///< from Sunday, 0
  u8 hour, minute, second;
  bool operator==(const CalendarTime&) const = default;
};

}  // namespace sosie
