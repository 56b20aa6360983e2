/// frontends/m68k/state.h — the registers of an MC68000 as a plain struct.
/// Source: M68000PRM 1.1 (user and supervisor programming models), MC68000UM 6.3.2 (exception vectors).
#pragma once

#include <cstddef>

#include "core/base/types.h"
#include "core/emit/emitter.h"

namespace sosie::m68k {

/// Bits of State::mode: what decoding depends on. SR.S, whether FPCR lets an exception trap, and whether it asks for
/// anything but extended precision rounded to the nearest.
inline constexpr u32 kModeSupervisor = 1, kModeFpTraps = 2, kModeFpRounding = 4;

/// FP0 to FP7 as numbers of extended.h, in a register's place.
struct FpRegister {
  u64 mantissa = ~u64{0};  ///< after reset they are no numbers
  u64 head = 0x7fff;
};

struct State {
  u32 d[8] = {};
  u32 a[8] = {};  ///< a[7] is the stack pointer of the present privilege
  u32 pc = 0;     ///< address of the next instruction; between instructions of an exact processor it is `fetch` - 4
  u32 mode = 0;
  u32 other_sp = 0;                      ///< USP for supervisors, SSP for users
  u32 queue = 0;                         ///< exact processors: IRD in the high half, IRC in the low one
  u32 fetch = 0;                         ///< exact processors: the address that the next prefetch reads
  u8 x = 0, n = 0, z = 0, v = 0, c = 0;  ///< SR, each 0 or 1
  u8 trace = 0;                          ///< SR.T
  u8 ipl = 0;                            ///< SR.I: interrupt priority mask
  u8 pad = 0;
  FpRegister fp[8];  ///< from here on: the MC68881
  u32 fpcr = 0, fpiar = 0;
  u32 fpsr = 0;           ///< quotient and AEXC; the function `fpsr` has all of it
  u32 fp_conditions = 0;  ///< FPSR's condition codes, in bits 3 to 0
  u32 fp_exceptions = 0;  ///< EXC, or kFpUnsettled with the second word of the instruction that it is to be found from
  u32 pad2 = 0;
  FpRegister last_destination;  ///< that instruction's destination before it
  u64 last_source = 0;          ///< and its source, where that was no register
  u64 scratch = 0;              ///< of instructions, from their beginning to their end
};

inline constexpr Slot<u32> D(unsigned n) { return {static_cast<u16>(offsetof(State, d) + 4 * n)}; }
inline constexpr Slot<u32> A(unsigned n) { return {static_cast<u16>(offsetof(State, a) + 4 * n)}; }
inline constexpr Slot<u32> kSp = A(7);
inline constexpr Slot<u32> kPc = {offsetof(State, pc)}, kMode = {offsetof(State, mode)},
                           kOtherSp = {offsetof(State, other_sp)}, kQueue = {offsetof(State, queue)},
                           kFetch = {offsetof(State, fetch)};
inline constexpr Slot<bool> X = {offsetof(State, x)}, N = {offsetof(State, n)}, Z = {offsetof(State, z)},
                            V = {offsetof(State, v)}, C = {offsetof(State, c)}, kTrace = {offsetof(State, trace)};
inline constexpr Slot<u8> kIpl = {offsetof(State, ipl)};
inline constexpr Slot<u64> fp_mantissa(unsigned n) {
  return {static_cast<u16>(offsetof(State, fp) + n * sizeof(FpRegister))};
}
inline constexpr Slot<u64> fp_head(unsigned n) { return {static_cast<u16>(fp_mantissa(n).offset + sizeof(u64))}; }
inline constexpr Slot<u32> kFpcr = {offsetof(State, fpcr)}, kFpsr = {offsetof(State, fpsr)},
                           kFpiar = {offsetof(State, fpiar)};
inline constexpr Slot<u32> kFpCodes = {offsetof(State, fp_conditions)},
                           kFpExceptionStatus = {offsetof(State, fp_exceptions)};
inline constexpr Slot<u64> kLastMantissa = {offsetof(State, last_destination)},
                           kLastHead = {offsetof(State, last_destination) + sizeof(u64)},
                           kLastSource = {offsetof(State, last_source)};
inline constexpr u32 kFpUnsettled = u32{1} << 31;
inline constexpr Slot<u64> kScratch = {offsetof(State, scratch)};

/// Bits of SR that exist.
inline constexpr u16 kSrBits = 0xa71f, kCcrBits = 0x001f;

/// SR as a whole, for machines, debuggers and tests.
u16 sr(const State& state);
/// Writes SR; where S changes, the stack pointers change places.
void set_sr(State& state, u16 value);

/// Exception vectors (MC68000UM table 6-2).
enum Vector : u16 {
  kResetSp = 0,
  kResetPc = 1,
  kBusError = 2,
  kAddressError = 3,
  kIllegalInstruction = 4,
  kZeroDivide = 5,
  kChk = 6,
  kTrapv = 7,
  kPrivilegeViolation = 8,
  kTraceVector = 9,
  kLine1010 = 10,
  kLine1111 = 11,
  kFpBsun = 48,
  kFpInexact = 49,
  kFpDivideByZero = 50,
  kFpUnderflow = 51,
  kFpOperandError = 52,
  kFpOverflow = 53,
  kFpSignallingNan = 54,
  kSpuriousInterrupt = 24,
  kAutovector = 24,  ///< + level 1 to 7
  kTrap = 32,        ///< + number 0 to 15
};

}  // namespace sosie::m68k
