/// devices/video/blitter.h — the BLiTTER: moves blocks of bits, with shifts, masks, patterns and sixteen logical
/// operations.
///
/// It shares the bus with the processor, 64 cycles each in turn, or takes it for all of its work (HOG). Registers
/// 0xFF8A00 up. Clock: 8 MHz, a bus cycle is four of its cycles. Bus master: memory,
/// a space of 24 bits.
/// Output pin: `busy`; the end of it is the interrupt.
/// Source: Atari, "Blitter manual" (1987); STE developer information.
#pragma once

#include <array>

#include "core/board/device.h"
#include "core/time/deadline.h"

namespace sosie {

class Blitter final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"C101643", "BLiTTER", "Blitter manual (Atari, 1987)"};

  explicit Blitter(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;

  u64 size() const override { return 0x40; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

 private:
  /// Where a side of the transfer is.
  struct Side {
    u16 x_increment = 0, y_increment = 0;
    u32 address = 0;
  };

  u16 register_word(u64 offset) const;
  void set_register(u64 offset, u16 value, u16 mask);
  void control(u8 value);
  void take_turn();
  void run(u32 cycles);
  void word();
  void read_source();
  u16 source_operand();
  u16 operated(u16 source, u16 destination) const;
  bool reads_source() const;
  bool reads_destination(u16 mask) const;
  u32 source_words() const;
  const AddressSpace::Page& page_of(u32 address) const;
  u16 read_memory(u32 address);
  void write_memory(u32 address, u16 value);
  void finish();

  const Clock& clock_;
  Scheduler& scheduler_;
  AddressSpace* const memory_;
  Deadline turn_;
  IrqLine busy_;

  std::array<u16, 16> halftone_{};
  Side source_, destination_;
  std::array<u16, 3> end_masks_{};
  u16 x_count_ = 0, x_left_ = 0, y_count_ = 0;
  u8 halftone_operation_ = 0, operation_ = 0;
  u8 line_and_mode_ = 0, skew_ = 0;  ///< the two last registers
  u32 buffer_ = 0;                   ///< two source words
  u32 source_left_ = 0;              ///< words of this line's source that are still to be read
  u32 cycles_ = 0;                   ///< of the bus, in the present turn
};

}  // namespace sosie
