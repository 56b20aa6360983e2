/// devices/multi/mc68901.h — Motorola MC68901 multi-function peripheral: interrupts, timers, a serial and a parallel
/// port.
///
/// Source: MC68901 data sheet (Motorola, 1988). The clock is the timers' (XTAL1).
/// Pins: irq; i0–i7 in; tai, tbi in; tao, tbo, tco, tdo out, as levels or clocks; tc, rc clocks in; si, so serial.
#pragma once

#include <array>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/board/irq_acknowledge.h"
#include "core/host/char_backend.h"
#include "devices/multi/mc68901_interrupts.h"
#include "devices/multi/mc68901_timer.h"
#include "devices/multi/mc68901_usart.h"

namespace sosie {

class Mc68901 final : public MmioDevice, public IrqAcknowledge {
 public:
  static constexpr DeviceInfo kInfo{"MC68901", "multi-function peripheral", "MC68901 data sheet, 1988"};

  explicit Mc68901(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;
  ClockLine* clock_output(std::string_view pin) override;
  std::function<void(u64)> clock_input(std::string_view pin, const Clock& of) override;
  SerialLine* serial_output(std::string_view pin) override { return pin == "so" ? &usart_.so() : nullptr; }
  std::function<void(u8)> serial_input(std::string_view pin) override;

  /// Registers by their select lines RS1–RS5 [table 3-1].
  enum Register : u8 {
    kGpip,
    kAer,
    kDdr,
    kIera,
    kIerb,
    kIpra,
    kIprb,
    kIsra,
    kIsrb,
    kImra,
    kImrb,
    kVr,
    kTacr,
    kTbcr,
    kTcdcr,
    kTadr,
    kTbdr,
    kTcdr,
    kTddr,
    kScr,
    kUcr,
    kRsr,
    kTsr,
    kUdr,
    kRegisters,
  };
  u64 size() const override { return kRegisters; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  /// IACK; there is no vector where no channel requests.
  std::optional<u8> acknowledge(unsigned level) override;

  /// The serial port's other end is the host.
  void connect(CharBackend& backend) { usart_.connect(backend); }

 private:
  enum TimerIndex : u8 { kA, kB, kC, kD };

  Mc68901Timer* timer_of(std::string_view pin);
  void write_interrupts(Register index, u8 value);
  void write_timers(Register index, u8 value);
  void notify_timers();
  /// What the chip sees at I0–I7: the pin, or what it drives there itself.
  u8 port() const { return static_cast<u8>((pins_ & ~ddr_) | (gpip_ & ddr_)); }
  void set_pin(unsigned index, bool level);
  void set_auxiliary(TimerIndex index, bool level);
  /// Changes something that the edge detectors see, and triggers what became active.
  template <class Change>
  void change_port(Change change);
  void update_auxiliaries();

  Mc68901Interrupts interrupts_;
  std::array<Mc68901Timer, 4> timers_;
  Mc68901Usart usart_;
  u8 gpip_ = 0;  ///< the output latch
  u8 aer_ = 0, ddr_ = 0;
  u8 pins_ = 0;
  std::array<bool, 2> auxiliary_pins_{};  ///< TAI, TBI
};

}  // namespace sosie
