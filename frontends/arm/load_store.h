/// frontends/arm/load_store.h — the meanings of loads and stores of one or two registers, for ARM and Thumb code.
/// Source: ARM DDI 0406C.d, A4.6, A8.5 (addressing modes) and the pages of A8.8 named in the rows.
///
/// An instruction is an access, an offset, and the way they meet (offset or pre-indexed, post-indexed). The base is
/// written after the access, which may fault, and before a loaded register, which wins where they are the same one.
/// The unprivileged forms (LDRT …) do in user mode what the others do.
#pragma once

#include "frontends/arm/shift.h"

namespace sosie::arm {

/// The base register; the PC is rounded down to words ("literal" forms).
auto base_address(Emitter auto& e, const Insn& i) {
  return i.n == 15 ? e.lit(align_down(pc_value(e), 4)) : e.get(R(i.n));
}

/// base + offset, which may be negative, as one addition or none.
auto displaced(auto base, u32 offset) { return offset == 0 ? base : base + offset; }

// Offsets: base -> address.

inline constexpr auto imm_offset = [](Emitter auto&, const Insn& i, auto base) {
  return displaced(base, i.U ? i.imm : 0 - i.imm);
};
/// Rm shifted by a constant.
inline constexpr auto reg_offset = [](Emitter auto& e, const Insn& i, auto base) {
  const auto offset = shift(e, reg(e, i.m), i.type, i.imm);
  return i.U ? base + offset : base - offset;
};

// Where access and offset meet.

/// P = 1: the access is at the displaced address, which becomes the base where W.
template <class Access, class Offset>
constexpr auto pre(Access, Offset) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto address = Offset{}(e, i, base_address(e, i));
    Access{}(e, i, address, [&] {
      if (i.W) put_reg(e, i.n, address);
    });
  });
}
/// P = 0: the access is at the base, which is displaced afterwards.
template <class Access, class Offset>
constexpr auto post(Access, Offset) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto base = base_address(e, i);
    const auto after = Offset{}(e, i, base);
    Access{}(e, i, base, [&] { put_reg(e, i.n, after); });
  });
}

// Accesses.

/// LDR; into the PC it is a branch, from the stack a return.
inline constexpr auto ldr = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  const auto value = e.template load<u32>(address);
  write_back();
  if (i.t == 15) {
    load_write_pc(e, value, i.n == 13 ? JumpHint::kReturn : JumpHint::kNone);
  } else {
    e.put(R(i.t), value);
  }
};
template <class T>
inline constexpr auto load_unsigned = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  const auto value = zext<u32>(e.template load<T>(address));
  write_back();
  put_reg(e, i.t, value);
};
template <class T>
inline constexpr auto load_signed = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  const auto value = sext<u32>(e.template load<T>(address));
  write_back();
  put_reg(e, i.t, value);
};
inline constexpr auto ldrb = load_unsigned<u8>;
inline constexpr auto ldrh = load_unsigned<u16>;
inline constexpr auto ldrsb = load_signed<u8>;
inline constexpr auto ldrsh = load_signed<u16>;
/// LDRD: one access of eight bytes, so that nothing is loaded where half of it faults.
inline constexpr auto ldrd = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  const auto both = e.template load<u64>(address);
  write_back();
  put_reg(e, i.t, trunc<u32>(both));
  put_reg(e, i.a, trunc<u32>(both >> 32u));
};
/// STR; the PC as source is PCStoreValue, the address + 8.
inline constexpr auto str = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  e.store(address, reg(e, i.t));
  write_back();
};
template <class T>
inline constexpr auto store_low = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  e.store(address, trunc<T>(reg(e, i.t)));
  write_back();
};
inline constexpr auto strb = store_low<u8>;
inline constexpr auto strh = store_low<u16>;
inline constexpr auto strd = [](Emitter auto& e, const Insn& i, auto address, auto write_back) {
  e.store(address, zext<u64>(reg(e, i.t)) | zext<u64>(reg(e, i.a)) << 32u);
  write_back();
};

/// PLD, PLDW, PLI: hints, which never fault.
inline constexpr auto preload = [](Emitter auto&, const Insn&) {};

// Fix-ups.

/// Encodings with W = 1 written out.
inline bool write_back(Insn& i) {
  i.W = 1;
  return true;
}
/// The base is the PC.
inline bool literal(Insn& i) {
  i.n = 15;
  return true;
}
/// A32: Rt2 follows Rt. An odd Rt is UNPREDICTABLE: undefined here, as in QEMU.
inline bool register_pair(Insn& i) {
  i.a = i.t + 1;
  return i.t % 2 == 0;
}

}  // namespace sosie::arm
