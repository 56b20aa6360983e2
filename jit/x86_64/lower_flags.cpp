// Conditions: what the host's flags say, and puts of flags that wait.
#include <algorithm>

#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;
using x86::CondCode;

namespace {

bool is_comparison(const ir::Insn& insn) { return info(insn.op).shape == Shape::kCompare && insn.type != Type::kI1; }

bool is_deferred_input(i64 offset) {
  return offset >= word_offset(kDeferredInput) && offset < word_offset(kDeferredNumber);
}

/// After the host compared (a, b) as the operation names them.
CondCode direct(Op op) {
  switch (op) {
    case Op::kEq: return CondCode::kE;
    case Op::kNe: return CondCode::kNE;
    case Op::kUlt: return CondCode::kB;
    case Op::kUle: return CondCode::kBE;
    case Op::kSlt: return CondCode::kL;
    case Op::kSle: return CondCode::kLE;
    default: return CondCode::kO;
  }
}

/// After the host compared (b, a).
CondCode swapped(Op op) {
  switch (op) {
    case Op::kUlt: return CondCode::kA;
    case Op::kUle: return CondCode::kAE;
    case Op::kSlt: return CondCode::kG;
    case Op::kSle: return CondCode::kGE;
    default: return direct(op);
  }
}

}  // namespace

bool Lowering::flags_say(ValueId v, Cond& cond) const {
  const Insn& insn = def(v);
  const HostFlags& f = flags_;
  if (f.kind == HostFlags::kNothing) return false;
  if (f.kind == HostFlags::kFloat) return float_flags_say(v, cond);
  if (insn.op == Op::kCarryOf || insn.op == Op::kOverflowOf) {
    const bool operands = (f.x == insn.a && f.y == insn.b) || (f.x == insn.b && f.y == insn.a);
    const bool no_carry = is_const(insn.c) && def(insn.c).imm == 0;
    const bool fits = f.kind == HostFlags::kAdd
                          ? no_carry
                          : (f.kind == HostFlags::kSum || f.kind == HostFlags::kBorrow) && f.carry == insn.c;
    if (!operands || !fits || f.type != insn.type) return false;
    cond = insn.op == Op::kOverflowOf ? CondCode::kO : f.kind == HostFlags::kBorrow ? CondCode::kAE : CondCode::kB;
    return true;
  }
  if (!is_comparison(insn) || f.type != insn.type) return false;
  if (f.kind == HostFlags::kSub) {
    if (f.x == insn.a && f.y == insn.b) {
      cond = direct(insn.op);
      return true;
    }
    if (f.x == insn.b && f.y == insn.a && insn.op != Op::kSubOverflow) {
      cond = swapped(insn.op);
      return true;
    }
  }
  return result_says(insn, cond);
}

/// Comparisons of a result with 0 by the flags that the result made.
bool Lowering::result_says(const Insn& insn, Cond& cond) const {
  const bool exact = flags_.kind == HostFlags::kResult;  // carry and overflow are clear
  if (flags_.result == kNone) return false;
  if (flags_.result == insn.a && is_zero(insn.b)) {
    switch (insn.op) {
      case Op::kEq:
      case Op::kNe: cond = direct(insn.op); return true;
      case Op::kSlt: cond = CondCode::kS; return true;
      case Op::kSle: cond = CondCode::kLE; return exact;
      default: return false;
    }
  }
  if (flags_.result == insn.b && is_zero(insn.a)) {
    if (insn.op == Op::kSle) {
      cond = CondCode::kNS;
      return true;
    }
    cond = CondCode::kG;
    return insn.op == Op::kSlt && exact;
  }
  return false;
}

Lowering::Cond Lowering::condition(ValueId v) {
  const u32 locked = locked_;
  const Cond cond = any_condition(v);
  locked_ = locked;  // what was compared is not needed any more
  return cond;
}

