/// devices/storage/replace_file.h — a file's new content, whole or not at all.
#pragma once

#include <filesystem>
#include <span>

#include "core/base/types.h"

namespace sosie {

/// Writes a temporary file beside `path` and renames it, so that a crash leaves either the old or the new content.
/// Links are followed and permissions kept. Throws UserError; the old file is then as it was.
void replace_file(const std::filesystem::path& path, std::span<const u8> content);

}  // namespace sosie
