#include "core/emit/lanes.h"
#include "core/ir/block.h"
#include "core/ir/operands.h"
#include "core/ir/text.h"

namespace sosie::ir {

namespace {

constexpr u64 kStateBytes = 0x1'0000;  // slot offsets are 16 bits wide

/// Flags know logic only: order, carries, shifts and widths mean nothing on one bit.
constexpr bool works_on_flags(Op op) {
  switch (op) {
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kAnd:
    case Op::kOr:
    case Op::kXor:
    case Op::kNot:
    case Op::kEq:
    case Op::kNe: return true;
    default: return false;
  }
}

class Verifier {
 public:
  explicit Verifier(const Block& block) : block_(block), visible_(block.code.size(), 0) {}

  std::string run() {
    if (block_.code.size() > kNoValue) return "the block is too long";
    for (index_ = 0; index_ < block_.code.size(); ++index_) {
      const Insn& insn = block_.code[index_];
      std::string_view problem = check_flow(insn);
      if (problem.empty()) problem = check_operands(insn);
      if (problem.empty()) problem = check_types(insn);
      if (!problem.empty()) return describe(problem);
      visible_[index_] = result_type(insn) != Type::kVoid;
    }
    if (in_region_) return "the block ends inside a region";
    if (!left_) return "the block does not end with jump, raise or stop";
    if (ats_ != block_.insns) return "the block has another number of instructions than it says";
    return {};
  }

 private:
  std::string describe(std::string_view problem) const {
    return "operation " + std::to_string(index_) + " (" + std::string(info(block_.code[index_].op).name) +
           "): " + std::string(problem);
  }

  std::string_view check_flow(const Insn& insn) {
    if (insn.op >= Op::kCount) return "no such operation";
    if (left_) {
      if (!in_region_) return "follows the end of the block";
      if (insn.op != Op::kLand) return "follows the end of the region";
    }
    if (insn.op == Op::kSkipUnless) {
      if (in_region_) return "regions do not nest";
      in_region_ = true;
      region_begin_ = index_;
    } else if (insn.op == Op::kLand) {
      if (!in_region_) return "there is no region to end";
      in_region_ = left_ = false;
      for (std::size_t i = region_begin_; i < index_; ++i) visible_[i] = 0;
    } else if (leaves(insn.op)) {
      left_ = true;
    } else if (insn.op == Op::kAt) {
      ++ats_;
    }
    return {};
  }

  std::string_view check_operands(const Insn& insn) const {
    if (insn.op == Op::kCall && insn.b == kNoValue && insn.c != kNoValue) return "an argument is missing";
    if (insn.op == Op::kCall && insn.a == kNoValue && insn.b != kNoValue) return "an argument is missing";
    for (unsigned i = 0; i < operand_count(insn); ++i) {
      const ValueId v = insn.operand(i);
      if (v >= index_) return "reads a value that is not made yet";
      if (!visible_[v]) {
        return result_type(block_.code[v]) == Type::kVoid ? "reads what is no value"
                                                          : "reads a value made inside a region";
      }
    }
    return {};
  }

  Type type(ValueId v) const { return result_type(block_.code[v]); }
  bool is_address(ValueId v) const { return type(v) == Type::kI32 || type(v) == Type::kI64; }

  std::string_view check_slot(const Insn& insn) const {
    if (insn.type == Type::kVoid) return "a slot needs a type";
    return insn.imm + type_bytes(insn.type) > kStateBytes ? "the slot lies outside the state" : "";
  }
  std::string_view check_access(const Insn& insn) const {
    if (!is_address(insn.a)) return "an address is i32 or i64";
    return type_bits(insn.type) < 8 ? "memory holds whole bytes" : "";
  }

  std::string_view check_types(const Insn& insn) const {
    constexpr std::string_view kUnlike = "the operands' types do not fit";
    const auto all = [&](unsigned count) {
      for (unsigned i = 0; i < count; ++i) {
        if (type(insn.operand(i)) != insn.type) return false;
      }
      return insn.type != Type::kVoid;
    };
    const bool flags_fit = insn.type != Type::kI1 || works_on_flags(insn.op);
    switch (info(insn.op).shape) {
      case Shape::kConst:
        if (insn.type == Type::kVoid) return "a constant needs a type";
        return insn.imm & ~type_mask(insn.type) ? "the number does not fit its type" : "";
      case Shape::kBinary:
      case Shape::kCompare: return all(2) && flags_fit ? "" : kUnlike;
      case Shape::kUnary: return all(1) && flags_fit ? "" : kUnlike;
      case Shape::kAddCarry:
      case Shape::kCarryOf: return all(2) && type(insn.c) == Type::kI1 && flags_fit ? "" : kUnlike;
      case Shape::kFloatIs:
        if (insn.imm > kAnyRelation) return "no such relation";
        return all(2) && type_bits(insn.type) >= 32 ? "" : kUnlike;
      case Shape::kConvert: {
        const unsigned from = type_bits(type(insn.a)), to = type_bits(insn.type);
        return (insn.op == Op::kTrunc ? to < from && to > 0 : to > from) ? "" : "the conversion goes the wrong way";
      }
      case Shape::kSelect:
        return type(insn.a) == Type::kI1 && type(insn.b) == insn.type && type(insn.c) == insn.type ? "" : kUnlike;
      case Shape::kLanes:
        if (insn.type != Type::kI64 || !all(2)) return kUnlike;
        return lane_form(insn.imm) ? "" : "no such operation on lanes";
      case Shape::kGet: return check_slot(insn);
      case Shape::kPut: return all(1) ? check_slot(insn) : kUnlike;
      case Shape::kLoad: return check_access(insn);
      case Shape::kStore: return type(insn.b) == insn.type ? check_access(insn) : kUnlike;
      case Shape::kCompareExchange:
        return type(insn.b) == insn.type && type(insn.c) == insn.type ? check_access(insn) : kUnlike;
      case Shape::kCall: return insn.imm == 0 ? "there is no helper" : "";
      case Shape::kSkip: return type(insn.a) == Type::kI1 ? "" : kUnlike;
      case Shape::kJump:
        if (insn.c > static_cast<ValueId>(JumpHint::kReturn)) return "no such hint";
        return is_address(insn.a) && type(insn.b) == Type::kI32 ? "" : kUnlike;
      case Shape::kRaise: return insn.imm > 0xffff ? "no such vector" : "";
      case Shape::kStop:
        if (insn.imm >= kStopNames.size()) return "no such request";
        return is_address(insn.a) && type(insn.b) == Type::kI32 ? "" : kUnlike;
      case Shape::kFence:
      case Shape::kAt:
      case Shape::kLand: return {};
    }
    return {};
  }

  const Block& block_;
  std::vector<u8> visible_;
  std::size_t index_ = 0, region_begin_ = 0;
  u32 ats_ = 0;
  bool in_region_ = false, left_ = false;
};

}  // namespace

std::string verify(const Block& block) { return Verifier(block).run(); }

}  // namespace sosie::ir
