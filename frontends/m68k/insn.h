/// frontends/m68k/insn.h — the decoded fields of an instruction of the MC68000: one letter of a picture, one member.
#pragma once

#include <array>
#include <cstddef>

#include "core/emit/exact_interpreter.h"
#include "core/emit/insn_table.h"

namespace sosie::m68k {

/// Addressing modes as they are encoded: mode in bits 5 to 3, register in 2 to 0 (M68000PRM table 2-4).
enum Mode : u8 {
  kDataRegister,
  kAddressRegister,
  kIndirect,       ///< (An)
  kPostincrement,  ///< (An)+
  kPredecrement,   ///< -(An)
  kDisplacement,   ///< (d16,An)
  kIndexed,        ///< (d8,An,Xn)
  kAbsoluteWord,   ///< from here on the "register" tells them apart
  kAbsoluteLong,
  kPcDisplacement,
  kPcIndexed,
  kImmediate,
  kNoMode,
};
constexpr Mode mode_of(u8 ea) {
  if (ea >> 3 < 7) return static_cast<Mode>(ea >> 3);
  return (ea & 7) <= 4 ? static_cast<Mode>(kAbsoluteWord + (ea & 7)) : kNoMode;
}

namespace detail {
struct Fields {
  u32 imm;       ///< i: data in the opcode word; by extension words: immediate, mask, displacement; MOVE's destination
  u32 ext;       ///< by extension words: displacement, address, immediate of the effective address, or its brief word
  u32 outer;     ///< outer displacement of a full extension word
  u32 to_outer;  ///< of MOVE's destination
  u16 full;      ///< full extension word of the effective address (MC68020), or 0; `ext` is its base displacement then
  u16 to_full;   ///< of MOVE's destination
  u8 ea;         ///< e: effective address
  u8 to;         ///< f: MOVE's destination, as `ea` after its fix-up
  u8 d;          ///< d: register, quick data or count in bits 11 to 9
  u8 y;          ///< y: register in bits 2 to 0
  u8 size;       ///< s: 0 byte, 1 word, 2 long
  u8 cond;       ///< c: condition
  u8 imm_words;  ///< by fix-ups: extension words of `imm`, which stand before those of `ext`
  u8 ext_at;     ///< by the decoder: where the words of `ext` begin, in bytes from the instruction's start
};
}  // namespace detail

struct Insn : detail::Fields {
  static constexpr bool kExact = true;
  static constexpr std::array<FieldPlace, 7> kPlaces = {{
      {'i', offsetof(detail::Fields, imm), 4},
      {'e', offsetof(detail::Fields, ea), 1},
      {'f', offsetof(detail::Fields, to), 1},
      {'d', offsetof(detail::Fields, d), 1},
      {'y', offsetof(detail::Fields, y), 1},
      {'s', offsetof(detail::Fields, size), 1},
      {'c', offsetof(detail::Fields, cond), 1},
  }};
};
static_assert(sizeof(Insn) <= 32);

using Row = sosie::Row<Insn>;

/// Where no letter says otherwise instructions are of words. Doubles and extended numbers are the MC68881's; the last
/// one stands for a size that the instruction's second word says.
inline constexpr u8 kByte = 0, kWord = 1, kLong = 2, kQuad = 3, kTwelveBytes = 4, kBySecondWord = 5;
/// How many extension words immediate data of a size have.
constexpr u32 data_words(u8 size) {
  constexpr u32 kWords[] = {1, 1, 2, 4, 6};
  return kWords[size];
}

// --- categories of addressing modes (M68000PRM 2.3) ---

template <std::size_t kLength>
struct Text {
  char chars[kLength];
  consteval Text(const char (&text)[kLength]) { std::copy_n(text, kLength, chars); }  // NOLINT: it is its text
};
/// The modes that an instruction allows, a bit each.
template <unsigned kModes, Text kName>
struct Category {};

namespace ea {
constexpr unsigned bits(std::initializer_list<Mode> modes) {
  unsigned bits = 0;
  for (Mode mode : modes) bits |= 1u << mode;
  return bits;
}
inline constexpr unsigned kControlAlterableModes =
    bits({kIndirect, kDisplacement, kIndexed, kAbsoluteWord, kAbsoluteLong});
inline constexpr unsigned kPcModes = bits({kPcDisplacement, kPcIndexed});
inline constexpr unsigned kMemoryAlterableModes = kControlAlterableModes | bits({kPostincrement, kPredecrement});
inline constexpr unsigned kDataAlterableModes = kMemoryAlterableModes | bits({kDataRegister});
inline constexpr unsigned kDataModes = kDataAlterableModes | kPcModes | bits({kImmediate});

inline constexpr Category<kDataModes | bits({kAddressRegister}), "all"> kAll;
inline constexpr Category<kDataModes, "data"> kData;
inline constexpr Category<kDataAlterableModes, "data alterable"> kDataAlterable;
inline constexpr Category<kDataAlterableModes | bits({kAddressRegister}), "alterable"> kAlterable;
inline constexpr Category<kMemoryAlterableModes, "memory alterable"> kMemoryAlterable;
inline constexpr Category<kControlAlterableModes | kPcModes, "control"> kControl;
inline constexpr Category<kDataAlterableModes | kPcModes, "data but immediate"> kDataButImmediate;
inline constexpr Category<kControlAlterableModes | bits({kPredecrement}), "control alterable or -(An)"> kMovemTo;
inline constexpr Category<kControlAlterableModes | kPcModes | bits({kPostincrement}), "control or (An)+"> kMovemFrom;
}  // namespace ea

// --- fix-ups ---

struct NoFixUp {
  constexpr bool operator()(Insn&) const { return true; }
};
/// So many words follow that `imm` is read from: an immediate, mask, displacement or second opcode word.
template <u8 kWords>
inline constexpr auto words_follow = [](Insn& i) {
  i.imm_words = kWords;
  return true;
};
inline constexpr auto word_follows = words_follow<1>;
/// Immediate data of the instruction's size follows.
inline constexpr auto data_follows = [](Insn& i) {
  i.imm_words = i.size == kLong ? 2 : 1;
  return true;
};
/// An instruction of a size, and perhaps words that follow.
template <u8 kSize, u8 kWords = 0>
inline constexpr auto of_size = [](Insn& i) {
  i.size = kSize;
  i.imm_words = kWords;
  return true;
};

template <class Meaning, class FixUp = NoFixUp>
consteval Row row(std::string_view text, const char* name, Meaning meaning, FixUp = {}) {
  return make_row<Insn>(text, name, meaning, [](Insn& i) { return FixUp{}(i); });
}
/// Address registers have no bytes.
constexpr bool allows(unsigned modes, u8 ea, u8 size) {
  const Mode mode = mode_of(ea);
  return (modes >> mode & 1) != 0 && !(mode == kAddressRegister && size == kByte);
}
constexpr Row with_operands(Row row, std::string_view operands) {
  row.operands = operands;
  return row;
}
/// A row with an effective address (letter e).
template <unsigned kModes, Text kName, class Meaning, class FixUp = NoFixUp>
consteval Row row(std::string_view text, const char* name, const Category<kModes, kName>&, Meaning meaning,
                  FixUp = {}) {
  return with_operands(
      make_row<Insn>(text, name, meaning, [](Insn& i) { return FixUp{}(i) && allows(kModes, i.ea, i.size); }),
      std::string_view(kName.chars));
}

// --- models after the MC68000: nothing of theirs is exact to the bus cycle ---

template <class Meaning, class FixUp = NoFixUp>
consteval Row later_row(std::string_view text, const char* name, Meaning meaning, FixUp = {}) {
  return make_row<Insn, false>(text, name, meaning, [](Insn& i) { return FixUp{}(i); });
}
template <unsigned kModes, Text kName, class Meaning, class FixUp = NoFixUp>
consteval Row later_row(std::string_view text, const char* name, const Category<kModes, kName>&, Meaning meaning,
                        FixUp = {}) {
  return with_operands(
      make_row<Insn, false>(text, name, meaning, [](Insn& i) { return FixUp{}(i) && allows(kModes, i.ea, i.size); }),
      std::string_view(kName.chars));
}

}  // namespace sosie::m68k
