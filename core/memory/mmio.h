/// core/memory/mmio.h — what answers in a range of addresses without being memory.
#pragma once

#include <optional>

#include "core/base/types.h"

namespace sosie {

/// Sees offsets into what it decodes, never an address.
class Mmio {
 public:
  virtual ~Mmio() = default;
  /// Bytes of address space it decodes. A range that is longer repeats it.
  virtual u64 size() const = 0;
  /// `offset` < size(), never straddling its end; `bytes` 1, 2, 4 or 8. Sizes that the chip lacks are its own to
  /// answer.
  virtual u64 read(u64 offset, unsigned bytes) = 0;
  virtual void write(u64 offset, unsigned bytes, u64 value) = 0;
  /// Whether it acknowledges such an access at all; where not, it is as if nothing were mapped.
  virtual bool answers(u64 offset, unsigned bytes, bool write) const {
    (void)offset, (void)bytes, (void)write;
    return true;
  }
  /// Ticks for which it makes the bus wait before it is read or written, beside the range's own rule.
  virtual u64 wait_ticks(u64 offset, bool write) const {
    (void)offset, (void)write;
    return 0;
  }
  /// Read without side effects, for monitors. Nothing: this cannot be peeked at.
  virtual std::optional<u64> peek(u64 offset, unsigned bytes) const {
    (void)offset, (void)bytes;
    return {};
  }
};

}  // namespace sosie
