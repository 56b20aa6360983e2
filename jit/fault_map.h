/// jit/fault_map.h — what a fault at a host instruction means to the guest.
///
/// Before an access that can fault the guest's registers are in their homes or in the state, except for flags whose
/// puts wait (jit/x86_64/lowering.h): these are done when the fault happens.
#pragma once

#include <deque>
#include <mutex>

#include "jit/deferred_puts.h"

namespace sosie::jit {

struct FaultPoint {
  u32 offset;     ///< of the host instruction, from the block's begin
  u32 give_back;  ///< guest instructions of the block that did not happen
  u64 pc;         ///< of the guest instruction
  u32 mode;
  u32 first_node, nodes, first_put, puts;
};

/// One block's points, in the order of their offsets.
struct FaultTable {
  const u8* begin;
  std::vector<FaultPoint> points;
  std::vector<DeferredNode> nodes;
  std::vector<DeferredPut> puts;

  std::span<const DeferredNode> nodes_of(const FaultPoint& p) const {
    return std::span(nodes).subspan(p.first_node, p.nodes);
  }
  std::span<const DeferredPut> puts_of(const FaultPoint& p) const {
    return std::span(puts).subspan(p.first_put, p.puts);
  }
};

/// The handler of one thread may look while another thread adds; nobody may be in translated code while it is cleared.
class FaultMap {
 public:
  /// Blocks are added in the order of their addresses.
  void add(FaultTable table);
  void clear() { tables_.clear(); }
  struct Found {
    const FaultTable* table;
    const FaultPoint* point;
  };
  /// \return null pointers where no access of translated code stands at `host_pc`.
  Found find(const void* host_pc) const;

 private:
  /// What is interrupted by a fault of translated code holds no lock.
  mutable std::mutex mutex_;
  std::deque<FaultTable> tables_;  ///< stay where they are
};

}  // namespace sosie::jit
