#include "jit/pass.h"
#include "jit/passes/rewriter.h"

namespace sosie::jit {

namespace {

// Beyond these a branch, if it is guessed right most of the time, is cheaper than doing the work always.
constexpr unsigned kMaxValues = 3, kMaxPuts = 2;

bool is_cheap(Op op) {
  switch (op) {
    case Op::kUdiv:
    case Op::kSdiv:
    case Op::kAddCarry:
    case Op::kCarryOf:
    case Op::kOverflowOf: return false;
    default: return info(op).pure;
  }
}

/// Does nothing but compute a few values and put them into words: it may always be run.
bool may_become_selects(const std::vector<ir::Insn>& code, const Region& region) {
  unsigned values = 0, puts = 0;
  for (std::size_t i = region.skip + 1; i < region.land; ++i) {
    const ir::Insn& insn = code[i];
    if (insn.op == Op::kConst || insn.op == Op::kGet) continue;
    // Flags are computed only if somebody reads them.
    if (insn.type == Type::kI1 || ir::result_type(insn) == Type::kI1) {
      if (insn.op != Op::kPut && !is_cheap(insn.op)) return false;
    } else if (insn.op == Op::kPut) {
      if (type_bits(insn.type) < 32 || ++puts > kMaxPuts) return false;
    } else if (!is_cheap(insn.op) || ++values > kMaxValues) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool choose_selects(ir::Block& block) {
  const auto chosen = [](const std::vector<ir::Insn>& code, std::size_t i) {
    return code[i].op == Op::kSkipUnless && may_become_selects(code, region_at(code, i));
  };
  std::size_t first = 0;
  while (first < block.code.size() && !chosen(block.code, first)) ++first;
  if (first == block.code.size()) return false;
  Rewriter rewriter(block);
  ir::ValueId condition = ir::kNoValue;  // of the region that is being turned into selects
  for (std::size_t i = 0; i < rewriter.old().size(); ++i) {
    const ir::Insn insn = rewriter.renamed(i);
    if (i >= first && chosen(rewriter.old(), i)) {
      condition = insn.a;
    } else if (insn.op == Op::kLand && condition != ir::kNoValue) {
      condition = ir::kNoValue;
    } else if (insn.op == Op::kPut && condition != ir::kNoValue) {
      const ir::ValueId before =
          rewriter.append({Op::kGet, insn.type, ir::kNoValue, ir::kNoValue, ir::kNoValue, insn.imm});
      const ir::ValueId chosen = rewriter.append({Op::kSelect, insn.type, condition, insn.a, before});
      rewriter.append({Op::kPut, insn.type, chosen, ir::kNoValue, ir::kNoValue, insn.imm});
    } else {
      rewriter.keep(i);
    }
  }
  rewriter.finish();
  return true;
}

void optimize(ir::Block& block) {
  do {
    forward_state(block);
    fold_constants(block);
    drop_dead_writes(block);
  } while (choose_selects(block));
}

}  // namespace sosie::jit
