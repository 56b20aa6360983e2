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

/// A piece of a picture, as a template argument.
template <std::size_t kLength>
struct PictureText {
  char chars[kLength]{};
  consteval PictureText(const char (&text)[kLength]) { std::copy_n(text, kLength, chars); }
};
template <std::size_t kFirst, std::size_t kSecond>
consteval auto joined(const PictureText<kFirst>& first, const PictureText<kSecond>& second) {
  char text[kFirst + kSecond - 1]{};
  std::copy_n(second.chars, kSecond, std::copy_n(first.chars, kFirst - 1, text));
  return PictureText<kFirst + kSecond - 1>(text);
}
/// The two together; a variable holds them, for a row's text is a view.
template <PictureText kFirst, PictureText kSecond>
inline constexpr auto kWholePicture = joined(kFirst, kSecond);

/// An encoding of both sets: the condition of the ARM one is 1110 in the Thumb one (A7.5, A7.6, A7.8, A7.9).
struct RowPair {
  Row a32, t32;
};
/// `kPicture` begins after the condition.
template <PictureText kPicture, class Meaning>
consteval RowPair vfp_row(const char* name, Meaning meaning, bool (*fix_up)(Insn&) = nullptr) {
  return {row(kWholePicture<"cccc ", kPicture>.chars, name, meaning, fix_up),
          row(kWholePicture<"1110 ", kPicture>.chars, name, meaning, fix_up)};
}

/// One side of a table of pairs.
template <std::size_t kCount>
struct RowArray {
  Row rows[kCount];
};
template <std::size_t kCount>
consteval RowArray<kCount> one_side(const RowPair (&pairs)[kCount], Row RowPair::*side) {
  return [&]<std::size_t... kAt>(std::index_sequence<kAt...>) { return RowArray<kCount>{{pairs[kAt].*side...}}; }
  (std::make_index_sequence<kCount>{});
}

}  // namespace sosie::arm
