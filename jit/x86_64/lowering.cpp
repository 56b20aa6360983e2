#include "jit/x86_64/lowering.h"

#include <algorithm>
#include <cassert>

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

/// Marks offsets in the section of exits until it is known where that begins.
constexpr u32 kCold = 1u << 31;

bool touches(std::span<const StatePiece> pieces, StatePiece piece) {
  return std::ranges::any_of(pieces, [&](StatePiece p) { return overlap(p, piece); });
}

bool takes_floats(FloatOp op) {
  return op != FloatOp::kNone && op != FloatOp::kFromSigned && op != FloatOp::kFromUnsigned;
}

}  // namespace

Lowering::Lowering(const Target& target, const ir::Block& block, CodeHolder& code, x86::Assembler& a, u32 first_link,
                   DeferredSets& sets)
    : target_(target),
      code_(block.code),
      block_insns_(block.insns),
      start_{block.address, block.mode},
      holder_(code),
      a_(a),
      first_link_(first_link),
      sets_(sets),
      values_(block.code.size()),
      by_difference_(block.code.size(), kNone),
      flags_wanted_(block.code.size()),
      value_wanted_(block.code.size()),
      in_order_(block.code.size()),
      float_wanted_(block.code.size()) {
  owner_.fill(kNone);
  float_owner_.fill(kNone);
  spill_owner_.fill(kNone);
  holder_.newSection(&cold_, ".exits", SIZE_MAX, SectionFlags::kExecutable, 1);
  budget_spent_ = a_.newLabel();
  find_ = a_.newLabel();
}

bool Lowering::run(LoweredBlock& out) {
  out_ = &out;
  count_uses();
  emit_entry();
  lower_range(0, code_.size());
  emit_tails();
  if (failed_ || holder_.flatten() != kErrorOk || holder_.resolveUnresolvedLinks() != kErrorOk) return false;
  const u32 cold_begin = static_cast<u32>(cold_->offset());
  const auto settle = [&](u32& offset) {
    if (offset & kCold) offset = (offset & ~kCold) + cold_begin;
  };
  for (LinkPoint& link : out.links) settle(link.field), settle(link.unlinked);
  for (FaultPoint& fault : out.faults) settle(fault.offset);
  std::ranges::sort(out.faults, {}, &FaultPoint::offset);
  return true;
}

u32 Lowering::section_offset() const {
  const u32 offset = static_cast<u32>(a_.offset());
  return a_.currentSection() == cold_ ? offset | kCold : offset;
}

void Lowering::count_uses() {
  std::vector<ValueId> sum_with_first(code_.size(), kNone);  // by first operand: the latest sum or difference
  std::vector<ValueId> sum_of(code_.size(), kNone);          // by carry or comparison: the operation that makes it too
  for (std::size_t i = 0; i < code_.size(); ++i) {
    const Insn& insn = code_[i];
    for (unsigned n = 0; n < ir::operand_count(insn); ++n) ++values_[insn.operand(n)].uses;
    // Looks both ways round, as a sum is the same either way and a comparison has a counterpart.
    const auto find_sum = [&] {
      for (const Insn& way : {insn, Insn{insn.op, insn.type, insn.b, insn.a}}) {
        const ValueId sum = sum_with_first[way.a];
        if (sum == kNone || code_[sum].b != way.b || code_[sum].type != way.type) continue;
        flags_wanted_[sum] = true;
        sum_of[i] = sum;
      }
    };
    switch (insn.op) {
      case Op::kAddCarry:
        if (sum_of[insn.c] != kNone) in_order_[sum_of[insn.c]] = true;
        in_order_[i] = !is_const(insn.c);
        [[fallthrough]];
      case Op::kAdd:
      case Op::kSub:
        sum_with_first[insn.a] = static_cast<ValueId>(i);
        value_wanted_[insn.a] = value_wanted_[insn.b] = true;
        break;
      case Op::kCarryOf:
      case Op::kOverflowOf: find_sum(); break;
      case Op::kEq:
      case Op::kNe:
      case Op::kUlt:
      case Op::kUle:
      case Op::kSlt:
      case Op::kSle:
      case Op::kSubOverflow:
        if (is_zero(insn.b)) flags_wanted_[insn.a] = true;
        if (is_zero(insn.a)) flags_wanted_[insn.b] = true;
        find_sum();
        if (sum_of[i] != kNone && code_[sum_of[i]].op != Op::kSub) sum_of[i] = kNone;
        by_difference_[i] = sum_of[i];
        break;
      case Op::kLanes:
      case Op::kFloatIs:
        want_float(insn.a);
        want_float(insn.b);
        [[fallthrough]];
      default:
        if (insn.op == Op::kCall && takes_floats(insn.helper().host.op)) {
          for (unsigned n = 0; n < ir::operand_count(insn); ++n) want_float(insn.operand(n));
        }
        // A difference that only flags are wanted of is a comparison, and made when it is asked.
        for (unsigned n = 0; n < ir::operand_count(insn); ++n) value_wanted_[insn.operand(n)] = true;
        break;
    }
  }
}

