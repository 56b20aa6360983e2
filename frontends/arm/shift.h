/// frontends/arm/shift.h — shifted operands: Shift_C and the immediates' expansions.
/// Source: ARM DDI 0406C.d, A8.4 (shifts), A5.2.4 (ARM immediates), A6.3.2 (Thumb immediates).
#pragma once

#include "frontends/arm/registers.h"

namespace sosie::arm {

enum ShiftType : u8 { kLsl, kLsr, kAsr, kRor, kRrx };

/// An operand with the carry its shifter makes. `carry_changes` false: APSR.C stays as it is.
template <class Word, class Flag>
struct Shifted {
  Word value;
  Flag carry;
  bool carry_changes;
};

/// Shift by an amount known at decoding, DecodeImmShift's zero amounts included (A8.4.3).
auto shift(Emitter auto& e, auto value, u8 type, u32 imm5) {
  const u32 n = imm5 == 0 ? 32 : imm5;
  switch (type) {
    case kLsl: return imm5 == 0 ? value : value << n;
    case kLsr: return n == 32 ? e.lit(u32{0}) : value >> n;
    case kAsr: return sar(value, n == 32 ? u32{31} : n);
    default:
      if (imm5 != 0) return ror(value, n);
      return value >> 1u | e.select(e.get(C), e.lit(u32{0x8000'0000}), e.lit(u32{0}));  // RRX
  }
}

/// Shift_C by an amount known at decoding.
auto shift_imm(Emitter auto& e, auto value, u8 type, u32 imm5) {
  using Result = Shifted<decltype(value), decltype(e.lit(true))>;
  if (type == kLsl && imm5 == 0) return Result{value, e.lit(false), false};
  const u32 n = imm5 == 0 ? 32 : imm5;
  const unsigned last_out = type == kLsl ? 32 - n : type == kRor && imm5 == 0 ? 0 : n - 1;
  return Result{shift(e, value, type, imm5), last_out == 31 ? negative(value) : bit(value, last_out), true};
}

/// Shift_C by the low byte of a register (A8.4.3): amounts of 32 and more are the guest's own rules.
auto shift_register(Emitter auto& e, auto value, u8 type, auto amount_register) {
  using Word = decltype(value);
  using Flag = decltype(e.lit(true));
  const auto amount = amount_register & u32{0xff};
  const auto zero = eq(amount, u32{0});
  const auto small = ult(amount, u32{32});
  const auto at_32 = eq(amount, u32{32});
  const auto none = e.lit(u32{0});
  const auto before = amount - 1u;  // the position of the last bit shifted out; only used where 1 <= amount <= 32
  const auto right_carry = [&] { return bit(value >> before, 0); };
  const auto in_range = [&](auto carry) { return e.select(zero, e.get(C), carry); };
  switch (type) {
    case kLsl: {
      const auto carry = bit(value >> (e.lit(u32{32}) - amount), 0) & (small | at_32);
      return Shifted<Word, Flag>{e.select(small, value << amount, none), in_range(carry), true};
    }
    case kLsr: {
      const auto carry = right_carry() & (small | at_32);
      return Shifted<Word, Flag>{e.select(small, value >> amount, none), in_range(carry), true};
    }
    case kAsr: {
      const auto sign = sar(value, u32{31});
      return Shifted<Word, Flag>{e.select(small, sar(value, amount), sign),
                                 in_range(e.select(small, right_carry(), negative(value))), true};
    }
    default: {
      const auto rotated = ror(value, amount);
      return Shifted<Word, Flag>{rotated, in_range(negative(rotated)), true};
    }
  }
}

/// ARMExpandImm_C (A5.2.4): imm12 = rotation:imm8.
inline bool expand_imm(Insn& i) {
  const u32 imm12 = i.imm;
  const int rotation = static_cast<int>(2 * (imm12 >> 8));
  i.imm = std::rotr(imm12 & 0xff, rotation);
  i.carry = rotation == 0 ? kCarryStays : static_cast<u8>(i.imm >> 31);
  return true;
}

/// ThumbExpandImm_C (A6.3.2): imm12 = i:imm3:imm8. Patterns 01, 10, 11 of imm8 = 0 are UNPREDICTABLE: expanded all the
/// same.
inline bool thumb_expand_imm(Insn& i) {
  const u32 imm12 = i.imm, imm8 = imm12 & 0xff;
  i.carry = kCarryStays;
  switch (imm12 >> 8) {
    case 0: i.imm = imm8; return true;
    case 1: i.imm = imm8 << 16 | imm8; return true;
    case 2: i.imm = imm8 << 24 | imm8 << 8; return true;
    case 3: i.imm = imm8 * 0x0101'0101u; return true;
    default:
      i.imm = std::rotr(0x80 | (imm12 & 0x7f), static_cast<int>(imm12 >> 7));
      i.carry = static_cast<u8>(i.imm >> 31);
      return true;
  }
}

}  // namespace sosie::arm
