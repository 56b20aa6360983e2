/// jit/passes/state_pieces.h — pieces of the guest's state that operations touch.
#pragma once

#include <algorithm>
#include <vector>

#include "core/ir/block.h"

namespace sosie::jit {

inline StatePiece piece_of(const ir::Insn& insn) {
  return {static_cast<u16>(insn.imm), static_cast<u16>(type_bytes(insn.type))};
}
inline bool overlap(StatePiece a, StatePiece b) {
  return a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

}  // namespace sosie::jit