void Lowering::lower_range(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end && !failed_; ++i) {
    if (code_[i].op == Op::kSkipUnless) {
      const Region region = region_at(code_, i);
      lower_region(region);
      i = region.land;
    } else {
      lower(i);
    }
    locked_ = locked_floats_ = 0;
  }
}

void Lowering::lower(std::size_t index) {
  const ValueId v = static_cast<ValueId>(index);
  const Insn insn = code_[index];
  switch (insn.op) {
    case Op::kConst: change(v).where = Where::kConst; break;
    case Op::kGet: lower_get(v); break;
    case Op::kPut: lower_put(insn); break;
    case Op::kLoad: lower_load(index); break;
    case Op::kStore: lower_store(insn); break;
    case Op::kCompareExchange: lower_compare_exchange(v); break;
    case Op::kFence: lower_fence(); break;
    case Op::kCall:
      if (host_has(insn.helper().host)) lower_float_call(v), out_->raises_float_exceptions = true;
      else if (host_has(insn.helper().extended)) lower_extended(v), out_->raises_float_exceptions = true;
      else lower_call(v);
      break;
    case Op::kLanes: lower_lanes(v); break;
    case Op::kAt:
      at_ = {insn.imm, insn.mode()};
      ++begun_;
      if (target_.tlb && stored_ && !in_region_) leave_if_interrupted();
      break;
    case Op::kJump: lower_jump(insn); break;
    case Op::kStop: lower_stop(insn); break;
    case Op::kRaise: lower_raise(insn); break;
    default:
      if (!skip_.empty() && skip_.back() == v) skip_.pop_back();  // made together with the value before it
      else if (values_[v].uses == 0) drop_operands(insn);
      else lower_pure(v);
      break;
  }
}

void Lowering::lower_pure(ValueId v) {
  change(v).where = Where::kLazy;
  // A carry chain is emitted in order, while the host's carry is what the next sum wants.
  if (in_order_[v] && value_wanted_[v]) emit(v, home_for(v, std::size_t{v} + 1));
  else if (is_crowded()) emit(v);
}

void Lowering::lower_get(ValueId v) {
  const Insn& insn = def(v);
  const StatePiece piece = piece_of(insn);
  if (values_[v].uses == 0) return;
  if (const Home* home = target_.homes.of(piece)) {
    before_overwrite(home->reg);
    own(home->reg, v);
    return;
  }
  flush_pending(piece);
  const bool changes_unseen = collect_float_exceptions(piece);
  if (touches_flag(piece)) settle();
  const Home* part = target_.homes.touched_by(piece);
  if (part) a_.mov(slot(part->piece), gp(part->reg, part->piece.bytes == 8 ? Type::kI64 : Type::kI32));
  change(v).where = Where::kSlot;
  in_slots_.push_back(v);
  if (part || changes_unseen) need(v);  // the state goes stale with the next put to the home
}

