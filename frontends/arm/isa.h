/// frontends/arm/isa.h — the ARM and Thumb instruction sets as the engine sees them.
#pragma once

#include <memory>

#include "core/guest/guest.h"

namespace sosie::arm {

class ArmIsa final : public Isa {
 public:
  ArmIsa();
  ~ArmIsa() override;
  std::string_view name() const override { return "arm"; }
  std::string_view source() const override { return "ARM DDI 0406C.d"; }
  u32 state_bytes() const override;
  StateLayout layout() const override;
  std::span<const RegisterInfo> registers() const override;
  std::span<const Slot<bool>> flags() const override;
  const FloatExceptions* float_exceptions() const override;
  void serialize(Archive& archive, void* state) const override;
  FetchResult decode(u64 address, u32 mode, const CodeMemory& memory, DecodedInsn& out) const override;
  std::string describe() const override;

  /// Decodes a word without memory. 16-bit Thumb words stand in the low half; 32-bit Thumb words have their first
  /// halfword in the high half. `mode` as State::mode.
  void decode_word(u32 word, u32 bytes, u64 address, u32 mode, DecodedInsn& out) const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace sosie::arm
