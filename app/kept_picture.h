/// app/kept_picture.h — the last picture that was shown: for the window to draw again, and for screenshots.
#pragma once

#include <vector>

#include "core/host/display.h"

namespace sosie::app {

class KeptPicture final : public Display {
 public:
  void show(const Frame& frame) override;

  bool empty() const { return pixels_.empty(); }
  /// Its pixels are this object's.
  const Frame& frame() const { return frame_; }
  /// How often another picture came than there was.
  u64 changes() const { return changes_; }

 private:
  std::vector<u32> pixels_;
  Frame frame_{};
  u64 changes_ = 0;
};

/// The part to be seen of a picture: with its border, or what that surrounds.
Area visible_area(const Frame& frame, bool borders);

}  // namespace sosie::app
