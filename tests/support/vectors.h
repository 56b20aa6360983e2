/// tests/support/vectors.h — where published test vectors are; tests that need them skip where they are not.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sosie::test {

/// The folder of one collection: in $SOSIE_VECTORS, or beside the source tree in shared/vectors.
inline std::optional<std::filesystem::path> vectors_folder(const std::string& collection) {
  const char* const set = std::getenv("SOSIE_VECTORS");
  const std::filesystem::path root = set ? set : std::filesystem::path(SOSIE_SOURCE_DIR) / "../shared/vectors";
  const std::filesystem::path folder = root / collection;
  return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

}  // namespace sosie::test
