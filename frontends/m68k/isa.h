/// frontends/m68k/isa.h — the instruction set of the MC68000, as engines and exact processors see it.
#pragma once

#include <memory>
#include <optional>

#include "core/guest/guest.h"

namespace sosie::m68k {

class M68kIsa final : public Isa {
 public:
  M68kIsa();
  ~M68kIsa() override;
  std::string_view name() const override { return "m68k"; }
  std::string_view source() const override { return "M68000PRM Rev. 1"; }
  u32 state_bytes() const override;
  StateLayout layout() const override;
  std::span<const RegisterInfo> registers() const override;
  std::span<const Slot<bool>> flags() const override;
  void serialize(Archive& archive, void* state) const override;
  FetchResult decode(u64 address, u32 mode, const FlatMemory& memory, DecodedInsn& out) const override;
  std::string describe() const override;

  static constexpr u32 kMaxWords = 5;
  /// Words of the instruction that begins with `opcode`.
  u32 words(u16 opcode) const;
  /// Decodes as many words as `words` says, in host order.
  void decode_words(std::span<const u16> words, u64 address, u32 mode, DecodedInsn& out) const;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace sosie::m68k
