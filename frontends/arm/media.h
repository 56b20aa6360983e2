/// frontends/arm/media.h — the meanings of packing, extending, saturating, reversing and bit fields, for all encodings.
/// Source: ARM DDI 0406C.d, A4.4.5 to A4.4.9 and the pages of A8.8 named in the rows.
///
/// The PC as an operand is UNPREDICTABLE in all of them.
#pragma once

#include "frontends/arm/parallel.h"
#include "frontends/arm/shift.h"

namespace sosie::arm {

/// Rd = value, for meanings that are one expression.
template <class Expression>
constexpr auto result(Expression) {
  return conditional([](Emitter auto& e, const Insn& i) { put_reg(e, i.d, Expression{}(e, i)); });
}

// Extending: Insn::type is the rotation in bytes. ADD forms with Rn = 15 in the picture have no first operand.

auto rotated(Emitter auto& e, const Insn& i) { return i.type == 0 ? reg(e, i.m) : ror(reg(e, i.m), u32{8} * i.type); }

inline constexpr auto sign_extend_byte = [](Emitter auto& e, const Insn& i) {
  return sext<u32>(trunc<u8>(rotated(e, i)));
};
inline constexpr auto sign_extend_half = [](Emitter auto& e, const Insn& i) {
  return sext<u32>(trunc<u16>(rotated(e, i)));
};
inline constexpr auto zero_extend_byte = [](Emitter auto& e, const Insn& i) { return rotated(e, i) & u32{0xff}; };
inline constexpr auto zero_extend_half = [](Emitter auto& e, const Insn& i) { return rotated(e, i) & u32{0xffff}; };
/// Bytes 0 and 2 to halfwords.
inline constexpr auto sign_extend_bytes = [](Emitter auto& e, const Insn& i) {
  const auto word = rotated(e, i);
  return (sext<u32>(trunc<u8>(word)) & u32{0xffff}) | sext<u32>(trunc<u8>(word >> 16u)) << 16u;
};
inline constexpr auto zero_extend_bytes = [](Emitter auto& e, const Insn& i) {
  return rotated(e, i) & u32{0x00ff'00ff};
};

/// SXTAB, SXTAH, UXTAB, UXTAH
template <class Extension>
constexpr auto add_extended(Extension) {
  return result([](Emitter auto& e, const Insn& i) { return reg(e, i.n) + Extension{}(e, i); });
}
/// SXTAB16, UXTAB16
template <class Extension>
constexpr auto add_extended_lanes(Extension) {
  return result([](Emitter auto& e, const Insn& i) { return lane_sums(reg(e, i.n), Extension{}(e, i), 0x8000'8000); });
}

// Packing and selecting.

inline constexpr auto pkhbt = result([](Emitter auto& e, const Insn& i) {
  return (reg(e, i.n) & u32{0xffff}) | (shift(e, reg(e, i.m), kLsl, i.imm) & u32{0xffff'0000});
});
inline constexpr auto pkhtb = result([](Emitter auto& e, const Insn& i) {
  return (reg(e, i.n) & u32{0xffff'0000}) | (shift(e, reg(e, i.m), kAsr, i.imm) & u32{0xffff});
});
inline constexpr auto sel = result([](Emitter auto& e, const Insn& i) {
  const auto from_n = e.get(kGe) * u32{0xff};
  return (reg(e, i.n) & from_n) | (reg(e, i.m) & ~from_n);
});

// Reversing and counting.

inline constexpr auto rev = result([](Emitter auto& e, const Insn& i) { return bswap(reg(e, i.m)); });
inline constexpr auto rev16 = result([](Emitter auto& e, const Insn& i) { return ror(bswap(reg(e, i.m)), u32{16}); });
inline constexpr auto revsh = result([](Emitter auto& e, const Insn& i) { return sar(bswap(reg(e, i.m)), u32{16}); });
/// Bits, pairs and nibbles of each byte, then the bytes.
inline constexpr auto rbit = result([](Emitter auto& e, const Insn& i) {
  const auto exchange = [](auto word, u32 distance, u32 mask) {
    return (word >> distance & mask) | (word & mask) << distance;
  };
  return bswap(exchange(exchange(exchange(reg(e, i.m), 1, 0x5555'5555), 2, 0x3333'3333), 4, 0x0f0f'0f0f));
});
inline constexpr auto count_leading_zeros = result([](Emitter auto& e, const Insn& i) { return clz(reg(e, i.m)); });

// Saturating: Q where the value changed.

/// SSAT, USAT: Insn::x is the last bit kept (SSAT) or their number (USAT), so that the same width - 1 or width is
/// meant.
template <Signedness kSignedness>
inline constexpr auto saturate_word = conditional([](Emitter auto& e, const Insn& i) {
  const auto operand = shift(e, reg(e, i.n), i.type, i.imm);
  const auto value = saturate<kSignedness>(e, operand, kSignedness == kSigned ? i.x + 1u : i.x);
  put_reg(e, i.d, value);
  e.put(Q, e.get(Q) | ne(value, operand));
});
/// SSAT16, USAT16
template <Signedness kSignedness>
inline constexpr auto saturate_halves = conditional([](Emitter auto& e, const Insn& i) {
  const auto n = reg(e, i.n);
  const auto low = sext<u32>(trunc<u16>(n)), high = sar(n, u32{16});
  const unsigned width = kSignedness == kSigned ? i.x + 1u : i.x;
  const auto new_low = saturate<kSignedness>(e, low, width), new_high = saturate<kSignedness>(e, high, width);
  put_reg(e, i.d, (new_low & u32{0xffff}) | new_high << 16u);
  e.put(Q, e.get(Q) | ne(new_low, low) | ne(new_high, high));
});

/// SignedSatQ of a sum or difference to 32 bits; sets Q.
auto put_saturating(Emitter auto& e, auto exact_low, auto a, auto overflow) {
  e.put(Q, e.get(Q) | overflow);
  return e.select(overflow, sar(a, u32{31}) ^ u32{0x7fff'ffff}, exact_low);
}
auto saturating_sum(Emitter auto& e, auto a, auto b) {
  return put_saturating(e, a + b, a, e.overflow_of(a, b, e.lit(false)));
}
auto saturating_difference(Emitter auto& e, auto a, auto b) { return put_saturating(e, a - b, a, sub_overflow(a, b)); }

inline constexpr auto qadd =
    result([](Emitter auto& e, const Insn& i) { return saturating_sum(e, reg(e, i.m), reg(e, i.n)); });
inline constexpr auto qsub =
    result([](Emitter auto& e, const Insn& i) { return saturating_difference(e, reg(e, i.m), reg(e, i.n)); });
inline constexpr auto qdadd = result([](Emitter auto& e, const Insn& i) {
  return saturating_sum(e, reg(e, i.m), saturating_sum(e, reg(e, i.n), reg(e, i.n)));
});
inline constexpr auto qdsub = result([](Emitter auto& e, const Insn& i) {
  return saturating_difference(e, reg(e, i.m), saturating_sum(e, reg(e, i.n), reg(e, i.n)));
});

// Sums of absolute differences.

auto sum_of_differences(Emitter auto& e, const Insn& i) {
  const auto n = reg(e, i.n), m = reg(e, i.m);
  auto sum = e.lit(u32{0});
  for (u32 lane = 0; lane < 32; lane += 8) {
    const auto difference = (n >> lane & u32{0xff}) - (m >> lane & u32{0xff});
    sum = sum + e.select(negative(difference), -difference, difference);
  }
  return sum;
}
inline constexpr auto usad8 = result([](Emitter auto& e, const Insn& i) { return sum_of_differences(e, i); });
inline constexpr auto usada8 =
    result([](Emitter auto& e, const Insn& i) { return reg(e, i.a) + sum_of_differences(e, i); });

// Bit fields: Insn::imm is the lowest bit; Insn::x the width - 1 (SBFX, UBFX) or the highest bit (BFC, BFI).

inline constexpr auto sbfx = result([](Emitter auto& e, const Insn& i) {
  const u32 above = 31 - i.imm - i.x;
  return sar(above == 0 ? reg(e, i.n) : reg(e, i.n) << above, u32{31} - i.x);
});
inline constexpr auto ubfx =
    result([](Emitter auto& e, const Insn& i) { return bits(reg(e, i.n), i.imm + i.x, i.imm); });

inline u32 field_mask(const Insn& i) { return (~u32{0} >> (31 - i.x)) & (~u32{0} << i.imm); }
inline constexpr auto bfc = result([](Emitter auto& e, const Insn& i) { return reg(e, i.d) & ~field_mask(i); });
inline constexpr auto bfi = result([](Emitter auto& e, const Insn& i) {
  const auto field = i.imm == 0 ? reg(e, i.n) : reg(e, i.n) << i.imm;
  return (reg(e, i.d) & ~field_mask(i)) | (field & field_mask(i));
});

// Fix-ups.

/// A field beyond bit 31 is UNPREDICTABLE: undefined, as in QEMU.
inline bool field_in_word(Insn& i) { return i.imm + i.x <= 31; }
/// The same for a field given by its highest bit.
inline bool field_is_positive(Insn& i) { return i.imm <= i.x; }
/// A shift type whose low bit is always 0: LSL or ASR.
inline bool lsl_or_asr(Insn& i) {
  i.type = static_cast<u8>(i.type << 1);
  return true;
}

}  // namespace sosie::arm
