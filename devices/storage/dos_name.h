/// devices/storage/dos_name.h — a file's name of eight and three characters, as DOS and GEMDOS write it.
///
/// Source: "Microsoft Extensible Firmware Initiative FAT32 File System Specification" 1.03, 6 (names).
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/types.h"

namespace sosie {

class DosName {
 public:
  static constexpr std::size_t kBase = 8, kExtension = 3;

  /// "name.ext", in upper case from here on. Nothing: it is too long or has a character that such names lack.
  static std::optional<DosName> parse(std::string_view text);
  /// What a search looks for, with '?' and '*'. What is too long is cut off, as DOS does.
  static DosName pattern(std::string_view text);
  /// For a name that is none itself: what it has of allowed characters, with ~number at the end. 1 to 9999.
  static DosName shortened(std::string_view text, u32 number);

  /// "NAME.EXT"
  std::string text() const;
  bool matches(const DosName& pattern) const;

  auto operator<=>(const DosName&) const = default;

  using Field = std::array<char, kBase + kExtension>;
  const Field& field() const { return field_; }  ///< as in a directory: "NAME    EXT"
  explicit DosName(const Field& field) : field_(field) {}

 private:
  DosName() { field_.fill(' '); }
  Field field_;
};

}  // namespace sosie
