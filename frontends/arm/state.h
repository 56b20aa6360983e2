/// frontends/arm/state.h — the user-visible state of an ARMv7-A processor, as a plain struct.
/// Source: ARM DDI 0406C.d, B1.3 (registers), A2.4 (APSR), A2.6.2 (FP registers), B1.3.3 (ITSTATE, T).
#pragma once

#include <cstddef>

#include "core/base/bits.h"
#include "core/base/types.h"
#include "core/emit/emitter.h"

namespace sosie::arm {

/// Bits of State::mode: what the decoder must know beside the address. It is the Isa's mode key.
inline constexpr u32 kModeThumb = 1;
/// FPSCR.Len or .Stride is not 0 (appendix D11): most floating-point instructions are undefined then.
inline constexpr u32 kModeShortVectors = 2;
/// FPSCR.RMode, .FZ or .DN is not 0: arithmetic is not what hosts do.
inline constexpr u32 kModeFpSpecial = 4;
inline constexpr u32 kModeFp = kModeShortVectors | kModeFpSpecial;
/// ITSTATE<7:0> stands in mode bits 15..8 (A2.5.2).
inline constexpr unsigned kModeItShift = 8;
inline constexpr u32 kModeIt = 0xffu << kModeItShift;

/// ITAdvance (A2.5.2): the mode for the instruction after one that was decoded under `mode`.
constexpr u32 it_advance(u32 mode) {
  const u32 it = mode >> kModeItShift;
  const u32 next = (it & 7) == 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f);
  return (mode & ~kModeIt) | next << kModeItShift;
}

struct State {
  u32 r[16] = {};  ///< r[13] SP, r[14] LR, r[15] the address of the next instruction (not +8, bit 0 clear)
  u32 mode = 0;    ///< kModeThumb, kModeFp and ITSTATE
  u8 n = 0, z = 0, c = 0, v = 0;  ///< APSR condition flags, each 0 or 1
  alignas(4) u8 ge[4] = {};       ///< APSR.GE[3:0], each 0 or 1
  u8 q = 0;                       ///< APSR.Q, 0 or 1
  u8 exclusive = 0;               ///< local monitor: 1 between LDREX and STREX/CLREX
  u8 pad[2] = {};
  u32 exclusive_address = 0;
  u32 tpidruro = 0;                           ///< CP15 c13,c0,3: the thread pointer
  u32 tpidrurw = 0;                           ///< CP15 c13,c0,2
  u8 fp_n = 0, fp_z = 0, fp_c = 0, fp_v = 0;  ///< FPSCR.N to .V, each 0 or 1
  u32 fp_control = 0;                         ///< FPSCR's kFpControlBits, at their places
  u32 fp_cumulative = 0;                      ///< FPSCR's kFpCumulativeBits, at their places
  u64 exclusive_value = 0;                    ///< what LDREX saw; STREX stores only where it still stands
  u64 d[32] = {};                             ///< VFP/NEON doubleword registers; S2n and S2n+1 are D<n>'s halves
  u64 fp_saturated = 0;                       ///< FPSCR.QC where not 0
};

/// AHP DN FZ RMode Stride Len (B4.1.58): how to compute. There are no trapped exceptions: their enables read as zero.
inline constexpr u32 kFpControlBits = 0x07f7'0000, kFpLenAndStride = 0x0037'0000;
/// DN FZ RMode
inline constexpr u32 kFpSpecialBits = 0x03c0'0000;
/// IDC IXC UFC OFC DZC IOC: what happened.
inline constexpr u32 kFpCumulativeBits = 0x0000'009f;
/// Something was saturated.
inline constexpr unsigned kQcBit = 27;
inline constexpr u32 kQc = 1u << kQcBit;

inline constexpr Slot<u32> R(unsigned n) { return {static_cast<u16>(offsetof(State, r) + 4 * n)}; }
inline constexpr Slot<u32> kSp = R(13), kLr = R(14), kPc = R(15);
inline constexpr Slot<u32> kMode = {offsetof(State, mode)};
inline constexpr Slot<bool> N = {offsetof(State, n)}, Z = {offsetof(State, z)}, C = {offsetof(State, c)},
                            V = {offsetof(State, v)}, Q = {offsetof(State, q)};
/// All of APSR.GE: a byte each, 0 or 1, GE[0] lowest.
inline constexpr Slot<u32> kGe = {offsetof(State, ge)};
/// The local monitor.
inline constexpr Slot<bool> kExclusive = {offsetof(State, exclusive)};
inline constexpr Slot<u32> kExclusiveAddress = {offsetof(State, exclusive_address)};
inline constexpr Slot<u64> kExclusiveValue = {offsetof(State, exclusive_value)};
inline constexpr Slot<u32> kTpidruro = {offsetof(State, tpidruro)}, kTpidrurw = {offsetof(State, tpidrurw)};
inline constexpr Slot<bool> kFpN = {offsetof(State, fp_n)}, kFpZ = {offsetof(State, fp_z)},
                            kFpC = {offsetof(State, fp_c)}, kFpV = {offsetof(State, fp_v)};
inline constexpr Slot<u32> kFpControl = {offsetof(State, fp_control)}, kFpCumulative = {offsetof(State, fp_cumulative)};
inline constexpr Slot<u64> kFpSaturated = {offsetof(State, fp_saturated)};
inline constexpr Slot<u64> D(unsigned n) { return {static_cast<u16>(offsetof(State, d) + 8 * n)}; }
/// Words of the doubleword registers, 0 to 63; the first 32 are the singleword registers (A2.6.2).
inline constexpr Slot<u32> S(unsigned n) { return {static_cast<u16>(offsetof(State, d) + 4 * n)}; }

/// CPSR as the guest's kernel and debugger see it (B1.3.3), for user mode: M = 0b10000.
u32 cpsr(const State&);
/// Writes N Z C V Q GE T IT from `value`; other bits are not the user's.
void set_cpsr(State&, u32 value);
u32 fpscr(const State&);
/// Writes what is writable of FPSCR, and kModeFp with it.
void set_fpscr(State&, u32 value);

/// Exceptions that leave the engine, by the vector's offset (B1.8.1). Above 0xff are kinds of an abort that a program's
/// environment tells apart: a breakpoint is a prefetch abort, an alignment fault (A3.2.1) a data abort.
enum Vector : u16 {
  kUndefined = 0x04,
  kSupervisorCall = 0x08,
  kPrefetchAbort = 0x0c,
  kDataAbort = 0x10,
  kBreakpoint = 0x100,
  kAlignment = 0x110,
};

}  // namespace sosie::arm
