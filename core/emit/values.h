/// core/emit/values.h — the operators that meanings may use on run-time values, one list for all emitters.
///
/// Right operands may be plain numbers. `>>` is logical; `sar` is arithmetic; comparisons are named, not overloaded,
/// where signedness matters.
#pragma once

#include <type_traits>

#include "core/emit/lanes.h"
#include "core/emit/op.h"

namespace sosie {

template <class V>
concept RuntimeValue = requires {
  typename V::value_type;
  typename V::emitter;
};

template <Op op, RuntimeValue V>
V binary(V a, V b) {
  return V::emitter::template binary<op>(a, b);
}
template <Op op, RuntimeValue V>
V binary(V a, typename V::value_type b) {
  return binary<op>(a, V::emitter::lit_like(a, b));
}
template <Op op, RuntimeValue V>
auto comparison(V a, V b) {
  return V::emitter::template comparison<op>(a, b);
}
template <Op op, RuntimeValue V>
auto comparison(V a, typename V::value_type b) {
  return comparison<op>(a, V::emitter::lit_like(a, b));
}

template <class B, class V>
concept OperandFor = std::is_same_v<B, V> || std::is_convertible_v<B, typename V::value_type>;

// clang-format off
template <RuntimeValue V, OperandFor<V> B> V operator+(V a, B b) { return binary<Op::kAdd>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator-(V a, B b) { return binary<Op::kSub>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator*(V a, B b) { return binary<Op::kMul>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator&(V a, B b) { return binary<Op::kAnd>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator|(V a, B b) { return binary<Op::kOr>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator^(V a, B b) { return binary<Op::kXor>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator<<(V a, B b) { return binary<Op::kShl>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V operator>>(V a, B b) { return binary<Op::kShr>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V sar(V a, B b) { return binary<Op::kSar>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V ror(V a, B b) { return binary<Op::kRor>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V udiv(V a, B b) { return binary<Op::kUdiv>(a, b); }
template <RuntimeValue V, OperandFor<V> B> V sdiv(V a, B b) { return binary<Op::kSdiv>(a, b); }
template <RuntimeValue V> V operator~(V a) { return V::emitter::template unary<Op::kNot>(a); }
template <RuntimeValue V> V operator-(V a) { return V::emitter::template unary<Op::kNeg>(a); }
template <RuntimeValue V> V clz(V a) { return V::emitter::template unary<Op::kClz>(a); }
template <RuntimeValue V> V bswap(V a) { return V::emitter::template unary<Op::kBswap>(a); }

template <RuntimeValue V, OperandFor<V> B> auto eq(V a, B b) { return comparison<Op::kEq>(a, b); }
template <RuntimeValue V, OperandFor<V> B> auto ne(V a, B b) { return comparison<Op::kNe>(a, b); }
template <RuntimeValue V, OperandFor<V> B> auto ult(V a, B b) { return comparison<Op::kUlt>(a, b); }
template <RuntimeValue V, OperandFor<V> B> auto ule(V a, B b) { return comparison<Op::kUle>(a, b); }
template <RuntimeValue V, OperandFor<V> B> auto slt(V a, B b) { return comparison<Op::kSlt>(a, b); }
template <RuntimeValue V, OperandFor<V> B> auto sle(V a, B b) { return comparison<Op::kSle>(a, b); }
template <RuntimeValue V> auto sub_overflow(V a, V b) { return comparison<Op::kSubOverflow>(a, b); }
// clang-format on

/// The most significant bit.
template <RuntimeValue V>
auto negative(V a) {
  return slt(a, typename V::value_type{0});
}

// clang-format off
template <class T, RuntimeValue V> auto zext(V a) { return V::emitter::template convert<Op::kZext, T>(a); }
template <class T, RuntimeValue V> auto sext(V a) { return V::emitter::template convert<Op::kSext, T>(a); }
template <class T, RuntimeValue V> auto trunc(V a) { return V::emitter::template convert<Op::kTrunc, T>(a); }
// clang-format on

/// Operations on the lanes of 64-bit values. Unary ones leave b away; shifts take their amount as a plain number.
template <RuntimeValue V, OperandFor<V> B>
V lanes(LaneOp op, unsigned lane_bits, V a, B b) {
  if constexpr (std::is_same_v<B, V>) return V::emitter::lanes({op, lane_bits}, a, b);
  else return V::emitter::lanes({op, lane_bits}, a, V::emitter::lit_like(a, b));
}
template <RuntimeValue V>
V lanes(LaneOp op, unsigned lane_bits, V a) {
  return lanes(op, lane_bits, a, a);
}

/// x<high:low> as a value of the same type, right-aligned.
template <RuntimeValue V>
V bits(V a, unsigned high, unsigned low) {
  using T = typename V::value_type;
  const unsigned width = high - low + 1;
  V shifted = low == 0 ? a : a >> static_cast<T>(low);
  return high + 1 == sizeof(T) * 8 ? shifted : shifted & static_cast<T>((T{1} << width) - 1);
}
/// x<index> as a flag.
template <RuntimeValue V>
auto bit(V a, unsigned index) {
  using T = typename V::value_type;
  return ne(a & static_cast<T>(T{1} << index), T{0});
}

}  // namespace sosie
