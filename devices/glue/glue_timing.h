/// devices/glue/glue_timing.h — the GLUE's picture timing: when a line shows data and how long it is, cycle by cycle.
///
/// The GLUE counts 8 MHz cycles and, at a few counts, looks at the frequency and the resolution: does display begin,
/// does it end, how long is this line, does the picture begin on the next one? A program that changes them for a moment
/// makes the GLUE miss such a count, which is how borders are opened. So the counts are the whole model. Source: Alien,
/// "Overscan techniques" (ST Connexion); T. Nilsson (Troed) and others, "ST STE Scanlines".
#pragma once

#include <array>
#include <span>

#include "core/base/types.h"
#include "core/state/archive.h"

namespace sosie {

class GlueTiming {
 public:
  enum class Model : u8 { kSt, kSte };
  /// By the registers as they are; a line can be a mixture.
  enum class Frequency : u8 { k60Hz, k50Hz, k71Hz };

  static constexpr u32 kVblCycle = 64;  ///< of a picture's first line: where the vertical blank interrupt is asked for

  explicit GlueTiming(Model model) : model_(model) {}

  /// All cycles count from the start of the line and never go back within one. What is looked at in a cycle sees what
  /// was written in it.
  void set_resolution(u32 cycle, u8 resolution);
  void set_50_hz(u32 cycle, bool is_50_hz);
  Frequency frequency() const;

  /// Lets the line pass up to `cycle`, which itself is still to come.
  void run_to(u32 cycle);
  /// How the line will have been if nothing is written any more. Display begins and ends one cycle after the counts.
  struct Plan {
    u32 display_begin, display_end;  ///< equal: none
    u32 line_end;
  };
  Plan plan() const;
  /// Runs with equal numbers at their beginning have equal plans.
  u32 kind_of_line() const { return static_cast<u32>(frequency()) * 2 + (vertical_ ? 1 : 0); }
  /// Runs to the line's end and begins the next one. \return whether that is the first of a picture.
  bool next_line();

  u32 line() const { return line_; }
  /// Whether this is the line at whose beginning the MMU starts again at the screen's address.
  bool reloads_counter() const;

  void serialize(Archive& archive);

 private:
  static constexpr u32 kUnended = 1024;  ///< later than any line's end

  enum class Look : u8;
  struct Count {
    u32 cycle;
    Look look;
  };
  static constexpr std::array<Count, 15> counts(Model model);
  std::span<const Count> table() const;
  /// What lasts of a line when it is over. Nearly all lines have nothing written in their course, and are not looked
  /// at count by count.
  struct Remains {
    bool long_line, mono_line, sync;
  };
  static Remains remains_of(Model model, Frequency frequency, bool long_line, bool sync);
  const Remains& remains() const;
  void look(const Count& count);
  void look_vertically();
  void set_horizontal(u32 cycle, bool on);

  Model model_;
  u8 resolution_ = 0;
  bool is_50_hz_ = false;
  bool horizontal_ = false, vertical_ = false;
  bool blank_ = true, sync_ = false;  ///< of the line; while either lasts display does not begin
  bool long_line_ = false, mono_line_ = false;
  u32 line_ = 0;
  u32 last_line_ = 500;  ///< of the picture
  u32 next_ = 0;         ///< the next count of the table
  u32 begin_ = 0, end_ = 0;
};

}  // namespace sosie
