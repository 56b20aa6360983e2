/// jit/translator.h — the Translator that makes host code.
#pragma once

#include <memory>

#include "core/engine/translator.h"
#include "core/guest/guest.h"
#include "core/memory/board_memory.h"
#include "core/memory/flat_memory.h"

namespace sosie::jit {

struct JitOptions {
  std::size_t code_bytes = std::size_t{64} << 20;  ///< room for translated code
  /// Use what this host has beyond AVX (BMI2, LZCNT, FMA); false: the same code everywhere.
  bool host_extensions = true;
};

class JitTranslator final : public Translator {
 public:
  JitTranslator(const Isa& isa, FlatMemory& memory, const JitOptions& options = {});
  /// No fault of the host's is needed: `host_fault` has nothing to do.
  JitTranslator(const Isa& isa, BoardMemory& memory, const JitOptions& options = {});
  ~JitTranslator() override;

  bool translate(const ir::Block& block, TranslatedCode& out) override;
  Exit run(const void* entry, void* state) override;
  const void* cold_entry() const override;
  void link(LinkSite site, const void* target) override;
  void unlink(LinkSite site) override;
  bool links_at_once(LinkSite site) const override;
  void clear() override;
  void forget_processor(RunContext& context) override;
  bool host_fault(void* info, void* context) override;
  void before_fork() override;
  void after_fork(bool in_child) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sosie::jit
