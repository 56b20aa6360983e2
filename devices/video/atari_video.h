/// devices/video/atari_video.h — the ST's picture: GLUE, MMU and Shifter as far as they make it, registers 0xFF8200 up.
///
/// GLUE says when (devices/glue/glue_timing.h), the MMU counts the addresses, the Shifter makes pixels
/// (devices/video/shifter.h). Drawn by line, when a line is over, from what was written in its course.
/// Clock: 8 MHz. Bus master: the memory that is shown.
/// Output pins: `hbl` and `vbl`, pulses where the GLUE asks for an interrupt; `de`, display enable, high while data are
/// fetched, but a little later.
/// Source: "Hitchhiker's Guide to the BIOS", hardware; "STE developer information"; the sources of the parts.
#pragma once

#include <vector>

#include "core/board/board.h"
#include "core/board/device.h"
#include "core/host/display.h"
#include "core/time/deadline.h"
#include "devices/glue/glue_timing.h"
#include "devices/video/shifter.h"

namespace sosie {

class AtariVideo final : public MmioDevice {
 public:
  enum class Model : u8 { kSt, kSte };
  static constexpr DeviceInfo kInfo{"C025914, C025912, C025915", "GLUE, MMU and Shifter: picture",
                                    "Hitchhiker's Guide to the BIOS"};

  explicit AtariVideo(const DeviceContext& context, Model model = Model::kSt);
  /// For a board's table: the STE's, with 4096 colours, fine scrolling and a counter that can be written to.
  static Chip ste();

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;

  u64 size() const override { return 0x80; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  /// Where pictures go. Without one nothing is drawn.
  void set_display(Display* display);

  /// A colour picture with borders, in columns of one low-resolution pixel; twice as wide if one line needs it.
  static constexpr u32 kColumns = Shifter::kMaxColumns, kRows = 276;
  static constexpr u32 kMonoWidth = 640, kMonoHeight = 400;

 private:
  u32 cycle() const { return static_cast<u32>(clock_.now() - line_began_); }
  u8 read_byte(u64 offset) const;
  void write_byte(u64 offset, u8 value);
  void write_counter(u32 shift, u8 value);
  u32 counter() const;
  u32 prefetched_bytes() const;

  void next_event(Ticks due);
  void arm_next();
  bool enabled_at(u32 cycle) const;
  void plan_line();
  void plan_anew();
  void end_line();
  void begin_picture();
  Shifter::Line shown_line();
  std::span<const u8> fetched(u32 bytes);
  void draw_line(const Shifter::Line& line);
  void draw_row(u32 row, const Shifter::Line& line);
  void widen();
  void show();

  const Model model_;
  const Clock& clock_;
  AddressSpace* const memory_;
  Deadline event_;
  IrqLine hbl_, vbl_, de_;

  GlueTiming timing_;
  Shifter shifter_;
  GlueTiming::Plan plan_{};
  u64 line_began_ = 0;   ///< in cycles of the clock
  u32 plan_kind_ = ~0u;  ///< of line that `plan_` is for; none: registers were written in its course
  u32 base_ = 0;         ///< the screen's address
  u32 line_address_ = 0;
  u8 sync_ = 0, line_offset_ = 0;
  bool prefetch_ = true;

  // The picture in the making: host side, drawn anew after loading.
  Display* display_ = nullptr;
  std::vector<u32> pixels_;
  std::vector<u8> line_bytes_;
  bool mono_ = false, wide_ = false, was_wide_ = false;
  u32 first_line_ = 0;
  i32 first_column_ = 0;
  u32 rows_drawn_ = 0;
  u64 pictures_ = 0;
};

}  // namespace sosie
