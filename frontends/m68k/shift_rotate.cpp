// Shifts and rotates. Source: M68000PRM 3.1.4; the instructions' pages in section 4; MC68000UM table 8-7.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/two_operands.h"

namespace sosie::m68k {

namespace {

// Operations: (e, value, count) -> result, flags NZVC. Counts are u64 from 0 to 63; those that pass the last bit
// through X keep it where nothing is shifted. A value is shifted in 64 bits, so that the last bit to leave it is there
// to see.

template <class T>
inline constexpr unsigned kWidth = sizeof(T) * 8;

void put_shifted(Emitter auto& e, auto result, auto carry, auto count) {
  put_nz(e, result);
  e.put(C, carry);
  e.put(X, e.select(eq(count, u64{0}), e.get(X), carry));
}

constexpr auto lsl = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  const auto wide = zext<u64>(value) << count;
  const auto result = trunc<T>(wide);
  put_shifted(e, result, bit(wide, kWidth<T>), count);
  e.put(V, e.lit(false));
  return result;
};
/// As LSL; V where the sign changed at any time.
constexpr auto asl = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  const auto result = lsl(e, value, count);
  const auto passed_sign =
      sar(sext<u64>(value), e.lit(u64{kWidth<T> - 1}) - count);  // the old sign and what came there
  const auto mixed = ne(passed_sign, u64{0}) & ne(passed_sign, ~u64{0});
  e.put(V, e.select(ult(count, u64{kWidth<T>}), mixed, ne(value, T{0})));
  return result;
};
constexpr auto lsr = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  const auto wide = zext<u64>(value) << u64{1} >> count;  // bit 0 is the last that left
  const auto result = trunc<T>(wide >> u64{1});
  put_shifted(e, result, bit(wide, 0), count);
  e.put(V, e.lit(false));
  return result;
};
constexpr auto asr = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  const auto wide = sar(sext<u64>(value) << u64{1}, count);
  const auto result = trunc<T>(wide >> u64{1});
  put_shifted(e, result, bit(wide, 0), count);
  e.put(V, e.lit(false));
  return result;
};

/// To the right: small values stand side by side in 32 bits.
template <class V>
V rotated(V value, auto count) {
  using T = typename V::value_type;
  if constexpr (sizeof(T) == 4) return ror(value, count);
  else return trunc<T>(ror(zext<u32>(value) * (sizeof(T) == 2 ? 0x1'0001u : 0x0101'0101u), count));
}
constexpr auto rol = [](Emitter auto& e, auto value, auto count) {
  const auto result = rotated(value, -trunc<u32>(count));
  put_nz(e, result);
  e.put(V, e.lit(false));
  e.put(C, bit(result, 0) & ne(count, u64{0}));
  return result;
};
constexpr auto ror_ = [](Emitter auto& e, auto value, auto count) {
  const auto result = rotated(value, trunc<u32>(count));
  put_nz(e, result);
  e.put(V, e.lit(false));
  e.put(C, negative(result) & ne(count, u64{0}));
  return result;
};

/// Rotates X:value to the left by `count` of 0 to its width.
auto rotate_with_x(Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  constexpr u64 kBits = kWidth<T> + 1;
  const auto with_x = zext<u64>(value) | zext<u64>(e.get(X)) << u64{kWidth<T>};
  const auto rotated = with_x << count | with_x >> (e.lit(kBits) - count);
  const auto result = trunc<T>(rotated);
  const auto x = bit(rotated, kWidth<T>);
  put_nz(e, result);
  e.put(V, e.lit(false));
  e.put(C, x);
  e.put(X, x);
  return result;
}
auto modulo(auto count, u64 by) { return count - udiv(count, by) * by; }
constexpr auto roxl = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  return rotate_with_x(e, value, modulo(count, kWidth<T> + 1));
};
constexpr auto roxr = [](Emitter auto& e, auto value, auto count) {
  using T = typename decltype(value)::value_type;
  constexpr u64 kBits = kWidth<T> + 1;
  return rotate_with_x(e, value, modulo(e.lit(kBits) - modulo(count, kBits), kBits));
};

