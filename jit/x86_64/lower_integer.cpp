// Pure operations on whole numbers.
#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

/// Small numbers are computed in 32 bits and cut afterwards: registers hold them with zeros above.
Type wide(Type type) { return type_bits(type) == 64 ? Type::kI64 : Type::kI32; }

}  // namespace

void Lowering::emit(ValueId v, Reg dest) {
  const u32 locked = locked_, locked_floats = locked_floats_;
  const Insn insn = def(v);
  if (dest == kNoReg && (emit_sign(v) || emit_vector_logic(v))) {
    locked_floats_ = locked_floats;
    return;
  }
  if (ir::result_type(insn) == Type::kI1 && insn.op != Op::kSelect && insn.op != Op::kTrunc) {
    emit_flag(v, dest);
  } else {
    switch (insn.op) {
      case Op::kAdd:
      case Op::kSub:
      case Op::kAnd:
      case Op::kOr:
      case Op::kXor: emit_binary(v, dest); break;
      case Op::kMul: emit_multiply(v, dest); break;
      case Op::kShl:
      case Op::kShr:
      case Op::kSar:
      case Op::kRor: emit_shift(v, dest); break;
      case Op::kUdiv:
      case Op::kSdiv: emit_divide(v, dest); break;
      case Op::kNot:
      case Op::kNeg:
      case Op::kBswap: emit_unary(v, dest); break;
      case Op::kClz: emit_count_zeros(v, dest); break;
      case Op::kAddCarry: emit_sum(v, dest); break;
      case Op::kZext:
      case Op::kSext:
      case Op::kTrunc: emit_convert(v, dest); break;
      case Op::kSelect: emit_select(v, dest); break;
      default: failed_ = true; break;
    }
  }
  locked_ = locked;
  locked_floats_ = locked_floats;
}

Reg Lowering::result_reg(Reg dest, Reg reusable, ValueId v) {
  if (dest == kNoReg) {
    if (reusable != kNoReg && is_scratch(reusable) && owner_[reusable] == kNone) return reusable;
    return allocate();
  }
  before_overwrite(dest, v);
  lock(dest);
  return dest;
}

void Lowering::extend_small(Type type, Reg reg) {
  if (type_bits(type) >= 32) return;
  if (type == Type::kI1) {
    a_.and_(x86::gpd(reg), 1);
    clobber_flags();
  } else {
    a_.movzx(x86::gpd(reg), gp(reg, type));
  }
}

void Lowering::done(ValueId v, Reg reg) { own(reg, v); }

namespace {

Reg reg_of(const Operand& o) { return o.isReg() ? static_cast<Reg>(o.id()) : kNoReg; }

}  // namespace

/// d = x + y, x - y or x + y * 2^n by address arithmetic, which leaves the flags alone and needs no copy of x first.
bool Lowering::emit_lea(ValueId v, Reg dest) {
  const Insn insn = def(v);
  if (flags_wanted_[v] || type_bits(insn.type) < 32) return false;
  if (is_const(insn.b)) {
    const u64 imm = insn.op == Op::kSub ? 0 - def(insn.b).imm : def(insn.b).imm;
    const i64 displacement = type_bits(insn.type) == 32 ? static_cast<i32>(imm) : static_cast<i64>(imm);
    if (displacement != static_cast<i32>(displacement)) return false;
    const Reg x = need(insn.a);
    drop_operands(insn);
    const Reg d = result_reg(dest, x, v);
    a_.lea(gp(d, insn.type), x86::Mem(x86::gpq(x), static_cast<i32>(displacement)));
    done(v, d);
    return true;
  }
  if (insn.op != Op::kAdd) return false;
  prepare(insn.a);
  const auto [index, shift] = scaled(insn.b);
  prepare(index);
  const Reg x = need(insn.a), y = need(index);
  drop_operands(insn);
  const Reg d = result_reg(dest, x, v);
  a_.lea(gp(d, insn.type), x86::Mem(x86::gpq(x), x86::gpq(y), shift, 0));
  done(v, d);
  return true;
}

/// v = index << shift where an address can hold that.
std::pair<ir::ValueId, unsigned> Lowering::scaled(ValueId v) const {
  if (is_lazy(v, Op::kShl) && is_const(def(v).b) && def(def(v).b).imm <= 3) {
    return {def(v).a, static_cast<unsigned>(def(def(v).b).imm)};
  }
  return {v, 0};
}

