#include "core/emit/op.h"

#include "core/base/bits.h"
#include "core/emit/float_op.h"
#include "core/emit/lanes.h"

namespace sosie {

namespace {

template <Op op, class T>
u64 evaluate_as(u64 a, u64 b, u64 c) {
  constexpr Shape kShape = info(op).shape;
  const T x = static_cast<T>(a), y = static_cast<T>(b);
  if constexpr (kShape == Shape::kBinary || kShape == Shape::kUnary) return apply<op, T>(x, y);
  else if constexpr (kShape == Shape::kCompare) return compare<op, T>(x, y);
  else if constexpr (std::is_same_v<T, bool>) return 0;
  else if constexpr (op == Op::kAddCarry) return add_carry<T>(x, y, c != 0);
  else if constexpr (op == Op::kCarryOf) return carry_of<T>(x, y, c != 0);
  else if constexpr (op == Op::kOverflowOf) return overflow_of<T>(x, y, c != 0);
  else return 0;
}

using Evaluate = u64 (*)(u64, u64, u64);

template <std::size_t... kIndex>
constexpr auto make_table(std::index_sequence<kIndex...>) {
  return std::array<std::array<Evaluate, 6>, sizeof...(kIndex)>{
      {{nullptr, evaluate_as<static_cast<Op>(kIndex), bool>, evaluate_as<static_cast<Op>(kIndex), u8>,
        evaluate_as<static_cast<Op>(kIndex), u16>, evaluate_as<static_cast<Op>(kIndex), u32>,
        evaluate_as<static_cast<Op>(kIndex), u64>}...}};
}

constexpr auto kEvaluate = make_table(std::make_index_sequence<static_cast<std::size_t>(Op::kCount)>{});

}  // namespace

u64 evaluate(Op op, Type type, u64 a, u64 b, u64 c, Type to) {
  switch (op) {
    case Op::kZext:
    case Op::kTrunc: return a & type_mask(to);
    case Op::kSext: return static_cast<u64>(sign_extend(a, type_bits(type))) & type_mask(to);
    case Op::kSelect: return a ? b : c;
    case Op::kFloatIs: {
      const u8 relation =
          type == Type::kI64 ? float_relation(a, b) : float_relation(static_cast<u32>(a), static_cast<u32>(b));
      return (relation & c) != 0;
    }
    case Op::kLanes: {
      const auto form = lane_form(c);
      return form ? evaluate_lanes(form->op, form->lane_bits, a, b) : 0;
    }
    default: return kEvaluate[static_cast<std::size_t>(op)][static_cast<std::size_t>(type)](a, b, c);
  }
}

}  // namespace sosie
