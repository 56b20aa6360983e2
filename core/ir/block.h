/// core/ir/block.h — a superblock: a straight list of operations with side exits and forward skips.
///
/// A value is named by the index of the operation that made it. `skip_unless c … land` is the only join there is:
/// values made between the two are not visible after `land`. A jump, raise or stop inside it is a side exit; at the
/// top level it ends the block. Every path ends in one of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/emit/emitter.h"
#include "core/emit/op.h"

namespace sosie::ir {

using ValueId = u16;
inline constexpr ValueId kNoValue = 0xffff;

/// One operation. What the members mean depends on the shape (core/emit/op.h):
///   const: imm              get/put: imm = slot offset, a = value        load: a = address; store: a = address, b =
///   value call: imm = the Helper  at: imm = guest address, mode()              jump: a = pc, b = mode, c = JumpHint,
///                                                                       imm = block key to return to (calls)
///   float_is: imm = relations
///   raise: imm = vector     stop: a = next pc, b = next mode, imm = StopRequest
/// `type` is the result's, or the operand's where there is no result (put, store), or the operands' (compare).
struct Insn {
  Op op;
  Type type = Type::kVoid;
  ValueId a = kNoValue, b = kNoValue, c = kNoValue;
  u64 imm = 0;

  u32 mode() const { return a | u32{b} << 16; }
  const Helper& helper() const { return *reinterpret_cast<const Helper*>(imm); }
  ValueId operand(unsigned n) const { return n == 0 ? a : n == 1 ? b : c; }
};
static_assert(sizeof(Insn) == 16);

/// The type of the value an operation makes; kVoid where it makes none.
Type result_type(const Insn&);
/// Ends its path: jump, raise or stop.
constexpr bool leaves(Op op) { return op == Op::kJump || op == Op::kRaise || op == Op::kStop; }

/// What names a block: where it starts and the mode key there. Addresses have 48 significant bits, mode keys 16.
constexpr u64 block_key(u64 address, u32 mode) {
  return address ^ u64 { mode } << 48;
}
constexpr u64 key_address(u64 key) { return key & ((u64{1} << 48) - 1); }

struct Block {
  u64 address = 0;  ///< guest-virtual, of the first instruction
  u32 mode = 0;     ///< mode key there
  u32 insns = 0;    ///< guest instructions when no side exit is taken
  std::vector<Insn> code;

  bool is_const(ValueId v) const { return code[v].op == Op::kConst; }
};

std::string print(const Block&);
/// Reads what `print` wrote; helpers are looked up by name in `helpers`. Throws UserError with the line's number.
Block parse(std::string_view text, std::span<const Helper* const> helpers = {});
/// \return what is wrong with the block in one line, or an empty string.
std::string verify(const Block&);

}  // namespace sosie::ir