void Lowering::lower_put(const Insn& insn) {
  const StatePiece piece = piece_of(insn);
  if (insn.type == Type::kI1) return add_pending(piece.offset, insn.a);  // the use is the waiting put's now
  if (const Home* home = target_.homes.of(piece)) {
    put_home(*home, insn.a);
  } else {
    put_slot(piece, insn);
  }
  drop_use(insn.a);
}

void Lowering::put_home(const Home& home, ValueId v) {
  v = peeled(v);
  const ValueState s = values_[v];
  if (owner_[home.reg] == v && s.where == Where::kReg) return;
  const bool cut = type_bytes(type_of_value(v)) > home.piece.bytes;  // a home of 32 bits has zeros above
  if (cut) prepare(v);
  if (values_[v].where == Where::kLazy) {
    emit(v, home.reg);
    return;
  }
  before_overwrite(home.reg);
  const Type type = home.piece.bytes == 8 ? Type::kI64 : Type::kI32;
  const Gp d = gp(home.reg, type);
  switch (values_[v].where) {
    case Where::kConst: load_constant(home.reg, def(v).imm); return;
    case Where::kReg: {
      const Reg from = values_[v].place;
      a_.mov(d, gp(from, type));
      if (type_bytes(type_of_value(v)) != home.piece.bytes) return;
      owner_[home.reg] = v;
      if (is_scratch(from)) {
        owner_[from] = kNone;
        own(home.reg, v);
      }
      return;
    }
    case Where::kFloat: move_float(home.reg, v, home.piece.bytes); return;
    case Where::kSpill: a_.mov(d, in_record(spill_offset(values_[v].place), home.piece.bytes)); return;
    case Where::kSlot:
      if (cut) a_.mov(d, in_record(static_cast<i32>(def(v).imm), home.piece.bytes));
      else load_slot(home.reg, def(v));
      return;
    default: failed_ = true; return;
  }
}

void Lowering::put_slot(StatePiece piece, const Insn& insn) {
  flush_pending(piece);
  const ValueId v = peeled(insn.a);
  prepare(v);
  before_overwrite(piece);
  collect_float_exceptions(piece);
  const Home* part = target_.homes.touched_by(piece);
  if (!part && is_float_access(v, insn.type)) return store_float(slot(piece), piece.bytes, v);
  const Type whole = part && part->piece.bytes == 8 ? Type::kI64 : Type::kI32;
  if (part) {
    before_overwrite(part->reg);
    a_.mov(slot(part->piece), gp(part->reg, whole));
  }
  const Operand value = source(v, insn.type);
  if (value.isMem()) a_.mov(slot(piece), gp(need(v), insn.type));
  else a_.emit(x86::Inst::kIdMov, slot(piece), value);
  if (part) a_.mov(gp(part->reg, whole), slot(part->piece));
}

/// A helper sees and changes the state, and takes the registers that the ABI gives it.
void Lowering::lower_call(ValueId v) {
  const Insn insn = def(v);
  const Helper& helper = insn.helper();
  for (std::span<const StatePiece> pieces : {helper.reads, helper.writes}) {
    for (StatePiece piece : pieces) {
      flush_pending(piece);
      if (touches_flag(piece)) settle();
    }
  }
  for (unsigned n = 0; n < ir::operand_count(insn); ++n) prepare(insn.operand(n));
  for (StatePiece piece : helper.writes) before_overwrite(piece);
  for (const Home& home : target_.homes.all()) {
    if (touches(helper.writes, home.piece)) before_overwrite(home.reg);
  }
  const bool adds_exceptions = target_.avx && target_.float_exceptions &&
                               touches(helper.writes, {target_.float_exceptions->slot.offset, sizeof(u32)});
  save_for_call(helper.reads, helper.writes);
  const bool extended = adds_exceptions && target_.float_exceptions->extended;
  if (extended) keep_extended_exceptions();
  constexpr Reg kArguments[] = {kRsi, kRdx, kRcx};  // after the state, in rdi
  for (unsigned n = 0; n < ir::operand_count(insn); ++n) into(kArguments[n], insn.operand(n));
  a_.mov(x86::rdi, x86::rbp);
  call_function(reinterpret_cast<u64>(helper.run), helper.writes, adds_exceptions);
  if (extended) forget_extended_exceptions();
  drop_operands(insn);
  if (values_[v].uses > 0) own(kRax, v);
}

