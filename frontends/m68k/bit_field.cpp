// Bit fields. Source: M68000PRM 3.1.6; the instructions' pages in section 4.
//
// The second word: offset in bits 10 to 6, or in the register there where bit 11 is set; width in bits 4 to 0 (0: 32),
// or in the register there where bit 5 is set; another register in bits 14 to 12. A field in a register wraps around;
// in memory it begins as many bits behind the operand's first one as the offset says, which may be negative, and
// touches the bytes that it lies in.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

constexpr unsigned kMostBytes = 5;  ///< that a field of 32 bits lies in

constexpr bool has_register_offset(const Insn& i) { return i.imm >> 11 & 1; }
constexpr bool has_register_width(const Insn& i) { return i.imm >> 5 & 1; }
constexpr unsigned other_register(const Insn& i) { return i.imm >> 12 & 7; }

auto offset_of(Emitter auto& e, const Insn& i) {
  return has_register_offset(i) ? e.get(D(i.imm >> 6 & 7)) : e.lit(i.imm >> 6 & 31);
}
/// 1 to 32
auto width_of(Emitter auto& e, const Insn& i) {
  if (!has_register_width(i)) return e.lit((i.imm & 31) == 0 ? u32{32} : i.imm & 31);
  const auto width = e.get(D(i.imm & 7)) & u32{31};
  return e.select(eq(width, u32{0}), e.lit(u32{32}), width);
}

template <class V>
V top_bits(V word, V width) {  // width: 1 to 32
  return word >> (V::emitter::lit_like(width, u32{32}) - width);
}
/// A mask of `width` ones at the top.
auto top_mask(Emitter auto& e, auto width) { return e.lit(~u32{0}) << (e.lit(u32{32}) - width); }

void put_field_flags(Emitter auto& e, auto width, auto value) {
  e.put(N, negative(value << (e.lit(u32{32}) - width)));
  e.put(Z, eq(value, u32{0}));
  clear_vc(e);
}

// --- in a register ---

auto rotated_left(Emitter auto& e, auto word, auto count) { return ror(word, (e.lit(u32{32}) - count) & u32{31}); }

template <class Action>
void on_register(Emitter auto& e, const Insn& i) {
  const auto offset = offset_of(e, i) & u32{31}, width = width_of(e, i);
  const auto turned = rotated_left(e, e.get(D(i.ea & 7)), offset);
  const auto value = top_bits(turned, width);
  put_field_flags(e, width, value);
  if constexpr (Action::kWrites) {
    const auto mask = top_mask(e, width);
    const auto changed = Action{}(e, i, width, value) << (e.lit(u32{32}) - width);
    e.put(D(i.ea & 7), ror((turned & ~mask) | (changed & mask), offset));
  } else {
    Action{}(e, i, offset, width, value);
  }
}

// --- in memory ---

/// Runs `body` for each byte that the field lies in.
/// \param bits from the first byte's first bit to the field's last
void for_bytes(Emitter auto& e, const Insn& i, auto bits, auto body) {
  const bool known = !has_register_offset(i) && !has_register_width(i);
  const u32 known_bits = (i.imm >> 6 & 7) + ((i.imm & 31) == 0 ? 32 : i.imm & 31);
  for (u32 n = 0; n < kMostBytes; ++n) {
    if (n == 0 || (known && known_bits > 8 * n)) body(n);
    else if (!known) e.when(ult(e.lit(8 * n), bits), [&] { body(n); });
  }
}

