/// frontends/m68k/state.h — the registers of an MC68000 as a plain struct.
/// Source: M68000PRM 1.1 (user and supervisor programming models), MC68000UM 6.3.2 (exception vectors).
#pragma once

#include <cstddef>

#include "core/base/types.h"
#include "core/emit/emitter.h"

namespace sosie::m68k {

/// SR.S, the only bit of State::mode: what privileged instructions are decoded under.
inline constexpr u32 kModeSupervisor = 1;

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
  kSpuriousInterrupt = 24,
  kAutovector = 24,  ///< + level 1 to 7
  kTrap = 32,        ///< + number 0 to 15
};

}  // namespace sosie::m68k
