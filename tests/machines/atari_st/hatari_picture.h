/// tests/machines/atari_st/hatari_picture.h — a program's picture in hatari, and how ours differs from it.
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"
#include "core/host/display.h"

namespace sosie::atari_st {

struct Pixels {
  std::vector<u32> rgb;
  u32 width = 0, height = 0;
};

/// The last picture shown.
struct LastPicture final : Display {
  Pixels pixels;

  void show(const Frame& frame) override {
    pixels.rgb.assign(frame.pixels.begin(), frame.pixels.end());
    pixels.width = frame.width;
    pixels.height = frame.height;
  }
};

/// Empty, or why hatari cannot be asked.
std::string why_no_hatari();

/// \param options of scripts/hatari, with the ROM as the last. Fails the test where there is no picture.
Pixels picture_in_hatari(std::vector<std::string> options);

/// Empty, or how many pixels differ and where; hatari may show each of ours as several. Colours are compared as far as
/// the ST has them, three bits a component, however bright they are drawn. \param columns of ours that are compared.
std::string differences(const Pixels& hatari, const Pixels& ours, u32 columns);

}  // namespace sosie::atari_st