template <class Action>
void on_memory(Emitter auto& e, const Insn& i) {
  const auto offset = offset_of(e, i), width = width_of(e, i);
  const auto first = plain_address(e, i, operand(i)) + sar(offset, u32{3});
  const auto begin = offset & u32{7};
  const auto bits = begin + width;
  // The bytes from the top down; through the state, as they are not all there.
  constexpr auto low_bit = [](u32 n) { return u64{56 - 8 * n}; };
  e.put(kScratch, e.lit(u64{0}));
  for_bytes(e, i, bits, [&](u32 n) {
    const auto byte = zext<u64>(e.template load<u8>(first + n, data_access(0)));
    e.put(kScratch, e.get(kScratch) | byte << low_bit(n));
  });
  const auto bytes = e.get(kScratch);
  const auto value = top_bits(trunc<u32>((bytes << zext<u64>(begin)) >> u64{32}), width);
  put_field_flags(e, width, value);
  if constexpr (Action::kWrites) {
    const auto at_top = [&](auto field) { return (zext<u64>(field) << u64{32}) >> zext<u64>(begin); };
    const auto mask = at_top(top_mask(e, width));
    const auto changed = at_top(Action{}(e, i, width, value) << (e.lit(u32{32}) - width));
    const auto result = (bytes & ~mask) | (changed & mask);
    for_bytes(e, i, bits, [&](u32 n) { e.store(first + n, trunc<u8>(result >> low_bit(n)), data_access(0)); });
  } else {
    Action{}(e, i, offset, width, value);
  }
}

template <class Action>
constexpr auto field(Action) {
  return [](Emitter auto& e, const Insn& i) {
    if (mode_of(i.ea) == kDataRegister) on_register<Action>(e, i);
    else on_memory<Action>(e, i);
  };
}

// --- what is done with it ---
// Those that write give the new value, right-aligned.

struct Test {
  static constexpr bool kWrites = false;
  void operator()(Emitter auto&, const Insn&, auto, auto, auto) const {}
};
struct ExtractUnsigned {
  static constexpr bool kWrites = false;
  void operator()(Emitter auto& e, const Insn& i, auto, auto, auto value) const { e.put(D(other_register(i)), value); }
};
struct ExtractSigned {
  static constexpr bool kWrites = false;
  void operator()(Emitter auto& e, const Insn& i, auto, auto width, auto value) const {
    const auto unused = e.lit(u32{32}) - width;
    e.put(D(other_register(i)), sar(value << unused, unused));
  }
};
/// The offset of the first one, or of the field's end.
struct FindFirstOne {
  static constexpr bool kWrites = false;
  void operator()(Emitter auto& e, const Insn& i, auto offset, auto width, auto value) const {
    const auto zeros = clz(value) - (e.lit(u32{32}) - width);
    e.put(D(other_register(i)), offset + zeros);
  }
};
struct Change {
  static constexpr bool kWrites = true;
  auto operator()(Emitter auto&, const Insn&, auto, auto value) const { return ~value; }
};
struct Clear {
  static constexpr bool kWrites = true;
  auto operator()(Emitter auto& e, const Insn&, auto, auto) const { return e.lit(u32{0}); }
};
struct Set {
  static constexpr bool kWrites = true;
  auto operator()(Emitter auto& e, const Insn&, auto, auto) const { return e.lit(~u32{0}); }
};
/// The flags are those of what is inserted.
struct Insert {
  static constexpr bool kWrites = true;
  auto operator()(Emitter auto& e, const Insn& i, auto width, auto) const {
    const auto source = e.get(D(other_register(i)));
    const auto unused = e.lit(u32{32}) - width;
    put_field_flags(e, width, (source << unused) >> unused);
    return source;
  }
};

constexpr Category<ea::kControlAlterableModes | ea::kPcModes | ea::bits({kDataRegister}), "Dn or control"> kRead;
constexpr Category<ea::kControlAlterableModes | ea::bits({kDataRegister}), "Dn or control alterable"> kWritten;

// clang-format off
constexpr Row kRows[] = {
    later_row("1110 1000 11ee eeee", "bftst", kRead, field(Test{}), word_follows),
    later_row("1110 1001 11ee eeee", "bfextu", kRead, field(ExtractUnsigned{}), word_follows),
    later_row("1110 1010 11ee eeee", "bfchg", kWritten, field(Change{}), word_follows),
    later_row("1110 1011 11ee eeee", "bfexts", kRead, field(ExtractSigned{}), word_follows),
    later_row("1110 1100 11ee eeee", "bfclr", kWritten, field(Clear{}), word_follows),
    later_row("1110 1101 11ee eeee", "bfffo", kRead, field(FindFirstOne{}), word_follows),
    later_row("1110 1110 11ee eeee", "bfset", kWritten, field(Set{}), word_follows),
    later_row("1110 1111 11ee eeee", "bfins", kWritten, field(Insert{}), word_follows),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> bit_field() { return kRows; }

}  // namespace sosie::m68k
