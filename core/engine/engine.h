/// core/engine/engine.h — what the processors of a machine share: its blocks, and the decision which become host code.
#pragma once

#include <atomic>
#include <functional>

#include "core/engine/block_cache.h"
#include "core/engine/superblock.h"
#include "core/guest/guest.h"
#include "core/memory/board_memory.h"
#include "core/memory/flat_memory.h"

namespace sosie {

class Processor;

struct EngineOptions {
  Translator* translator = nullptr;  ///< null: everything is interpreted
  i32 hot_after = 120;               ///< runs of a block before it is translated
  bool verify = false;               ///< every translated block is also interpreted and the states compared
  SuperblockLimits superblock = {};
  std::function<void(const DecodedInsn&)> trace = {};  ///< before each instruction; everything is interpreted then
};

struct EngineStats {
  u64 interpreted = 0, translated = 0;  ///< guest instructions run
  u64 blocks_made = 0, blocks_translated = 0, blocks_linked = 0, lookups_missed = 0, clears = 0, code_pages_lost = 0;
};

/// Cold code is interpreted, hot code is translated. Processors run; this knows the blocks.
class Engine final : public CodeMemory::CodeListener {
 public:
  /// Listens to `memory` for lost code while it lives.
  Engine(const Isa& isa, FlatMemory& memory, EngineOptions options);
  /// Processors' states lie in BoardCpuRecords. Nothing can be verified there.
  Engine(const Isa& isa, BoardMemory& memory, EngineOptions options);
  ~Engine() override;

  /// Of all processors so far.
  EngineStats stats();

  /// Around a fork by a thread that is alone at the memory's gate and whose processor is `self`: the child has no
  /// other.
  void before_fork();
  void after_fork(bool in_child, Processor& self);

  void code_changes(u32 begin, u64 bytes) override;

 private:
  friend class Processor;

  Engine(const Isa& isa, CodeMemory& memory, FlatMemory* flat, BoardMemory* board, EngineOptions options);

  /// What a processor counts on its own; read by others.
  struct Counters {
    std::atomic<u64> interpreted{0}, translated{0}, lookups_missed{0};
    static void add(std::atomic<u64>& counter, u64 n) {
      counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    void add_to(EngineStats& stats) const;
  };

  RunGate& gate() { return memory_.gate(); }
  void attach(Processor& processor);
  void detach(Processor& processor);

  // For processors that are inside. What may be alone for a while may see blocks forgotten: the caller holds none.

  /// \return the block at a place, made where there is none.
  CodeBlock& block_at(u64 address, u32 mode);
  /// Decodes one more instruction, for the interpreter. Marks the pages. False: nothing can be fetched there.
  bool decode_next(CodeBlock& block, Recording& recording, DecodedInsn& insn);
  /// The block has been run for the first time.
  void set_recording(CodeBlock& block, Recording recording);
  /// Makes host code for the block at a place, if it can be. May be alone.
  void translate(u64 address, u32 mode);
  /// Ties a jump to the translated block at a place. May be alone.
  void link(LinkSite site, u64 address, u32 mode);

  /// \return false: code memory is full.
  bool translate_block(CodeBlock& block);
  /// The superblock at a place; its pages are marked and it depends on them.
  ir::Block list(CodeBlock& block);

  const Isa& isa_;
  CodeMemory& memory_;
  FlatMemory* const flat_;  ///< the same, or null
  BoardMemory* const board_;
  const EngineOptions options_;
  const i32 hot_after_;  ///< options_.hot_after, or never
  // Under the gate's lock.
  BlockCache blocks_;
  EngineStats stats_;  ///< without what processors that are still there have counted
  std::vector<Processor*> processors_;
};

}  // namespace sosie
