#include "core/ir/builder.h"

#include <cassert>

namespace sosie {

static_assert(Emitter<IrBuilder>);

void IrBuilder::translate(const DecodedInsn& insn) {
  assert(!ended_);
  insn_ = &insn;
  append({Op::kAt, Type::kVoid, static_cast<u16>(insn.mode), static_cast<u16>(insn.mode >> 16), ir::kNoValue,
          insn.address});
  ++block_.insns;
  insn.meaning->translate(*this, insn.fields);
}

void IrBuilder::jump_to(u64 pc, u32 mode) {
  const ir::ValueId pc_value = constant(Type::kI64, pc), mode_value = constant(Type::kI32, mode);
  leave({Op::kJump, Type::kVoid, pc_value, mode_value, static_cast<ir::ValueId>(JumpHint::kNone)});
}

void IrBuilder::stop(StopRequest request) {
  // The instruction is complete: whoever goes on starts at the next one.
  const ir::ValueId pc = constant(Type::kI64, insn_->next_address()), mode = constant(Type::kI32, insn_->next_mode);
  leave({Op::kStop, Type::kVoid, pc, mode, ir::kNoValue, static_cast<u64>(request)});
}

ir::ValueId IrBuilder::append(const ir::Insn& insn) {
  assert(block_.code.size() < ir::kNoValue);
  block_.code.push_back(insn);
  return static_cast<ir::ValueId>(block_.code.size() - 1);
}

void IrBuilder::leave(const ir::Insn& insn) {
  append(insn);
  if (depth_ == 0) ended_ = true;
}

ir::ValueId IrBuilder::constant(Type type, u64 value) {
  const u64 bits = value & type_mask(type);
  const u64 hash = (bits ^ static_cast<u64>(type) << 56) * 0x9e37'79b9'7f4a'7c15u;
  ir::ValueId& known = constants_[hash >> (64 - kConstantBits)];
  if (known < block_.code.size()) {
    const ir::Insn& insn = block_.code[known];
    if (insn.op == Op::kConst && insn.type == type && insn.imm == bits) return known;
  }
  const ir::ValueId made = append({Op::kConst, type, ir::kNoValue, ir::kNoValue, ir::kNoValue, bits});
  if (depth_ == 0) known = made;  // what is made in a region is not visible after it
  return made;
}

int IrBuilder::known_flag(ir::ValueId id) const {
  return block_.is_const(id) ? static_cast<int>(block_.code[id].imm) : -1;
}

ir::ValueId IrBuilder::pure_id(const ir::Insn& insn) {
  const auto known = [&](ir::ValueId v) { return v == ir::kNoValue || block_.is_const(v); };
  const auto imm = [&](ir::ValueId v) { return v == ir::kNoValue ? 0 : block_.code[v].imm; };
  if (!known(insn.a) || !known(insn.b) || !known(insn.c)) return append(insn);
  const Type from = info(insn.op).shape == Shape::kConvert ? block_.code[insn.a].type : insn.type;
  const u64 c = insn.op == Op::kLanes ? insn.imm : imm(insn.c);
  const u64 value = evaluate(insn.op, from, imm(insn.a), imm(insn.b), c, insn.type);
  return constant(ir::result_type(insn), value);
}

}  // namespace sosie
