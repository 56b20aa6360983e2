// What the MC68020 adds, and does otherwise. Source: M68000PRM, appendix A.3 and the instructions' pages in section 4.
#include "core/ir/builder.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/operand_meanings.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

// --- branches with long displacements, frames, sign extension ---

auto long_branch_target(Emitter auto& e, const Insn& i) { return e.lit(static_cast<u32>(e.address()) + 2 + i.imm); }
constexpr auto bcc_long = [](Emitter auto& e, const Insn& i) {
  const auto target = long_branch_target(e, i);
  e.when(condition(e, i.cond), [&] { jump(e, target); });
};
constexpr auto bra_long = [](Emitter auto& e, const Insn& i) { jump(e, long_branch_target(e, i)); };
constexpr auto bsr_long = [](Emitter auto& e, const Insn& i) {
  const auto target = long_branch_target(e, i);
  push_long(e, e.lit(static_cast<u32>(e.next_address())));
  jump(e, target, JumpHint::kCall);
};
constexpr auto link_long = [](Emitter auto& e, const Insn& i) {
  const auto value = e.get(A(i.y));
  push_long(e, value);
  const auto frame = e.get(kSp);
  e.put(A(i.y), frame);
  e.put(kSp, frame + i.imm);
};
constexpr auto extb = [](Emitter auto& e, const Insn& i) {
  const auto value = sext<u32>(data_register<u8>(e, i.y));
  put_logical(e, value);
  e.put(D(i.y), value);
};

// --- operands that the MC68000 does not allow ---

constexpr Category<ea::kPcModes, "PC-relative"> kPcRelative;
constexpr Category<ea::kPcModes | ea::bits({kAddressRegister, kImmediate}), "An, PC-relative, immediate"> kTstOnly;

constexpr Category<ea::bits({kPredecrement}), "-(An)"> kDown;

// --- long multiplication and division ---
// The second word: Dl or Dq in bits 14 to 12, signed in 11, 64 bits in 10, Dh or Dr in 2 to 0.

struct SecondWord {
  unsigned low, high;
  bool is_signed, is_64_bit;
};
constexpr SecondWord second_word(const Insn& i) {
  return {i.imm >> 12 & 7, i.imm & 7, (i.imm >> 11 & 1) != 0, (i.imm >> 10 & 1) != 0};
}
auto widened(auto value, bool is_signed) { return is_signed ? sext<u64>(value) : zext<u64>(value); }

constexpr auto mul_long = [](Emitter auto& e, const Insn& i) {
  const SecondWord w = second_word(i);
  const auto source = load_operand<u32>(e, i, operand(i));
  const auto product = widened(source, w.is_signed) * widened(e.get(D(w.low)), w.is_signed);
  const auto low = trunc<u32>(product), high = trunc<u32>(product >> u64{32});
  if (w.is_64_bit) {
    e.put(N, negative(product));
    e.put(Z, eq(product, u64{0}));
    e.put(V, e.lit(false));
    e.put(D(w.high), high);
  } else {
    put_nz(e, low);
    e.put(V, ne(widened(low, w.is_signed), product));
  }
  e.put(C, e.lit(false));
  e.put(D(w.low), low);
};

constexpr auto div_long = [](Emitter auto& e, const Insn& i) {
  const SecondWord w = second_word(i);
  const auto source = load_operand<u32>(e, i, operand(i));
  e.when(eq(source, u32{0}), [&] { e.raise(kZeroDivide); });
  const auto divisor = widened(source, w.is_signed);
  const auto low = e.get(D(w.low));
  const auto dividend =
      w.is_64_bit ? zext<u64>(e.get(D(w.high))) << u64{32} | zext<u64>(low) : widened(low, w.is_signed);
  const auto quotient = w.is_signed ? sdiv(dividend, divisor) : udiv(dividend, divisor);
  const auto remainder = trunc<u32>(dividend - quotient * divisor);
  const auto result = trunc<u32>(quotient);
  // Flags but V and C are undefined where the quotient has no room; the registers stay.
  const auto overflow = ne(widened(result, w.is_signed), quotient);
  put_nz(e, result);
  e.put(V, overflow);
  e.put(C, e.lit(false));
  const auto old_low = e.get(D(w.low)), old_high = e.get(D(w.high));
  if (w.high != w.low) e.put(D(w.high), e.select(overflow, old_high, remainder));
  e.put(D(w.low), e.select(overflow, old_low, result));
};

