/// core/engine/engine.h — what the processors of a machine share: its blocks, and the decision which become host code.
#pragma once

#include <atomic>
#include <functional>

#include "core/engine/block_cache.h"
#include "core/engine/superblock.h"
#include "core/guest/guest.h"
#include "core/memory/flat_memory.h"

namespace sosie {

struct EngineOptions {
  Translator* translator = nullptr;  ///< null: everything is interpreted
  i32 hot_after = 30;                ///< runs of a block before it is translated
  bool verify = false;               ///< every translated block is also interpreted and the states compared
  SuperblockLimits superblock = {};
  std::function<void(const DecodedInsn&)> trace = {};  ///< before each instruction; everything is interpreted then
};

struct EngineStats {
  u64 interpreted = 0, translated = 0;  ///< guest instructions run
  u64 blocks_made = 0, blocks_translated = 0, blocks_linked = 0, lookups_missed = 0, clears = 0, code_pages_lost = 0;
};

/// Cold code is interpreted, hot code is translated. Processors run; this knows the blocks.
class Engine final : public FlatMemory::CodeListener {
 public:
  /// Listens to `memory` for lost code while it lives.
  Engine(const Isa& isa, FlatMemory& memory, EngineOptions options);
  ~Engine() override;

  const EngineStats& stats() const { return stats_; }

  void code_changes(u32 begin, u64 bytes) override;

 private:
  friend class Processor;

  /// \return the block at a place, made where there is none.
  CodeBlock& block_at(u64 address, u32 mode);
  /// Decodes up to what the interpreter may run in one go. Marks the pages. False: nothing can be fetched there.
  bool decode_next(CodeBlock& block, DecodedInsn& insn);
  void translate(CodeBlock& block);

  const Isa& isa_;
  FlatMemory& memory_;
  const EngineOptions options_;
  const i32 hot_after_;  ///< options_.hot_after, or never
  BlockCache blocks_;
  EngineStats stats_;
};

}  // namespace sosie
