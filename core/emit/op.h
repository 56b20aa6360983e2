/// core/emit/op.h — the operations that meanings are made of: one table, one definition of what each computes.
///
/// The interpreter applies them at once, the IR lists them, its evaluator and the constant folder call `evaluate`,
/// the printer, the parser and the verifier read `kOps`.
#pragma once

#include <array>
#include <bit>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/types.h"

namespace sosie {

enum class Type : u8 { kVoid, kI1, kI8, kI16, kI32, kI64 };

inline constexpr std::array<std::string_view, 6> kTypeNames = {"void", "i1", "i8", "i16", "i32", "i64"};

constexpr unsigned type_bits(Type type) {
  constexpr std::array<unsigned, 6> kBits = {0, 1, 8, 16, 32, 64};
  return kBits[static_cast<unsigned>(type)];
}
constexpr unsigned type_bytes(Type type) { return (type_bits(type) + 7) / 8; }
/// All ones in the type's width.
constexpr u64 type_mask(Type type) { return type_bits(type) == 64 ? ~u64{0} : (u64{1} << type_bits(type)) - 1; }

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, bool>) return Type::kI1;
  else if constexpr (sizeof(T) == 1) return Type::kI8;
  else if constexpr (sizeof(T) == 2) return Type::kI16;
  else if constexpr (sizeof(T) == 4) return Type::kI32;
  else return Type::kI64;
}

// clang-format off
enum class Op : u8 {
  // values
  kConst, kAdd, kSub, kMul, kAnd, kOr, kXor, kShl, kShr, kSar, kRor, kUdiv, kSdiv,
  kNot, kNeg, kClz, kBswap,
  kEq, kNe, kUlt, kUle, kSlt, kSle,
  kAddCarry, kCarryOf, kOverflowOf, kSubOverflow, kFloatIs,
  kZext, kSext, kTrunc, kSelect, kLanes,
  // state, memory
  kGet, kPut, kLoad, kStore, kCompareExchange, kFence, kCall,
  // flow
  kAt, kSkipUnless, kLand, kJump, kRaise, kStop,
  kCount,
};
// clang-format on

// clang-format off
/// What an operation's operands and result look like.
enum class Shape : u8 {
  kConst,       ///< T <- imm
  kBinary,      ///< T <- T, T
  kUnary,       ///< T <- T
  kCompare,     ///< i1 <- T, T
  kAddCarry,    ///< T <- T, T, i1
  kCarryOf,     ///< i1 <- T, T, i1
  kFloatIs,     ///< i1 <- T, T; relations in imm
  kConvert,     ///< T <- another integer type
  kSelect,      ///< T <- i1, T, T
  kLanes,       ///< i64 <- i64, i64; a LaneForm in imm
  kGet, kPut,   ///< slot offset in imm
  kLoad, kStore, kCompareExchange, kFence, kCall,
  kAt, kSkip, kLand, kJump, kRaise, kStop,
};
// clang-format on

struct OpInfo {
  Op op;
  std::string_view name;
  Shape shape;
  u8 operands;
  bool pure;              ///< same operands, same result; may be dropped where nobody reads it
  bool commutes = false;  ///< in a and b
};

