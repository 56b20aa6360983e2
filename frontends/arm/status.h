/// frontends/arm/status.h — the meanings that read and write the APSR, and the hints, for ARM and Thumb encodings.
/// Source: ARM DDI 0406C.d, A2.4 (APSR), A4.9 (status register access), A8.8.109 to A8.8.112, B9.3.8 to B9.3.12.
#pragma once

#include "frontends/arm/registers.h"

namespace sosie::arm {

/// The fields of the CPSR that MSR's mask selects and that user mode may write; Insn::x is the mask. The execution
/// state (mask<1>: E) stays: a program that wants data in big-endian order is told so by SETEND.
enum ApsrMask : u8 { kMaskG = 4, kMaskNzcvq = 8 };

/// Moves GE's bits, a byte each in kGe, together (b3:b2:b1:b0) and apart: the multiplications add shifted copies, of
/// which no two meet in a bit that is looked at.
auto packed_ge(auto ge) { return ge * u32{0x0102'0408} >> 24u & 15u; }
auto unpacked_ge(auto bits) { return (bits * u32{0x0020'4081}) & 0x0101'0101u; }

/// MRS in user mode: N Z C V Q GE and M, which says user mode; E A I F read as zero.
inline constexpr auto mrs = conditional([](Emitter auto& e, const Insn& i) {
  constexpr u32 kUserMode = 0x10;
  const auto at = [&](Slot<bool> flag, u32 position) { return zext<u32>(e.get(flag)) << position; };
  const auto nzcvq = at(N, 31) | at(Z, 30) | at(C, 29) | at(V, 28) | at(Q, 27);
  put_reg(e, i.d, nzcvq | packed_ge(e.get(kGe)) << 16u | kUserMode);
});

void write_apsr(Emitter auto& e, const Insn& i, auto value) {
  if (i.x & kMaskNzcvq) {
    e.put(N, bit(value, 31));
    e.put(Z, bit(value, 30));
    e.put(C, bit(value, 29));
    e.put(V, bit(value, 28));
    e.put(Q, bit(value, 27));
  }
  if (i.x & kMaskG) e.put(kGe, unpacked_ge(bits(value, 19, 16)));
}
inline constexpr auto msr_imm = conditional([](Emitter auto& e, const Insn& i) { write_apsr(e, i, e.lit(i.imm)); });
inline constexpr auto msr_reg = conditional([](Emitter auto& e, const Insn& i) { write_apsr(e, i, reg(e, i.n)); });

/// NOP, the hints (a program that waits for an event or an interrupt may as well go on), and CPS, which changes
/// nothing in user mode (B9.3.2).
inline constexpr auto nop = [](Emitter auto&, const Insn&) {};

}  // namespace sosie::arm
