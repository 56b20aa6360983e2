/// jit/passes/rewriter.h — a block's code written anew, operation by operation, with values renamed on the way.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "core/ir/block.h"
#include "core/ir/operands.h"

namespace sosie::jit {

class Rewriter {
 public:
  /// Takes the block's code away; `finish` puts the new code in.
  explicit Rewriter(ir::Block& block) : block_(block), old_(std::move(block.code)), names_(old_.size(), ir::kNoValue) {
    new_.reserve(old_.size() + 16);
  }
  void finish() {
    block_.code = std::move(new_);
    block_.insns = static_cast<u32>(std::ranges::count(block_.code, Op::kAt, &ir::Insn::op));
  }

  const std::vector<ir::Insn>& old() const { return old_; }
  const std::vector<ir::Insn>& code() const { return new_; }
  const ir::Insn& operator[](ir::ValueId v) const { return new_[v]; }

  /// The old operation with its operands under their new names.
  ir::Insn renamed(std::size_t index) const {
    ir::Insn insn = old_[index];
    ir::map_operands(insn, [&](ir::ValueId v) { return names_[v]; });
    return insn;
  }
  ir::ValueId append(const ir::Insn& insn) {
    new_.push_back(insn);
    return static_cast<ir::ValueId>(new_.size() - 1);
  }
  /// Says what the old value is called from now on.
  void name(std::size_t old_value, ir::ValueId new_value) { names_[old_value] = new_value; }
  /// Copies an old operation as it is.
  void keep(std::size_t index) { name(index, append(renamed(index))); }

 private:
  ir::Block& block_;
  std::vector<ir::Insn> old_, new_;
  std::vector<ir::ValueId> names_;
};

/// [begin, end) of a region: the skip_unless and the land that belongs to it.
struct Region {
  std::size_t skip, land;
  bool leaves;  ///< its last operation before land ends the path
};

inline Region region_at(const std::vector<ir::Insn>& code, std::size_t skip) {
  std::size_t land = skip;
  while (code[land].op != Op::kLand) ++land;
  return {skip, land, ir::leaves(code[land - 1].op)};
}

}  // namespace sosie::jit
