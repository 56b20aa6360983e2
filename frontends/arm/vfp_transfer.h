/// frontends/arm/vfp_transfer.h — the meanings of floating-point loads, stores and moves, and of FPSCR's transfers.
/// Source: ARM DDI 0406C.d, A4.11, A4.12, A7.6, A7.8, A7.9, the pages of A8.8 named in the rows, B4.1.58 (FPSCR).
///
/// These move bits and compute nothing. An address that is no multiple of four faults in hardware (A3.2.1), which Linux
/// does not mend; here such accesses just happen, as those of LDM do.
#pragma once

#include "frontends/arm/load_store.h"
#include "frontends/arm/load_store_multiple.h"
#include "frontends/arm/vfp_registers.h"

namespace sosie::arm {

// Loads and stores. Doublewords are one access of eight bytes: nothing is loaded where half of it faults.

void load_fp(Emitter auto& e, const Insn& i, unsigned n, auto address) {
  with_word(i, [&](auto word) { e.put(fp_register<decltype(word)>(n), e.template load<decltype(word)>(address)); });
}
void store_fp(Emitter auto& e, const Insn& i, unsigned n, auto address) {
  with_word(i, [&](auto word) { e.store(address, e.get(fp_register<decltype(word)>(n))); });
}

inline constexpr auto vldr =
    conditional([](Emitter auto& e, const Insn& i) { load_fp(e, i, i.d, imm_offset(e, i, base_address(e, i))); });
inline constexpr auto vstr =
    conditional([](Emitter auto& e, const Insn& i) { store_fp(e, i, i.d, imm_offset(e, i, base_address(e, i))); });

/// Insn::imm is the number of words. An odd one makes VLDM and VSTM of doublewords FLDMX and FSTMX, which move one
/// word less, but count it (A8.8.332).
template <Block kBlock, class Access>
void for_each_register(Emitter auto& e, const Insn& i, Access access) {
  const auto base = reg(e, i.n);
  const u32 step = i.type == kDouble ? 8 : 4;
  u32 offset = lowest_offset(kBlock, 4 * i.imm);
  for (unsigned r = 0; r < 4 * i.imm / step; ++r, offset += step) access(i.d + r, displaced(base, offset));
  if (i.W) put_reg(e, i.n, displaced(base, base_after(kBlock, 4 * i.imm)));
}

/// A load that faults leaves the base and what it would have loaded; what was loaded before it is UNKNOWN (B1.9.8) and
/// will be loaded again.
template <Block kBlock>
inline constexpr auto vldm = conditional([](Emitter auto& e, const Insn& i) {
  for_each_register<kBlock>(e, i, [&](unsigned r, auto address) { load_fp(e, i, r, address); });
});
template <Block kBlock>
inline constexpr auto vstm = conditional([](Emitter auto& e, const Insn& i) {
  for_each_register<kBlock>(e, i, [&](unsigned r, auto address) { store_fp(e, i, r, address); });
});

// Moves between the two kinds of registers.

inline constexpr auto vmov_to_single = conditional([](Emitter auto& e, const Insn& i) { e.put(S(i.n), reg(e, i.t)); });
inline constexpr auto vmov_from_single =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.t, e.get(S(i.n))); });

inline constexpr auto vmov_to_singles = conditional([](Emitter auto& e, const Insn& i) {
  e.put(S(i.m), reg(e, i.t));
  e.put(S(i.m + 1u), reg(e, i.a));
});
inline constexpr auto vmov_from_singles = conditional([](Emitter auto& e, const Insn& i) {
  put_reg(e, i.t, e.get(S(i.m)));
  put_reg(e, i.a, e.get(S(i.m + 1u)));
});

inline constexpr auto vmov_to_double = conditional(
    [](Emitter auto& e, const Insn& i) { e.put(D(i.m), zext<u64>(reg(e, i.t)) | zext<u64>(reg(e, i.a)) << 32u); });
inline constexpr auto vmov_from_double = conditional([](Emitter auto& e, const Insn& i) {
  const auto both = e.get(D(i.m));
  put_reg(e, i.t, trunc<u32>(both));
  put_reg(e, i.a, trunc<u32>(both >> 32u));
});

/// A word of a doubleword register: Insn::x tells which half.
inline constexpr auto vmov_to_scalar =
    conditional([](Emitter auto& e, const Insn& i) { e.put(S(2u * i.d + i.x), reg(e, i.t)); });
inline constexpr auto vmov_from_scalar =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.t, e.get(S(2u * i.n + i.x))); });

// The same of bytes and halfwords (Advanced SIMD): lane Insn::x of 8 << Insn::type bits.

