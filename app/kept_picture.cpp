#include "app/kept_picture.h"

namespace sosie::app {

void KeptPicture::show(const Frame& frame) {
  pixels_.assign(frame.pixels.begin(), frame.pixels.end());
  frame_ = frame;
  frame_.pixels = pixels_;
}

Area visible_area(const Frame& frame, bool borders) {
  if (borders || frame.inside.width == 0) return {0, 0, frame.width, frame.height};
  return frame.inside;
}

}  // namespace sosie::app