Lowering::Cond Lowering::any_condition(ValueId v) {
  Cond cond{};
  const ValueState s = values_[v];
  const Insn insn = def(v);
  if (s.where == Where::kLazy) {
    if (flags_say(v, cond)) return cond;
    if (insn.op == Op::kNot) return x86::negateCond(condition(insn.a));
    if (is_comparison(insn)) return compare(v);
    if (insn.op == Op::kFloatIs) return float_condition(v);
    if (insn.op == Op::kCarryOf || insn.op == Op::kOverflowOf) return sum_condition(v);
    if (insn.op == Op::kTrunc) {
      a_.test(x86::gpb_lo(need(insn.a)), 1);
      clobber_flags();
      return CondCode::kNE;
    }
    if (insn.op != Op::kSelect) return flag_condition(v);
  }
  if (s.where == Where::kSlot) {
    a_.cmp(slot(piece_of(insn)), 0);
  } else {
    const Reg r = need(v);
    a_.test(x86::gpb_lo(r), x86::gpb_lo(r));
  }
  clobber_flags();
  return CondCode::kNE;
}

Lowering::Cond Lowering::compare(ValueId v) {
  const Insn insn = def(v);
  Cond cond{};
  if (is_zero(insn.b) && insn.op != Op::kSubOverflow) {
    test_value(insn.a, insn.type, v);
  } else if (is_zero(insn.a) && (insn.op == Op::kSlt || insn.op == Op::kSle)) {
    test_value(insn.b, insn.type, v);
  } else {
    // The way round of the difference, if there is one, serves its other flags too.
    const ValueId d = by_difference_[v];
    const auto is_difference = [&](ValueId a, ValueId b) {
      return def(d).op == Op::kSub && def(d).a == a && def(d).b == b;
    };
    const bool fits =
        d != kNone && (is_difference(insn.a, insn.b) || (insn.op != Op::kSubOverflow && is_difference(insn.b, insn.a)));
    if (fits) compare_values(insn.type, def(d).a, def(d).b, d, false);
    else compare_values(insn.type, insn.a, insn.b, kNone, insn.op != Op::kSubOverflow);
  }
  if (!flags_say(v, cond)) failed_ = true;
  return cond;
}

/// Flags of x - y, or of y - x where that is shorter and does as well.
void Lowering::compare_values(Type type, ValueId x, ValueId y, ValueId difference, bool either_way) {
  prepare(x);
  prepare(y);
  ValueId left = x, right = y;
  if (is_const(left) && either_way) std::swap(left, right);
  Operand a = source(left, type), b = source(right, type);
  if (a.isImm() || (a.isMem() && b.isMem())) a = gp(need(left), type);
  a_.emit(x86::Inst::kIdCmp, a, b);
  flags_ = {HostFlags::kSub, type, left, right, kNone, left == x ? difference : kNone};
}

/// Flags of x against 0, for the comparison `v`. Where only its flags are wanted, x itself need not be computed.
void Lowering::test_value(ValueId x, Type type, ValueId v) {
  // Less or equal needs an overflow flag that is clear, which a subtraction does not promise.
  const bool zero_or_sign = def(v).op == Op::kEq || def(v).op == Op::kNe || (def(v).op == Op::kSlt) == (def(v).a == x);
  if (is_lazy(x, Op::kSub) && !is_const(def(x).a) && zero_or_sign)
    return compare_values(type, def(x).a, def(x).b, x, false);
  const bool masks = is_lazy(x, Op::kAnd);
  Operand a, b;
  if (masks) {
    const Insn insn = def(x);
    prepare(insn.a);
    prepare(insn.b);
    a = gp(need(insn.a), type);
    b = source(insn.b, type);
  } else {
    prepare(x);
    Cond cond;
    if (flags_say(v, cond)) return;
    a = b = source(x, type);
  }
  if (a.isMem()) a_.emit(x86::Inst::kIdCmp, a, Imm(0));
  else if (b.isMem()) a_.emit(x86::Inst::kIdTest, b, a);
  else a_.emit(x86::Inst::kIdTest, a, b);
  flags_ = {HostFlags::kResult, type, kNone, kNone, kNone, x};
}