// clang-format off
inline constexpr std::array<OpInfo, static_cast<std::size_t>(Op::kCount)> kOps = {{
    {Op::kConst, "const", Shape::kConst, 0, true},
    {Op::kAdd, "add", Shape::kBinary, 2, true, true},
    {Op::kSub, "sub", Shape::kBinary, 2, true},
    {Op::kMul, "mul", Shape::kBinary, 2, true, true},
    {Op::kAnd, "and", Shape::kBinary, 2, true, true},
    {Op::kOr, "or", Shape::kBinary, 2, true, true},
    {Op::kXor, "xor", Shape::kBinary, 2, true, true},
    {Op::kShl, "shl", Shape::kBinary, 2, true},    // shift and rotate amounts count modulo the width
    {Op::kShr, "shr", Shape::kBinary, 2, true},
    {Op::kSar, "sar", Shape::kBinary, 2, true},
    {Op::kRor, "ror", Shape::kBinary, 2, true},
    {Op::kUdiv, "udiv", Shape::kBinary, 2, true},  // x / 0 = 0
    {Op::kSdiv, "sdiv", Shape::kBinary, 2, true},  // x / 0 = 0, least / -1 = least
    {Op::kNot, "not", Shape::kUnary, 1, true},
    {Op::kNeg, "neg", Shape::kUnary, 1, true},
    {Op::kClz, "clz", Shape::kUnary, 1, true},     // of 0: the width
    {Op::kBswap, "bswap", Shape::kUnary, 1, true},
    {Op::kEq, "eq", Shape::kCompare, 2, true, true},
    {Op::kNe, "ne", Shape::kCompare, 2, true, true},
    {Op::kUlt, "ult", Shape::kCompare, 2, true},
    {Op::kUle, "ule", Shape::kCompare, 2, true},
    {Op::kSlt, "slt", Shape::kCompare, 2, true},
    {Op::kSle, "sle", Shape::kCompare, 2, true},
    {Op::kAddCarry, "add_carry", Shape::kAddCarry, 3, true, true},      // a + b + c
    {Op::kCarryOf, "carry_of", Shape::kCarryOf, 3, true, true},         // carry out of a + b + c
    {Op::kOverflowOf, "overflow_of", Shape::kCarryOf, 3, true, true},   // signed overflow of a + b + c
    {Op::kSubOverflow, "sub_overflow", Shape::kCompare, 2, true}, // signed overflow of a - b
    {Op::kFloatIs, "float_is", Shape::kFloatIs, 2, true},         // raises nothing: a comparison did
    {Op::kZext, "zext", Shape::kConvert, 1, true},
    {Op::kSext, "sext", Shape::kConvert, 1, true},
    {Op::kTrunc, "trunc", Shape::kConvert, 1, true},
    {Op::kSelect, "select", Shape::kSelect, 3, true},
    {Op::kLanes, "lanes", Shape::kLanes, 2, true},  // core/emit/lanes.h
    {Op::kGet, "get", Shape::kGet, 0, false},
    {Op::kPut, "put", Shape::kPut, 1, false},
    {Op::kLoad, "load", Shape::kLoad, 1, false},
    {Op::kStore, "store", Shape::kStore, 2, false},
    {Op::kCompareExchange, "compare_exchange", Shape::kCompareExchange, 3, false},  // address, expected, new -> old
    {Op::kFence, "fence", Shape::kFence, 0, false},
    {Op::kCall, "call", Shape::kCall, 3, false},
    {Op::kAt, "at", Shape::kAt, 0, false},
    {Op::kSkipUnless, "skip_unless", Shape::kSkip, 1, false},
    {Op::kLand, "land", Shape::kLand, 0, false},
    {Op::kJump, "jump", Shape::kJump, 2, false},
    {Op::kRaise, "raise", Shape::kRaise, 0, false},
    {Op::kStop, "stop", Shape::kStop, 2, false},
}};
// clang-format on

constexpr const OpInfo& info(Op op) { return kOps[static_cast<std::size_t>(op)]; }

constexpr bool ops_in_order() {
  for (std::size_t i = 0; i < kOps.size(); ++i) {
    if (static_cast<std::size_t>(kOps[i].op) != i) return false;
  }
  return true;
}
static_assert(ops_in_order());