void Lowering::emit_binary(ValueId v, Reg dest) {
  const Insn insn = def(v);
  if ((insn.op == Op::kAdd || insn.op == Op::kSub) && emit_lea(v, dest)) return;
  if (insn.op == Op::kAnd && is_const(insn.b) && !flags_wanted_[v] && emit_mask(v, dest)) return;
  if (insn.op == Op::kSub && is_const(insn.a) && def(insn.a).imm == 0 && type_bits(insn.type) >= 32) {
    emit_unary(v, dest);
    return;
  }
  switch (insn.op) {
    case Op::kAdd: emit_two_operand(x86::Inst::kIdAdd, v, dest, true); break;
    case Op::kSub: emit_two_operand(x86::Inst::kIdSub, v, dest, false); break;
    case Op::kAnd: emit_two_operand(x86::Inst::kIdAnd, v, dest, true); break;
    case Op::kOr: emit_two_operand(x86::Inst::kIdOr, v, dest, true); break;
    default: emit_two_operand(x86::Inst::kIdXor, v, dest, true); break;
  }
  if (type_bits(insn.type) < 32) clobber_flags();
  else if (insn.op == Op::kAdd) flags_ = {HostFlags::kAdd, insn.type, insn.a, insn.b, kNone, v};
  else if (insn.op == Op::kSub) flags_ = {HostFlags::kSub, insn.type, insn.a, insn.b, kNone, v};
  else flags_ = {HostFlags::kResult, insn.type, kNone, kNone, kNone, v};
}

/// The low 8 or 16 bits.
bool Lowering::emit_mask(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const u64 mask = def(insn.b).imm;
  if (mask != 0xff && mask != 0xffff) return false;
  const Reg x = need(insn.a);
  drop_operands(insn);
  const Reg d = result_reg(dest, x, v);
  a_.movzx(x86::gpd(d), gp(x, mask == 0xff ? Type::kI8 : Type::kI16));
  done(v, d);
  return true;
}

void Lowering::emit_two_operand(x86::Inst::Id inst, ValueId v, Reg dest, bool commutes) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  ValueId left = insn.a, right = insn.b;
  prepare(left);
  prepare(right);
  const auto in_dest = [&](ValueId x) {
    return values_[peeled(x)].where == Where::kReg && values_[peeled(x)].place == dest;
  };
  if (commutes && dest != kNoReg && in_dest(right)) std::swap(left, right);
  const Operand x = source(left, type), y = source(right, type);
  drop_operands(insn);
  const Reg d = result_reg(dest, reg_of(x), v);
  combine(inst, type, d, x, y, commutes);
  extend_small(insn.type, d);
  done(v, d);
}

/// d = x op y, where d may be the register of either.
void Lowering::combine(x86::Inst::Id inst, Type type, Reg d, const Operand& x, const Operand& y, bool commutes) {
  if (reg_of(y) == d && reg_of(x) != d) {
    if (commutes) {
      a_.emit(inst, gp(d, type), x);
      return;
    }
    const Reg copy = allocate();
    a_.emit(x86::Inst::kIdMov, gp(copy, type), x);
    a_.emit(inst, gp(copy, type), y);
    a_.mov(gp(d, type), gp(copy, type));
    return;
  }
  if (reg_of(x) != d) a_.emit(x86::Inst::kIdMov, gp(d, type), x);
  a_.emit(inst, gp(d, type), y);
}

void Lowering::emit_shift(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  if (type_bits(insn.type) < 32) {
    failed_ = true;
    return;
  }
  prepare(insn.a);
  prepare(insn.b);
  if (is_const(peeled(insn.b))) {
    const u32 amount = static_cast<u32>(def(peeled(insn.b)).imm) & (type_bits(type) - 1);
    const Operand x = source(insn.a, type);
    drop_operands(insn);
    const Reg d = result_reg(dest, reg_of(x), v);
    if (insn.op == Op::kRor && target_.bmi2 && !x.isImm() && reg_of(x) != d) {
      a_.emit(x86::Inst::kIdRorx, gp(d, type), x, Imm(amount));
      done(v, d);
      return;
    }
    if (reg_of(x) != d) a_.emit(x86::Inst::kIdMov, gp(d, type), x);
    a_.emit(shift_inst(insn.op), gp(d, type), Imm(amount));
    flags_ = {};
    if (insn.op != Op::kRor && amount != 0) flags_ = {HostFlags::kZeroSign, insn.type, kNone, kNone, kNone, v};
    done(v, d);
    return;
  }
  if (target_.bmi2 && insn.op != Op::kRor) {
    const Operand x =
        values_[peeled(insn.a)].where == Where::kConst ? Operand(gp(need(insn.a), type)) : source(insn.a, type);
    const Reg y = need(insn.b);
    drop_operands(insn);
    const Reg d = result_reg(dest, reg_of(x), v);
    const x86::Inst::Id inst = insn.op == Op::kShl   ? x86::Inst::kIdShlx
                               : insn.op == Op::kShr ? x86::Inst::kIdShrx
                                                     : x86::Inst::kIdSarx;
    a_.emit(inst, gp(d, type), x, gp(y, type));
    done(v, d);
    return;
  }
  into(kRcx, insn.b);
  const Operand x = source(insn.a, type);
  drop_operands(insn);
  const Reg d = dest == kRcx || dest == kNoReg ? allocate() : result_reg(dest, kNoReg, v);
  if (reg_of(x) != d) a_.emit(x86::Inst::kIdMov, gp(d, type), x);
  a_.emit(shift_inst(insn.op), gp(d, type), x86::cl);
  clobber_flags();
  if (dest == kRcx) a_.mov(x86::rcx, x86::gpq(d));
  done(v, dest == kRcx ? Reg{kRcx} : d);
}

