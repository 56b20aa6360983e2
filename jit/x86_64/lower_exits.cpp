// The way into a block and the ways out of it.
#include "core/engine/translator.h"
#include "jit/x86_64/lowering.h"
#include "jit/x86_64/stubs.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

/// A block takes its instructions from the budget before it begins; it does not begin where that is spent.
void Lowering::emit_entry() {
  a_.sub(budget(), block_insns_);
  a_.js(budget_spent_);
}

/// Code at the very end that the rest of the block jumps to.
void Lowering::emit_tails() {
  a_.section(cold_);
  a_.bind(budget_spent_);
  give_back_budget(0);
  store_place(start_);
  leave(kLeaveBudget);
  for (const Unlinked& u : unlinked_) {
    a_.bind(u.label);
    out_->links[u.link].unlinked = section_offset();
    store_place(u.place);
    a_.mov(x86::edx, first_link_ + u.link);
    leave(kLeaveJump);
  }
  for (const Unsettled& u : unsettled_) {
    a_.bind(u.label);
    a_.call(stub(kSettle));
    a_.jmp(u.back);
  }
  emit_slow_floats();
  emit_slow_extended();
  if (!find_used_) return;
  a_.bind(find_);
  emit_lookup(a_);
}

void Lowering::give_back_budget(u32 executed) {
  if (executed == block_insns_) return;
  a_.add(budget(), block_insns_ - executed);
  clobber_flags();
}

void Lowering::store_place(const Place& place) {
  if (target_.layout.address_bytes == 8) {
    a_.mov(x86::rax, place.pc);
    a_.mov(in_record(target_.layout.pc_offset, 8), x86::rax);
  } else {
    a_.mov(in_record(target_.layout.pc_offset, 4), static_cast<u32>(place.pc));
  }
  a_.mov(in_record(target_.layout.mode_offset, 4), place.mode);
}

void Lowering::leave(Stub to) { a_.jmp(stub(to)); }

bool Lowering::known_place(const Insn& insn, Place& place) const {
  if (!is_const(insn.a) || !is_const(insn.b)) return false;
  place = {def(insn.a).imm, static_cast<u32>(def(insn.b).imm)};
  return true;
}

void Lowering::lower_jump(const Insn& insn) {
  leave_pending();
  give_back_budget(begun_);
  Place place;
  const bool known = known_place(insn, place);
  // The guest's calls and returns need not pair. Then the host's stack runs over, which takes a handler of faults that
  // boards do not have.
  const auto hint = target_.tlb ? JumpHint::kNone : static_cast<JumpHint>(insn.c);
  if (hint == JumpHint::kCall) {
    const Place back{ir::key_address(insn.imm), static_cast<u32>(insn.imm >> 48)};
    if (known) {
      link_jump(true, place);
    } else {
      put_place_in_registers(insn);
      find_used_ = true;
      a_.call(find_);
    }
    after_return(back);
    return;
  }
  if (known) {
    link_jump(false, place);
    return;
  }
  put_place_in_registers(insn);
  if (hint == JumpHint::kReturn) a_.ret();
  else emit_lookup(a_);
}

/// Where a guest's return comes back to, by the host's own return, if it is the return to here: rax and ecx tell.
void Lowering::after_return(const Place& back) {
  find_used_ = true;
  if (back.pc == static_cast<u64>(static_cast<i32>(back.pc))) {
    a_.cmp(x86::rax, static_cast<i32>(back.pc));
  } else if (target_.layout.address_bytes == 4) {
    a_.cmp(x86::eax, static_cast<i32>(back.pc));  // registers hold addresses with zeros above
  } else {
    a_.mov(x86::rdx, back.pc);
    a_.cmp(x86::rax, x86::rdx);
  }
  a_.jne(find_);
  if (back.mode == 0) a_.test(x86::ecx, x86::ecx);
  else a_.cmp(x86::ecx, back.mode);
  a_.jne(find_);
  link_jump(false, back);
}

void Lowering::put_place_in_registers(const Insn& insn) {
  into(kRax, insn.a);
  into(kRcx, insn.b);
}

void Lowering::lower_stop(const Insn& insn) {
  leave_pending();
  give_back_budget(begun_);
  Place place;
  if (known_place(insn, place)) {
    store_place(place);
  } else {
    put_place_in_registers(insn);
    a_.mov(in_record(target_.layout.pc_offset, target_.layout.address_bytes),
           target_.layout.address_bytes == 8 ? x86::Gp(x86::rax) : x86::Gp(x86::eax));
    a_.mov(in_record(target_.layout.mode_offset, 4), x86::ecx);
  }
  a_.mov(x86::edx, static_cast<u32>(insn.imm));
  leave(kLeaveStop);
}

void Lowering::lower_raise(const Insn& insn) {
  leave_pending();
  give_back_budget(begun_ - 1);
  store_place(at_);
  a_.mov(x86::edx, static_cast<u32>(insn.imm));
  leave(kLeaveRaise);
}

void Lowering::link_jump(bool call, const Place& place) {
  const Label unlinked = a_.newLabel();
  if (call) a_.long_().call(unlinked);
  else a_.long_().jmp(unlinked);
  unlinked_.push_back({unlinked, static_cast<u32>(out_->links.size()), place});
  out_->links.push_back({section_offset() - 4, 0});
}

}  // namespace sosie::jit::x86_64
