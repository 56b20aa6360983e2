/// core/engine/evaluating_translator.h — a Translator without host code: it keeps the blocks and evaluates them.
///
/// It obeys all rules of the seam (budget, links, jump cache, running full), so that the engine can be tested without
/// a JIT, and a JIT against it.
#pragma once

#include <memory>
#include <vector>

#include "core/engine/translator.h"
#include "core/guest/guest.h"
#include "core/ir/evaluator.h"

namespace sosie {

class EvaluatingTranslator final : public Translator {
 public:
  /// Is full after `max_blocks` blocks.
  EvaluatingTranslator(const Isa& isa, FlatMemory& memory, std::size_t max_blocks = 1 << 16);

  bool translate(const ir::Block& block, TranslatedCode& out) override;
  Exit run(const void* entry, void* state) override;
  const void* cold_entry() const override { return nullptr; }
  void link(LinkSite site, const void* target) override;
  void unlink(LinkSite site) override;
  void clear() override;

  std::size_t size() const { return records_.size(); }

 private:
  struct Record {
    explicit Record(const ir::Block& of) : block(of), targets(of.code.size()) {}

    ir::Block block;
    /// By operation: where the jump is linked to, or null. A LinkSite is the address of one.
    std::vector<std::atomic<const Record*>> targets;
  };

  const StateLayout layout_;
  FlatMemory& memory_;
  const std::size_t max_blocks_;
  std::vector<std::unique_ptr<Record>> records_;
};

}  // namespace sosie