x86::Inst::Id Lowering::shift_inst(Op op) {
  switch (op) {
    case Op::kShl: return x86::Inst::kIdShl;
    case Op::kShr: return x86::Inst::kIdShr;
    case Op::kSar: return x86::Inst::kIdSar;
    default: return x86::Inst::kIdRor;
  }
}

void Lowering::emit_multiply(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  prepare(insn.a);
  prepare(insn.b);
  if (is_const(insn.b)) {
    const Operand x = source(insn.a, type), k = source(insn.b, type);
    drop_operands(insn);
    const Reg d = result_reg(dest, reg_of(x), v);
    if (k.isImm() && !x.isImm()) a_.emit(x86::Inst::kIdImul, gp(d, type), x, k);
    else combine(x86::Inst::kIdImul, type, d, x, k.isImm() ? Operand(gp(need(insn.b), type)) : k, true);
    extend_small(insn.type, d);
    done(v, d);
  } else {
    emit_two_operand(x86::Inst::kIdImul, v, dest, true);
  }
  clobber_flags();
}

void Lowering::emit_divide(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = insn.type;
  if (type_bits(type) < 32) {
    failed_ = true;
    return;
  }
  prepare(insn.a);
  prepare(insn.b);
  take(kRax);
  take(kRdx);
  const Reg y = need(insn.b);
  a_.emit(x86::Inst::kIdMov, gp(kRax, type), source(insn.a, type));
  const Label special = a_.newLabel(), end = a_.newLabel();
  a_.test(gp(y, type), gp(y, type));
  a_.short_().jz(special);
  if (insn.op == Op::kUdiv) {
    a_.xor_(x86::edx, x86::edx);
    a_.div(gp(y, type));
    a_.short_().jmp(end);
    a_.bind(special);
    a_.xor_(x86::eax, x86::eax);
  } else {
    // The least number by -1 would trap: x / -1 is -x.
    const Label minus_one = a_.newLabel();
    a_.cmp(gp(y, type), -1);
    a_.short_().je(minus_one);
    if (type == Type::kI64) a_.cqo();
    else a_.cdq();
    a_.idiv(gp(y, type));
    a_.short_().jmp(end);
    a_.bind(minus_one);
    a_.neg(gp(kRax, type));
    a_.short_().jmp(end);
    a_.bind(special);
    a_.xor_(x86::eax, x86::eax);
  }
  a_.bind(end);
  clobber_flags();
  drop_operands(insn);
  Reg d = kRax;
  if (dest != kNoReg && dest != kRax) {
    d = is_scratch(dest) ? dest : result_reg(dest, kNoReg, v);
    a_.mov(gp(d, type), gp(kRax, type));
  }
  done(v, d);
}

/// not, neg, bswap, and 0 - x, which is neg with its flags.
void Lowering::emit_unary(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  const ValueId operand = insn.op == Op::kSub ? insn.b : insn.a;
  prepare(operand);
  const Operand x = source(operand, type);
  drop_operands(insn);
  const Reg d = result_reg(dest, reg_of(x), v);
  if (reg_of(x) != d) a_.emit(x86::Inst::kIdMov, gp(d, type), x);
  switch (insn.op) {
    case Op::kNot: a_.not_(gp(d, type)); break;
    case Op::kNeg:
      a_.neg(gp(d, type));
      clobber_flags();
      break;
    case Op::kSub:
      a_.neg(gp(d, type));
      flags_ = {HostFlags::kSub, insn.type, insn.a, insn.b, kNone, v};
      break;
    default:
      if (insn.type == Type::kI16) a_.rol(x86::gpw(d), 8), clobber_flags();
      else if (insn.type != Type::kI8) a_.bswap(gp(d, type));
      break;
  }
  extend_small(insn.type, d);
  done(v, d);
}

