// Multiplication and division. Source: M68000PRM 3.1.2, 4 (DIVS, DIVU, MULS, MULU), MC68000UM table 8-4 notes.
//
// Their times depend on the numbers: multiplication looks at the multiplier bit by bit, division makes its quotient bit
// by bit. The clock counts of division follow from the microcode's loop (J. Cwik's analysis) and are judged by the
// vectors.
#include <bit>

#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

constexpr u32 magnitude(u32 x) { return static_cast<i32>(x) < 0 ? 0 - x : x; }

// --- times, without operand and prefetch ---

u32 mulu_clocks(u32 source, u32) { return 34 + 2 * static_cast<u32>(std::popcount(source)); }
/// Booth: counts where neighbouring bits differ.
u32 muls_clocks(u32 source, u32) { return 34 + 2 * static_cast<u32>(std::popcount((source ^ source << 1) & 0xffff)); }

/// A step takes 4 clocks where a 1 left the partial remainder, else 6, or 8 where nothing was subtracted.
u32 divu_clocks(u32 dividend, u32 divisor) {
  if (dividend >> 16 >= divisor) return 6;
  const u32 aligned = divisor << 16;
  u32 clocks = 72;
  for (unsigned step = 0; step < 15; ++step) {
    const bool carry = bit(dividend, 31);
    dividend <<= 1;
    if (!carry) clocks += dividend >= aligned ? 2 : 4;
    if (carry || dividend >= aligned) dividend -= aligned;
  }
  return clocks;
}
u32 divs_clocks(u32 dividend, u32 divisor) {
  const bool negative_dividend = bit(dividend, 31), negative_divisor = bit(divisor, 15);
  const u32 by = magnitude(static_cast<u32>(sign_extend(divisor, 16)));
  if (magnitude(dividend) >> 16 >= by) return negative_dividend ? 14 : 12;
  constexpr u32 kBySigns[2][2] = {{116, 118}, {122, 120}};  // of dividend, divisor
  // The 15 high bits of the quotient's magnitude: a 0 takes longer.
  const u32 quotient = magnitude(dividend) / by;
  return kBySigns[negative_dividend][negative_divisor] +
         2 * static_cast<u32>(15 - std::popcount(bits(quotient, 15, 1)));
}

// --- meanings ---

constexpr auto mulu = [](Emitter auto& e, const Insn& i) {
  const auto source = zext<u32>(load_operand<u16>(e, i, operand(i)));
  const auto product = source * zext<u32>(data_register<u16>(e, i.d));
  put_logical(e, product);
  e.put(D(i.d), product);
  e.prefetch();
  e.idle(mulu_clocks, source);
};
constexpr auto muls = [](Emitter auto& e, const Insn& i) {
  const auto source = load_operand<u16>(e, i, operand(i));
  const auto product = sext<u32>(source) * sext<u32>(data_register<u16>(e, i.d));
  put_logical(e, product);
  e.put(D(i.d), product);
  e.prefetch();
  e.idle(muls_clocks, zext<u32>(source));
};

/// Flags of a division by zero are undefined; N and Z speak of the dividend's high word.
void raise_if_zero(Emitter auto& e, auto divisor, auto dividend) {
  e.when(eq(divisor, u16{0}), [&] {
    put_logical(e, trunc<u16>(dividend >> u32{16}));
    e.idle(8);
    e.raise(kZeroDivide);
  });
}
/// Dn = remainder:quotient unless the quotient has no room; then Dn stays, V is set, and N is set and Z cleared
/// although undefined, as the vectors have it.
void put_quotient(Emitter auto& e, const Insn& i, auto quotient, auto remainder, auto overflow) {
  const auto low = trunc<u16>(quotient);
  e.put(N, negative(low) | overflow);
  e.put(Z, eq(low, u16{0}) & ~overflow);
  e.put(V, overflow);
  e.put(C, e.lit(false));
  const auto both = remainder << u32{16} | zext<u32>(low);
  e.put(D(i.d), e.select(overflow, e.get(D(i.d)), both));
}

constexpr auto divu = [](Emitter auto& e, const Insn& i) {
  const auto source = load_operand<u16>(e, i, operand(i));
  const auto dividend = e.get(D(i.d));
  raise_if_zero(e, source, dividend);
  const auto divisor = zext<u32>(source);
  e.idle(divu_clocks, dividend, divisor);
  const auto quotient = udiv(dividend, divisor);
  put_quotient(e, i, quotient, dividend - quotient * divisor, ~ult(quotient, u32{0x1'0000}));
  e.prefetch();
};
constexpr auto divs = [](Emitter auto& e, const Insn& i) {
  const auto source = load_operand<u16>(e, i, operand(i));
  const auto dividend = e.get(D(i.d));
  raise_if_zero(e, source, dividend);
  const auto divisor = sext<u32>(source);
  e.idle(divs_clocks, dividend, zext<u32>(source));
  const auto quotient = sdiv(dividend, divisor);
  put_quotient(e, i, quotient, dividend - quotient * divisor, ne(sext<u32>(trunc<u16>(quotient)), quotient));
  e.prefetch();
};

// clang-format off
constexpr Row kRows[] = {
    row("1000 ddd1 11ee eeee", "divs", ea::kData, divs),
    row("1000 ddd0 11ee eeee", "divu", ea::kData, divu),
    row("1100 ddd1 11ee eeee", "muls", ea::kData, muls),
    row("1100 ddd0 11ee eeee", "mulu", ea::kData, mulu),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> multiply_divide() { return kRows; }

}  // namespace sosie::m68k
