#include "jit/pass.h"
#include "jit/passes/rewriter.h"
#include "jit/passes/state_pieces.h"

namespace sosie::jit {

namespace {

/// What the slots are known to hold.
class Known {
 public:
  /// \return the value, or kNoValue.
  ir::ValueId find(const ir::Insn& insn) const {
    const std::size_t at = insn.imm;
    return at < slots_.size() && slots_[at].type == insn.type ? slots_[at].value : ir::kNoValue;
  }
  void forget(StatePiece piece) {
    constexpr unsigned kWidest = 8;
    const std::size_t end = std::min<std::size_t>(piece.offset + piece.bytes, slots_.size());
    for (std::size_t at = piece.offset < kWidest ? 0 : piece.offset - kWidest + 1; at < end; ++at) {
      if (at + type_bytes(slots_[at].type) > piece.offset) slots_[at] = {};
    }
  }
  void set(const ir::Insn& insn, ir::ValueId value) {
    forget(piece_of(insn));
    if (insn.imm >= slots_.size()) slots_.resize(insn.imm + 64);
    slots_[insn.imm] = {value, insn.type};
  }

 private:
  struct Entry {
    ir::ValueId value = ir::kNoValue;
    Type type = Type::kVoid;
  };
  std::vector<Entry> slots_;  ///< by offset
};

}  // namespace

void forward_state(ir::Block& block) {
  Rewriter rewriter(block);
  Known known, before_region;
  std::vector<StatePiece> written;  // inside the region
  bool region_leaves = false;
  const auto write = [&](StatePiece piece) {
    known.forget(piece);
    written.push_back(piece);
  };
  for (std::size_t i = 0; i < rewriter.old().size(); ++i) {
    const ir::Insn insn = rewriter.renamed(i);
    switch (insn.op) {
      case Op::kGet:
        if (const ir::ValueId value = known.find(insn); value != ir::kNoValue) {
          rewriter.name(i, value);
        } else {
          rewriter.keep(i);
          known.set(insn, static_cast<ir::ValueId>(rewriter.code().size() - 1));
        }
        continue;
      case Op::kPut:
        if (known.find(insn) == insn.a) continue;
        write(piece_of(insn));
        known.set(insn, insn.a);
        break;
      case Op::kCall:
        for (StatePiece piece : insn.helper().writes) write(piece);
        break;
      case Op::kSkipUnless:
        before_region = known;
        written.clear();
        region_leaves = region_at(rewriter.old(), i).leaves;
        break;
      case Op::kLand:
        known = before_region;
        if (!region_leaves) {
          for (StatePiece piece : written) known.forget(piece);
        }
        break;
      default: break;
    }
    rewriter.keep(i);
  }
  rewriter.finish();
}

}  // namespace sosie::jit
