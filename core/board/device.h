/// core/board/device.h — a chip: its registers, its pins, its state.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "core/base/types.h"
#include "core/board/clock_line.h"
#include "core/board/irq_line.h"
#include "core/board/serial_line.h"
#include "core/memory/address_space.h"
#include "core/memory/mmio.h"
#include "core/state/archive.h"
#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {

/// What is known of a device without making one.
struct DeviceInfo {
  std::string_view part;                              ///< as printed on the chip: "PL011"
  std::string_view title;                             ///< "PrimeCell UART"
  std::string_view source;                            ///< "ARM DDI 0183G"
  std::span<const std::string_view> compatible = {};  ///< device-tree names; empty: never in a tree
};

/// What a device gets from the board. Nothing else: no machine, no processor, no host.
struct DeviceContext {
  std::string_view name;                ///< as on the schematic
  const Clock& clock;                   ///< at its clock pin; the master's where the board names none
  Scheduler& scheduler;                 ///< for its deadlines
  AddressSpace* master;                 ///< the bus that it masters (DMA), or null
  AddressSpace* peripherals = nullptr;  ///< the bus behind it (a DMA controller's chips), or null
};

class Device {
 public:
  virtual ~Device() = default;
  virtual const DeviceInfo& info() const = 0;
  /// The reset pin; power-on is construction. Levels at input pins stay.
  virtual void reset() = 0;
  virtual void serialize(Archive& archive) = 0;

  /// Pins by data-sheet name, for the board's wires; null or empty: there is no such pin. Asked at construction only.
  virtual IrqLine* output(std::string_view pin) {
    (void)pin;
    return nullptr;
  }
  virtual std::function<void(bool level)> input(std::string_view pin) {
    (void)pin;
    return {};
  }
  virtual ClockLine* clock_output(std::string_view pin) {
    (void)pin;
    return nullptr;
  }
  /// \param of the clock whose cycles the period is in.
  virtual std::function<void(u64 cycles)> clock_input(std::string_view pin, const Clock& of) {
    (void)pin, (void)of;
    return {};
  }
  virtual SerialLine* serial_output(std::string_view pin) {
    (void)pin;
    return nullptr;
  }
  virtual std::function<void(u8 character)> serial_input(std::string_view pin) {
    (void)pin;
    return {};
  }
};

/// A device with registers.
class MmioDevice : public Device, public Mmio {};

}  // namespace sosie
