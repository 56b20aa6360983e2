/// frontends/arm/synchronization.h — the meanings of exclusive accesses, swaps and barriers, for ARM and Thumb code.
/// Source: ARM DDI 0406C.d, A3.4 (synchronization), A3.8.3 (barriers) and the pages of A8.8 named in the rows.
///
/// The monitor remembers the address and what LDREX saw there; STREX stores where memory still holds that value. So it
/// may succeed where another processor wrote the same value again, which the usual loops cannot tell apart.
#pragma once

#include "frontends/arm/load_store.h"

namespace sosie::arm {

/// Exclusive accesses and swaps of more than a byte are aligned, whatever SCTLR.A says (A3.2.1).
template <class T>
void raise_unless_aligned(Emitter auto& e, const Insn& i, auto address) {
  if constexpr (sizeof(T) > 1) {
    e.when(passed_and(e, i.cond, ne(address & static_cast<u32>(sizeof(T) - 1), u32{0})), [&] { e.raise(kAlignment); });
  }
}

/// LDREX, LDREXB, LDREXH, LDREXD
template <class T>
inline constexpr auto load_exclusive = [](Emitter auto& e, const Insn& i) {
  const auto address = displaced(reg(e, i.n), i.imm);
  raise_unless_aligned<T>(e, i, address);
  e.when(condition_passed(e, i.cond), [&] {
    const auto value = e.template load<T>(address);
    if constexpr (sizeof(T) == 8) {
      put_reg(e, i.t, trunc<u32>(value));
      put_reg(e, i.a, trunc<u32>(value >> 32u));
    } else {
      put_reg(e, i.t, zext<u32>(value));
    }
    e.put(kExclusive, e.lit(true));
    e.put(kExclusiveAddress, address);
    e.put(kExclusiveValue, zext<u64>(value));
  });
};

/// STREX, STREXB, STREXH, STREXD: Rd = 0 where it stored. Nothing has changed where the access faults.
template <class T>
inline constexpr auto store_exclusive = [](Emitter auto& e, const Insn& i) {
  const auto address = displaced(reg(e, i.n), i.imm);
  raise_unless_aligned<T>(e, i, address);
  const auto open = e.get(kExclusive) & eq(e.get(kExclusiveAddress), address);
  e.when(passed_and(e, i.cond, ~open), [&] {
    put_reg(e, i.d, e.lit(u32{1}));
    e.put(kExclusive, e.lit(false));
  });
  // The monitor was closed above where it was not open: what follows sees the same as `open` did.
  e.when(passed_and(e, i.cond, open), [&] {
    const auto expected = trunc<T>(e.get(kExclusiveValue));
    const auto desired = [&] {
      if constexpr (sizeof(T) == 8) {
        return zext<u64>(reg(e, i.t)) | zext<u64>(reg(e, i.a)) << 32u;
      } else {
        return trunc<T>(reg(e, i.t));
      }
    }();
    const auto seen = e.compare_exchange(address, expected, desired);
    put_reg(e, i.d, zext<u32>(ne(seen, expected)));
    e.put(kExclusive, e.lit(false));
  });
};

inline constexpr auto clrex = conditional([](Emitter auto& e, const Insn&) { e.put(kExclusive, e.lit(false)); });

/// SWP, SWPB: one attempt; where somebody else wrote in between, the instruction is run again.
template <class T>
inline constexpr auto swap = [](Emitter auto& e, const Insn& i) {
  const auto address = reg(e, i.n);
  raise_unless_aligned<T>(e, i, address);
  e.when(condition_passed(e, i.cond), [&] {
    const auto expected = e.template load<T>(address);
    const auto done = eq(e.compare_exchange(address, expected, trunc<T>(reg(e, i.m))), expected);
    put_reg(e, i.t, e.select(done, zext<u32>(expected), reg(e, i.t)));
    const u32 here = static_cast<u32>(e.address()), next = static_cast<u32>(e.next_address());
    e.jump(e.select(done, e.lit(next), e.lit(here)), e.lit(e.mode()), JumpHint::kNone);
  });
};

/// DMB, DSB: all of memory, whatever part the option names.
inline constexpr auto barrier = conditional([](Emitter auto& e, const Insn&) { e.fence(); });
/// ISB: what follows is fetched anew.
inline constexpr auto isb = conditional([](Emitter auto& e, const Insn&) { e.stop(StopRequest::kInstructionSync); });

}  // namespace sosie::arm
