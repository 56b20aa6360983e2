// Values and where they are.
#include <algorithm>
#include <cassert>

#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

x86::Gp Lowering::gp(Reg reg, Type type) const {
  switch (type_bits(type)) {
    case 64: return x86::gpq(reg);
    case 16: return x86::gpw(reg);
    case 8:
    case 1: return x86::gpb_lo(reg);
    default: return x86::gpd(reg);
  }
}

Lowering::ValueState& Lowering::change(ValueId v) {
  if (in_region_) journal_.push_back({v, values_[v], code_[v]});
  return values_[v];
}

void Lowering::redefine(ValueId v, const Insn& insn) {
  change(v).where = Where::kLazy;
  code_[v] = insn;
}

void Lowering::drop_use(ValueId v) {
  ValueState& s = change(v);
  assert(s.uses > 0);
  if (--s.uses > 0) return;
  const Where where = s.where;
  const u8 place = s.place;
  if (where == Where::kConst) return;
  s.where = Where::kNowhere;
  switch (where) {
    case Where::kLazy: {
      const Insn insn = def(v);
      drop_operands(insn);
      break;
    }
    case Where::kReg: std::ranges::replace(owner_, v, kNone); break;
    case Where::kFloat:
      std::ranges::replace(owner_, v, kNone);
      float_owner_[place] = kNone;
      break;
    case Where::kSpill: spill_owner_[place] = kNone; break;
    case Where::kSlot: std::erase(in_slots_, v); break;
    default: break;
  }
}

void Lowering::drop_operands(const Insn& insn) {
  for (unsigned n = 0; n < ir::operand_count(insn); ++n) drop_use(insn.operand(n));
}

void Lowering::own(Reg reg, ValueId v) {
  owner_[reg] = v;
  ValueState& s = change(v);
  s.where = Where::kReg;
  s.place = reg;
}

Reg Lowering::allocate() {
  for (Reg r : kScratch) {
    if (owner_[r] == kNone && !is_locked(r)) {
      lock(r);
      return r;
    }
  }
  Reg victim = kNoReg;
  for (Reg r : kScratch) {
    if (!is_locked(r) && (victim == kNoReg || values_[owner_[r]].uses < values_[owner_[victim]].uses)) victim = r;
  }
  if (victim == kNoReg) {
    failed_ = true;
    return kRax;
  }
  spill(owner_[victim]);
  lock(victim);
  return victim;
}

void Lowering::take(Reg reg) {
  if (is_locked(reg)) {
    failed_ = true;
    return;
  }
  lock(reg);
  const ValueId v = owner_[reg];
  if (v == kNone) return;
  for (Reg r : kScratch) {
    if (owner_[r] != kNone || is_locked(r)) continue;
    a_.mov(x86::gpq(r), x86::gpq(reg));
    owner_[reg] = kNone;
    own(r, v);
    return;
  }
  spill(v);
}

bool Lowering::is_crowded() const {
  const auto used = std::ranges::count_if(spill_owner_, [](ValueId v) { return v != kNone; });
  return used * 2 > static_cast<std::ptrdiff_t>(spill_owner_.size());
}

void Lowering::spill(ValueId v) {
  const Reg reg = values_[v].place;
  owner_[reg] = kNone;
  if (const auto other = std::ranges::find(owner_, v); other != owner_.end()) {
    change(v).place = static_cast<Reg>(other - owner_.begin());
    return;
  }
  const int n = free_spill_slot();
  if (n < 0) {
    failed_ = true;
    return;
  }
  a_.mov(in_record(spill_offset(static_cast<unsigned>(n)), 8), x86::gpq(reg));
  spill_owner_[static_cast<unsigned>(n)] = v;
  ValueState& s = change(v);
  s.where = Where::kSpill;
  s.place = static_cast<u8>(n);
}

int Lowering::free_spill_slot() const {
  // Inside a region the slots that were taken before it still hold what the way around the region expects.
  for (unsigned n = 0; n < spill_owner_.size(); ++n) {
    if (spill_owner_[n] == kNone && !(kept_spills_ >> n & 1) && !is_locked_spill(n)) return static_cast<int>(n);
  }
  return -1;
}

void Lowering::before_overwrite(Reg reg, ValueId next) {
  const ValueId v = owner_[reg];
  if (v == kNone) return;
  owner_[reg] = kNone;
  const ValueState& s = values_[v];
  if (s.uses == 0 || s.where != Where::kReg || s.place != reg) return;
  if (const auto other = std::ranges::find(owner_, v); other != owner_.end()) {
    change(v).place = static_cast<Reg>(other - owner_.begin());
    return;
  }
  if (next != kNone && recover_from(v, next)) return;
  const u32 locked = locked_;
  const Reg copy = allocate();
  a_.mov(gp(copy, type_bits(type_of_value(v)) == 64 ? Type::kI64 : Type::kI32),
         gp(reg, type_bits(type_of_value(v)) == 64 ? Type::kI64 : Type::kI32));
  own(copy, v);
  locked_ = locked;
}

