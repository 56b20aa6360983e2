/// tests/support/arm/fp_numbers.h — random floating-point words, most of them near an edge of something.
#pragma once

#include "core/base/types.h"

namespace sosie::arm {

/// T: u16, u32 or u64, the word of half, single or double precision. `random` makes 64 random bits a call.
template <class T>
T interesting_number(auto& random) {
  constexpr unsigned kBits = sizeof(T) * 8, kFraction = kBits == 64 ? 52 : kBits == 32 ? 23 : 10;
  constexpr u64 kMaxExponent = (u64{1} << (kBits - 1 - kFraction)) - 1, kFractionMask = (u64{1} << kFraction) - 1;
  const auto below = [&](u64 limit) { return random() % limit; };
  u64 exponent = below(kMaxExponent + 1), fraction = random() & kFractionMask;
  switch (below(8)) {
    case 0: exponent = 0; break;
    case 1: exponent = kMaxExponent; break;
    case 2: exponent = 1 + below(3); break;
    case 3: exponent = kMaxExponent - 1 - below(2); break;
    case 4: exponent = kMaxExponent / 2 + below(70) - 5; break;  // integers and their neighbourhood
    case 5: exponent = kMaxExponent / 2 + below(3) - 1; break;
    default: break;
  }
  switch (below(6)) {
    case 0: fraction = 0; break;
    case 1: fraction = u64{1} << below(kFraction); break;
    case 2: fraction = ~(~u64{0} << below(kFraction)); break;
    case 3: fraction &= ~u64{0} << below(kFraction); break;
    default: break;
  }
  return static_cast<T>(below(2) << (kBits - 1) | (exponent & kMaxExponent) << kFraction | (fraction & kFractionMask));
}

}  // namespace sosie::arm