// --- bounds ---

constexpr auto chk_long = [](Emitter auto& e, const Insn& i) {
  const auto bound = load_operand<u32>(e, i, operand(i));
  const auto value = e.get(D(i.d));
  e.put(N, negative(value));
  e.put(Z, eq(value, u32{0}));
  clear_vc(e);
  e.when(negative(value) | slt(bound, value), [&] { e.raise(kChk); });
};
/// CMP2 and CHK2: bit 11 of the second word tells them apart, Rn is in bits 15 to 12. Bounds may be signed or not: what
/// lies between them does so on the circle of numbers.
constexpr auto compare_two = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const unsigned n = i.imm >> 12 & 7;
  const bool is_address = i.imm >> 15 & 1;
  const auto address = plain_address(e, i, operand(i));
  const auto lower = sext<u32>(e.template load<T>(address, data_access(0)));
  const auto upper = sext<u32>(e.template load<T>(address + u32{sizeof(T)}, data_access(0)));
  const auto value = is_address ? e.get(A(n)) : sext<u32>(data_register<T>(e, n));
  const auto outside = ult(upper - lower, value - lower);
  e.put(Z, eq(value, lower) | eq(value, upper));
  e.put(C, outside);
  if (i.imm >> 11 & 1) e.when(outside, [&] { e.raise(kChk); });
});
// --- compare and swap ---

/// A value as it lies in memory.
template <class V>
V in_memory(V value) {
  return in_order(value, {.order = ByteOrder::kBig});
}
/// The second word: Du in bits 8 to 6, Dc in 2 to 0.
constexpr auto cas = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const unsigned compared = i.imm & 7, update = i.imm >> 6 & 7;
  const Operand o = operand(i);
  const auto address = address_of<T>(e, i, o);
  const auto expected = data_register<T>(e, compared);
  const auto old = in_memory(e.compare_exchange(address, in_memory(expected), in_memory(data_register<T>(e, update))));
  if (o.mode() == kPostincrement) e.put(A(o.reg()), address + step<T>(o.reg()));
  compare(e, old, expected);
  e.when(ne(old, expected), [&] { put_data_register<T>(e, compared, old); });
});
/// Two at once. The words: Rn in bits 15 to 12, Du in 8 to 6, Dc in 2 to 0. Other processors may see one without the
/// other.
constexpr auto cas2 = sized([](Emitter auto& e, const Insn& i, auto width) {
  using T = typename decltype(width)::type;
  const u32 words[2] = {i.imm >> 16, i.imm & 0xffff};
  const auto address = [&](u32 word) { return e.get(word >> 15 & 1 ? A(word >> 12 & 7) : D(word >> 12 & 7)); };
  const auto first = e.template load<T>(address(words[0]), data_access(0));
  const auto second = e.template load<T>(address(words[1]), data_access(0));
  const auto first_expected = data_register<T>(e, words[0] & 7), second_expected = data_register<T>(e, words[1] & 7);
  const auto first_equal = eq(first, first_expected);
  const auto both_equal = first_equal & eq(second, second_expected);
  compare(e, e.select(first_equal, second, first), e.select(first_equal, second_expected, first_expected));
  e.when(both_equal, [&] {
    e.store(address(words[0]), data_register<T>(e, words[0] >> 6 & 7), data_access(0));
    e.store(address(words[1]), data_register<T>(e, words[1] >> 6 & 7), data_access(0));
  });
  e.when(~both_equal, [&] {
    put_data_register<T>(e, words[1] & 7, second);
    put_data_register<T>(e, words[0] & 7, first);
  });
});
// --- decimals, traps ---

