/// frontends/m68k/packed_decimal.h — the MC68881's decimal format: three words of binary-coded digits.
/// Source: M68000PRM 1.6.3 (format), 5 (FMOVE with a k-factor); MC68881/MC68882 User's Manual 4.6.
#pragma once

#include <array>

#include "frontends/m68k/extended.h"

namespace sosie::m68k {

/// An inexact conversion raises INEX1.
Extended from_packed(const std::array<u32, 3>& words, FpContext& context);
/// \param k_factor -64 to 63. Positive: so many digits, 17 at most (more raise OPERR). Else so many digits to the right
/// of the point, its sign reversed. An exponent of more than three digits raises OPERR.
std::array<u32, 3> to_packed(const Extended& value, int k_factor, FpContext& context);

}  // namespace sosie::m68k