/// Before the arguments of a call of C++ are put into registers: nothing else lies in those that it may use.
void Lowering::save_for_call(std::span<const StatePiece> reads, std::span<const StatePiece> writes) {
  // Arguments that lie in scratch registers move to memory with everything else there.
  for (Reg r : kScratch) {
    if (owner_[r] != kNone) spill(owner_[r]);
  }
  spill_floats();
  for (const Home& home : target_.homes.all()) {
    if (!saved_by_callee(home.reg) || touches(reads, home.piece) || touches(writes, home.piece)) {
      a_.mov(slot(home.piece), home_register(home));
    }
  }
}

/// Calls C++ on the engine's stack. The result is in rax.
void Lowering::call_function(u64 function, std::span<const StatePiece> writes, bool keeps_exceptions) {
  a_.mov(word(kTranslatedStack), x86::rsp);
  a_.mov(x86::rsp, word(kSavedStack));
  if (keeps_exceptions) a_.vstmxcsr(in_record(word_offset(kHostExceptions), 4));
  a_.mov(x86::rax, function);
  a_.call(x86::rax);
  if (keeps_exceptions) a_.vldmxcsr(in_record(word_offset(kHostExceptions), 4));  // the helper has added its own itself
  a_.mov(x86::rsp, word(kTranslatedStack));
  for (const Home& home : target_.homes.all()) {
    if (!saved_by_callee(home.reg) || touches(writes, home.piece)) a_.mov(home_register(home), slot(home.piece));
  }
  clobber_flags();
}

// --- regions ---

namespace {

/// The bytes of state that operations in a region may write.
template <class Visit>
void for_each_write(const std::vector<ir::Insn>& code, const Region& region, Visit visit) {
  for (std::size_t i = region.skip + 1; i < region.land; ++i) {
    if (code[i].op == Op::kPut) visit(piece_of(code[i]));
    if (code[i].op == Op::kCall) {
      for (StatePiece piece : code[i].helper().writes) visit(piece);
    }
  }
}

}  // namespace

void Lowering::lower_region(const Region& region) {
  const ValueId wanted = code_[region.skip].a;
  if (!region.leaves) prepare_inline_region(region);
  const Cond cond = condition(wanted);
  locked_ = locked_floats_ = 0;
  drop_use(wanted);
  const Label label = a_.newLabel();
  const RegionEntry entry{owner_, float_owner_, spill_owner_, in_slots_, pending_, flags_, at_, kept_spills_, settled_};
  for (unsigned n = 0; n < spill_owner_.size(); ++n) {
    if (spill_owner_[n] != kNone) kept_spills_ |= 1u << n;
  }
  assert(!in_region_);
  in_region_ = true;
  if (region.leaves) {
    a_.j(cond, label);
    in_cold([&] {
      a_.bind(label);
      lower_range(region.skip + 1, region.land);
    });
    take_back(region, entry);
    flags_ = entry.flags;
  } else {
    a_.j(x86::negateCond(cond), label);
    // Whoever goes around the region finds these where they are: they may not die inside.
    for (Reg r : kScratch) {
      if (entry.owner[r] != kNone) ++change(entry.owner[r]).uses;
    }
    for (ValueId v : entry.float_owner) {
      if (v != kNone) ++change(v).uses;
    }
    lower_range(region.skip + 1, region.land);
    for_each_write(code_, region, [&](StatePiece piece) { flush_pending(piece); });
    locked_ = locked_floats_ = 0;
    restore_registers(entry);
    a_.bind(label);
    take_back(region, entry);
    for_each_write(code_, region, [&](StatePiece piece) {
      if (const Home* home = target_.homes.touched_by(piece)) owner_[home->reg] = kNone;
    });
    clobber_flags();
  }
}

