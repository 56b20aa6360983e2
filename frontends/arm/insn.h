/// frontends/arm/insn.h — the decoded fields of an ARM or Thumb instruction: one letter of a picture, one member.
#pragma once

#include <array>
#include <cstddef>

#include "core/emit/insn_table.h"

namespace sosie::arm {

namespace detail {
struct Fields {
  u32 imm;   ///< i: immediate, offset, register list, shift amount
  u8 cond;   ///< c: condition; 14 = always (A8.3)
  u8 n;      ///< n: Rn, first operand or base
  u8 d;      ///< d: Rd, RdHi
  u8 m;      ///< m: Rm
  u8 t;      ///< t: Rt
  u8 a;      ///< a, s: Ra, RdLo, Rt2; or Rs, the register of a register-shifted operand
  u8 type;   ///< y, z: shift type (A8.4.1), rotation, lane; floating-point precision; log2 of a lane's bytes
  u8 x;      ///< x: a second small number: width, lsb, sub-operation
  u8 S;      ///< S: sets flags; by fix-ups: an operand is a scalar
  u8 U;      ///< U: the offset is added; or numbers are unsigned
  u8 W;      ///< W, Q: write-back; quadwords
  u8 carry;  ///< by fix-ups: carry out of the expanded immediate, 0 or 1; 2 = APSR.C stays (A5.2.4)
};
}  // namespace detail

struct Insn : detail::Fields {
  static constexpr std::array<FieldPlace, 15> kPlaces = {{
      {'i', offsetof(detail::Fields, imm), 4},
      {'c', offsetof(detail::Fields, cond), 1},
      {'n', offsetof(detail::Fields, n), 1},
      {'d', offsetof(detail::Fields, d), 1},
      {'m', offsetof(detail::Fields, m), 1},
      {'t', offsetof(detail::Fields, t), 1},
      {'a', offsetof(detail::Fields, a), 1},
      {'s', offsetof(detail::Fields, a), 1},
      {'y', offsetof(detail::Fields, type), 1},
      {'z', offsetof(detail::Fields, type), 1},
      {'x', offsetof(detail::Fields, x), 1},
      {'S', offsetof(detail::Fields, S), 1},
      {'U', offsetof(detail::Fields, U), 1},
      {'W', offsetof(detail::Fields, W), 1},
      {'Q', offsetof(detail::Fields, W), 1},
  }};
};
static_assert(sizeof(Insn) == 16);

using Row = sosie::Row<Insn>;

inline constexpr u8 kAlways = 14;
inline constexpr u8 kCarryStays = 2;

/// A5.1: an A32 instruction with a condition has none of 1111; words with 1111 are instructions of their own.
constexpr Row without_condition_1111(Row row) {
  if (row.text.starts_with("cccc")) row.picture.except_mask = row.picture.except_bits = 0xf000'0000;
  return row;
}

/// A row of A32, T32 or T16: picture, mnemonic, meaning, fix-up of the fields.
template <class Meaning>
consteval Row row(std::string_view text, const char* name, Meaning meaning, bool (*fix_up)(Insn&) = nullptr) {
  return without_condition_1111(make_row<Insn>(text, name, meaning, fix_up));
}

// Fix-ups that several groups use.

/// One fix-up after the other.
template <bool (*... kFixUps)(Insn&)>
bool all(Insn& i) {
  return (kFixUps(i) && ...);
}
/// An encoding whose offset is always added.
inline bool add_offset(Insn& i) {
  i.U = 1;
  return true;
}
/// Offsets and immediates that count units of 2, 4 … bytes.
template <unsigned kLog2>
bool scale(Insn& i) {
  i.imm <<= kLog2;
  return true;
}

}  // namespace sosie::arm
