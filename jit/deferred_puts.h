/// jit/deferred_puts.h — puts of flags that translated code has not done: what they would put, as small expressions.
///
/// Flags are written far more often than they are read. Where control goes on to another block, or where an access
/// faults, translated code leaves behind which expressions over which values the flags are; they are computed only if
/// somebody looks.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <memory>
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

/// The sets of puts that blocks leave behind, each once. Their puts may be done while another thread adds sets.
class DeferredSets {
 public:
  /// \return the set's number, from 1.
  u32 add(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts);
  void do_puts_of(u32 number, u8* state, u32 except) const;
  void clear();

 private:
  struct Set {
    std::vector<DeferredNode> nodes;
    std::vector<DeferredPut> puts;
    u32 next = 0;  ///< with the same hash; 0: none
  };
  // Sets stay where they are: each piece has room for as many as all before it, and for kFirstSets more.
  static constexpr u32 kFirstSets = 256;
  struct Place {
    u32 piece, index;
  };
  static constexpr Place place_of(u32 number) {
    const u32 n = number - 1 + kFirstSets;
    const u32 piece = static_cast<u32>(std::bit_width(n) - std::bit_width(kFirstSets));
    return {piece, n - (kFirstSets << piece)};
  }
  Set& set(u32 number) const { return pieces_[place_of(number).piece][place_of(number).index]; }

  std::array<std::unique_ptr<Set[]>, 24> pieces_;
  std::atomic<u32> count_{0};
  std::vector<u32> by_hash_;
};

}  // namespace sosie::jit
