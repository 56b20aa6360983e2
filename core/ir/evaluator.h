/// core/ir/evaluator.h — runs a block operation by operation: what translated code has to agree with.
#pragma once

#include <vector>

#include "core/emit/state_layout.h"
#include "core/ir/block.h"
#include "core/memory/board_memory.h"
#include "core/memory/flat_memory.h"

namespace sosie::ir {

/// How a block was left. pc and mode in the state say where the guest goes on: after a raise or a fault, at the
/// instruction that did not happen.
struct Outcome {
  enum Kind : u8 { kJump, kRaise, kStop, kFault } kind;
  ValueId op = 0;         ///< index of the operation that left
  u64 detail = 0;         ///< vector; StopRequest
  u64 fault_address = 0;  ///< the first byte that may not be touched
  bool fault_is_write = false;
  bool fault_is_misaligned = false;
  u32 insns = 0;  ///< guest instructions begun and completed
};

class Evaluator {
 public:
  Evaluator(FlatMemory& memory, const StateLayout& layout) : memory_(&memory), layout_(layout) {}
  Evaluator(BoardMemory& memory, Tlb& tlb, const StateLayout& layout) : board_(&memory), tlb_(&tlb), layout_(layout) {}

  Outcome run(const Block& block, void* state);

 private:
  struct Fault {
    u32 address;
    bool is_misaligned = false;
  };

  void check(u32 address, unsigned bytes, u8 needed) const;
  void check_store(u32 address, unsigned bytes) const;
  u64 load(u32 address, unsigned bytes, u32 mode);
  void store(u32 address, unsigned bytes, u64 value, u32 mode);
  u64 compare_exchange(Type type, u32 address, u64 expected, u64 desired, u32 mode);

  FlatMemory* memory_ = nullptr;
  BoardMemory* board_ = nullptr;  ///< instead of it
  Tlb* tlb_ = nullptr;
  const StateLayout layout_;
  std::vector<u64> values_;
};

}  // namespace sosie::ir
