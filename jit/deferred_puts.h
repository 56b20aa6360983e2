/// jit/deferred_puts.h — puts of flags that translated code has not done: what they would put, as small expressions.
///
/// Flags are written far more often than they are read. Where control goes on to another block, or where an access
/// faults, translated code leaves behind which expressions over which values the flags are; they are computed only if
/// somebody looks.
#pragma once

#include <span>
#include <vector>

#include "core/emit/op.h"

namespace sosie::jit {

/// A value. Operands are indices of earlier nodes.
struct DeferredNode {
  enum Kind : u8 { kImmediate, kRegister, kState, kOperation } kind;
  Op op = Op::kConst;
  Type type = Type::kVoid;     ///< of the value; kOperation: as ir::Insn::type
  Type operand = Type::kVoid;  ///< kOperation: of the first operand
  u16 a = 0, b = 0, c = 0;
  i64 value = 0;  ///< the immediate; number of the host register; offset from the state; relations of kFloatIs
  bool operator==(const DeferredNode&) const = default;
};

struct DeferredPut {
  u16 slot, node;
  u16 flag = 0;  ///< which of the guest's flags, from 0
  bool operator==(const DeferredPut&) const = default;
};

/// Numbers of host registers from here on are vector registers, of which the low 64 bits count.
inline constexpr i64 kFirstVector = 16;
inline constexpr std::size_t kHostRegisters = 32;

/// Expressions are no longer than this.
inline constexpr std::size_t kMaxDeferredNodes = 64;

/// Does the puts, but for flags whose bits are set in `except`. `registers`: the host's, by number; null where no node
/// names one.
void do_puts(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts, const u64* registers, u8* state,
             u32 except = 0);

/// The sets of puts that blocks leave behind, each once.
class DeferredSets {
 public:
  /// \return the set's number, from 1.
  u32 add(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts);
  void do_puts_of(u32 number, u8* state, u32 except) const;
  void clear() { sets_.clear(), by_hash_.clear(); }

 private:
  struct Set {
    std::vector<DeferredNode> nodes;
    std::vector<DeferredPut> puts;
    u32 next;  ///< with the same hash; 0: none
  };
  std::vector<Set> sets_;
  std::vector<u32> by_hash_;
};

}  // namespace sosie::jit
