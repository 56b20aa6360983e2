/// frontends/arm/vfp_arithmetic.h — the meanings of floating-point data processing, for both precisions.
/// Source: ARM DDI 0406C.d, A4.13, A7.5, the pages of A8.8 named in the rows, D11 (short vectors).
#pragma once

#include "frontends/arm/vfp_helpers.h"
#include "frontends/arm/vfp_registers.h"

namespace sosie::arm {

/// One precision's registers and operations, as the manual writes them: D[d] = FPAdd(D[n], D[m]). T is the format's
/// word.
template <class T, Emitter E>
class Fp {
 public:
  using Word = T;
  using Value = typename E::template Value<T>;
  static constexpr T kSign = T{1} << (8 * sizeof(T) - 1);

  explicit Fp(E& e) : e_(e) {}

  Value get(unsigned n) const { return e_.get(fp_register<T>(n)); }
  void put(unsigned n, Value value) const { e_.put(fp_register<T>(n), value); }
  Value lit(T word) const { return e_.lit(word); }

  // Only the sign bit counts: nothing is raised, NaNs and denormal numbers are as good as others.
  static Value neg(Value a) { return a ^ kSign; }
  static Value abs(Value a) { return a & static_cast<T>(~kSign); }

  Value add(Value a, Value b) const { return call(helper(kFpAdd<T>), a, b); }
  Value sub(Value a, Value b) const { return call(helper(kFpSub<T>), a, b); }
  Value mul(Value a, Value b) const { return call(helper(kFpMul<T>), a, b); }
  Value div(Value a, Value b) const { return call(helper(kFpDiv<T>), a, b); }
  Value sqrt(Value a) const { return call(helper(kFpSqrt<T>), a); }
  /// addend + a * b
  Value mul_add(Value addend, Value a, Value b) const { return call(helper(kFpMulAdd<T>), addend, a, b); }
  template <bool kUnsigned>
  auto to_word(Value a) const {
    return trunc<u32>(e_.call(helper(kToWord<T, kUnsigned>), a));
  }
  template <bool kUnsigned>
  Value from_word(auto word) const {
    return call(helper(kFromWord<T, kUnsigned>), word);
  }
  Value from_fixed(auto value, FixedConversion how) const { return call(kFromFixed<T>, value, e_.lit(how.word())); }

  /// FPCompare, into FPSCR.N to .V.
  void compare(Value a, Value b, bool quiet_is_invalid) const {
    if (e_.mode() & kModeFpSpecial) {  // denormal numbers may be zeros
      const auto nzcv = e_.call(kFpCompare<T>, a, b, e_.lit(quiet_is_invalid));
      put_nzcv(bit(nzcv, 3), bit(nzcv, 2), bit(nzcv, 1), bit(nzcv, 0));
      return;
    }
    e_.call(quiet_is_invalid ? kFpCompared<T, true>.plain : kFpCompared<T, false>.plain, a, b);
    const auto is = [&](unsigned relations) { return e_.float_is(relations, a, b); };
    put_nzcv(is(kLess), is(kEqual), is(kEqual | kGreater | kUnordered), is(kUnordered));
  }
  /// Sign- or zero-extended to 64 bits.
  auto to_fixed(Value a, FixedConversion how) const { return e_.call(kToFixed<T>, a, e_.lit(how.word())); }

 private:
  const Helper& helper(const FpHelper& both) const { return both.of(e_.mode()); }
  void put_nzcv(auto n, auto z, auto c, auto v) const {
    e_.put(kFpN, n);
    e_.put(kFpZ, z);
    e_.put(kFpC, c);
    e_.put(kFpV, v);
  }
  Value call(const Helper& helper, auto... arguments) const { return trunc<T>(e_.call(helper, arguments...)); }

  E& e_;
};

/// A meaning over Fp in the precision that Insn::type tells.
template <class Operation>
void in_precision(Emitter auto& e, const Insn& i, Operation operation) {
  using E = std::remove_cvref_t<decltype(e)>;
  with_word(i, [&](auto word) { operation(Fp<decltype(word), E>(e)); });
}

/// Instructions that work on short vectors where FPSCR.Len says so. Processors since the Cortex-A15 have none (MVFR0)
/// and call them undefined (D11.1). VFMA and its kin are UNPREDICTABLE then (A8.8.317): undefined, as in QEMU.
template <class Operation>
constexpr auto vfp_vector(Operation) {
  return conditional([](Emitter auto& e, const Insn& i) {
    if (e.mode() & kModeShortVectors) return e.raise(kUndefined);
    in_precision(e, i, [&](auto fp) { Operation{}(fp, i); });
  });
}

// Moves within the floating-point registers.

inline constexpr auto vmov_reg = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.get(i.m)); });
inline constexpr auto vabs = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.abs(fp.get(i.m))); });
inline constexpr auto vneg = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.neg(fp.get(i.m))); });

