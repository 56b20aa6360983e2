#include "app/speed.h"

#include <fmt/format.h>

#include <charconv>

#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr u32 kLeastPercent = 1, kMostPercent = 10'000;

}  // namespace

Speed parse_speed(std::string_view text) {
  if (text == "max") return {std::nullopt};
  const std::string_view number = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  u32 percent = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), percent);
  if (error != std::errc() || end != number.data() + number.size() || percent < kLeastPercent ||
      percent > kMostPercent) {
    throw UserError(fmt::format("{} is no speed; write max, or a percentage from {} to {}, such as 100%", text,
                                kLeastPercent, kMostPercent));
  }
  return {percent};
}

std::string to_string(Speed speed) { return speed.percent ? fmt::format("{}%", *speed.percent) : "max"; }

}  // namespace sosie::app