/// Two digits of a word, adjusted, in a byte.
auto packed(auto digits, u32 adjustment) {
  const auto sum = zext<u32>(digits) + adjustment;
  return trunc<u8>(((sum >> u32{4}) & u32{0xf0}) | (sum & u32{0x0f}));
}
auto unpacked(auto byte, u32 adjustment) {
  const auto wide = zext<u32>(byte);
  return trunc<u16>(((wide & u32{0xf0}) << u32{4} | (wide & u32{0x0f})) + adjustment);
}
constexpr auto pack_registers = [](Emitter auto& e, const Insn& i) {
  put_data_register<u8>(e, i.d, packed(data_register<u16>(e, i.y), i.imm));
};
constexpr auto unpk_registers = [](Emitter auto& e, const Insn& i) {
  put_data_register<u16>(e, i.d, unpacked(data_register<u8>(e, i.y), i.imm));
};
/// -(Ay), -(Ax)
template <class T>
auto address_down(Emitter auto& e, unsigned n) {
  const auto address = e.get(A(n)) - step<T>(n);
  e.put(A(n), address);
  return address;
}
constexpr auto pack_memory = [](Emitter auto& e, const Insn& i) {
  const auto digits = e.template load<u16>(address_down<u16>(e, i.y), data_access(0));
  e.store(address_down<u8>(e, i.d), packed(digits, i.imm), data_access(0));
};
constexpr auto unpk_memory = [](Emitter auto& e, const Insn& i) {
  const auto byte = e.template load<u8>(address_down<u8>(e, i.y), data_access(0));
  e.store(address_down<u16>(e, i.d), unpacked(byte, i.imm), data_access(0));
};

constexpr auto trapcc = [](Emitter auto& e, const Insn& i) { e.when(condition(e, i.cond), [&] { e.raise(kTrapv); }); };

// clang-format off
constexpr Row kRows[] = {
    later_row("0110 cccc 1111 1111", "bcc", bcc_long, words_follow<2>),
    later_row("0110 0000 1111 1111", "bra", bra_long, words_follow<2>),
    later_row("0110 0001 1111 1111", "bsr", bsr_long, words_follow<2>),
    later_row("0100 1000 0000 1yyy", "link", link_long, words_follow<2>),
    later_row("0100 1001 1100 0yyy", "extb", extb),
    later_row("0100 1010 ssee eeee, s != 11", "tst", kTstOnly, tst),
    later_row("0000 1100 ssee eeee, s != 11", "cmpi", kPcRelative, cmpi, data_follows),
    later_row("0100 1000 10ee eeee", "movem", kDown, movem_to_memory<u16, true>, of_size<kWord, 1>),
    later_row("0100 1000 11ee eeee", "movem", kDown, movem_to_memory<u32, true>, of_size<kLong, 1>),
    later_row("0100 1100 00ee eeee", "mul", ea::kData, mul_long, of_size<kLong, 1>),
    later_row("0100 1100 01ee eeee", "div", ea::kData, div_long, of_size<kLong, 1>),
    later_row("0100 ddd1 00ee eeee", "chk", ea::kData, chk_long, of_size<kLong>),
    later_row("0000 0000 11ee eeee", "cmp2", ea::kControl, compare_two, of_size<kByte, 1>),
    later_row("0000 0010 11ee eeee", "cmp2", ea::kControl, compare_two, of_size<kWord, 1>),
    later_row("0000 0100 11ee eeee", "cmp2", ea::kControl, compare_two, of_size<kLong, 1>),
    later_row("0000 1010 11ee eeee", "cas", ea::kMemoryAlterable, cas, of_size<kByte, 1>),
    later_row("0000 1100 11ee eeee", "cas", ea::kMemoryAlterable, cas, of_size<kWord, 1>),
    later_row("0000 1110 11ee eeee", "cas", ea::kMemoryAlterable, cas, of_size<kLong, 1>),
    later_row("0000 1100 1111 1100", "cas2", cas2, of_size<kWord, 2>),
    later_row("0000 1110 1111 1100", "cas2", cas2, of_size<kLong, 2>),
    later_row("1000 ddd1 0100 0yyy", "pack", pack_registers, word_follows),
    later_row("1000 ddd1 0100 1yyy", "pack", pack_memory, word_follows),
    later_row("1000 ddd1 1000 0yyy", "unpk", unpk_registers, word_follows),
    later_row("1000 ddd1 1000 1yyy", "unpk", unpk_memory, word_follows),
    later_row("0101 cccc 1111 1010", "trapcc", trapcc, word_follows),
    later_row("0101 cccc 1111 1011", "trapcc", trapcc, words_follow<2>),
    later_row("0101 cccc 1111 1100", "trapcc", trapcc),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> mc68020() { return kRows; }

}  // namespace sosie::m68k
