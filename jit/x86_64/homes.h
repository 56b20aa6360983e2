/// jit/x86_64/homes.h — which host register is whose home, the same in all translated code.
#pragma once

#include <asmjit/x86.h>

#include <optional>
#include <span>
#include <vector>

#include "core/guest/guest.h"
#include "jit/passes/state_pieces.h"

namespace sosie::jit::x86_64 {

using Reg = u8;  ///< number of a general register as instructions encode it
inline constexpr Reg kNoReg = 0xff;
using Vec = u8;  ///< number of a vector register
inline constexpr Vec kNoVec = 0xff;

// clang-format off
enum : Reg { kRax, kRcx, kRdx, kRbx, kRsp, kRbp, kRsi, kRdi, kR8, kR9, kR10, kR11, kR12, kR13, kR14, kR15 };
// clang-format on

/// Points at the guest's state; the context and the jump cache lie before it (core/engine/cpu_record.h).
inline constexpr Reg kStateReg = kRbp;
/// Values that have no home. rax, rdx and rcx are wanted by multiplications, divisions and shifts.
inline constexpr Reg kScratch[] = {kRax, kRcx, kRdx, kRsi};
/// Homes, the guest's hottest register first. docs/decisions/ has the measurements.
inline constexpr Reg kHomeRegs[] = {kRbx, kRdi, kR8, kR9, kR10, kR11, kR14, kR15, kR12, kR13};

constexpr bool is_scratch(Reg r) { return r <= kRdx || r == kRsi; }
/// By the System V ABI, section 3.2.1.
constexpr bool saved_by_callee(Reg r) { return r == kRbx || r >= kR12; }

struct Home {
  StatePiece piece;
  Reg reg;
};

class Homes {
 public:
  explicit Homes(const Isa& isa);

  std::span<const Home> all() const { return homes_; }
  /// \return the home of exactly these bytes, or null.
  const Home* of(StatePiece piece) const {
    const u8 index = piece.offset < by_offset_.size() ? by_offset_[piece.offset] : kNone;
    return index != kNone && homes_[index].piece.bytes == piece.bytes ? &homes_[index] : nullptr;
  }
  /// \return a home that shares some bytes with the piece, or null.
  const Home* touched_by(StatePiece piece) const;
  const Home* in(Reg reg) const;

 private:
  static constexpr u8 kNone = 0xff;
  std::vector<Home> homes_;
  std::vector<u8> by_offset_;
};

}  // namespace sosie::jit::x86_64
