/// devices/multi/mc68901_usart.h — the serial port of an MC68901.
///
/// Source: MC68901 data sheet (Motorola, 1988), chapter 7. A line carries whole characters here, so that parity and
/// framing are always right and breaks are not seen.
#pragma once

#include <optional>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/board/serial_line.h"
#include "core/host/char_backend.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"
#include "devices/multi/mc68901_interrupts.h"
#include "devices/serial/host_port.h"

namespace sosie {

class Mc68901Usart {
 public:
  Mc68901Usart(const DeviceContext& context, Mc68901Interrupts& interrupts);

  /// Registers: SCR, UCR, RSR, TSR, UDR, counted from 0.
  enum Register : u8 { kScr, kUcr, kRsr, kTsr, kUdr };
  u8 peek(Register index) const;
  u8 read(Register index);
  void write(Register index, u8 value);

  /// The period at TC and RC, in cycles of `of`; 0: it stands still.
  void set_transmit_clock(const Clock& of, u64 cycles);
  void set_receive_clock(const Clock& of, u64 cycles);
  /// SI: the character is complete.
  void receive(u8 character);
  SerialLine& so() { return so_; }

  /// Characters of a host, which come at the receiver's own rate. SO is sent there, too.
  void connect(CharBackend& backend) { host_.connect(backend); }

  void reset();
  void serialize(Archive& archive);

 private:
  /// What is at a clock pin.
  struct Pin {
    const Clock* of;
    u64 cycles = 0;
  };
  /// Ticks that a character takes from now on. Nothing: the clock stands still.
  std::optional<Ticks> character_end(const Pin& pin) const;
  bool listening() const;
  u8 data_mask() const;
  void begin_sending();
  void sent();
  void send_buffer_became_empty();

  Mc68901Interrupts& interrupts_;
  SerialLine so_;
  Deadline sent_;
  HostPort host_;
  Pin transmit_clock_, receive_clock_;
  u8 scr_ = 0, ucr_ = 0, rsr_ = 0, tsr_ = 0;
  u8 received_ = 0, to_send_ = 0, shifted_ = 0;
  bool sending_ = false;
};

}  // namespace sosie
