/// core/board/irq_acknowledge.h — the other half of a vectored interrupt: the processor asks, a chip answers.
#pragma once

#include <optional>

#include "core/base/types.h"

namespace sosie {

/// What an interrupt acknowledge cycle is: IACK of the 68000, INTA of the 8259.
class IrqAcknowledge {
 public:
  virtual ~IrqAcknowledge() = default;
  /// \param level the processor's interrupt level. \return the vector; nothing: the processor uses its own for the
  /// level.
  virtual std::optional<u8> acknowledge(unsigned level) = 0;
};

}  // namespace sosie
