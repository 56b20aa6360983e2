// What the MC68040 adds to integers: MOVE16. Source: M68000PRM 4, MOVE16.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

constexpr u32 kLineBytes = 16;
constexpr Access kBig{.order = ByteOrder::kBig};

/// All of the line is read before any of it is written.
void move_line(Emitter auto& e, auto from, auto to) {
  const auto address = [](auto line, u32 offset) { return (line & ~(kLineBytes - 1)) + offset; };
  const auto load = [&](u32 offset) { return e.template load<u64>(address(from, offset), kBig); };
  const auto first = load(0), second = load(8);
  e.store(address(to, 0), first, kBig);
  e.store(address(to, 8), second, kBig);
}

/// Where both are the same register it goes on once.
constexpr auto move16_registers = [](Emitter auto& e, const Insn& i) {
  if (!(i.imm >> 15 & 1)) return trap(e, kLine1111);
  const unsigned to = i.imm >> 12 & 7;
  const auto from_address = e.get(A(i.y)), to_address = e.get(A(to));
  move_line(e, from_address, to_address);
  e.put(A(i.y), from_address + kLineBytes);
  if (to != i.y) e.put(A(to), to_address + kLineBytes);
};
template <bool kToAbsolute, bool kPostincrement>
constexpr auto move16_absolute = [](Emitter auto& e, const Insn& i) {
  const auto address = e.get(A(i.y)), absolute = e.lit(i.imm);
  if constexpr (kToAbsolute) move_line(e, address, absolute);
  else move_line(e, absolute, address);
  if constexpr (kPostincrement) e.put(A(i.y), address + kLineBytes);
};

// clang-format off
constexpr Row kRows[] = {
    later_row("1111 0110 0010 0yyy", "move16", move16_registers, word_follows),
    later_row("1111 0110 0000 0yyy", "move16", move16_absolute<true, true>, words_follow<2>),
    later_row("1111 0110 0000 1yyy", "move16", move16_absolute<false, true>, words_follow<2>),
    later_row("1111 0110 0001 0yyy", "move16", move16_absolute<true, false>, words_follow<2>),
    later_row("1111 0110 0001 1yyy", "move16", move16_absolute<false, false>, words_follow<2>),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> mc68040() { return kRows; }

}  // namespace sosie::m68k
