/// tests/frontends/m68k/decoder_differences.h — where our decoder and Capstone 4.0.2 are known to disagree, and why.
#pragma once

#include <string_view>

#include "core/base/types.h"

namespace sosie::m68k {

/// Two names for one instruction. Capstone has the size in none of them.
struct SameInstruction {
  std::string_view ours, theirs;
};

/// Words with (word & mask) == bits that we call `ours` and Capstone `theirs`; "*" is any name.
struct Difference {
  u16 mask, bits;
  std::string_view ours, theirs, reason;
};

// clang-format off
inline constexpr SameInstruction kSameInstruction[] = {
    {"andi to ccr", "andi"}, {"andi to sr", "andi"}, {"eori to ccr", "eori"}, {"eori to sr", "eori"},
    {"ori to ccr", "ori"}, {"ori to sr", "ori"},
    {"move from sr", "move"}, {"move to ccr", "move"}, {"move to sr", "move"}, {"move usp", "move"},
};

inline constexpr Difference kDifferences[] = {
    {0xf000, 0xa000, "line 1010", "dc", "unimplemented instructions have no name in Capstone"},
    {0xf000, 0xf000, "line 1111", "*", "unimplemented instructions have no name in Capstone, or a coprocessor's"},
    {0x0000, 0x0000, "illegal", "dc", "nor have illegal ones"},
    {0xf0ff, 0x60ff, "*", "dc", "a displacement of -1 is a long one's sign on the 68020; here it is odd, an address error"},
    {0xf1ff, 0x013c, "btst", "btst", "the immediate operand is of bytes, one word; Capstone takes a long one"},
    {0xf1f8, 0x8108, "sbcd", "sbcd", "Capstone gives the form with -(An) a word too many"},
    {0xffc0, 0xe8c0, "illegal", "bftst", "a bit field instruction of the 68020"},
    {0xfdff, 0x0cfc, "illegal", "cas2", "an instruction of the 68020"},
};
// clang-format on

}  // namespace sosie::m68k
