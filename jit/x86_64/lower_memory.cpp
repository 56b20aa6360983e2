// Accesses to the guest's memory where it lies at the host's gs segment: an address is the guest's own, in 32 bits.
// Otherwise: lower_tlb.cpp.
#include <algorithm>

#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

x86::Mem at_guest(x86::Mem mem) {
  mem.setSegment(x86::gs);
  return mem;
}

}  // namespace

/// The operand for an access, with as much of the address arithmetic in it as fits. Locks what it uses.
x86::Mem Lowering::address(ValueId v, Type type) {
  const Type word = type_of_value(v);  // an address of 32 bits wraps around at 32 bits: the processor does that for us
  const u32 bytes = type_bytes(type);
  const auto constant = [&](ValueId c) { return is_const(c) ? static_cast<i64>(static_cast<i32>(def(c).imm)) : 0; };
  if (is_lazy(v, Op::kAdd) || (is_lazy(v, Op::kSub) && is_const(def(v).b))) {
    const Insn insn = def(v);
    if (is_const(insn.b)) {
      const i64 displacement = insn.op == Op::kAdd ? constant(insn.b) : -constant(insn.b);
      if (displacement == static_cast<i32>(displacement) && !is_const(insn.a)) {
        return at_guest(x86::Mem(gp(need(insn.a), word), static_cast<i32>(displacement), bytes));
      }
    } else {
      prepare(insn.a);
      const auto [index, shift] = scaled(insn.b);
      prepare(index);
      const Reg x = need(insn.a), y = need(index);
      return at_guest(x86::Mem(gp(x, word), gp(y, word), shift, 0, bytes));
    }
  }
  if (is_const(v) && def(v).imm <= INT32_MAX) {
    x86::Mem absolute(def(v).imm, bytes);
    absolute.setAddrType(x86::Mem::AddrType::kAbs);
    return at_guest(absolute);
  }
  return at_guest(x86::Mem(gp(need(v), word), 0, bytes));
}

/// The home that `v`, made by the operation before `from`, is put to before anything that could leave the block.
Reg Lowering::home_for(ValueId v, std::size_t from) const {
  for (std::size_t i = from; i < code_.size(); ++i) {
    const Insn& insn = code_[i];
    if (insn.op == Op::kPut && insn.a == v) {
      const Home* home = target_.homes.of(piece_of(insn));
      return home ? home->reg : kNoReg;
    }
    if (insn.op != Op::kPut && !info(insn.op).pure) return kNoReg;  // a get wants the home as it was
  }
  return kNoReg;
}

Lowering::ValueId Lowering::widened(std::size_t index, Op& widening) const {
  const ValueId v = static_cast<ValueId>(index);
  if (index + 1 < code_.size() && values_[v].uses == 1) {
    const Insn& next = code_[index + 1];
    if ((next.op == Op::kZext || next.op == Op::kSext) && next.a == v && type_bits(code_[index].type) < 64) {
      widening = next.op;
      return static_cast<ValueId>(index + 1);
    }
  }
  return v;
}

void Lowering::move_loaded(Reg d, const Mem& from, Type loaded, Type made, bool sign) {
  switch (type_bits(loaded)) {
    case 64: a_.mov(x86::gpq(d), from); break;
    case 32:
      if (sign) a_.movsxd(x86::gpq(d), from);
      else a_.mov(x86::gpd(d), from);
      break;
    default:
      if (sign) a_.movsx(gp(d, type_bits(made) == 64 ? Type::kI64 : Type::kI32), from);
      else a_.movzx(x86::gpd(d), from);
      if (sign && made == Type::kI16) a_.movzx(x86::gpd(d), x86::gpw(d));
      break;
  }
}

void Lowering::own_loaded(Reg d, ValueId v, ValueId made) {
  if (values_[made].uses == 0) return;
  if (made != v) {
    change(v).uses = 0;
    skip_.push_back(made);
  }
  own(d, made);
}

void Lowering::lower_load(std::size_t index) {
  if (target_.tlb) return load_by_tlb(index);
  const ValueId v = static_cast<ValueId>(index);
  const Insn insn = code_[index];
  Op widening = Op::kZext;
  const ValueId made = widened(index, widening);
  const Mem from = address(insn.a, insn.type);
  const Reg home = values_[made].uses > 0 ? home_for(made, static_cast<std::size_t>(made) + 1) : kNoReg;
  // The address may lie in the register that the result goes to, and a fault must find the old value there.
  drop_use(insn.a);
  if (made == v && home == kNoReg && target_.avx && float_wanted_[v] && type_bits(insn.type) >= 32) {
    const Vec x = allocate_float();
    note_fault();
    if (type_bits(insn.type) == 64) a_.vmovsd(x86::xmm(x), from);
    else a_.vmovss(x86::xmm(x), from);
    if (values_[v].uses > 0) own_float(x, v);
    return;
  }
  Reg d;
  if (home == kNoReg) {
    d = allocate();
  } else {
    before_overwrite(home);
    d = home;
  }
  note_fault();
  move_loaded(d, from, insn.type, type_of_value(made), widening == Op::kSext);
  own_loaded(d, v, made);
}

/// Only the low bits go to memory: cutting them off first changes nothing.
Lowering::ValueId Lowering::uncut(ValueId v, Type type) const {
  while ((is_lazy(v, Op::kTrunc) && type_bits(def(v).type) >= type_bits(type)) || is_lazy(v, Op::kZext)) v = def(v).a;
  return v;
}

