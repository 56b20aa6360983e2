#include "app/date.h"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <regex>

#include "core/base/error.h"

namespace sosie::app {

CalendarTime local_time() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  localtime_r(&now, &local);
  constexpr int kLeapSecond = 60;
  return {.year = static_cast<u16>(local.tm_year + 1900),
          .month = static_cast<u8>(local.tm_mon + 1),
          .day = static_cast<u8>(local.tm_mday),
          .weekday = static_cast<u8>(local.tm_wday),
          .hour = static_cast<u8>(local.tm_hour),
          .minute = static_cast<u8>(local.tm_min),
          .second = static_cast<u8>(local.tm_sec == kLeapSecond ? 59 : local.tm_sec)};
}

CalendarTime parse_date(const std::string& text) {
  static const std::regex kPattern("(\\d{4})-(\\d\\d)-(\\d\\d)(?:[ T](\\d\\d):(\\d\\d)(?::(\\d\\d))?)?");
  std::smatch match;
  if (std::regex_match(text, match, kPattern)) {
    const auto number = [&](std::size_t i) {
      return match[i].matched ? static_cast<unsigned>(std::stoul(match[i])) : 0;
    };
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(1))),
                                           std::chrono::month(number(2)), std::chrono::day(number(3))};
    if (date.ok() && number(4) < 24 && number(5) < 60 && number(6) < 60) {
      return {.year = static_cast<u16>(number(1)),
              .month = static_cast<u8>(number(2)),
              .day = static_cast<u8>(number(3)),
              .weekday = static_cast<u8>(std::chrono::weekday(date).c_encoding()),
              .hour = static_cast<u8>(number(4)),
              .minute = static_cast<u8>(number(5)),
              .second = static_cast<u8>(number(6))};
    }
  }
  throw UserError(fmt::format("{} is no date; write it like '2026-11-25 08:15'", text));
}

}  // namespace sosie::app
