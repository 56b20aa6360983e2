/// frontends/m68k/prefetch.h — how the two-word queue is refilled, and what a fault finds in PC and IR meanwhile.
/// Source: MC68000UM 6.3.9 (what is stacked), Motorola's microcode as the published vectors show it.
///
/// The PC of the real chip lags behind the address of the next prefetch by an amount that depends on where the
/// microcode is. Nobody sees it but the frame of an address or bus error; there it is part of `Access::note`.
#pragma once

#include "core/emit/emitter.h"
#include "core/emit/values.h"
#include "frontends/m68k/insn.h"

namespace sosie::m68k {

/// Access::note
struct Note {
  static constexpr u8 kLagMask = 3;     ///< PC is so many words behind the next prefetch …
  static constexpr u8 kPcIsTarget = 4;  ///< … or it is the faulting address itself
  static constexpr u8 kIrIsNext = 8;    ///< IR has the following instruction already
};
constexpr u8 lag(unsigned words) { return static_cast<u8>(words); }

/// Fills the queue from `target`, an instruction that is gone to.
void refill(Emitter auto& e, auto target, u8 note = lag(1)) {
  e.prefetch(target, Access{.note = note});
  e.prefetch();
}
/// Fills it anew from the following instruction: after SR changed, which may have changed the function code.
void refill_next(Emitter auto& e) { refill(e, e.lit(static_cast<u32>(e.next_address()))); }

/// A plain jump to a place, whose words are in the queue by then.
void jump(Emitter auto& e, auto target, JumpHint hint = JumpHint::kNone) { e.jump(target, e.lit(e.mode()), hint); }

}  // namespace sosie::m68k
