#include "devices/storage/dos_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sosie {

namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_allowed(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'()-@^_`{}~").find(c) != std::string_view::npos;
}

struct Parts {
  std::string_view base, extension;
};

Parts split(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == text.npos || dot == 0) return {text, {}};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

/// One part of a pattern; a star stands for question marks to its end.
template <class Out>
void put_pattern(std::string_view part, Out out, std::size_t length) {
  for (std::size_t i = 0; i < std::min(part.size(), length); ++i) {
    if (part[i] == '*') {
      std::fill_n(out + static_cast<std::ptrdiff_t>(i), length - i, '?');
      return;
    }
    out[static_cast<std::ptrdiff_t>(i)] = upper(part[i]);
  }
}

std::string allowed_only(std::string_view text, std::size_t length) {
  std::string result;
  for (const char c : text) {
    if (is_allowed(upper(c)) && result.size() < length) result += upper(c);
  }
  return result;
}

}  // namespace

std::optional<DosName> DosName::parse(std::string_view text) {
  const auto [base, extension] = split(text);
  const bool fits = !base.empty() && base.size() <= kBase && extension.size() <= kExtension && text.back() != '.';
  const auto allowed = [](char c) { return is_allowed(upper(c)); };
  if (!fits || !std::all_of(base.begin(), base.end(), allowed) ||
      !std::all_of(extension.begin(), extension.end(), allowed)) {
    return {};
  }
  DosName name;
  std::transform(base.begin(), base.end(), name.field_.begin(), upper);
  std::transform(extension.begin(), extension.end(), name.field_.begin() + kBase, upper);
  return name;
}

DosName DosName::pattern(std::string_view text) {
  const std::size_t dot = text.find('.');
  DosName name;
  put_pattern(text.substr(0, dot), name.field_.begin(), kBase);
  if (dot != text.npos) put_pattern(text.substr(dot + 1), name.field_.begin() + kBase, kExtension);
  return name;
}

DosName DosName::shortened(std::string_view text, u32 number) {
  const std::size_t from = std::min(text.find_first_not_of('.'), text.size());
  const auto [base, extension] = split(text.substr(from));
  const std::string tail = fmt::format("~{}", number);
  const std::string front = allowed_only(base, kBase - tail.size()) + tail, back = allowed_only(extension, kExtension);
  DosName name;
  std::copy(front.begin(), front.end(), name.field_.begin());
  std::copy(back.begin(), back.end(), name.field_.begin() + kBase);
  return name;
}

std::string DosName::text() const {
  const auto part = [](std::string_view field) {
    return std::string(field.substr(0, field.find_last_not_of(' ') + 1));
  };
  const std::string_view all(field_.data(), field_.size());
  const std::string base = part(all.substr(0, kBase)), extension = part(all.substr(kBase));
  return extension.empty() ? base : base + "." + extension;
}

bool DosName::matches(const DosName& pattern) const {
  return std::equal(field_.begin(), field_.end(), pattern.field_.begin(),
                    [](char c, char wanted) { return wanted == '?' || c == wanted; });
}

}  // namespace sosie
