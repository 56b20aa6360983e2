#include "core/engine/evaluating_translator.h"

#include <cassert>

namespace sosie {

namespace {

bool goes_to_known_place(const ir::Block& block, const ir::Insn& insn) {
  return insn.op == Op::kJump && block.is_const(insn.a) && block.is_const(insn.b);
}

}  // namespace

EvaluatingTranslator::EvaluatingTranslator(const Isa& isa, FlatMemory& memory, std::size_t max_blocks)
    : layout_(isa.layout()), evaluator_(memory, layout_), max_blocks_(max_blocks) {}

bool EvaluatingTranslator::translate(const ir::Block& block, TranslatedCode& out) {
  if (records_.size() >= max_blocks_) return false;
  auto record = std::make_unique<Record>(Record{block, std::vector<LinkSite>(block.code.size(), kNoLinkSite)});
  for (std::size_t i = 0; i < block.code.size(); ++i) {
    if (!goes_to_known_place(block, block.code[i])) continue;
    targets_.push_back(nullptr);
    record->sites[i] = targets_.size();
  }
  const u32 bytes = static_cast<u32>(block.code.size() * sizeof(ir::Insn));
  out = {record.get(), bytes, bytes};
  records_.push_back(std::move(record));
  return true;
}

Exit EvaluatingTranslator::run(const void* entry, void* state) {
  RunContext& context = context_of(state);
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
    const ir::Outcome outcome = evaluator_.run(record->block, state);
    context.budget += insns - i64{outcome.insns};
    switch (outcome.kind) {
      case ir::Outcome::kRaise: return {Exit::kRaise, outcome.detail};
      case ir::Outcome::kStop: return {Exit::kStop, outcome.detail};
      case ir::Outcome::kFault: return {Exit::kFault, 0, kNoLinkSite, outcome.fault_address, outcome.fault_is_write};
      case ir::Outcome::kJump: break;
    }
    if (const LinkSite site = record->sites[outcome.op]; site != kNoLinkSite) {
      record = targets_[site - 1];
      if (!record) return {Exit::kJump, 0, site};
      continue;
    }
    const BlockHead* head = jump_cache_of(state).find(layout_.pc(state), layout_.mode(state));
    record = head ? static_cast<const Record*>(head->entry) : nullptr;
    if (!record) return {Exit::kLookup};
  }
}

void EvaluatingTranslator::link(LinkSite site, const void* target) {
  assert(site != kNoLinkSite && site <= targets_.size());
  targets_[site - 1] = static_cast<const Record*>(target);
}

void EvaluatingTranslator::unlink(LinkSite site) {
  // Sites from before a `clear` are gone already.
  if (site != kNoLinkSite && site <= targets_.size()) targets_[site - 1] = nullptr;
}

void EvaluatingTranslator::clear() {
  records_.clear();
  targets_.clear();
}

}  // namespace sosie