bool Lowering::recover_from(ValueId v, ValueId result) {
  const Insn sum = def(result);
  if ((sum.op != Op::kAdd && sum.op != Op::kSub) || type_bits(sum.type) < 32 || (sum.a == v) == (sum.b == v))
    return false;
  const ValueId other = sum.a == v ? sum.b : sum.a;
  const bool stays = is_const(other) || (values_[other].where == Where::kReg && !is_scratch(values_[other].place) &&
                                         values_[other].uses > 0);
  if (!stays) return false;
  Insn back{Op::kSub, sum.type, result, other};  // result = v + other
  if (sum.op == Op::kSub)
    back = sum.a == v ? Insn{Op::kAdd, sum.type, result, other}   // result = v - other
                      : Insn{Op::kSub, sum.type, other, result};  // result = other - v
  redefine(v, back);
  ++change(result).uses;
  ++change(other).uses;
  return true;
}

void Lowering::before_overwrite(StatePiece piece) {
  for (std::size_t i = in_slots_.size(); i-- > 0;) {
    const ValueId v = in_slots_[i];
    if (!overlap(piece_of(def(v)), piece)) continue;
    const u32 locked = locked_, locked_floats = locked_floats_;
    if (target_.avx && float_wanted_[v] && type_bits(def(v).type) >= 32) need_float(v, type_bits(def(v).type));
    else need(v);
    locked_ = locked;
    locked_floats_ = locked_floats;
  }
}

Lowering::ValueId Lowering::peeled(ValueId v) const {
  while (values_[v].where == Where::kLazy) {
    const Insn& insn = def(v);
    const bool free = insn.op == Op::kZext || (insn.op == Op::kTrunc && insn.type == Type::kI32);
    if (!free) break;
    v = insn.a;
  }
  return v;
}

void Lowering::prepare(ValueId v) {
  v = peeled(v);
  if (values_[v].where == Where::kLazy) emit(v);
}

Reg Lowering::need(ValueId v) {
  v = peeled(v);
  const ValueState s = values_[v];
  switch (s.where) {
    case Where::kReg: lock(s.place); return s.place;
    case Where::kConst: {
      const Reg r = allocate();
      load_constant(r, def(v).imm);
      return r;
    }
    case Where::kSpill: {
      const Reg r = allocate();
      a_.mov(x86::gpq(r), in_record(spill_offset(s.place), 8));
      spill_owner_[s.place] = kNone;
      own(r, v);
      return r;
    }
    case Where::kSlot: {
      const Reg r = allocate();
      load_slot(r, def(v));
      std::erase(in_slots_, v);
      own(r, v);
      return r;
    }
    case Where::kLazy:
      emit(v);
      if (values_[v].where == Where::kFloat) return float_in_register(v);
      if (values_[v].where != Where::kReg) break;
      lock(values_[v].place);
      return values_[v].place;
    case Where::kFloat: return float_in_register(v);
    case Where::kNowhere: break;
  }
  failed_ = true;
  return kRax;
}

void Lowering::load_constant(Reg reg, u64 value) {
  // Not by xor: the host's flags may be wanted.
  if (value <= 0xffff'ffff) a_.mov(x86::gpd(reg), static_cast<u32>(value));
  else a_.mov(x86::gpq(reg), value);
}

void Lowering::load_slot(Reg reg, const Insn& get) { load_state(reg, get.type, static_cast<i32>(get.imm)); }

void Lowering::load_state(Reg reg, Type type, i32 offset) {
  const Mem from = in_record(offset, type_bytes(type));
  switch (type_bytes(type)) {
    case 8: a_.mov(x86::gpq(reg), from); break;
    case 4: a_.mov(x86::gpd(reg), from); break;
    default: a_.movzx(x86::gpd(reg), from); break;
  }
}

Operand Lowering::source(ValueId v, Type type) {
  v = peeled(v);
  const ValueState s = values_[v];
  if (s.where == Where::kConst) {
    const u64 imm = def(v).imm;
    if (type_bits(type) < 64) return Imm(static_cast<i32>(imm));
    if (static_cast<i64>(imm) == static_cast<i32>(imm)) return Imm(static_cast<i64>(imm));
  }
  if (s.where == Where::kSpill) {
    lock_spill(s.place);
    return in_record(spill_offset(s.place), type_bytes(type));
  }
  if (s.where == Where::kSlot && type_bytes(def(v).type) == type_bytes(type)) return slot(piece_of(def(v)));
  return gp(need(v), type);
}

void Lowering::into(Reg reg, ValueId v) {
  const bool cut = type_bits(type_of_value(v)) <= 32 && type_bits(type_of_value(peeled(v))) == 64;
  v = peeled(v);
  if (!cut && owner_[reg] == v && values_[v].where == Where::kReg) {
    lock(reg);
    return;
  }
  if (cut) prepare(v);
  take(reg);
  if (values_[v].where == Where::kLazy) {
    emit(v, reg);
    return;
  }
  const Type type = cut ? Type::kI32 : Type::kI64;
  const ValueState s = values_[v];
  switch (s.where) {
    case Where::kReg: a_.mov(gp(reg, type), gp(s.place, type)); break;
    case Where::kFloat: move_float(reg, v, cut ? 4 : 8); break;
    case Where::kConst: load_constant(reg, def(v).imm & type_mask(type)); break;
    case Where::kSpill: a_.mov(gp(reg, type), in_record(spill_offset(s.place), type_bytes(type))); break;
    case Where::kSlot:
      if (cut) a_.mov(x86::gpd(reg), in_record(static_cast<i32>(def(v).imm), 4));
      else load_slot(reg, def(v));
      break;
    default: failed_ = true; break;
  }
}

}  // namespace sosie::jit::x86_64
