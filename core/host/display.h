/// core/host/display.h — where pictures go.
#pragma once

#include <span>

#include "core/base/types.h"

namespace sosie {

struct Area {
  u16 x = 0, y = 0, width = 0, height = 0;
};

struct Frame {
  std::span<const u32> pixels;  ///< 0x00rrggbb, line by line, width * height of them
  u16 width, height;
  u16 pixel_aspect_x, pixel_aspect_y;  ///< a pixel's width to its height
  u64 number;                          ///< since power-on
  Area inside = {};                    ///< what the border surrounds, in pixels; of no width: there is no border
};

struct Display {
  virtual ~Display() = default;
  /// At the guest's vertical blank; copies what it wants to keep.
  virtual void show(const Frame& frame) = 0;
};

}  // namespace sosie
