/// core/guest/guest.h — all that the engine, the debugger and the translator know of an instruction set.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/types.h"
#include "core/emit/decoded_insn.h"
#include "core/emit/emitter.h"
#include "core/emit/state_layout.h"
#include "core/state/archive.h"

namespace sosie {

class CodeMemory;

/// One guest register as others see it: debugger, traces, verify mode, and the translator's `home`.
struct RegisterInfo {
  std::string_view name;
  u16 offset;
  u8 bytes;
  i8 home_rank;  ///< 0 = hottest, -1 = never in a host register
};

/// Where floating-point exceptions accumulate, and the bits that they set there. Helpers may only add to them.
struct FloatExceptions {
  Slot<u32> slot;
  u32 invalid, divide_by_zero, overflow, underflow, inexact;
  bool extended = false;  ///< helpers compute in extended precision
};

enum class FetchResult : u8 { kOk, kFault /*!< the guest may not execute there */ };

/// An instruction set. Stateless: one object serves every processor of that kind.
class Isa {
 public:
  virtual ~Isa() = default;
  virtual std::string_view name() const = 0;    ///< "arm", "m68k", "x86"
  virtual std::string_view source() const = 0;  ///< the manual: "ARM DDI 0406C.d"
  virtual u32 state_bytes() const = 0;
  virtual StateLayout layout() const = 0;
  virtual std::span<const RegisterInfo> registers() const = 0;
  /// Slots of the condition flags: bools that are mostly written all together, and mostly never read. A flag's byte is
  /// got and put as a bool only.
  virtual std::span<const Slot<bool>> flags() const = 0;
  /// Null where no helper has a counterpart on hosts.
  virtual const FloatExceptions* float_exceptions() const { return nullptr; }
  /// Walks a processor's state, all of it.
  virtual void serialize(Archive& archive, void* state) const = 0;
  /// Decodes at `address`. Encodings that the guest does not define decode to an instruction that raises.
  virtual FetchResult decode(u64 address, u32 mode, const CodeMemory& memory, DecodedInsn& out) const = 0;
  /// The encoding space, one line an encoding, sorted: `sosie isa`.
  virtual std::string describe() const = 0;
};

}  // namespace sosie