/// T <- T, T and T <- T operations. T is unsigned or bool; b is ignored by unary ones.
template <Op op, class T>
constexpr T apply(T a, T b = T{}) {
  if constexpr (std::is_same_v<T, bool>) {
    if constexpr (op == Op::kAnd || op == Op::kMul) return a && b;
    else if constexpr (op == Op::kOr) return a || b;
    else if constexpr (op == Op::kXor || op == Op::kAdd || op == Op::kSub) return a != b;
    else if constexpr (op == Op::kNot) return !a;
    else return a;
  } else {
    using S = std::make_signed_t<T>;
    using W = std::conditional_t<sizeof(T) < 4, u32, T>;  // no promotion to int, hence no signed overflow
    constexpr unsigned kBits = sizeof(T) * 8;
    const W wa = a, wb = b;
    const unsigned shift = static_cast<unsigned>(b) & (kBits - 1);
    if constexpr (op == Op::kAdd) return static_cast<T>(wa + wb);
    else if constexpr (op == Op::kSub) return static_cast<T>(wa - wb);
    else if constexpr (op == Op::kMul) return static_cast<T>(wa * wb);
    else if constexpr (op == Op::kAnd) return static_cast<T>(a & b);
    else if constexpr (op == Op::kOr) return static_cast<T>(a | b);
    else if constexpr (op == Op::kXor) return static_cast<T>(a ^ b);
    else if constexpr (op == Op::kShl) return static_cast<T>(wa << shift);
    else if constexpr (op == Op::kShr) return static_cast<T>(wa >> shift);
    else if constexpr (op == Op::kSar) return static_cast<T>(static_cast<S>(a) >> shift);
    else if constexpr (op == Op::kRor) return std::rotr(a, static_cast<int>(shift));
    else if constexpr (op == Op::kUdiv) return b == 0 ? T{0} : static_cast<T>(a / b);
    else if constexpr (op == Op::kSdiv) {
      if (b == 0) return T{0};
      if (static_cast<S>(b) == -1) return static_cast<T>(W{0} - wa);
      return static_cast<T>(static_cast<S>(a) / static_cast<S>(b));
    } else if constexpr (op == Op::kNot) return static_cast<T>(~a);
    else if constexpr (op == Op::kNeg) return static_cast<T>(W{0} - wa);
    else if constexpr (op == Op::kClz) return static_cast<T>(std::countl_zero(a));
    else if constexpr (op == Op::kBswap) {
      if constexpr (sizeof(T) == 1) return a;
      else if constexpr (sizeof(T) == 2) return __builtin_bswap16(a);
      else if constexpr (sizeof(T) == 4) return __builtin_bswap32(a);
      else return __builtin_bswap64(a);
    } else return a;
  }
}

/// i1 <- T, T operations.
template <Op op, class T>
constexpr bool compare(T a, T b) {
  if constexpr (std::is_same_v<T, bool>) {
    if constexpr (op == Op::kEq) return a == b;
    else if constexpr (op == Op::kNe) return a != b;
    else return false;
  } else {
    using S = std::make_signed_t<T>;
    if constexpr (op == Op::kEq) return a == b;
    else if constexpr (op == Op::kNe) return a != b;
    else if constexpr (op == Op::kUlt) return a < b;
    else if constexpr (op == Op::kUle) return a <= b;
    else if constexpr (op == Op::kSlt) return static_cast<S>(a) < static_cast<S>(b);
    else if constexpr (op == Op::kSle) return static_cast<S>(a) <= static_cast<S>(b);
    else if constexpr (op == Op::kSubOverflow)
      return (((a ^ b) & (a ^ apply<Op::kSub>(a, b))) >> (sizeof(T) * 8 - 1)) & 1;
    else return false;
  }
}

template <class T>
constexpr T add_carry(T a, T b, bool c) {
  return apply<Op::kAdd>(apply<Op::kAdd>(a, b), static_cast<T>(c));
}
template <class T>
constexpr bool carry_of(T a, T b, bool c) {
  const T sum = apply<Op::kAdd>(a, b);
  return sum < a || (c && sum == static_cast<T>(~T{0}));
}
template <class T>
constexpr bool overflow_of(T a, T b, bool c) {
  const T sum = add_carry(a, b, c);
  return ((static_cast<T>(~(a ^ b)) & (a ^ sum)) >> (sizeof(T) * 8 - 1)) & 1;
}

/// Any pure operation but kConst on run-time op and type: `type` is the operands' (kConvert: the source's, see `to`;
/// kSelect: a is the i1; kFloatIs, kLanes: c is the imm). Values are zero-extended to 64 bits. The reference for
/// everybody who computes.
u64 evaluate(Op op, Type type, u64 a, u64 b = 0, u64 c = 0, Type to = Type::kVoid);

}  // namespace sosie
