#include "app/kept_picture.h"

#include <algorithm>

namespace sosie::app {

void KeptPicture::show(const Frame& frame) {
  const bool same = frame.width == frame_.width && frame.height == frame_.height &&
                    std::equal(frame.pixels.begin(), frame.pixels.end(), pixels_.begin(), pixels_.end());
  if (!same) {
    pixels_.assign(frame.pixels.begin(), frame.pixels.end());
    ++changes_;
  }
  frame_ = frame;
  frame_.pixels = pixels_;
}

Area visible_area(const Frame& frame, bool borders) {
  if (borders || frame.inside.width == 0) return {0, 0, frame.width, frame.height};
  return frame.inside;
}

}  // namespace sosie::app