/// VFPExpandImm (A7.5.1) of abcdefgh: sign a, exponent NOT(b):b…b:cd, fraction efgh.
template <class T>
constexpr T vfp_expand_imm(u32 imm8) {
  constexpr unsigned kFraction = sizeof(T) == 8 ? 52 : 23, kExponent = sizeof(T) == 8 ? 11 : 8;
  const T sign = bit(imm8, 7), b = bit(imm8, 6), low = imm8 & 0x3f;
  const T all_b = b ? (T{1} << (kExponent - 3)) - 1 : 0;
  return sign << (sizeof(T) * 8 - 1) | (b ^ 1) << (kFraction + kExponent - 1) | all_b << (kFraction + 2) |
         low << (kFraction - 4);
}
static_assert(vfp_expand_imm<u32>(0x70) == 0x3f80'0000 && vfp_expand_imm<u64>(0x70) == 0x3ff0'0000'0000'0000);
static_assert(vfp_expand_imm<u32>(0x80) == 0xc000'0000 && vfp_expand_imm<u64>(0xff) == 0xbfff'0000'0000'0000);

inline constexpr auto vmov_imm =
    vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.lit(vfp_expand_imm<typename decltype(fp)::Word>(i.imm))); });

// Arithmetic. A product that is added is rounded before, and may be a NaN whose sign changes; VFMA and its kin round
// once.

inline constexpr auto vadd = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.add(fp.get(i.n), fp.get(i.m))); });
inline constexpr auto vsub = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.sub(fp.get(i.n), fp.get(i.m))); });
inline constexpr auto vmul = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.mul(fp.get(i.n), fp.get(i.m))); });
inline constexpr auto vnmul =
    vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.neg(fp.mul(fp.get(i.n), fp.get(i.m)))); });
inline constexpr auto vdiv = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.div(fp.get(i.n), fp.get(i.m))); });
inline constexpr auto vsqrt = vfp_vector([](auto fp, const Insn& i) { fp.put(i.d, fp.sqrt(fp.get(i.m))); });

/// Operands with a minus or without.
enum Sign : bool { kPlus = false, kMinus = true };
auto with_sign(auto fp, Sign sign, auto value) { return sign == kMinus ? fp.neg(value) : value; }

/// VMLA, VMLS, VNMLA, VNMLS: ±D[d] ± (D[n] * D[m])
template <Sign kAddend, Sign kProduct>
inline constexpr auto vmla = vfp_vector([](auto fp, const Insn& i) {
  const auto product = fp.mul(fp.get(i.n), fp.get(i.m));
  fp.put(i.d, fp.add(with_sign(fp, kAddend, fp.get(i.d)), with_sign(fp, kProduct, product)));
});
/// VFMA, VFMS, VFNMA, VFNMS: ±D[d] + (±D[n] * D[m])
template <Sign kAddend, Sign kProduct>
inline constexpr auto vfma = vfp_vector([](auto fp, const Insn& i) {
  fp.put(i.d, fp.mul_add(with_sign(fp, kAddend, fp.get(i.d)), with_sign(fp, kProduct, fp.get(i.n)), fp.get(i.m)));
});

// Comparison: Insn::x is E, which makes quiet NaNs invalid.

inline constexpr auto vcmp = conditional([](Emitter auto& e, const Insn& i) {
  in_precision(e, i, [&](auto fp) { fp.compare(fp.get(i.d), fp.get(i.m), i.x); });
});
inline constexpr auto vcmp_zero = conditional([](Emitter auto& e, const Insn& i) {
  in_precision(e, i, [&](auto fp) { fp.compare(fp.get(i.d), fp.lit(0), i.x); });
});

// Conversions. Insn::type is the precision of the floating-point side.