/// Logic on flags.
Lowering::Cond Lowering::flag_condition(ValueId v) {
  const Insn insn = def(v);
  prepare(insn.a);
  prepare(insn.b);
  const Reg a = need(insn.a);
  const Operand b = source(insn.b, Type::kI8);
  clobber_flags();
  switch (insn.op) {
    case Op::kEq:
    case Op::kNe:
    case Op::kXor:
    case Op::kAdd:
    case Op::kSub:
      a_.emit(x86::Inst::kIdCmp, x86::gpb_lo(a), b);
      return insn.op == Op::kEq ? CondCode::kE : CondCode::kNE;
    case Op::kAnd:
    case Op::kMul:
      if (b.isMem()) a_.emit(x86::Inst::kIdTest, b, x86::gpb_lo(a));
      else a_.emit(x86::Inst::kIdTest, x86::gpb_lo(a), b);
      return CondCode::kNE;
    case Op::kOr: {
      const Reg r = allocate();
      a_.mov(x86::gpd(r), x86::gpd(a));
      a_.emit(x86::Inst::kIdOr, x86::gpb_lo(r), b);
      return CondCode::kNE;
    }
    default: failed_ = true; return CondCode::kE;
  }
}

Lowering::Cond Lowering::sum_condition(ValueId v) {
  const Insn insn = def(v);
  const bool with_carry = !is_const(insn.c) || def(insn.c).imm != 0;
  prepare(insn.a);
  prepare(insn.b);
  Cond carry{};
  if (with_carry) carry = prepare_carry(insn.c);
  const Operand x = source(insn.a, insn.type), y = source(insn.b, insn.type);
  if (with_carry) set_carry(insn.c, carry, false);
  const Reg sum = allocate();
  a_.emit(x86::Inst::kIdMov, gp(sum, insn.type), x);
  a_.emit(with_carry ? x86::Inst::kIdAdc : x86::Inst::kIdAdd, gp(sum, insn.type), y);
  flags_ = {
      with_carry ? HostFlags::kSum : HostFlags::kAdd, insn.type, insn.a, insn.b, with_carry ? insn.c : kNone, kNone};
  Cond cond{};
  if (!flags_say(v, cond)) failed_ = true;
  return cond;
}

/// Does what of `set_carry` might emit other values. Afterwards nothing but moves may come before `set_carry`.
Lowering::Cond Lowering::prepare_carry(ValueId carry) {
  return values_[carry].where == Where::kLazy ? condition(carry) : Cond{};
}

void Lowering::set_carry(ValueId carry, Cond prepared, bool inverted) {
  const u32 locked = locked_;
  switch (values_[carry].where) {
    case Where::kConst:
      if ((def(carry).imm != 0) != inverted) a_.stc();
      else a_.clc();
      break;
    case Where::kLazy:
      if (prepared == CondCode::kB || prepared == CondCode::kAE) {
        if ((prepared == CondCode::kB) == inverted) a_.cmc();
      } else {
        const Reg r = allocate();
        a_.set(inverted ? x86::negateCond(prepared) : prepared, x86::gpb_lo(r));
        a_.bt(x86::gpd(r), 0);
      }
      break;
    default:
      if (inverted) a_.emit(x86::Inst::kIdCmp, source(carry, Type::kI8), Imm(1));  // below 1: borrow
      else a_.bt(x86::gpd(need(carry)), 0);
      break;
  }
  clobber_flags();
  locked_ = locked;
}

// --- flags that wait ---

int Lowering::flag_at(u16 slot) const {
  const auto it = std::ranges::find(target_.flags, slot);
  return it == target_.flags.end() ? -1 : static_cast<int>(it - target_.flags.begin());
}
bool Lowering::touches_flag(StatePiece piece) const {
  return std::ranges::any_of(target_.flags, [&](u16 slot) { return overlap({slot, 1}, piece); });
}

void Lowering::add_pending(u16 slot, ValueId v) {
  const auto it = std::ranges::find(pending_, slot, &Pending::slot);
  if (it == pending_.end()) {
    pending_.push_back({slot, v});
    return;
  }
  const ValueId before = it->value;
  it->value = v;
  drop_use(before);
}

void Lowering::write_flag(u16 where, ValueId v) {
  const StatePiece piece{where, 1};
  before_overwrite(piece);
  const ValueState s = values_[v];
  const u32 locked = locked_;
  if (s.where == Where::kConst) a_.mov(slot(piece), def(v).imm);
  else if (s.where == Where::kLazy && def(v).op != Op::kSelect) a_.set(condition(v), slot(piece));
  else a_.mov(slot(piece), x86::gpb_lo(need(v)));
  locked_ = locked;
  drop_use(v);
}

