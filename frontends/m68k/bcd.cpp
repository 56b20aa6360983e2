// Binary-coded decimal arithmetic. Source: M68000PRM 3.1.7; the instructions' pages in section 4.
//
// Digits above 9 and the flags N and V are undefined in the manual. Here as in the chip (the vectors decide) a binary
// result is corrected by 6 for each digit that had a carry, and V is set where the correction changes the sign in the
// operation's own direction.
#include "core/ir/builder.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/two_operands.h"

namespace sosie::m68k {

namespace {

/// 6 for each digit whose bit 3 is set in `carries`.
auto six_per_digit(auto carries) { return carries - trunc<u8>(zext<u32>(carries) >> u32{2}); }

void put_decimal(Emitter auto& e, auto result, auto carry, auto overflow) {
  e.put(N, negative(result));
  e.put(Z, e.get(Z) & eq(result, u8{0}));
  e.put(V, overflow);
  e.put(C, carry);
  e.put(X, carry);
}

constexpr auto add_decimal = [](Emitter auto& e, auto a, auto b) {
  const auto sum = a + b + zext<u8>(e.get(X));
  const auto binary_carries = (a & b) | (~sum & (a | b));
  // A digit above 9 carries when 6 is added.
  const auto wide = zext<u32>(sum);
  const auto decimal_carries = trunc<u8>(((wide + u32{0x66}) ^ wide) >> u32{1});
  const auto result = sum + six_per_digit((binary_carries | decimal_carries) & u8{0x88});
  put_decimal(e, result, negative(binary_carries | (sum & ~result)), negative(~sum & result));
  return result;
};
constexpr auto subtract_decimal = [](Emitter auto& e, auto a, auto b) {
  const auto difference = a - b - zext<u8>(e.get(X));
  const auto borrows = (~a & b) | (difference & (~a | b));
  const auto result = difference - six_per_digit(borrows & u8{0x88});
  put_decimal(e, result, negative(borrows | (~difference & result)), negative(difference & ~result));
  return result;
};

template <class Operation>
constexpr auto on_registers(Operation) {
  return [](Emitter auto& e, const Insn& i) {
    put_data_register<u8>(e, i.d, Operation{}(e, data_register<u8>(e, i.d), data_register<u8>(e, i.y)));
    e.prefetch();
    e.idle(2);
  };
}
template <class Operation>
constexpr auto in_memory(Operation) {
  return [](Emitter auto& e, const Insn& i) { on_memory_pair<u8>(e, i, Operation{}); };
}
constexpr auto nbcd = [](Emitter auto& e, const Insn& i) {
  modify<u8>(e, i, operand(i), 0, [&](auto old) { return subtract_decimal(e, e.lit(u8{0}), old); });
  if (mode_of(i.ea) == kDataRegister) e.idle(2);
};

// clang-format off
constexpr Row kRows[] = {
    row("1100 ddd1 0000 0yyy", "abcd", on_registers(add_decimal)),
    row("1100 ddd1 0000 1yyy", "abcd", in_memory(add_decimal)),
    row("0100 1000 00ee eeee", "nbcd", ea::kDataAlterable, nbcd),
    row("1000 ddd1 0000 0yyy", "sbcd", on_registers(subtract_decimal)),
    row("1000 ddd1 0000 1yyy", "sbcd", in_memory(subtract_decimal)),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> bcd() { return kRows; }

}  // namespace sosie::m68k
