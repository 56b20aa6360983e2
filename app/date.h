/// app/date.h — what a guest's clock is set to: the host's local time, or a given one.
#pragma once

#include <string>

#include "core/host/calendar_time.h"

namespace sosie::app {

CalendarTime local_time();
/// "2026-11-25", "2026-11-25 08:15" or with seconds. Throws UserError.
CalendarTime parse_date(const std::string& text);

}  // namespace sosie::app
