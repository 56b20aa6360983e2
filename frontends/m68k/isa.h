/// frontends/m68k/isa.h — the instruction set of the MC68000, as engines and exact processors see it.
#pragma once

#include <memory>
#include <optional>

#include "core/guest/guest.h"

namespace sosie::m68k {

/// Members of the family. Those after the first run programs, but are not exact to the bus cycle.
enum class Model : u8 { kMc68000, kMc68010, kMc68020, kMc68030, kMc68040 };

class M68kIsa final : public Isa {
 public:
  /// From the MC68020 on with the instructions of the MC68881.
  explicit M68kIsa(Model model = Model::kMc68000);
  ~M68kIsa() override;
  std::string_view name() const override { return "m68k"; }
  std::string_view source() const override { return "M68000PRM Rev. 1"; }
  u32 state_bytes() const override;
  StateLayout layout() const override;
  std::span<const RegisterInfo> registers() const override;
  std::span<const Slot<bool>> flags() const override;
  const FloatExceptions* float_exceptions() const override;
  void serialize(Archive& archive, void* state) const override;
  FetchResult decode(u64 address, u32 mode, const CodeMemory& memory, DecodedInsn& out) const override;
  std::string describe() const override;

  /// Of an instruction of the MC68000.
  static constexpr u32 kMaxWords = 5;
  /// Words of the MC68000's instruction that begins with `opcode`.
  u32 words(u16 opcode) const;
  /// Decodes as many words as `words` says, in host order.
  void decode_words(std::span<const u16> words, u64 address, u32 mode, DecodedInsn& out) const;

 private:
  struct Tables;
  /// \param next () -> the next word.
  template <class Next>
  void decode_from(Next next, u64 address, u32 mode, DecodedInsn& out) const;

  const Model model_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace sosie::m68k
