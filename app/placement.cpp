#include "app/placement.h"

#include <algorithm>

namespace sosie::app {

namespace {

constexpr int kMostZoom = 16;
constexpr int kFineWidth = 640;

/// The picture with square pixels, as small as it goes.
Size natural_size(const Frame& frame, Area seen) {
  return {seen.width * std::max<int>(1, frame.pixel_aspect_x), seen.height * std::max<int>(1, frame.pixel_aspect_y)};
}

}  // namespace

Place place_picture(const Frame& frame, Area seen, Size window) {
  const Size natural = natural_size(frame, seen);
  if (natural.width == 0 || natural.height == 0) return {};
  const int times = std::min(window.width / natural.width, window.height / natural.height);
  Size size{natural.width * times, natural.height * times};
  if (times == 0) {
    const double share = std::min(static_cast<double>(window.width) / natural.width,
                                  static_cast<double>(window.height) / natural.height);
    size = {static_cast<int>(natural.width * share), static_cast<int>(natural.height * share)};
  }
  return {(window.width - size.width) / 2, (window.height - size.height) / 2, size.width, size.height};
}

Size window_for(const Frame& frame, Area seen, int zoom) {
  const Size natural = natural_size(frame, seen);
  const int finer = natural.width >= kFineWidth ? 2 : 1;
  return {natural.width * zoom / finer, natural.height * zoom / finer};
}

int suitable_zoom(const Frame& frame, Size desktop) {
  const Area whole{0, 0, frame.width, frame.height};
  int zoom = 2;
  while (zoom + 2 <= kMostZoom) {
    const Size larger = window_for(frame, whole, zoom + 2);
    if (larger.width > desktop.width * 3 / 4 || larger.height > desktop.height * 3 / 4) break;
    zoom += 2;
  }
  return zoom;
}

}  // namespace sosie::app