void Lowering::lower_store(const Insn& insn) {
  if (target_.tlb) return store_by_tlb(insn);
  const Type type = insn.type;
  prepare(uncut(insn.b, type));
  const Mem to = address(insn.a, type);
  const ValueId value = uncut(insn.b, type);
  const ValueState s = values_[value];
  if (is_float_access(value, type)) {
    note_fault();
    store_float(to, type_bytes(type), value);
    drop_operands(insn);
    return;
  }
  const i64 imm = s.where == Where::kConst ? static_cast<i64>(def(value).imm) : 0;
  if (s.where == Where::kConst && (type_bits(type) < 64 || imm == static_cast<i32>(imm))) {
    note_fault();
    a_.mov(to, Imm(type_bits(type) == 64 ? imm : static_cast<i64>(static_cast<i32>(imm))));
  } else {
    const Reg r = need(value);
    note_fault();
    a_.mov(to, gp(r, type));
  }
  drop_operands(insn);
}

void Lowering::lower_compare_exchange(ValueId v) {
  if (target_.tlb) return exchange_by_call(v);
  const Insn insn = def(v);
  prepare(insn.a);
  prepare(insn.b);
  prepare(insn.c);
  into(kRax, insn.b);
  if (owner_[kRax] != kNone) {  // the processor writes what it saw there
    const u32 locked = locked_;
    before_overwrite(Reg{kRax});
    locked_ = locked;
  }
  const Reg desired = need(insn.c);
  const Mem where = address(insn.a, insn.type);
  note_fault();
  a_.lock().cmpxchg(where, gp(desired, insn.type));
  clobber_flags();
  drop_operands(insn);
  if (type_bits(insn.type) < 32) a_.movzx(x86::eax, gp(kRax, insn.type));
  if (values_[v].uses > 0) own(kRax, v);
}

void Lowering::lower_fence() {
  // Orders all accesses like mfence, and faster on most processors.
  a_.lock().or_(in_record(kBudgetOffset, 1), 0);
  clobber_flags();
}

void Lowering::note_fault() {
  node_of_.clear();
  std::vector<DeferredNode>& nodes = out_->nodes;
  std::vector<DeferredPut>& puts = out_->puts;
  const u32 first_node = static_cast<u32>(nodes.size()), first_put = static_cast<u32>(puts.size());
  first_node_ = first_node;
  for (const Pending& p : pending_) puts.push_back({p.slot, deferred_node(p.value, nodes)});
  FaultPoint point{section_offset(), block_insns_ - (begun_ - 1),
                   at_.pc,           at_.mode,
                   first_node,       static_cast<u32>(nodes.size()) - first_node,
                   first_put,        static_cast<u32>(puts.size()) - first_put};
  // Accesses in a row mostly leave the same behind.
  if (!out_->faults.empty()) {
    const FaultPoint& last = out_->faults.back();
    const bool same = last.nodes == point.nodes && last.puts == point.puts &&
                      last.first_node + last.nodes == first_node &&
                      std::equal(nodes.begin() + first_node, nodes.end(), nodes.begin() + last.first_node) &&
                      std::equal(puts.begin() + first_put, puts.end(), puts.begin() + last.first_put);
    if (same) {
      nodes.resize(first_node);
      puts.resize(first_put);
      point.first_node = last.first_node;
      point.first_put = last.first_put;
    }
  }
  out_->faults.push_back(point);
}

u16 Lowering::deferred_node(ValueId v, std::vector<DeferredNode>& nodes) {
  if (const auto it = std::ranges::find(node_of_, v, &std::pair<ValueId, u16>::first); it != node_of_.end())
    return it->second;
  const ValueState s = values_[v];
  const Insn insn = def(v);
  DeferredNode node{DeferredNode::kImmediate};
  node.type = ir::result_type(insn);
  switch (s.where) {
    case Where::kConst: node.value = static_cast<i64>(insn.imm); break;
    case Where::kReg:
      node.kind = DeferredNode::kRegister;
      node.value = s.place;
      break;
    case Where::kFloat:
      node.kind = DeferredNode::kRegister;
      node.value = kFirstVector + s.place;
      if (!is_wide_float(v)) node.type = Type::kI32;
      break;
    case Where::kSpill:
      node.kind = DeferredNode::kState;
      node.value = spill_offset(s.place);
      break;
    case Where::kSlot:
      node.kind = DeferredNode::kState;
      node.value = static_cast<i64>(insn.imm);
      break;
    default:
      node.kind = DeferredNode::kOperation;
      node.op = insn.op;
      if (insn.op == Op::kFloatIs) node.value = static_cast<i64>(insn.imm);
      node.type = insn.type;
      if (ir::operand_count(insn) > 0) node.a = deferred_node(insn.a, nodes), node.operand = type_of_value(insn.a);
      if (ir::operand_count(insn) > 1) node.b = deferred_node(insn.b, nodes);
      if (ir::operand_count(insn) > 2) node.c = deferred_node(insn.c, nodes);
      break;
  }
  nodes.push_back(node);
  const u16 index = static_cast<u16>(nodes.size() - 1 - first_node_);
  node_of_.emplace_back(v, index);
  return index;
}

}  // namespace sosie::jit::x86_64
