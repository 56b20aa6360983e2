#include "core/ir/operands.h"
#include "jit/pass.h"
#include "jit/passes/state_bits.h"

namespace sosie::jit {

namespace {

/// Goes backwards through a block and says which operations somebody can notice.
class Liveness {
 public:
  explicit Liveness(const std::vector<ir::Insn>& code) : code_(code), needed_(code.size()), read_(code.size()) {}

  std::vector<u8> run() {
    for (std::size_t i = code_.size(); i-- > 0;) {
      if ((needed_[i] = need(i))) {
        for (unsigned n = 0; n < ir::operand_count(code_[i]); ++n) read_[code_[i].operand(n)] = true;
      }
    }
    return needed_;
  }

 private:
  bool need(std::size_t i) {
    const ir::Insn& insn = code_[i];
    switch (insn.op) {
      case Op::kGet:
        if (read_[i]) overwritten_.remove(piece_of(insn));
        return read_[i];
      case Op::kPut:
        if (overwritten_.covers(piece_of(insn))) return false;
        overwritten_.add(piece_of(insn));
        return true;
      case Op::kLand:
        after_region_ = overwritten_;
        if (ir::leaves(code_[i - 1].op)) overwritten_.clear();
        return true;
      case Op::kSkipUnless:  // overwritten on both ways
        overwritten_.keep_common(after_region_);
        return true;
      case Op::kCall:
        for (StatePiece read : insn.helper().reads) overwritten_.remove(read);
        return true;
      case Op::kAt:
      case Op::kFence: return true;
      default:
        if (info(insn.op).pure) return read_[i];
        overwritten_.clear();  // it may leave the block or look at the state
        return true;
    }
  }

  const std::vector<ir::Insn>& code_;
  std::vector<u8> needed_, read_;
  StateBits overwritten_, after_region_;  ///< state that is put again before anybody looks at it
};

}  // namespace

void drop_dead_writes(ir::Block& block) {
  const std::vector<u8> needed = Liveness(block.code).run();
  std::vector<ir::ValueId> names(needed.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (!needed[i]) continue;
    ir::Insn insn = block.code[i];
    ir::map_operands(insn, [&](ir::ValueId v) { return names[v]; });
    names[i] = static_cast<ir::ValueId>(kept);
    block.code[kept++] = insn;
  }
  block.code.resize(kept);
}

}  // namespace sosie::jit
