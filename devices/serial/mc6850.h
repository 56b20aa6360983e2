/// devices/serial/mc6850.h — Motorola MC6850 asynchronous communications interface adapter (ACIA).
///
/// Source: MC6850 data sheet (Motorola DS9493, 1984). The clock is both TxCLK and RxCLK.
/// Pins: irq, rts out (active: the pin is low); cts, dcd in (high: the modem is not ready); txd, rxd serial. A line
/// carries whole characters here, so that parity and framing are always right and breaks are not seen.
#pragma once

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/time/deadline.h"
#include "devices/serial/host_port.h"

namespace sosie {

class Mc6850 final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"MC6850", "asynchronous communications interface adapter", "Motorola DS9493, 1984"};

  explicit Mc6850(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  /// The chip has no reset pin: software resets it by its control register.
  void reset() override {}
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;
  SerialLine* serial_output(std::string_view pin) override { return pin == "txd" ? &txd_ : nullptr; }
  std::function<void(u8)> serial_input(std::string_view pin) override;

  /// Control when written, status when read; data.
  enum Register : u8 { kControl, kData };
  u64 size() const override { return 2; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  /// The line's other end is the host.
  void connect(CharBackend& backend) { host_.connect(backend); }

 private:
  u8 status() const;
  void write_control(u8 value);
  void master_reset();
  u8 read_data();
  void write_data(u8 value);
  void receive(u8 character);
  void begin_sending(u64 cycle);
  void sent(Ticks due);
  void update_irq();

  bool in_master_reset() const { return (control_ & 3) == 3; }
  unsigned divider() const;
  unsigned character_bits() const;
  u8 data_mask() const;
  u64 next_bit() const;
  std::optional<Ticks> character_end() const;

  const Clock& clock_;
  IrqLine irq_, rts_;
  SerialLine txd_;
  Deadline load_, sent_;
  HostPort host_;
  u8 control_ = 3;  ///< power-on holds the chip in reset until software has reset it
  u8 received_ = 0, to_send_ = 0, shifted_ = 0;
  bool receive_full_ = false;
  bool send_empty_ = true;
  bool sending_ = false;
  bool overrun_follows_ = false;  ///< a character was lost behind the one in the data register
  bool overrun_ = false;
  bool cts_high_ = false, dcd_high_ = false;
  u64 divider_began_ = 0;  ///< the cycle from which the divider counts bits
};

}  // namespace sosie
