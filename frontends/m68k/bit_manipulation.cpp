// Bit manipulation. Source: M68000PRM 3.1.5; the instructions' pages in section 4; MC68000UM tables 8-8 and 8-9.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

// Operations: (value, mask) -> the new value. In a register the number counts modulo 32, in memory modulo 8.

constexpr auto bchg = [](auto value, auto mask) { return value ^ mask; };
constexpr auto bclr = [](auto value, auto mask) { return value & ~mask; };
constexpr auto bset = [](auto value, auto mask) { return value | mask; };

/// The high half of a register takes longer.
u32 clocks_of_bit(u32 number, u32) { return number < 16 ? 2 : 4; }

/// #<data> or Dx: where the number comes from.
constexpr auto immediate_number = [](Emitter auto& e, const Insn& i) {
  e.prefetch();
  return e.lit(i.imm);
};
constexpr auto register_number = [](Emitter auto& e, const Insn& i) { return e.get(D(i.d)); };

template <class T>
auto mask_of(Emitter auto& e, auto number) {
  const auto mask = e.lit(u32{1}) << (number & u32{sizeof(T) * 8 - 1});
  if constexpr (sizeof(T) == 4) return mask;
  else return trunc<T>(mask);
}
template <class T>
void put_z(Emitter auto& e, auto value, auto mask) {
  e.put(Z, eq(value & mask, T{0}));
}

template <class Number>
constexpr auto test(Number) {
  return [](Emitter auto& e, const Insn& i) {
    const auto number = Number{}(e, i);
    if (mode_of(i.ea) == kDataRegister) put_z<u32>(e, e.get(D(i.ea)), mask_of<u32>(e, number));
    else put_z<u8>(e, load_operand<u8>(e, i, operand(i)), mask_of<u8>(e, number));
    e.prefetch();
    if (!operand(i).in_memory()) e.idle(2);
  };
}
/// \param kClearing BCLR takes two clocks more on registers.
template <bool kClearing, class Operation, class Number>
constexpr auto change(Operation, Number) {
  return [](Emitter auto& e, const Insn& i) {
    const auto number = Number{}(e, i);
    if (mode_of(i.ea) == kDataRegister) {
      const auto bit_number = number & u32{31};
      const auto mask = mask_of<u32>(e, bit_number);
      const auto old = e.get(D(i.ea));
      put_z<u32>(e, old, mask);
      e.put(D(i.ea), Operation{}(old, mask));
      e.prefetch();
      if (kClearing) e.idle(2);
      e.idle(clocks_of_bit, bit_number);
      return;
    }
    modify<u8>(e, i, operand(i), 0, [&](auto old) {
      const auto mask = mask_of<u8>(e, number);
      put_z<u8>(e, old, mask);
      return Operation{}(old, mask);
    });
  };
}

// clang-format off
constexpr Row kRows[] = {
    row("0000 ddd1 01ee eeee", "bchg", ea::kDataAlterable, change<false>(bchg, register_number)),
    row("0000 1000 01ee eeee", "bchg", ea::kDataAlterable, change<false>(bchg, immediate_number), word_follows),
    row("0000 ddd1 10ee eeee", "bclr", ea::kDataAlterable, change<true>(bclr, register_number)),
    row("0000 1000 10ee eeee", "bclr", ea::kDataAlterable, change<true>(bclr, immediate_number), word_follows),
    row("0000 ddd1 11ee eeee", "bset", ea::kDataAlterable, change<false>(bset, register_number)),
    row("0000 1000 11ee eeee", "bset", ea::kDataAlterable, change<false>(bset, immediate_number), word_follows),
    row("0000 ddd1 00ee eeee", "btst", ea::kData, test(register_number)),
    row("0000 1000 00ee eeee", "btst", ea::kDataButImmediate, test(immediate_number), word_follows),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> bit_manipulation() { return kRows; }

}  // namespace sosie::m68k
