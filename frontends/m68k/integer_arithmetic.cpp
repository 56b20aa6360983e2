// Integer arithmetic but multiplication and division. Source: M68000PRM 3.1.2; the instructions' pages in section 4.
#include "core/ir/builder.h"
#include "frontends/m68k/operand_meanings.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/two_operands.h"

namespace sosie::m68k {

namespace {

constexpr auto add = [](Emitter auto& e, auto a, auto b) { return add_with_flags(e, a, b); };
constexpr auto sub = [](Emitter auto& e, auto a, auto b) { return subtract_with_flags(e, a, b); };
constexpr auto addx = [](Emitter auto& e, auto a, auto b) { return add_extended(e, a, b); };
constexpr auto subx = [](Emitter auto& e, auto a, auto b) { return subtract_extended(e, a, b); };
template <class V>
V zero_like(V value) {
  return V::emitter::lit_like(value, typename V::value_type{0});
}
constexpr auto neg = [](Emitter auto& e, auto a) { return subtract_with_flags(e, zero_like(a), a); };
constexpr auto negx = [](Emitter auto& e, auto a) { return subtract_extended(e, zero_like(a), a); };

/// Address registers are long whatever the operand, and set no flags.
template <class T>
auto long_operand(Emitter auto& e, const Insn& i) {
  return sext<u32>(load_operand<T>(e, i, operand(i)));
}
template <class T, bool kSubtract>
constexpr auto to_address_register = [](Emitter auto& e, const Insn& i) {
  const auto source = long_operand<T>(e, i);
  const auto old = e.get(A(i.d));
  e.put(A(i.d), kSubtract ? old - source : old + source);
  e.prefetch();
  if (sizeof(T) == 4) idle_long(e, operand(i));
  else e.idle(4);
};
template <bool kSubtract>
constexpr auto quick_to_address_register = [](Emitter auto& e, const Insn& i) {
  const auto old = e.get(A(i.y));
  e.put(A(i.y), kSubtract ? old - quick_data(i) : old + quick_data(i));
  e.prefetch();
  e.idle(4);
};

// --- comparisons ---

constexpr auto cmp = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const auto source = load_operand<T>(e, i, operand(i));
  compare(e, data_register<T>(e, i.d), source);
  e.prefetch();
  if (sizeof(T) == 4) e.idle(2);
});
template <class T>
constexpr auto cmpa = [](Emitter auto& e, const Insn& i) {
  const auto source = long_operand<T>(e, i);
  compare(e, e.get(A(i.d)), source);
  e.prefetch();
  e.idle(2);
};
/// An address error of the first read finds the register two bytes further.
template <class T>
auto load_up(Emitter auto& e, unsigned n, bool first) {
  const auto address = e.get(A(n));
  if (first && sizeof(T) > 1) e.put(A(n), address + u32{2});
  const auto value = e.template load<T>(address, data_access(lag(0)));
  e.put(A(n), address + step<T>(n));
  return value;
}
constexpr auto cmpm = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const auto source = load_up<T>(e, i.y, true);
  compare(e, load_up<T>(e, i.d, false), source);
  e.prefetch();
});

// --- others ---

constexpr auto clr = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const auto zero = e.lit(T{0});
  overwrite<T>(e, i, operand(i), 2, zero);
  put_logical(e, zero);
});
template <class From, class To>
constexpr auto ext = [](Emitter auto& e, const Insn& i) {
  const auto value = sext<To>(data_register<From>(e, i.y));
  put_logical(e, value);
  put_data_register<To>(e, i.y, value);
  e.prefetch();
};

// clang-format off
constexpr Row kRows[] = {
    row("1101 ddd0 ssee eeee, s != 11", "add", ea::kAll, to_register(add)),
    row("1101 ddd1 ssee eeee, s != 11", "add", ea::kMemoryAlterable, to_memory(add)),
    row("1101 ddd0 11ee eeee", "adda", ea::kAll, to_address_register<u16, false>),
    row("1101 ddd1 11ee eeee", "adda", ea::kAll, to_address_register<u32, false>, of_size<kLong>),
    row("0000 0110 ssee eeee, s != 11", "addi", ea::kDataAlterable, with_immediate(add), data_follows),
    row("0101 ddd0 ssee eeee, s != 11", "addq", ea::kDataAlterable, with_quick_data(add)),
    row("0101 ddd0 0100 1yyy", "addq", quick_to_address_register<false>),
    row("0101 ddd0 1000 1yyy", "addq", quick_to_address_register<false>),
    row("1101 ddd1 ss00 0yyy, s != 11", "addx", register_pair(addx)),
    row("1101 ddd1 ss00 1yyy, s != 11", "addx", memory_pair(addx)),
    row("0100 0010 ssee eeee, s != 11", "clr", ea::kDataAlterable, clr),
    row("1011 ddd0 ssee eeee, s != 11", "cmp", ea::kAll, cmp),
    row("1011 ddd0 11ee eeee", "cmpa", ea::kAll, cmpa<u16>),
    row("1011 ddd1 11ee eeee", "cmpa", ea::kAll, cmpa<u32>, of_size<kLong>),
    row("0000 1100 ssee eeee, s != 11", "cmpi", ea::kDataAlterable, cmpi, data_follows),
    row("1011 ddd1 ss00 1yyy, s != 11", "cmpm", cmpm),
    row("0100 1000 1000 0yyy", "ext", ext<u8, u16>),
    row("0100 1000 1100 0yyy", "ext", ext<u16, u32>),
    row("0100 0100 ssee eeee, s != 11", "neg", ea::kDataAlterable, on_one(neg)),
    row("0100 0000 ssee eeee, s != 11", "negx", ea::kDataAlterable, on_one(negx)),
    row("1001 ddd0 ssee eeee, s != 11", "sub", ea::kAll, to_register(sub)),
    row("1001 ddd1 ssee eeee, s != 11", "sub", ea::kMemoryAlterable, to_memory(sub)),
    row("1001 ddd0 11ee eeee", "suba", ea::kAll, to_address_register<u16, true>),
    row("1001 ddd1 11ee eeee", "suba", ea::kAll, to_address_register<u32, true>, of_size<kLong>),
    row("0000 0100 ssee eeee, s != 11", "subi", ea::kDataAlterable, with_immediate(sub), data_follows),
    row("0101 ddd1 ssee eeee, s != 11", "subq", ea::kDataAlterable, with_quick_data(sub)),
    row("0101 ddd1 0100 1yyy", "subq", quick_to_address_register<true>),
    row("0101 ddd1 1000 1yyy", "subq", quick_to_address_register<true>),
    row("1001 ddd1 ss00 0yyy, s != 11", "subx", register_pair(subx)),
    row("1001 ddd1 ss00 1yyy, s != 11", "subx", memory_pair(subx)),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> integer_arithmetic() { return kRows; }

}  // namespace sosie::m68k
