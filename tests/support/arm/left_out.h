/// tests/support/arm/left_out.h — encodings that random streams do not use, and why.
#pragma once

#include <string_view>

#include "tests/support/arm/row_groups.h"

namespace sosie::arm {

/// A word, the row that defines it and its fields, fixed up.
struct Candidate {
  Set set;
  const Row* row = nullptr;
  u32 word = 0;
  Insn insn{};

  std::string_view name() const { return row->name; }
  u32 bytes() const { return row->picture.width / 8; }
  /// The picture has the letter.
  bool has(char letter) const {
    return row->text.substr(0, row->text.find(',')).find(letter) != std::string_view::npos;
  }
};

/// Faults where its address is unaligned: exclusive accesses and swaps, Advanced SIMD's that say so.
bool needs_alignment(const Candidate& candidate);

/// Of a32_vfp, t32_vfp.
bool is_floating_point(const Row& row);
/// Of neon_groups.
bool is_advanced_simd(const Row& row);

/// \return what the manual leaves open (UNPREDICTABLE, UNKNOWN) or streams leave to other tests; empty where the word
/// is good for a stream.
std::string_view left_out(const Candidate& candidate, bool in_it_block);

}  // namespace sosie::arm
