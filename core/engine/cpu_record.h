/// core/engine/cpu_record.h — a processor's guest state with what the engine and translated code keep beside it.
#pragma once

#include <array>
#include <atomic>

#include "core/base/types.h"
#include "core/memory/tlb.h"

namespace sosie {

class BoardMemory;

/// What translated code sees of a block, where a computed jump has found it.
struct BlockHead {
  u64 address = ~u64{0};  ///< guest-virtual; the default is no block's
  u32 mode = ~u32{0};     ///< mode key
  /// Host code, or Translator::cold_entry(). Other processors may be about to jump there.
  std::atomic<const void*> entry{nullptr};
};
static_assert(sizeof(std::atomic<const void*>) == sizeof(void*));

/// Where computed jumps of one processor find their blocks. An entry is never null; one that is for another place is a
/// miss. Written by its processor, and by whoever forgets blocks.
class JumpCache {
 public:
  static constexpr unsigned kEntries = 8192;
  static constexpr unsigned slot(u64 address) { return static_cast<unsigned>(address >> 1) & (kEntries - 1); }

  JumpCache() { clear(); }
  const BlockHead* find(u64 address, u32 mode) const {
    const BlockHead* head = entries_[slot(address)];
    return head->address == address && head->mode == mode ? head : nullptr;
  }
  void put(const BlockHead& head) { entries_[slot(head.address)] = &head; }
  void remove(const BlockHead& head) {
    const BlockHead*& entry = entries_[slot(head.address)];
    if (entry == &head) entry = &kNoBlock;
  }
  void clear() { entries_.fill(&kNoBlock); }

 private:
  static inline const BlockHead kNoBlock{};
  std::array<const BlockHead*, kEntries> entries_;
};

/// What translated code and the engine share for one processor.
struct alignas(64) RunContext {
  u8* memory = nullptr;          ///< host address of guest address 0
  BoardMemory* board = nullptr;  ///< instead of it, on boards
  i64 taken_budget = 0;          ///< what `interrupt` took away, to be given back
  bool interrupted = false;
  u64 spill[16] = {};       ///< for the Translator's own use: values that found no host register
  u64 translator[51] = {};  ///< likewise, for everything else
  i64 budget = 0;           ///< guest instructions until host code has to come back

  /// Makes host code come back at the next block edge. Async-signal-safe, on the processor's own thread.
  void interrupt() {
    if (interrupted) return;
    interrupted = true;
    taken_budget = budget;
    budget = 0;
  }
  /// What is left of the budget, taken away or not. An interruption between the two reads is noticed.
  i64 left() const {
    while (true) {
      const i64 taken = taken_budget;
      std::atomic_signal_fence(std::memory_order_seq_cst);
      const i64 rest = budget;
      std::atomic_signal_fence(std::memory_order_seq_cst);
      if (taken == taken_budget) return rest + taken;
    }
  }
  void resume() {
    if (!interrupted) return;
    interrupted = false;
    budget += taken_budget;
    taken_budget = 0;
  }
};

/// In one piece, so that one host register reaches all of it: it points at the state, context and cache lie before.
template <class State>
struct CpuRecord {
  JumpCache jump_cache;
  RunContext context;
  State state;
};

/// The same for a processor that finds its memory by a TLB.
template <class State>
struct BoardCpuRecord {
  Tlb tlb;
  CpuRecord<State> cpu;
};

inline RunContext& context_of(void* state) { return *(static_cast<RunContext*>(state) - 1); }
inline JumpCache& jump_cache_of(void* state) { return *(reinterpret_cast<JumpCache*>(&context_of(state)) - 1); }
inline Tlb& tlb_of(void* state) { return *(reinterpret_cast<Tlb*>(&jump_cache_of(state)) - 1); }
static_assert(sizeof(Tlb) % alignof(RunContext) == 0);
static_assert(sizeof(JumpCache) % alignof(RunContext) == 0 && sizeof(RunContext) % 64 == 0 &&
              offsetof(RunContext, budget) == sizeof(RunContext) - sizeof(u64));

}  // namespace sosie
