/// frontends/arm/load_store_multiple.h — the meanings of LDM, STM and their kin PUSH and POP.
/// Source: ARM DDI 0406C.d, A4.7 and the pages of A8.8 named in the rows.
///
/// The base keeps its value until nothing can fault any more: an instruction that faulted is run again from its start.
/// An address that is no multiple of four faults in hardware, and Linux does the accesses for the program
/// (arch/arm/mm/alignment.c); here they just happen.
#pragma once

#include <bit>
#include <optional>

#include "frontends/arm/load_store.h"

namespace sosie::arm {

/// Which words, seen from the base: increment or decrement, after or before.
enum class Block { kIa, kIb, kDa, kDb };

/// What a base of 0 has become after `bytes` were moved.
constexpr u32 base_after(Block block, u32 bytes) {
  return block == Block::kIa || block == Block::kIb ? bytes : 0 - bytes;
}
/// The lowest address for a base of 0.
constexpr u32 lowest_offset(Block block, u32 bytes) {
  switch (block) {
    case Block::kIa: return 0;
    case Block::kIb: return 4;
    case Block::kDa: return 4 - bytes;
    default: return 0 - bytes;
  }
}
inline u32 list_bytes(const Insn& i) { return 4 * static_cast<u32>(std::popcount(i.imm)); }

/// A loaded PC is a return: compilers have no other use for it. A loaded base wins over the write-back, which is
/// UNPREDICTABLE together (A8.8.58).
template <Block kBlock>
inline constexpr auto ldm = conditional([](Emitter auto& e, const Insn& i) {
  const auto base = reg(e, i.n);
  std::optional<decltype(e.lit(u32{}))> new_base, target;
  if (i.W) new_base = displaced(base, base_after(kBlock, list_bytes(i)));
  u32 offset = lowest_offset(kBlock, list_bytes(i));
  for (unsigned r = 0; r < 16; ++r) {
    if (!bit(i.imm, r)) continue;
    const auto value = e.template load<u32>(displaced(base, offset));
    offset += 4;
    if (r == i.n) {
      new_base = value;
    } else if (r == 15) {
      target = value;
    } else {
      e.put(R(r), value);
    }
  }
  if (new_base) put_reg(e, i.n, *new_base);
  if (target) load_write_pc(e, *target, JumpHint::kReturn);
});

/// A stored base has the old value; where it is not the lowest register that is one of the values UNKNOWN may be.
template <Block kBlock>
inline constexpr auto stm = conditional([](Emitter auto& e, const Insn& i) {
  const auto base = reg(e, i.n);
  u32 offset = lowest_offset(kBlock, list_bytes(i));
  for (unsigned r = 0; r < 16; ++r) {
    if (!bit(i.imm, r)) continue;
    e.store(displaced(base, offset), reg(e, r));
    offset += 4;
  }
  if (i.W) put_reg(e, i.n, displaced(base, base_after(kBlock, list_bytes(i))));
});

}  // namespace sosie::arm
