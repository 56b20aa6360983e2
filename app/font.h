/// app/font.h — a small font of our own, for the text that is laid over the picture.
#pragma once

#include <array>

#include "core/base/types.h"

namespace sosie::app {

/// Letters are five pixels wide and seven high, with one more below; a cell has the space between them too.
constexpr u32 kGlyphWidth = 5, kGlyphHeight = 8, kCellWidth = 6, kCellHeight = 10;

/// Rows from the top; the leftmost pixel is bit 4.
using Glyph = std::array<u8, kGlyphHeight>;

/// Of an ASCII character; of any other, the question mark's.
const Glyph& glyph_of(char c);

}  // namespace sosie::app
