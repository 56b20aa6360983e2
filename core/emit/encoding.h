/// core/emit/encoding.h — bit pictures ("cccc 0010 100S nnnn …") read at compile time.
///
/// In a picture 0 and 1 are fixed, a letter is a field of the guest's Insn, '-' and '+' are ignored by the processor
/// and should be 0 and 1 (a manual's "(0)" and "(1)"), spaces only help the eye. A letter that stands in several places
/// is one field whose pieces are joined from left to right.
/// ", n != 1111" after the picture excepts the words whose field has that value: the manual's "SEE another encoding".
#pragma once

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include "core/base/bits.h"
#include "core/base/types.h"

namespace sosie {

/// Where a letter's value goes: a u8, u16 or u32 member of the guest's Insn.
struct FieldPlace {
  char letter;
  u8 offset, bytes;
};

struct Picture {
  struct Piece {
    u8 offset, bytes, low, width;
    bool first;  ///< of its field
  };
  u32 mask = 0, bits = 0;
  u32 except_mask = 0, except_bits = 0;  ///< words with these bits are another encoding; no mask: none are
  u32 ignored = 0, should_be = 0;        ///< bits that do not count, and what they should be: for tests and listings
  u8 width = 0;                          ///< 16 or 32
  u8 pieces_used = 0;
  std::array<Piece, 16> pieces{};

  constexpr bool matches(u32 word) const {
    return (word & mask) == bits && (except_mask == 0 || (word & except_mask) != except_bits);
  }
};

/// Reads "n != 1111": the field's bits from left to right.
consteval void read_exception(std::string_view text, std::string_view picture, Picture& out) {
  std::size_t at = text.find_first_not_of(' ');
  const char letter = text[at];
  at = text.find_first_of("!");
  unsigned left = out.width;
  for (char c : picture) {
    if (c == ' ') continue;
    --left;
    if (c != letter) continue;
    at = text.find_first_of("01", at);
    if (at == text.npos) throw std::logic_error("an exception has a 0 or 1 for each bit of its letter");
    out.except_mask |= 1u << left;
    if (text[at++] == '1') out.except_bits |= 1u << left;
  }
  if (out.except_mask == 0 || text.find_first_of("01", at) != text.npos) {
    throw std::logic_error("an exception has a 0 or 1 for each bit of its letter");
  }
}

/// Reads a picture; a wrong length or an unknown letter does not compile.
template <std::size_t kPlaces>
consteval Picture read_picture(std::string_view whole, const std::array<FieldPlace, kPlaces>& places) {
  // Not find(','): with -fsanitize g++ 12 knows no null check of a pointer into a template argument.
  const std::size_t comma = whole.find_first_of(",");
  const std::string_view text = whole.substr(0, comma);
  Picture picture;
  for (char c : text) picture.width += c != ' ';
  if (picture.width != 16 && picture.width != 32) throw std::logic_error("a picture has 16 or 32 bits");
  unsigned left = picture.width;
  char before = 0;
  for (char c : text) {
    if (c == ' ') continue;
    --left;
    if (c == '0' || c == '1') {
      picture.mask |= 1u << left;
      if (c == '1') picture.bits |= 1u << left;
    } else if (c == '-' || c == '+') {
      picture.ignored |= 1u << left;
      if (c == '+') picture.should_be |= 1u << left;
    } else if (c == before) {
      --picture.pieces[picture.pieces_used - 1].low;
      ++picture.pieces[picture.pieces_used - 1].width;
    } else {
      std::size_t found = 0;
      while (found < kPlaces && places[found].letter != c) ++found;
      if (found == kPlaces) throw std::logic_error("a letter that Insn has no field for");
      const FieldPlace& place = places[found];
      bool first = true;
      for (unsigned p = 0; p < picture.pieces_used; ++p) first &= picture.pieces[p].offset != place.offset;
      picture.pieces[picture.pieces_used++] = {place.offset, place.bytes, static_cast<u8>(left), 1, first};
    }
    before = c;
  }
  if (comma != whole.npos) read_exception(whole.substr(comma + 1), text, picture);
  return picture;
}

/// Sets the fields of `insn` that the picture has letters for; the others stay.
template <class Insn>
void read_fields(const Picture& picture, u32 word, Insn& insn) {
  u8* const bytes = reinterpret_cast<u8*>(&insn);
  const auto join = [](auto& field, const Picture::Piece& piece, u32 value) {
    const u32 before = piece.first ? 0 : u32{field} << piece.width;
    field = static_cast<std::remove_reference_t<decltype(field)>>(before | value);
  };
  for (unsigned p = 0; p < picture.pieces_used; ++p) {
    const Picture::Piece& piece = picture.pieces[p];
    const u32 value = word >> piece.low & static_cast<u32>((u64{1} << piece.width) - 1);
    u8* const field = bytes + piece.offset;
    switch (piece.bytes) {
      case 1: join(*field, piece, value); break;
      case 2: join(*reinterpret_cast<u16*>(field), piece, value); break;
      default: join(*reinterpret_cast<u32*>(field), piece, value);
    }
  }
}

}  // namespace sosie