// Where value and count come from.

u32 clocks_of_count(u32 count, u32) { return 2 * count; }

/// Dy by a count that the opcode has.
template <class Operation>
constexpr auto by_data(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    const u32 count = quick_data(i);
    put_data_register<T>(e, i.y, Operation{}(e, data_register<T>(e, i.y), e.lit(u64{count})));
    e.prefetch();
    e.idle((sizeof(T) == 4 ? 4 : 2) + 2 * count);
  });
}
/// Dy by Dx modulo 64.
template <class Operation>
constexpr auto by_register(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    const auto count = e.get(D(i.d)) & u32{63};
    put_data_register<T>(e, i.y, Operation{}(e, data_register<T>(e, i.y), zext<u64>(count)));
    e.prefetch();
    e.idle(sizeof(T) == 4 ? 4 : 2);
    e.idle(clocks_of_count, count);
  });
}
/// A word in memory by 1.
template <class Operation>
constexpr auto in_memory(Operation) {
  return [](Emitter auto& e, const Insn& i) {
    modify<u16>(e, i, operand(i), 0, [&](auto old) { return Operation{}(e, old, e.lit(u64{1})); });
  };
}

constexpr auto swap = [](Emitter auto& e, const Insn& i) {
  const auto value = ror(e.get(D(i.y)), u32{16});
  put_logical(e, value);
  e.put(D(i.y), value);
  e.prefetch();
};

// clang-format off
constexpr Row kRows[] = {
    row("1110 ddd1 ss00 0yyy, s != 11", "asl", by_data(asl)),
    row("1110 ddd1 ss10 0yyy, s != 11", "asl", by_register(asl)),
    row("1110 0001 11ee eeee", "asl", ea::kMemoryAlterable, in_memory(asl)),
    row("1110 ddd0 ss00 0yyy, s != 11", "asr", by_data(asr)),
    row("1110 ddd0 ss10 0yyy, s != 11", "asr", by_register(asr)),
    row("1110 0000 11ee eeee", "asr", ea::kMemoryAlterable, in_memory(asr)),
    row("1110 ddd1 ss00 1yyy, s != 11", "lsl", by_data(lsl)),
    row("1110 ddd1 ss10 1yyy, s != 11", "lsl", by_register(lsl)),
    row("1110 0011 11ee eeee", "lsl", ea::kMemoryAlterable, in_memory(lsl)),
    row("1110 ddd0 ss00 1yyy, s != 11", "lsr", by_data(lsr)),
    row("1110 ddd0 ss10 1yyy, s != 11", "lsr", by_register(lsr)),
    row("1110 0010 11ee eeee", "lsr", ea::kMemoryAlterable, in_memory(lsr)),
    row("1110 ddd1 ss01 1yyy, s != 11", "rol", by_data(rol)),
    row("1110 ddd1 ss11 1yyy, s != 11", "rol", by_register(rol)),
    row("1110 0111 11ee eeee", "rol", ea::kMemoryAlterable, in_memory(rol)),
    row("1110 ddd0 ss01 1yyy, s != 11", "ror", by_data(ror_)),
    row("1110 ddd0 ss11 1yyy, s != 11", "ror", by_register(ror_)),
    row("1110 0110 11ee eeee", "ror", ea::kMemoryAlterable, in_memory(ror_)),
    row("1110 ddd1 ss01 0yyy, s != 11", "roxl", by_data(roxl)),
    row("1110 ddd1 ss11 0yyy, s != 11", "roxl", by_register(roxl)),
    row("1110 0101 11ee eeee", "roxl", ea::kMemoryAlterable, in_memory(roxl)),
    row("1110 ddd0 ss01 0yyy, s != 11", "roxr", by_data(roxr)),
    row("1110 ddd0 ss11 0yyy, s != 11", "roxr", by_register(roxr)),
    row("1110 0100 11ee eeee", "roxr", ea::kMemoryAlterable, in_memory(roxr)),
    row("0100 1000 0100 0yyy", "swap", swap),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> shift_rotate() { return kRows; }

}  // namespace sosie::m68k
