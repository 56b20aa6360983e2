#include "jit/pass.h"
#include "jit/passes/rewriter.h"
#include "jit/passes/state_pieces.h"

namespace sosie::jit {

namespace {

using Pieces = std::vector<StatePiece>;

bool covered(const Pieces& pieces, StatePiece piece) {
  return std::ranges::any_of(pieces, [&](StatePiece p) { return contains(p, piece); });
}

/// Goes backwards through a block and says which operations somebody can notice.
class Liveness {
 public:
  explicit Liveness(const std::vector<ir::Insn>& code) : code_(code), needed_(code.size()), read_(code.size()) {}

  std::vector<bool> run() {
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
        if (read_[i]) std::erase_if(overwritten_, [&](StatePiece p) { return overlap(p, piece_of(insn)); });
        return read_[i];
      case Op::kPut:
        if (covered(overwritten_, piece_of(insn))) return false;
        overwritten_.push_back(piece_of(insn));
        return true;
      case Op::kLand:
        after_region_ = overwritten_;
        if (ir::leaves(code_[i - 1].op)) overwritten_.clear();
        return true;
      case Op::kSkipUnless:  // overwritten on both ways
        std::erase_if(overwritten_, [&](StatePiece p) { return !covered(after_region_, p); });
        return true;
      case Op::kCall:
        for (StatePiece read : insn.helper().reads) {
          std::erase_if(overwritten_, [&](StatePiece p) { return overlap(p, read); });
        }
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
  std::vector<bool> needed_, read_;
  Pieces overwritten_, after_region_;  ///< state that is put again before anybody looks at it
};

}  // namespace

void drop_dead_writes(ir::Block& block) {
  const std::vector<bool> needed = Liveness(block.code).run();
  Rewriter rewriter(block);
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) rewriter.keep(i);
  }
  rewriter.finish();
}

}  // namespace sosie::jit
