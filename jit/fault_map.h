/// jit/fault_map.h — what a fault at a host instruction means to the guest.
///
/// Before an access that can fault the guest's registers are in their homes or in the state, except for flags whose puts
/// wait (jit/x86_64/lowering.h). These are kept here as small expressions over host registers, and computed only if the
/// fault happens.
#pragma once

#include <span>
#include <vector>

#include "core/emit/op.h"

namespace sosie::jit {

/// A value at the moment of the fault. Operands are indices of earlier nodes of the same point.
struct FaultNode {
  enum Kind : u8 { kImmediate, kRegister, kState, kOperation } kind;
  Op op = Op::kConst;
  Type type = Type::kVoid;     ///< of the value; kOperation: as ir::Insn::type
  Type operand = Type::kVoid;  ///< kOperation: of the first operand
  u16 a = 0, b = 0, c = 0;
  i64 value = 0;               ///< the immediate; number of the host register; offset from the state
  bool operator==(const FaultNode&) const = default;
};

struct FaultPut {
  u16 slot, node;
  bool operator==(const FaultPut&) const = default;
};

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
  std::vector<FaultNode> nodes;
  std::vector<FaultPut> puts;

  /// Brings the waiting flags into the state. `registers`: the host's, by number.
  void put_flags(const FaultPoint& point, const u64* registers, u8* state) const;
};

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
  std::vector<FaultTable> tables_;
};

}  // namespace sosie::jit
