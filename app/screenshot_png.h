/// app/screenshot_png.h — a picture as a PNG file: the guest's pixels, unscaled, with their shape in the pHYs chunk.
#pragma once

#include <filesystem>

#include "core/host/display.h"

namespace sosie::app {

/// Replaces the file as a whole. Throws UserError where that cannot be done.
void write_png(const std::filesystem::path& path, const Frame& frame, Area area);

/// A name that is not taken yet, for screenshots by key: `folder`/sosie-0001.png and so on.
std::filesystem::path next_screenshot(const std::filesystem::path& folder);

}  // namespace sosie::app
