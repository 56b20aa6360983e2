#include "core/ir/block.h"

namespace sosie::ir {

Type result_type(const Insn& insn) {
  switch (info(insn.op).shape) {
    case Shape::kCompare:
    case Shape::kFloatIs:
    case Shape::kCarryOf: return Type::kI1;
    case Shape::kConst:
    case Shape::kBinary:
    case Shape::kUnary:
    case Shape::kAddCarry:
    case Shape::kConvert:
    case Shape::kSelect:
    case Shape::kLanes:
    case Shape::kGet:
    case Shape::kLoad:
    case Shape::kCompareExchange: return insn.type;
    case Shape::kCall: return Type::kI64;
    default: return Type::kVoid;
  }
}

}  // namespace sosie::ir
