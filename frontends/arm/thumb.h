/// frontends/arm/thumb.h — meanings and fix-ups that only Thumb encodings have.
/// Source: ARM DDI 0406C.d, A6.2, A6.3, A8.8.12 (ADR), A8.8.29 (CBZ), A8.8.54 (IT), A8.8.236 (TBB).
#pragma once

#include "frontends/arm/branch.h"
#include "frontends/arm/data_processing.h"

namespace sosie::arm {

/// ADR: the base is Align(PC, 4).
inline constexpr auto adr = conditional([](Emitter auto& e, const Insn& i) {
  const u32 base = align_down(pc_value(e), 4);
  put_reg(e, i.d, e.lit(i.U ? base + i.imm : base - i.imm));
});

inline constexpr auto cbz = [](Emitter auto& e, const Insn& i) {
  e.when(eq(e.get(R(i.n)), u32{0}), [&] { branch_to(e, pc_value(e) + i.imm); });
};
inline constexpr auto cbnz = [](Emitter auto& e, const Insn& i) {
  e.when(ne(e.get(R(i.n)), u32{0}), [&] { branch_to(e, pc_value(e) + i.imm); });
};

/// TBB, TBH: a jump over twice as many bytes as the table's entry says (A8.8.236). The table often follows the code.
template <class T>
inline constexpr auto table_branch = conditional([](Emitter auto& e, const Insn& i) {
  const auto index = reg(e, i.m);
  const auto entry = e.template load<T>(reg(e, i.n) + (sizeof(T) == 2 ? index << 1u : index));
  e.jump((zext<u32>(entry) << 1u) + pc_value(e), e.lit(e.mode() & ~kModeIt), JumpHint::kNone);
});

/// Nothing at run time: the decoder puts firstcond:mask (Insn::imm) into the mode of the next instruction.
inline constexpr char kIt[] = "it";
inline constexpr auto it = [](Emitter auto&, const Insn&) {};

// Fix-ups.

/// One register is destination and first operand.
inline bool same_register(Insn& i) {
  i.n = i.d;
  return true;
}
/// As same_register; the encoding sets no flags outside IT blocks either.
inline bool same_register_no_flags(Insn& i) {
  i.S = 0;
  return same_register(i);
}
inline bool no_flags(Insn& i) {
  i.S = 0;
  return true;
}
/// The shift type is part of the operation code.
template <ShiftType kType>
bool shift_by(Insn& i) {
  i.type = kType;
  return true;
}
/// Rd is also the register that is shifted.
template <ShiftType kType>
bool shift_in_place(Insn& i) {
  i.m = i.d;
  i.type = kType;
  return true;
}

}  // namespace sosie::arm
