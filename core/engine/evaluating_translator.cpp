#include "core/engine/evaluating_translator.h"

namespace sosie {

namespace {

bool goes_to_known_place(const ir::Block& block, const ir::Insn& insn) {
  return insn.op == Op::kJump && block.is_const(insn.a) && block.is_const(insn.b);
}

}  // namespace

EvaluatingTranslator::EvaluatingTranslator(const Isa& isa, FlatMemory& memory, std::size_t max_blocks)
    : layout_(isa.layout()), memory_(memory), max_blocks_(max_blocks) {}

bool EvaluatingTranslator::translate(const ir::Block& block, TranslatedCode& out) {
  if (records_.size() >= max_blocks_) return false;
  const u32 bytes = static_cast<u32>(block.code.size() * sizeof(ir::Insn));
  records_.push_back(std::make_unique<Record>(block));
  out = {records_.back().get(), bytes, bytes};
  return true;
}

Exit EvaluatingTranslator::run(const void* entry, void* state) {
  RunContext& context = context_of(state);
  ir::Evaluator evaluator(memory_, layout_);
  const Record* record = static_cast<const Record*>(entry);
  while (true) {
    const i64 insns = record->block.insns;
    context.budget -= insns;
    if (context.budget < 0) {
      context.budget += insns;
      // Entered through a link or from outside, the state may not say yet where we are.
      layout_.set(state, record->block.address, record->block.mode);
      return {Exit::kBudget};
    }
    const ir::Outcome outcome = evaluator.run(record->block, state);
    context.budget += insns - i64{outcome.insns};
    switch (outcome.kind) {
      case ir::Outcome::kRaise: return {Exit::kRaise, outcome.detail};
      case ir::Outcome::kStop: return {Exit::kStop, outcome.detail};
      case ir::Outcome::kFault: return {Exit::kFault, 0, kNoLinkSite, outcome.fault_address, outcome.fault_is_write};
      case ir::Outcome::kJump: break;
    }
    if (goes_to_known_place(record->block, record->block.code[outcome.op])) {
      const auto& target = record->targets[outcome.op];
      record = target;
      if (!record) return {Exit::kJump, 0, reinterpret_cast<LinkSite>(&target)};
      continue;
    }
    const BlockHead* head = jump_cache_of(state).find(layout_.pc(state), layout_.mode(state));
    record = head ? static_cast<const Record*>(head->entry.load()) : nullptr;
    if (!record) return {Exit::kLookup};
  }
}

void EvaluatingTranslator::link(LinkSite site, const void* target) {
  *reinterpret_cast<std::atomic<const Record*>*>(site) = static_cast<const Record*>(target);
}

void EvaluatingTranslator::unlink(LinkSite site) { *reinterpret_cast<std::atomic<const Record*>*>(site) = nullptr; }

void EvaluatingTranslator::clear() { records_.clear(); }

}  // namespace sosie
