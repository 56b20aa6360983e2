/// devices/storage/packed_file.h — the floppy image inside a .zip or .gz file, through libarchive.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace sosie {

bool is_packed(std::span<const u8> file);

struct UnpackedFile {
  std::string name;
  std::vector<u8> content;
};

/// The first member, by name, that `wanted` says yes to; what a .gz holds has the name of the file without the ".gz".
/// Throws UserError, beginning with `name`, where there is none, or the file is damaged.
UnpackedFile unpack(std::string_view name, std::span<const u8> file,
                    const std::function<bool(std::string_view member)>& wanted);

}  // namespace sosie
