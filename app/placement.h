/// app/placement.h — where a picture stands in a window: as large as whole numbers allow, in its own shape.
#pragma once

#include "core/host/display.h"

namespace sosie::app {

struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

struct Place {
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Place&) const = default;
};

/// In the middle. Each of the guest's pixels is as many times its aspect as fit; in a window too small for once, the
/// picture is shrunk, still in its shape.
Place place_picture(const Frame& frame, Area seen, Size window);

/// The window for a picture: `zoom` pixels for one of a coarse picture, half as many for one that is as fine as 640
/// across. So the window stays when a machine changes its resolution.
Size window_for(const Frame& frame, Area seen, int zoom);

/// The largest even zoom that leaves a quarter of the desktop free.
int suitable_zoom(const Frame& frame, Size desktop);

}  // namespace sosie::app
