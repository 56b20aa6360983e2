/// frontends/arm/multiply.h — the meanings of multiplications and divisions, for ARM and Thumb encodings.
/// Source: ARM DDI 0406C.d, A4.4.3, A4.4.4 and the pages of A8.8 named in the rows.
///
/// The PC as an operand is UNPREDICTABLE in all of them.
#pragma once

#include "frontends/arm/registers.h"

namespace sosie::arm {

/// The signed halfword 0 (low) or 1 (high) of a register.
auto half(auto word, unsigned index) { return index ? sar(word, u32{16}) : sext<u32>(trunc<u16>(word)); }

/// RdHi:RdLo
auto long_accumulator(Emitter auto& e, const Insn& i) { return zext<u64>(reg(e, i.d)) << 32u | zext<u64>(reg(e, i.a)); }
void put_long(Emitter auto& e, const Insn& i, auto value) {
  put_reg(e, i.a, trunc<u32>(value));
  put_reg(e, i.d, trunc<u32>(value >> 32u));
}
/// Rd = value<31:0>; Q where that is not the whole of a signed 64-bit value.
void put_overflowing(Emitter auto& e, const Insn& i, auto value) {
  const auto word = trunc<u32>(value);
  put_reg(e, i.d, word);
  e.put(Q, e.get(Q) | ne(sext<u64>(word), value));
}

// 32 <- 32 x 32

inline constexpr auto mul = conditional([](Emitter auto& e, const Insn& i) {
  const auto result = reg(e, i.n) * reg(e, i.m);
  put_reg(e, i.d, result);
  if (i.S) put_nz(e, result);
});
inline constexpr auto mla = conditional([](Emitter auto& e, const Insn& i) {
  const auto result = reg(e, i.n) * reg(e, i.m) + reg(e, i.a);
  put_reg(e, i.d, result);
  if (i.S) put_nz(e, result);
});
inline constexpr auto mls =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, reg(e, i.a) - reg(e, i.n) * reg(e, i.m)); });

// 64 <- 32 x 32

inline constexpr auto signed_product = [](Emitter auto& e, const Insn& i) {
  return sext<u64>(reg(e, i.n)) * sext<u64>(reg(e, i.m));
};
inline constexpr auto unsigned_product = [](Emitter auto& e, const Insn& i) {
  return zext<u64>(reg(e, i.n)) * zext<u64>(reg(e, i.m));
};

/// SMULL, UMULL
template <class Product>
constexpr auto long_multiply(Product) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto result = Product{}(e, i);
    put_long(e, i, result);
    if (i.S) put_nz(e, result);
  });
}
/// SMLAL, UMLAL
template <class Product>
constexpr auto long_multiply_accumulate(Product) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto result = Product{}(e, i) + long_accumulator(e, i);
    put_long(e, i, result);
    if (i.S) put_nz(e, result);
  });
}
inline constexpr auto umaal = conditional([](Emitter auto& e, const Insn& i) {
  put_long(e, i, unsigned_product(e, i) + zext<u64>(reg(e, i.a)) + zext<u64>(reg(e, i.d)));
});

// Halfwords: Insn::x chooses Rn's, Insn::type Rm's.

inline constexpr auto smulxy = conditional(
    [](Emitter auto& e, const Insn& i) { put_reg(e, i.d, half(reg(e, i.n), i.x) * half(reg(e, i.m), i.type)); });
inline constexpr auto smlaxy = conditional([](Emitter auto& e, const Insn& i) {
  const auto product = half(reg(e, i.n), i.x) * half(reg(e, i.m), i.type);
  put_overflowing(e, i, sext<u64>(product) + sext<u64>(reg(e, i.a)));
});
inline constexpr auto smlalxy = conditional([](Emitter auto& e, const Insn& i) {
  put_long(e, i, sext<u64>(half(reg(e, i.n), i.x) * half(reg(e, i.m), i.type)) + long_accumulator(e, i));
});

/// The upper 32 of the 48 bits of word times halfword, sign-extended to 64.
auto word_half_product(Emitter auto& e, const Insn& i) {
  return sar(sext<u64>(reg(e, i.n)) * sext<u64>(half(reg(e, i.m), i.type)), u64{16});
}
inline constexpr auto smulwy =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, trunc<u32>(word_half_product(e, i))); });
inline constexpr auto smlawy = conditional(
    [](Emitter auto& e, const Insn& i) { put_overflowing(e, i, word_half_product(e, i) + sext<u64>(reg(e, i.a))); });

// Two products of halfwords; Insn::x exchanges Rm's halves.

enum class Join { kSum, kDifference };

template <Join kJoin>
auto dual_product(Emitter auto& e, const Insn& i) {
  const auto n = reg(e, i.n), m = reg(e, i.m);
  const auto low = sext<u64>(half(n, 0) * half(m, i.x)), high = sext<u64>(half(n, 1) * half(m, !i.x));
  if constexpr (kJoin == Join::kSum) {
    return low + high;
  } else {
    return low - high;
  }
}
/// SMUAD, SMUSD
template <Join kJoin>
inline constexpr auto dual_multiply = conditional([](Emitter auto& e, const Insn& i) {
  put_overflowing(e, i, dual_product<kJoin>(e, i));
});
/// SMLAD, SMLSD
template <Join kJoin>
inline constexpr auto dual_multiply_accumulate = conditional([](Emitter auto& e, const Insn& i) {
  put_overflowing(e, i, dual_product<kJoin>(e, i) + sext<u64>(reg(e, i.a)));
});
/// SMLALD, SMLSLD
template <Join kJoin>
inline constexpr auto dual_multiply_long = conditional([](Emitter auto& e, const Insn& i) {
  put_long(e, i, dual_product<kJoin>(e, i) + long_accumulator(e, i));
});

// The upper word of a product; Insn::x rounds.

void put_upper_word(Emitter auto& e, const Insn& i, auto value) {
  put_reg(e, i.d, trunc<u32>((i.x ? value + 0x8000'0000u : value) >> 32u));
}
inline constexpr auto smmul =
    conditional([](Emitter auto& e, const Insn& i) { put_upper_word(e, i, signed_product(e, i)); });
inline constexpr auto smmla = conditional([](Emitter auto& e, const Insn& i) {
  put_upper_word(e, i, (zext<u64>(reg(e, i.a)) << 32u) + signed_product(e, i));
});
inline constexpr auto smmls = conditional([](Emitter auto& e, const Insn& i) {
  put_upper_word(e, i, (zext<u64>(reg(e, i.a)) << 32u) - signed_product(e, i));
});

/// x / 0 = 0 and the least number / -1 = itself, as the operations of the emitters have it.
inline constexpr auto signed_divide =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, sdiv(reg(e, i.n), reg(e, i.m))); });
inline constexpr auto unsigned_divide =
    conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, udiv(reg(e, i.n), reg(e, i.m))); });

}  // namespace sosie::arm