void Lowering::emit_count_zeros(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  const unsigned width = type_bits(type);
  prepare(insn.a);
  const Reg x = need(insn.a);
  drop_operands(insn);
  const Reg d = result_reg(dest, x, v);
  if (target_.lzcnt) {
    a_.lzcnt(gp(d, type), gp(x, type));
  } else {
    // bsr leaves its target alone where there is no bit; 2 * width - 1 makes that the width.
    const Reg none = allocate();
    a_.mov(x86::gpd(none), 2 * width - 1);
    a_.bsr(gp(d, type), gp(x, type));
    a_.cmovz(gp(d, type), gp(none, type));
    a_.xor_(x86::gpd(d), width - 1);
  }
  if (width != type_bits(insn.type)) a_.sub(x86::gpd(d), width - type_bits(insn.type));
  clobber_flags();
  done(v, d);
}

void Lowering::emit_convert(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type from = type_of_value(insn.a);
  if (insn.op == Op::kSext && from == Type::kI1) {
    const Reg x = need(insn.a);
    drop_operands(insn);
    const Reg d = result_reg(dest, x, v);
    a_.mov(x86::gpd(d), x86::gpd(x));
    a_.neg(gp(d, wide(insn.type)));
    clobber_flags();
    extend_small(insn.type, d);
    return done(v, d);
  }
  prepare(insn.a);
  const Type read = insn.op == Op::kTrunc ? insn.type : from;  // as many bits of the source as matter
  const Operand x = insn.op != Op::kTrunc && values_[insn.a].where != Where::kConst ? source(insn.a, from)
                                                                                    : Operand(gp(need(insn.a), read));
  drop_operands(insn);
  const Reg d = result_reg(dest, reg_of(x), v);
  if (insn.op == Op::kSext) {
    if (from == Type::kI32) a_.emit(x86::Inst::kIdMovsxd, x86::gpq(d), x);
    else a_.emit(x86::Inst::kIdMovsx, gp(d, wide(insn.type)), x);
    if (insn.type == Type::kI16) a_.movzx(x86::gpd(d), x86::gpw(d));
  } else if (type_bits(read) >= 32) {
    a_.emit(x86::Inst::kIdMov, x86::gpd(d), x);
  } else {
    a_.emit(x86::Inst::kIdMovzx, x86::gpd(d), x);
    if (insn.op == Op::kTrunc && read == Type::kI1) extend_small(Type::kI1, d);
  }
  done(v, d);
}

void Lowering::emit_select(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  prepare(insn.b);
  prepare(insn.c);
  const Cond cond = condition(insn.a);
  // From here on nothing touches the host's flags.
  const Reg yes = need(insn.b);
  Operand no = source(insn.c, type);
  if (insn.type == Type::kI1 && !no.isImm()) no = gp(need(insn.c), type);
  drop_operands(insn);
  const Reg d = result_reg(dest, reg_of(no), v);
  if (d == yes && reg_of(no) != d) {
    if (no.isImm()) {
      const Reg r = allocate();
      a_.emit(x86::Inst::kIdMov, gp(r, type), no);
      no = gp(r, type);
    }
    a_.emit(x86::Inst::cmovccFromCond(x86::negateCond(cond)), gp(d, type), no);
  } else {
    if (reg_of(no) != d) a_.emit(x86::Inst::kIdMov, gp(d, type), no);
    a_.emit(x86::Inst::cmovccFromCond(cond), gp(d, type), gp(yes, type));
  }
  done(v, d);
}

void Lowering::emit_flag(ValueId v, Reg dest) {
  const Cond cond = condition(v);
  const Insn insn = def(v);
  drop_operands(insn);
  const Reg d = result_reg(dest, kNoReg, v);
  a_.set(cond, x86::gpb_lo(d));
  a_.movzx(x86::gpd(d), x86::gpb_lo(d));
  done(v, d);
}

void Lowering::emit_sum(ValueId v, Reg dest) {
  const Insn insn = def(v);
  const Type type = wide(insn.type);
  // x + ~z + c is x - z - !c, which is one instruction too.
  prepare(insn.a);
  prepare(is_lazy(insn.b, Op::kNot) ? def(insn.b).a : insn.b);
  const Cond carry = prepare_carry(insn.c);
  const bool borrow = is_lazy(insn.b, Op::kNot);
  const ValueId right = borrow ? def(insn.b).a : insn.b;
  const Operand x = source(insn.a, type), y = source(right, type);
  set_carry(insn.c, carry, borrow);
  drop_operands(insn);
  const Reg d = result_reg(dest, reg_of(x), v);
  combine(borrow ? x86::Inst::kIdSbb : x86::Inst::kIdAdc, type, d, x, y, !borrow);
  clobber_flags();
  if (type == insn.type) flags_ = {borrow ? HostFlags::kBorrow : HostFlags::kSum, type, insn.a, insn.b, insn.c, v};
  extend_small(insn.type, d);
  done(v, d);
}

}  // namespace sosie::jit::x86_64
