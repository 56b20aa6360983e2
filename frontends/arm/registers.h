/// frontends/arm/registers.h — reading and writing R0..R15 and the flags, conditions: the manual's shared pseudo-code.
/// Source: ARM DDI 0406C.d, A2.3 (PC), A8.3 (conditions), A2.2.1 (AddWithCarry), D16.
#pragma once

#include "core/emit/emitter.h"
#include "core/emit/values.h"
#include "frontends/arm/insn.h"
#include "frontends/arm/state.h"

namespace sosie::arm {

/// What R15 reads as: the instruction's address + 8 in ARM, + 4 in Thumb code (A2.3).
u32 pc_value(auto& e) { return static_cast<u32>(e.address()) + (e.mode() & kModeThumb ? 4 : 8); }

/// R[n]
[[gnu::always_inline]] inline auto reg(Emitter auto& e, unsigned n) {
  return n == 15 ? e.lit(pc_value(e)) : e.get(R(n));
}

/// BranchWritePC within the same instruction set, to a place known at decoding.
void branch_to(Emitter auto& e, u32 target, JumpHint hint = JumpHint::kNone) {
  e.jump(e.lit(target), e.lit(e.mode() & ~kModeIt), hint);
}

/// BXWritePC: bit 0 of the target selects Thumb (A2.3.1).
void bx_write_pc(Emitter auto& e, auto target, JumpHint hint = JumpHint::kNone) {
  const auto mode = target & u32{1};
  const u32 fp_mode = e.mode() & kModeFp;
  e.jump(target & ~u32{1}, fp_mode ? mode | fp_mode : mode, hint);
}

/// ALUWritePC: interworking in ARM code, not in Thumb code (A2.3.1).
void alu_write_pc(Emitter auto& e, auto target, JumpHint hint = JumpHint::kNone) {
  if (e.mode() & kModeThumb) e.jump(target & ~u32{1}, e.lit(e.mode() & ~kModeIt), hint);
  else bx_write_pc(e, target, hint);
}

/// LoadWritePC: as BXWritePC since ARMv5T (A2.3.1).
void load_write_pc(Emitter auto& e, auto target, JumpHint hint = JumpHint::kNone) { bx_write_pc(e, target, hint); }

/// R[d] = value, for data-processing results.
void write_reg(Emitter auto& e, unsigned d, auto value, JumpHint hint = JumpHint::kNone) {
  if (d == 15) alu_write_pc(e, value, hint);
  else e.put(R(d), value);
}

/// R[d] = value where the PC as destination is UNPREDICTABLE: nothing is written then.
void put_reg(Emitter auto& e, unsigned d, auto value) {
  if (d != 15) e.put(R(d), value);
}

/// ConditionPassed for a condition known at decoding.
auto condition_passed(Emitter auto& e, u8 cond) {
  const bool inverted = cond & 1;
  const auto holds = [&] {
    switch (cond >> 1) {
      case 0: return e.get(Z);
      case 1: return e.get(C);
      case 2: return e.get(N);
      case 3: return e.get(V);
      case 4: return e.get(C) & ~e.get(Z);
      case 5: return eq(e.get(N), e.get(V));
      case 6: return eq(e.get(N), e.get(V)) & ~e.get(Z);
      default: return e.lit(true);
    }
  };
  if (cond >= kAlways) return e.lit(true);
  return inverted ? ~holds() : holds();
}

/// ConditionPassed() && flag. Regions do not nest, so a second run-time condition is joined with the first.
auto passed_and(Emitter auto& e, u8 cond, auto flag) {
  return cond >= kAlways ? flag : condition_passed(e, cond) & flag;
}

/// Wraps a meaning: nothing happens unless Insn::cond holds.
template <class Meaning>
constexpr auto conditional(Meaning) {
  return [](Emitter auto& e, const Insn& i) {
    if (i.cond >= kAlways) Meaning{}(e, i);
    else e.when(condition_passed(e, i.cond), [&] { Meaning{}(e, i); });
  };
}

/// A value with the flags it makes.
template <class Word, class Flag>
struct Flagged {
  Word value;
  Flag carry, overflow;
};

/// AddWithCarry (A2.2.1)
auto add_with_carry(Emitter auto& e, auto x, auto y, auto carry) {
  using Result = Flagged<decltype(x), decltype(carry)>;
  return Result{e.add_carry(x, y, carry), e.carry_of(x, y, carry), e.overflow_of(x, y, carry)};
}

/// APSR.N and .Z from a result.
void put_nz(Emitter auto& e, auto value) {
  e.put(N, negative(value));
  e.put(Z, eq(value, u32{0}));
}

/// Flags of an addition or subtraction.
void put_nzcv(Emitter auto& e, const auto& result) {
  put_nz(e, result.value);
  e.put(C, result.carry);
  e.put(V, result.overflow);
}

}  // namespace sosie::arm
