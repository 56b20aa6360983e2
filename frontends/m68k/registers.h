/// frontends/m68k/registers.h — reading and writing registers, flags and SR; conditions.
/// Source: M68000PRM 1.1, 3.2 (table 3-18: condition codes, table 3-19: conditional tests).
#pragma once

#include "core/emit/emitter.h"
#include "core/emit/values.h"
#include "frontends/m68k/insn.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k {

/// The low part of a register.
template <class T>
auto low_part(Emitter auto& e, Slot<u32> reg) {
  if constexpr (sizeof(T) == 4) return e.get(reg);
  else return trunc<T>(e.get(reg));
}
/// Dn as T; writing it leaves the rest of the register.
template <class T>
auto data_register(Emitter auto& e, unsigned n) {
  return low_part<T>(e, D(n));
}
template <class T>
void put_data_register(Emitter auto& e, unsigned n, auto value) {
  if constexpr (sizeof(T) == 4) e.put(D(n), value);
  else e.put(D(n), (e.get(D(n)) & ~u32{static_cast<T>(~T{0})}) | zext<u32>(value));
}

// --- flags ---

void put_nz(Emitter auto& e, auto value) {
  using T = typename decltype(value)::value_type;
  e.put(N, negative(value));
  e.put(Z, eq(value, T{0}));
}
void clear_vc(Emitter auto& e) {
  e.put(V, e.lit(false));
  e.put(C, e.lit(false));
}
/// Of moves and logical operations.
void put_logical(Emitter auto& e, auto value) {
  put_nz(e, value);
  clear_vc(e);
}

/// Table 3-19, for a condition known at decoding.
auto condition(Emitter auto& e, u8 cond) {
  const bool inverted = cond & 1;
  const auto holds = [&] {
    switch (cond >> 1) {
      case 0: return e.lit(true);                          // T, F
      case 1: return ~(e.get(C) | e.get(Z));               // HI, LS
      case 2: return ~e.get(C);                            // CC, CS
      case 3: return ~e.get(Z);                            // NE, EQ
      case 4: return ~e.get(V);                            // VC, VS
      case 5: return ~e.get(N);                            // PL, MI
      case 6: return eq(e.get(N), e.get(V));               // GE, LT
      default: return eq(e.get(N), e.get(V)) & ~e.get(Z);  // GT, LE
    }
  };
  return inverted ? ~holds() : holds();
}

// --- the status register ---

/// CCR in the low byte of a word.
auto ccr(Emitter auto& e) {
  return trunc<u16>(zext<u32>(e.get(C)) | zext<u32>(e.get(V)) << u32{1} | zext<u32>(e.get(Z)) << u32{2} |
                    zext<u32>(e.get(N)) << u32{3} | zext<u32>(e.get(X)) << u32{4});
}
void put_ccr(Emitter auto& e, auto value) {
  e.put(C, bit(value, 0));
  e.put(V, bit(value, 1));
  e.put(Z, bit(value, 2));
  e.put(N, bit(value, 3));
  e.put(X, bit(value, 4));
}
/// SR
auto status(Emitter auto& e) {
  const auto system = zext<u32>(e.get(kIpl)) << u32{8} | (e.get(kMode) & kModeSupervisor) << u32{13} |
                      zext<u32>(e.get(kTrace)) << u32{15};
  return ccr(e) | trunc<u16>(system);
}
/// SR.S; the stack pointers change places where it changes.
void put_supervisor(Emitter auto& e, auto supervisor) {
  const auto changes = ne(e.get(kMode) & kModeSupervisor, u32{0}) ^ supervisor;
  const auto sp = e.get(kSp), other = e.get(kOtherSp);
  e.put(kSp, e.select(changes, other, sp));
  e.put(kOtherSp, e.select(changes, sp, other));
  e.put(kMode, (e.get(kMode) & ~kModeSupervisor) | zext<u32>(supervisor));
}
void put_status(Emitter auto& e, auto value) {
  put_ccr(e, value);
  e.put(kTrace, bit(value, 15));
  e.put(kIpl, trunc<u8>(bits(zext<u32>(value), 10, 8)));
  put_supervisor(e, bit(value, 13));
}

// --- sizes ---

/// Names a width in a meaning.
template <class T>
struct Width {
  using type = T;
};
/// Makes a meaning of one for each width: the letter s chooses.
template <class Meaning>
constexpr auto sized(Meaning) {
  return [](Emitter auto& e, const Insn& i) {
    switch (i.size) {
      case kByte: return Meaning{}(e, i, Width<u8>{});
      case kWord: return Meaning{}(e, i, Width<u16>{});
      default: return Meaning{}(e, i, Width<u32>{});
    }
  };
}

}  // namespace sosie::m68k