constexpr u64 lane_mask(const Insn& i) { return ((u64{1} << (8u << i.type)) - 1) << (i.x * (8u << i.type)); }
inline constexpr auto vmov_to_lane = conditional([](Emitter auto& e, const Insn& i) {
  const auto lane = zext<u64>(reg(e, i.t)) << u64{i.x * (8u << i.type)};
  e.put(D(i.d), (e.get(D(i.d)) & ~lane_mask(i)) | (lane & lane_mask(i)));
});
/// Zero-extended where Insn::U, else sign-extended.
inline constexpr auto vmov_from_lane = conditional([](Emitter auto& e, const Insn& i) {
  const auto shifted = e.get(D(i.n)) >> u64{i.x * (8u << i.type)};
  const auto extended = [&](auto lane) { return i.U ? zext<u32>(lane) : sext<u32>(lane); };
  put_reg(e, i.t, i.type == 0 ? extended(trunc<u8>(shifted)) : extended(trunc<u16>(shifted)));
});
/// One word, halfword or byte in all lanes.
inline constexpr auto vdup_from_register = conditional([](Emitter auto& e, const Insn& i) {
  constexpr u64 kOnes[] = {0x0101'0101'0101'0101, 0x0001'0001'0001'0001, 0x0000'0001'0000'0001};
  const u64 mask = (u64{1} << (8u << i.type)) - 1;
  const auto value = (zext<u64>(reg(e, i.t)) & mask) * kOnes[i.type];
  for (unsigned r = 0; r <= i.W; ++r) e.put(D(i.d + r), value);
});

// FPSCR.

inline constexpr auto vmrs = conditional([](Emitter auto& e, const Insn& i) {
  const auto at = [&](Slot<bool> flag, u32 position) { return zext<u32>(e.get(flag)) << position; };
  const auto nzcv = at(kFpN, 31) | at(kFpZ, 30) | at(kFpC, 29) | at(kFpV, 28);
  const auto qc = zext<u32>(ne(e.get(kFpSaturated), u64{0})) << u32{kQcBit};
  put_reg(e, i.t, nzcv | qc | e.get(kFpControl) | e.get(kFpCumulative));
});
/// What follows a comparison: VMRS APSR_nzcv, FPSCR.
inline constexpr auto vmrs_apsr = conditional([](Emitter auto& e, const Insn&) {
  e.put(N, e.get(kFpN));
  e.put(Z, e.get(kFpZ));
  e.put(C, e.get(kFpC));
  e.put(V, e.get(kFpV));
});
/// How to compute belongs to the decoder's mode: what follows is decoded again where that changes.
inline constexpr auto vmsr = [](Emitter auto& e, const Insn& i) {
  const auto value = reg(e, i.t);
  e.when(condition_passed(e, i.cond), [&] {
    e.put(kFpN, bit(value, 31));
    e.put(kFpZ, bit(value, 30));
    e.put(kFpC, bit(value, 29));
    e.put(kFpV, bit(value, 28));
    e.put(kFpControl, value & kFpControlBits);
    e.put(kFpCumulative, value & kFpCumulativeBits);
    e.put(kFpSaturated, zext<u64>(value & kQc));
  });
  const auto mode_bit = [&](u32 fpscr_bits, u32 mode) {
    return e.select(ne(value & fpscr_bits, u32{0}), e.lit(mode), e.lit(u32{0}));
  };
  const auto fp_mode = mode_bit(kFpLenAndStride, kModeShortVectors) | mode_bit(kFpSpecialBits, kModeFpSpecial);
  const auto changed = ne(fp_mode, e.mode() & kModeFp);
  const auto next = e.lit(static_cast<u32>(e.next_address()));
  const auto next_mode = fp_mode | (it_advance(e.mode()) & ~kModeFp);
  e.when(passed_and(e, i.cond, changed), [&] { e.jump(next, next_mode, JumpHint::kNone); });
};

// Fix-ups.

/// The immediate counts words.
inline bool word_offset(Insn& i) { return all<sized_d, scale<2>>(i); }
/// No register at all, more than 16 doublewords, registers beyond the last one, write-back to the PC: UNPREDICTABLE
/// (A8.8.332, A8.8.412), undefined as in QEMU.
inline bool fp_list(Insn& i) {
  sized_d(i);
  const u32 count = i.type == kDouble ? i.imm / 2 : i.imm;
  const u32 most = i.type == kDouble ? 16 : 32;
  return count != 0 && count <= most && i.d + count <= 32 && !(i.W && i.n == 15);
}
/// There is no register after S31: UNPREDICTABLE (A8.8.344).
inline bool pair_m(Insn& i) { return single_m(i) && i.m != 31; }
/// The letter x is opc1:opc2: 1xxx a byte's lane, 0xx1 a halfword's (A8.8.341, A8.8.342).
inline bool lane_of_opc(Insn& i) {
  const u8 opc = i.x;
  i.type = opc & 8 ? 0 : 1;
  i.x = opc & 8 ? opc & 7 : opc >> 1;
  return (opc & 9) != 0;
}
/// The picture reads Vd:D, Vd being in front in this one (A8.8.341).
inline bool scalar_d(Insn& i) {
  i.d = double_number(i.d);
  return true;
}
/// The letter x is B:E: 10 for bytes, 01 for halfwords, 00 for words (A8.8.314).
inline bool width_of_b_e(Insn& i) {
  i.type = static_cast<u8>(2 - i.x);
  return scalar_d(i) && i.x < 3 && (!i.W || i.d % 2 == 0);
}

}  // namespace sosie::arm
