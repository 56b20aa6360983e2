/// core/ir/operands.h — the values an operation reads, for everybody who walks or rewrites blocks.
#pragma once

#include "core/ir/block.h"

namespace sosie::ir {

/// How many of a, b, c name values. (`at` and `jump` keep other things in the rest.)
inline unsigned operand_count(const Insn& insn) {
  if (insn.op != Op::kCall) return info(insn.op).operands;
  return insn.a == kNoValue ? 0 : insn.b == kNoValue ? 1 : insn.c == kNoValue ? 2 : 3;
}

/// Replaces every value that `insn` reads by `map(value)`.
template <class Map>
void map_operands(Insn& insn, Map&& map) {
  const unsigned count = operand_count(insn);
  if (count > 0) insn.a = map(insn.a);
  if (count > 1) insn.b = map(insn.b);
  if (count > 2) insn.c = map(insn.c);
}

}  // namespace sosie::ir
