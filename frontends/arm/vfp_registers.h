/// frontends/arm/vfp_registers.h — what floating-point encodings share: register numbers, sizes, rows for both sets.
/// Source: ARM DDI 0406C.d, A2.6.2 (registers), A7.3 (their numbers in encodings), A7.5, A7.6.
#pragma once

#include <algorithm>

#include "frontends/arm/registers.h"

namespace sosie::arm {

/// Insn::type of floating-point rows, the letter z.
enum Precision : u8 { kSingle = 0, kDouble = 1 };

/// Calls `body` with a word, u32 or u64, whose type is that of Insn's precision.
void with_word(const Insn& i, auto body) {
  if (i.type == kDouble) {
    body(u64{});
  } else {
    body(u32{});
  }
}

/// The register S<n> or D<n>.
template <class Word>
constexpr Slot<Word> fp_register(unsigned n) {
  if constexpr (sizeof(Word) == 8) {
    return D(n);
  } else {
    return S(n);
  }
}

// Fix-ups: a register's number has four bits together and one alone, S<Vd:D> but D<D:Vd> (A7.3). Pictures read what
// comes first in the word as the upper part: D:Vd and M:Vm, but Vn:N.

/// D:Vd becomes Vd:D.
constexpr u8 single_number(u8 n) { return static_cast<u8>((n << 1 | n >> 4) & 31); }
/// Vn:N becomes N:Vn.
constexpr u8 double_number(u8 n) { return static_cast<u8>(n >> 1 | (n & 1) << 4); }

inline bool single_d(Insn& i) {
  i.d = single_number(i.d);
  return true;
}
inline bool single_m(Insn& i) {
  i.m = single_number(i.m);
  return true;
}
inline bool double_n(Insn& i) {
  i.n = double_number(i.n);
  return true;
}
/// d, n and m are registers of the size that the letter z tells.
inline bool sized(Insn& i) { return i.type == kDouble ? double_n(i) : all<single_d, single_m>(i); }
inline bool sized_d(Insn& i) { return i.type == kDouble || single_d(i); }

/// A picture without its first four bits, as a template argument.
template <std::size_t kLength>
struct PictureTail {
  char chars[kLength]{};
  consteval PictureTail(const char (&text)[kLength]) { std::copy_n(text, kLength, chars); }
};
/// The two together; a variable holds them, for a row's text is a view.
template <std::size_t kLength>
consteval auto whole_picture(const char (&first)[6], const PictureTail<kLength>& tail) {
  char text[kLength + 5]{};
  std::copy_n(first, 5, text);
  std::copy_n(tail.chars, kLength, text + 5);
  return PictureTail<kLength + 5>(text);
}
template <PictureTail kTail>
inline constexpr auto kA32Picture = whole_picture("cccc ", kTail);
template <PictureTail kTail>
inline constexpr auto kT32Picture = whole_picture("1110 ", kTail);

/// An encoding of both sets: the condition of the ARM one is 1110 in the Thumb one (A7.5, A7.6, A7.8, A7.9).
struct VfpRow {
  Row a32, t32;
};
/// `kPicture` begins after the condition.
template <PictureTail kPicture, class Meaning>
consteval VfpRow vfp_row(const char* name, Meaning meaning, bool (*fix_up)(Insn&) = nullptr) {
  return {row(kA32Picture<kPicture>.chars, name, meaning, fix_up),
          row(kT32Picture<kPicture>.chars, name, meaning, fix_up)};
}

/// One side of a table of pairs.
template <std::size_t kCount>
struct RowArray {
  Row rows[kCount];
};
template <std::size_t kCount>
consteval RowArray<kCount> one_side(const VfpRow (&pairs)[kCount], Row VfpRow::*side) {
  return [&]<std::size_t... kAt>(std::index_sequence<kAt...>) { return RowArray<kCount>{{pairs[kAt].*side...}}; }
  (std::make_index_sequence<kCount>{});
}

}  // namespace sosie::arm
