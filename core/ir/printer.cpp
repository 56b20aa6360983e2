#include <charconv>

#include "core/emit/lanes.h"
#include "core/ir/block.h"
#include "core/ir/operands.h"
#include "core/ir/text.h"

namespace sosie::ir {

namespace {

void append_number(std::string& out, u64 number, int base = 10) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  if (base == 16) out += "0x";
  out.append(digits, end);
}

void append_place(std::string& out, u64 address, u32 mode) {
  append_number(out, address, 16);
  out += " mode ";
  append_number(out, mode, 16);
}

void append_operands(std::string& out, const Insn& insn) {
  for (unsigned i = 0; i < operand_count(insn); ++i) {
    if (i > 0) out += ", ";
    out += 'v';
    append_number(out, insn.operand(i));
  }
}

void append_lane_form(std::string& out, u64 imm) {
  const auto form = lane_form(imm);
  out += form ? kLaneOpNames[static_cast<std::size_t>(form->op)] : "?";
  out += '.';
  append_number(out, form ? form->lane_bits : 0);
  out += ' ';
}

void append_insn(std::string& out, const Insn& insn, std::size_t index) {
  if (const Type type = result_type(insn); type != Type::kVoid) {
    out += 'v';
    append_number(out, index);
    out += ':';
    out += kTypeNames[static_cast<std::size_t>(type)];
    out += " = ";
  }
  out += info(insn.op).name;
  const Shape shape = info(insn.op).shape;
  if (shape == Shape::kFence || shape == Shape::kLand) return;
  out += ' ';
  switch (shape) {
    case Shape::kConst: append_number(out, insn.imm, 16); break;
    case Shape::kGet:
    case Shape::kRaise: append_number(out, insn.imm); break;
    case Shape::kPut:
      append_number(out, insn.imm);
      out += ", ";
      append_operands(out, insn);
      break;
    case Shape::kFloatIs:
      append_number(out, insn.imm, 16);
      out += ", ";
      append_operands(out, insn);
      break;
    case Shape::kAt: append_place(out, insn.imm, insn.mode()); break;
    case Shape::kCall:
      out += insn.helper().name;
      out += '(';
      append_operands(out, insn);
      out += ')';
      break;
    case Shape::kJump:
      append_operands(out, insn);
      if (insn.c == static_cast<ValueId>(JumpHint::kCall)) {
        out += " call ";
        append_number(out, insn.imm, 16);
      } else if (insn.c == static_cast<ValueId>(JumpHint::kReturn)) {
        out += " return";
      }
      break;
    case Shape::kLanes:
      append_lane_form(out, insn.imm);
      append_operands(out, insn);
      break;
    case Shape::kStop:
      append_operands(out, insn);
      out += ' ';
      out += insn.imm < kStopNames.size() ? kStopNames[insn.imm] : "?";
      break;
    default: append_operands(out, insn); break;
  }
}

}  // namespace

std::string print(const Block& block) {
  std::string out = "block ";
  append_place(out, block.address, block.mode);
  out += '\n';
  bool in_region = false;
  for (std::size_t i = 0; i < block.code.size(); ++i) {
    const Insn& insn = block.code[i];
    if (insn.op == Op::kLand) in_region = false;
    out += in_region ? "    " : "  ";
    append_insn(out, insn, i);
    out += '\n';
    if (insn.op == Op::kSkipUnless) in_region = true;
  }
  return out;
}

}  // namespace sosie::ir