/// A call of a helper whose result is a word.
auto call_for_word(Emitter auto& e, const Helper& helper, auto... arguments) {
  return trunc<u32>(e.call(helper, arguments...));
}
inline constexpr auto vcvt_to_double = conditional(
    [](Emitter auto& e, const Insn& i) { e.put(D(i.d), e.call(kSingleToDouble.of(e.mode()), e.get(S(i.m)))); });
inline constexpr auto vcvt_to_single = conditional([](Emitter auto& e, const Insn& i) {
  e.put(S(i.d), call_for_word(e, kDoubleToSingle.of(e.mode()), e.get(D(i.m))));
});

/// VCVTB, VCVTT. Insn::x is T: the half precision number is the upper half of its register.
inline constexpr auto vcvt_from_half = conditional([](Emitter auto& e, const Insn& i) {
  const auto word = e.get(S(i.m));
  e.put(S(i.d), call_for_word(e, kHalfToSingle, trunc<u16>(i.x ? word >> 16u : word)));
});
inline constexpr auto vcvt_to_half = conditional([](Emitter auto& e, const Insn& i) {
  const auto half = call_for_word(e, kSingleToHalf, e.get(S(i.m)));
  const auto before = e.get(S(i.d));
  e.put(S(i.d), i.x ? (before & u32{0xffff}) | half << 16u : (before & u32{0xffff'0000}) | half);
});

/// Insn::x is op: round towards zero, else as FPSCR says.
template <bool kUnsigned>
inline constexpr auto vcvt_to_integer = conditional([](Emitter auto& e, const Insn& i) {
  const FixedConversion how{{32, 0, kUnsigned}, i.x != 0};
  in_precision(e, i, [&](auto fp) {
    const auto number = fp.get(i.m);
    e.put(S(i.d), i.x ? fp.template to_word<kUnsigned>(number) : trunc<u32>(fp.to_fixed(number, how)));
  });
});
template <bool kUnsigned>
inline constexpr auto vcvt_from_integer = conditional([](Emitter auto& e, const Insn& i) {
  in_precision(e, i, [&](auto fp) { fp.put(i.d, fp.template from_word<kUnsigned>(e.get(S(i.m)))); });
});

/// A fixed-point number in the low bits of a floating-point register, which it fills, extended. Insn::imm counts the
/// bits after the point, Insn::x is sx: 32 bits rather than 16.
template <bool kUnsigned>
FixedConversion fixed_conversion(const Insn& i) {
  return {{static_cast<u8>(i.x ? 32 : 16), static_cast<u8>(i.imm), kUnsigned}, true};
}
template <bool kUnsigned>
inline constexpr auto vcvt_to_fixed = conditional([](Emitter auto& e, const Insn& i) {
  in_precision(e, i, [&](auto fp) {
    using Word = typename decltype(fp)::Word;
    fp.put(i.d, trunc<Word>(fp.to_fixed(fp.get(i.d), fixed_conversion<kUnsigned>(i))));
  });
});
template <bool kUnsigned>
inline constexpr auto vcvt_from_fixed = conditional([](Emitter auto& e, const Insn& i) {
  in_precision(e, i, [&](auto fp) {
    const auto extended = [](auto bits) { return kUnsigned ? zext<u64>(bits) : sext<u64>(bits); };
    const auto word = fp.get(i.d);
    const auto number = i.x ? extended(trunc<u32>(word)) : extended(trunc<u16>(word));
    fp.put(i.d, fp.from_fixed(number, fixed_conversion<kUnsigned>(i)));
  });
});

// Fix-ups.

/// VCVT between precisions, and between numbers of z's precision and words.
inline bool double_from_single(Insn& i) { return single_m(i); }
inline bool single_from_double(Insn& i) { return single_d(i); }
inline bool word_from_sized(Insn& i) { return single_d(i) && (i.type == kDouble || single_m(i)); }
inline bool sized_from_word(Insn& i) { return single_m(i) && sized_d(i); }
/// The picture reads imm4:i as i:imm4. More bits after the point than there are is UNPREDICTABLE (A8.8.308): undefined.
inline bool fraction_bits(Insn& i) {
  const u32 size = i.x ? 32 : 16, field = (i.imm & 15) << 1 | i.imm >> 4;
  i.imm = size - field;
  return field <= size && sized_d(i);
}

}  // namespace sosie::arm
