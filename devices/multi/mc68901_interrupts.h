/// devices/multi/mc68901_interrupts.h — the interrupt controller of an MC68901: sixteen channels by priority.
///
/// Source: MC68901 data sheet (Motorola, 1988), chapter 5.
#pragma once

#include <optional>

#include "core/base/types.h"
#include "core/board/irq_line.h"
#include "core/state/archive.h"

namespace sosie {

/// Channel n is bit n of the registers, A in the high byte: 15 has the highest priority.
class Mc68901Interrupts {
 public:
  enum Channel : u8 {
    kGpip0,
    kGpip1,
    kGpip2,
    kGpip3,
    kTimerD,
    kTimerC,
    kGpip4,
    kGpip5,
    kTimerB,
    kTransmitError,
    kTransmitEmpty,
    kReceiveError,
    kReceiveFull,
    kTimerA,
    kGpip6,
    kGpip7,
  };

  /// An event of the channel: pending where it is enabled.
  void trigger(Channel channel);
  bool enabled(Channel channel) const { return ((enabled_ >> channel) & 1) != 0; }

  u16 enable() const { return enabled_; }
  u16 pending() const { return pending_; }
  u16 in_service() const { return in_service_; }
  u16 mask() const { return mask_; }
  u8 vector_register() const { return vector_register_; }

  /// A channel that is disabled is not pending either [5.3.1].
  void set_enable(u16 enable);
  /// Bits that are 0 are cleared, ones change nothing [5.3.2].
  void clear_pending(u16 keep);
  void clear_in_service(u16 keep);
  void set_mask(u16 mask);
  /// Bit 3 off: interrupts end with their acknowledgement, and none is in service [5.4].
  void set_vector_register(u8 value);

  /// \return the vector of the highest channel that requests, which is no longer pending. Nothing: none does.
  std::optional<u8> acknowledge();

  IrqLine& irq() { return irq_; }
  void reset();
  void serialize(Archive& archive);

 private:
  std::optional<unsigned> requesting() const;
  void update() { irq_.set(requesting().has_value()); }

  u16 enabled_ = 0, pending_ = 0, in_service_ = 0, mask_ = 0;
  u8 vector_register_ = 0;
  IrqLine irq_;
};

}  // namespace sosie