/// What a region puts is not known afterwards: what lay there and is needed later moves out of the way before.
void Lowering::prepare_inline_region(const Region& region) {
  std::vector<u16> uses_inside(code_.size());
  for (std::size_t i = region.skip + 1; i < region.land; ++i) {
    if (code_[i].op == Op::kCall) {  // as the call will, which is too late for the way around
      for (StatePiece piece : code_[i].helper().reads) flush_pending(piece);
    }
    locked_ = 0;
    for (unsigned n = 0; n < ir::operand_count(code_[i]); ++n) ++uses_inside[code_[i].operand(n)];
  }
  for_each_write(code_, region, [&](StatePiece piece) {
    flush_pending(piece);
    locked_ = 0;
    before_overwrite(piece);
    const Home* home = target_.homes.touched_by(piece);
    if (!home) return;
    const ValueId v = owner_[home->reg];
    if (v != kNone && values_[v].uses > uses_inside[v]) before_overwrite(home->reg);
    locked_ = 0;
  });
}

/// Brings registers back to what they held when the region began.
void Lowering::restore_registers(const RegionEntry& entry) {
  const auto displaced = [&](ValueId then, ValueId now) {
    return then != kNone && now != then && values_[then].uses > 0;
  };
  const auto for_each_displaced = [&](auto general, auto vector) {
    for (Reg r : kScratch) {
      if (displaced(entry.owner[r], owner_[r])) general(r, entry.owner[r]);
    }
    for (Vec x = 0; x < float_owner_.size(); ++x) {
      if (displaced(entry.float_owner[x], float_owner_[x])) vector(x, entry.float_owner[x]);
    }
  };
  const auto to_memory = [&](u8, ValueId v) {
    if (values_[v].where == Where::kReg) spill(v);
    else if (values_[v].where == Where::kFloat) spill_float(v);
  };
  for_each_displaced(to_memory, to_memory);
  const auto spilled_at = [&](ValueId v) {
    if (values_[v].where != Where::kSpill) failed_ = true;
    return in_record(spill_offset(values_[v].place), 8);
  };
  for_each_displaced([&](Reg r, ValueId v) { a_.mov(x86::gpq(r), spilled_at(v)); },
                     [&](Vec x, ValueId v) { a_.vmovq(x86::xmm(x), spilled_at(v)); });
}

/// After the region nothing that was decided inside it holds.
void Lowering::take_back(const Region& region, const RegionEntry& entry) {
  in_region_ = false;
  for (; !journal_.empty(); journal_.pop_back()) {
    const Change& c = journal_.back();
    values_[c.value] = c.state;
    code_[c.value] = c.def;
  }
  owner_ = entry.owner;
  float_owner_ = entry.float_owner;
  spill_owner_ = entry.spill_owner;
  in_slots_ = entry.in_slots;
  pending_ = entry.pending;
  at_ = entry.at;
  kept_spills_ = entry.kept_spills;
  settled_ = entry.settled;
  locked_ = locked_floats_ = 0;
  for (std::size_t i = region.skip + 1; i < region.land; ++i) {
    for (unsigned n = 0; n < ir::operand_count(code_[i]); ++n) {
      if (code_[i].operand(n) < region.skip) drop_use(code_[i].operand(n));
    }
  }
}

}  // namespace sosie::jit::x86_64
