/// devices/video/shifter.h — the Shifter: words of video memory become pixels, through the palette or not.
///
/// Every sixteen cycles of the 8 MHz clock it takes four words and shows them: as 16 pixels of four planes, 32 of two
/// or 64 of one. It knows no line and no frame; it is told what a line fetched, and draws it when the line is over,
/// with the register writes of that line at the cycles at which they happened. Source: Atari ST schematics; "The Atari
/// ST/STE hardware register listing"; Atari, "STE developer information".
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/base/types.h"
#include "core/state/archive.h"

namespace sosie {

class Shifter {
 public:
  enum class Model : u8 { kSt, kSte };
  enum Resolution : u8 { kLow, kMedium, kHigh };

  explicit Shifter(Model model);

  /// Register writes. `cycle` counts from the line's start; the picture follows kDelay later.
  void set_colour(u32 cycle, u32 index, u16 colour);
  void set_resolution(u32 cycle, u8 resolution);
  /// STE: pixels that a line's picture is shifted to the left.
  void set_scroll(u8 pixels) { scroll_ = pixels; }
  /// As a program reads it back.
  u16 colour(u32 index) const { return colours_[index]; }
  u8 resolution() const { return resolution_; }
  u8 scroll() const { return scroll_; }

  /// What one line shows, in cycles of its display-enable signal.
  struct Line {
    u32 begin = 0, end = 0;      ///< equal: only border
    u32 scroll = 0;              ///< pixels to the left; `data` then has sixteen pixels more
    std::span<const u8> data{};  ///< the words fetched, as they lie in memory
  };
  /// Where on a line the picture is: the cycle of its leftmost column, and its width in cycles.
  struct Window {
    i32 first;
    u32 columns;
  };
  static constexpr u32 kMaxColumns = 416;
  static constexpr u32 kMaxData = 256;

  /// Draws a line that is over. \param out one pixel a column, or two where `out` is twice as long.
  /// \param row a number for the place in the picture: a row that shows what it showed the last time is left alone.
  void draw(u32 row, const Line& line, Window window, std::span<u32> out);
  /// The same for a monochrome picture: eight pixels a byte, without border. out.size() is 8 * line.data.size().
  void draw_monochrome(u32 row, const Line& line, std::span<u32> out);
  /// Whether a column needs two pixels: medium resolution was seen in this line's display.
  bool needs_two_pixels(const Line& line) const;
  /// Begins the next line; the writes of this one are forgotten.
  void end_line();
  /// Draws all rows anew.
  void forget_rows();

  void serialize(Archive& archive);

 private:
  // The first pixel comes so much later than the signal that fetches it: a register write, at the end of its bus cycle,
  // is seen in the column of the display-enable cycle so much earlier. Hatari's pictures decide (its wakeup state 3).
  static constexpr i32 kDelay = 27;

  static constexpr u8 kResolutionChange = 16;
  struct Change {
    u16 cycle, value;
    u8 what;  ///< a colour's index, or kResolutionChange
  };
  static constexpr u32 kMaxChanges = 192;  ///< more than a processor can make within a line

  /// What a row was drawn from.
  struct Drawn {
    bool known = false;
    u16 begin = 0, end = 0, width = 0;
    i16 first = 0;
    u8 scroll = 0, resolution = 0;
    u16 bytes = 0;
    std::array<u16, 16> colours{};
    std::array<u8, kMaxData> data{};
  };

  void record(u32 cycle, u8 what, u16 value);
  u32 rgb(u16 colour) const;
  void update_rgb();
  bool same_as_last_time(u32 row, const Line& line, Window window, std::size_t width);
  void index_whole_groups(const Line& line, i32 start, u32 per_column);
  void index_mixed(const Line& line, Window window, i32 start);
  std::optional<u8> only_resolution(const Line& line) const;
  /// Of a window, the end not among them.
  struct Columns {
    u32 begin, end;
  };
  /// \param display where indices are; elsewhere is border.
  void colour_columns(Window window, u32 per_column, Columns display, std::span<u32> out) const;

  Model model_;
  std::array<u16, 16> colours_{};
  u8 resolution_ = kLow, scroll_ = 0;
  // As the line began.
  std::array<u16, 16> first_colours_{};
  std::array<u32, 16> first_rgb_{};  ///< of the former, host side
  u8 first_resolution_ = kLow;
  std::array<Change, kMaxChanges> changes_{};
  u32 change_count_ = 0;

  // Colour indices of a line, with room for groups that stand out at either side.
  static constexpr u32 kMargin = 128;
  std::array<u8, 2 * kMaxColumns + 2 * kMargin> indices_{};
  std::vector<Drawn> drawn_;
};

}  // namespace sosie