/// Flags that were put in the state are not among those that are still to be put.
void Lowering::mark_put(u32 flags) {
  if (flags == 0 || settled_) return;
  a_.or_(in_record(word_offset(kDeferredNumber) + 4, 1), flags);
  clobber_flags();
}

void Lowering::flush_pending() {
  u32 flags = 0;
  // First those that the host's flags say already.
  for (bool ready : {true, false}) {
    for (std::size_t i = 0; i < pending_.size();) {
      Cond cond;
      const Pending p = pending_[i];
      if (ready && values_[p.value].where == Where::kLazy && !flags_say(p.value, cond)) {
        ++i;
        continue;
      }
      pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
      write_flag(p.slot, p.value);
      if (is_flag(p.slot)) flags |= 1u << flag_at(p.slot);
    }
  }
  mark_put(flags);
}

void Lowering::flush_pending(StatePiece piece) {
  for (std::size_t i = 0; i < pending_.size();) {
    const Pending p = pending_[i];
    if (!overlap({p.slot, 1}, piece)) {
      ++i;
      continue;
    }
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
    write_flag(p.slot, p.value);
    if (is_flag(p.slot)) mark_put(1u << flag_at(p.slot));
  }
}

void Lowering::settle() {
  if (settled_) return;
  settled_ = true;
  const Unsettled u{a_.newLabel(), a_.newLabel()};
  a_.cmp(in_record(word_offset(kDeferredNumber), 4), 0);
  a_.jne(u.label);
  a_.bind(u.back);
  unsettled_.push_back(u);
  clobber_flags();
}

void Lowering::leave_pending() {
  if (!settled_ && defer_pending()) return;
  flush_pending();
}

/// Leaves behind what the flags are. Only where all of them are put: what was left before is forgotten then.
bool Lowering::defer_pending() {
  const auto waits = [&](u16 slot) { return std::ranges::find(pending_, slot, &Pending::slot) != pending_.end(); };
  if (!std::ranges::all_of(target_.flags, waits)) return false;
  std::vector<DeferredNode> nodes;
  std::vector<DeferredPut> puts;
  node_of_.clear();
  first_node_ = 0;
  for (const Pending& p : pending_) {
    if (const int flag = flag_at(p.slot); flag >= 0) {
      puts.push_back({p.slot, deferred_node(p.value, nodes), static_cast<u16>(flag)});
    }
  }
  // What lies in registers or in the state now goes to the words for it.
  unsigned inputs = 0;
  for (const DeferredNode& node : nodes)
    inputs += node.kind == DeferredNode::kRegister || node.kind == DeferredNode::kState;
  if (inputs > kDeferredInputs || nodes.size() > kMaxDeferredNodes) return false;
  inputs = 0;
  // Registers first: the others need one to go through.
  for (const auto kind : {DeferredNode::kRegister, DeferredNode::kState}) {
    for (DeferredNode& node : nodes) {
      if (node.kind != kind || (kind == DeferredNode::kState && is_deferred_input(node.value))) continue;
      const u32 locked = locked_;
      const Type width = type_bits(node.type) == 64 ? Type::kI64 : Type::kI32;
      if (kind == DeferredNode::kRegister && node.value >= kFirstVector) {
        const auto from = x86::xmm(static_cast<Vec>(node.value - kFirstVector));
        node.kind = DeferredNode::kState;
        node.value = word_offset(kDeferredInput + inputs++);
        a_.vmovq(in_record(static_cast<i32>(node.value), 8), from);
        continue;
      }
      Reg from = static_cast<Reg>(node.value);
      if (kind == DeferredNode::kState) load_state(from = allocate(), node.type, static_cast<i32>(node.value));
      node.kind = DeferredNode::kState;
      node.value = word_offset(kDeferredInput + inputs++);
      a_.mov(in_record(static_cast<i32>(node.value), type_bytes(width)), gp(from, width));
      locked_ = locked;
    }
  }
  a_.mov(in_record(word_offset(kDeferredNumber), 8), sets_.add(nodes, puts));
  for (std::size_t i = pending_.size(); i-- > 0;) {
    const Pending p = pending_[i];
    if (!is_flag(p.slot)) continue;
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
    drop_use(p.value);
  }
  flush_pending();
  return true;
}

}  // namespace sosie::jit::x86_64
