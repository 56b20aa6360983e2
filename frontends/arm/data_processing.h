/// frontends/arm/data_processing.h — the meanings of the data-processing instructions, for ARM and Thumb encodings.
/// Source: ARM DDI 0406C.d, A4.4 and the pages of A8.8 named in the rows.
///
/// An instruction is an operation (what it computes) and a second operand (where it comes from); both are lambdas, so
/// that sixteen operations and three operands need no forty-eight texts.
#pragma once

#include "frontends/arm/shift.h"

namespace sosie::arm {

// Second operands.

/// A constant; the carry is what its expansion made.
inline constexpr auto immediate = [](Emitter auto& e, const Insn& i) {
  using Result = Shifted<decltype(e.lit(u32{})), decltype(e.lit(true))>;
  return Result{e.lit(i.imm), e.lit(i.carry == 1), i.carry != kCarryStays};
};
/// Rm shifted by a constant.
inline constexpr auto shifted_register = [](Emitter auto& e, const Insn& i) {
  return shift_imm(e, reg(e, i.m), i.type, i.imm);
};
/// Rm shifted by the low byte of Rs.
inline constexpr auto register_shifted = [](Emitter auto& e, const Insn& i) {
  return shift_register(e, reg(e, i.m), i.type, reg(e, i.a));
};

// Operations.

/// Rd = value; where S, flags of a logical result. A write to the PC with S is an exception return, UNPREDICTABLE in
/// user mode (B9.3.20): a plain jump here, the flags stay. Flags go first: a result that takes its operand's register
/// then leaves the translator the flags of the host's own instruction.
void write_logical(Emitter auto& e, const Insn& i, auto value, const auto& operand, JumpHint hint = JumpHint::kNone) {
  if (i.S && i.d != 15) {
    put_nz(e, value);
    if (operand.carry_changes) e.put(C, operand.carry);
  }
  write_reg(e, i.d, value, hint);
}
/// Rd = x + y + carry; where S, the flags of AddWithCarry (A2.2.1).
void write_sum(Emitter auto& e, const Insn& i, auto x, auto y, auto carry) {
  if (!i.S || i.d == 15) return write_reg(e, i.d, e.add_carry(x, y, carry));
  const auto result = add_with_carry(e, x, y, carry);
  put_nzcv(e, result);
  write_reg(e, i.d, result.value);
}

/// Joins an operation with its second operand: the meaning of one encoding.
template <class Operation, class Operand>
constexpr auto with(Operation, Operand) {
  return conditional([](Emitter auto& e, const Insn& i) { Operation{}(e, i, Operand{}(e, i)); });
}

inline constexpr auto and_ = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, reg(e, i.n) & o.value, o);
};
inline constexpr auto eor = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, reg(e, i.n) ^ o.value, o);
};
inline constexpr auto orr = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, reg(e, i.n) | o.value, o);
};
inline constexpr auto orn = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, reg(e, i.n) | ~o.value, o);
};
inline constexpr auto bic = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, reg(e, i.n) & ~o.value, o);
};
/// MOV PC, LR returns.
inline constexpr auto mov = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_logical(e, i, o.value, o, i.m == 14 ? JumpHint::kReturn : JumpHint::kNone);
};
inline constexpr auto mvn = [](Emitter auto& e, const Insn& i, const auto& o) { write_logical(e, i, ~o.value, o); };

inline constexpr auto add = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, reg(e, i.n), o.value, e.lit(false));
};
inline constexpr auto adc = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, reg(e, i.n), o.value, e.get(C));
};
inline constexpr auto sub = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, reg(e, i.n), ~o.value, e.lit(true));
};
inline constexpr auto sbc = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, reg(e, i.n), ~o.value, e.get(C));
};
inline constexpr auto rsb = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, o.value, ~reg(e, i.n), e.lit(true));
};
inline constexpr auto rsc = [](Emitter auto& e, const Insn& i, const auto& o) {
  write_sum(e, i, o.value, ~reg(e, i.n), e.get(C));
};

inline constexpr auto tst = [](Emitter auto& e, const Insn& i, const auto& o) {
  put_nz(e, reg(e, i.n) & o.value);
  if (o.carry_changes) e.put(C, o.carry);
};
inline constexpr auto teq = [](Emitter auto& e, const Insn& i, const auto& o) {
  put_nz(e, reg(e, i.n) ^ o.value);
  if (o.carry_changes) e.put(C, o.carry);
};
inline constexpr auto cmp = [](Emitter auto& e, const Insn& i, const auto& o) {
  put_nzcv(e, add_with_carry(e, reg(e, i.n), ~o.value, e.lit(true)));
};
inline constexpr auto cmn = [](Emitter auto& e, const Insn& i, const auto& o) {
  put_nzcv(e, add_with_carry(e, reg(e, i.n), o.value, e.lit(false)));
};

/// MOVW, MOVT (A8.8.102, A8.8.106)
inline constexpr auto movw = conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, e.lit(i.imm)); });
inline constexpr auto movt =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, (reg(e, i.d) & u32{0xffff}) | (i.imm << 16)); });

}  // namespace sosie::arm
