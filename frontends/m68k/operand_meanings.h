/// frontends/m68k/operand_meanings.h — meanings that later models allow more operands of than the MC68000.
/// Source: M68000PRM, the pages of CMPI, MOVEM and TST in section 4.
#pragma once

#include "frontends/m68k/arithmetic.h"
#include "frontends/m68k/effective_address.h"

namespace sosie::m68k {

inline constexpr auto tst = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  put_logical(e, load_operand<T>(e, i, operand(i)));
  e.prefetch();
});

inline constexpr auto cmpi = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const auto source = immediate<T>(e, i.imm);
  compare(e, load_operand<T>(e, i, operand(i)), source);
  e.prefetch();
  if (sizeof(T) == 4 && mode_of(i.ea) == kDataRegister) e.idle(2);
});

/// The register that a bit of MOVEM's mask stands for; -(An) counts from A7 down.
constexpr Slot<u32> register_of(unsigned bit, bool reversed) {
  const unsigned n = reversed ? 15 - bit : bit;
  return n < 8 ? D(n) : A(n - 8);
}

/// \param kStepsBase with -(An), An itself is stored as it is after the first decrement: from the MC68020 on.
template <class T, bool kStepsBase>
inline constexpr auto movem_to_memory = [](Emitter auto& e, const Insn& i) {
  e.prefetch();
  const Operand o = operand(i);
  const bool down = o.mode() == kPredecrement;
  auto address = down ? e.get(A(o.reg())) : address_of<T>(e, i, o);
  for (unsigned n = 0; n < 16; ++n) {
    if (!(i.imm >> n & 1)) continue;
    const bool is_stepped = kStepsBase && down && n == 7 - o.reg();
    const auto reg = e.get(register_of(n, down));
    const auto value = trunc<T>(is_stepped ? reg - u32{sizeof(T)} : reg);
    if (down) address = address - u32{sizeof(T)};
    e.store(address, value, data_access(lag(0), down));
    if (!down) address = address + u32{sizeof(T)};
  }
  if (down) e.put(A(o.reg()), address);
  e.prefetch();
};

}  // namespace sosie::m68k
