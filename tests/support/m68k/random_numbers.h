/// tests/support/m68k/random_numbers.h — numbers in extended precision for tests.
#pragma once

#include "frontends/m68k/extended.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k::test {

/// Mostly numbers whose sums and products are numbers, with every kind of other ones between.
/// \param below (n) -> a random number below n.
template <class Below>
FpRegister random_number(Below below) {
  constexpr u32 kBias = Extended::kBias, kMost = Extended::kMaxExponent;
  const auto word = [&] { return u64{below(0x10000)} << 16 | below(0x10000); };
  const u64 sign = below(2) * u64{Extended::kSign}, any = word() << 32 | word();
  const u64 normal = any | Extended::kIntegerBit, few_bits = normal & ~u64{0} << (40 + below(24));
  switch (below(16)) {
    case 0: return {any, below(0x10000)};
    case 1: return {0, sign};
    case 2: return {any >> below(64), sign};
    case 3: return {normal, sign | 1};
    case 4: return {below(2) * Extended::kIntegerBit, sign | kMost};
    case 5: return {any, sign | kMost};
    case 6: return {normal, sign | (kMost - 1 - below(3))};
    case 7: return {normal, sign | (2 + below(3))};
    case 8: return {normal, sign | (kBias + below(0x8000) - 0x4000)};
    case 9:
    case 10: return {normal, sign | (kBias + below(130) - 65)};
    case 11: return {u64{1} << 63, sign | (kBias + below(4))};
    default: return {few_bits, sign | (kBias + below(40) - 20)};
  }
}

}  // namespace sosie::m68k::test
