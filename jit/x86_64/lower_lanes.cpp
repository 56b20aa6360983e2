// Operations on packed lanes: calls of the functions that define them.
#include "core/emit/lanes.h"
#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

/// As lower_call, but the function knows no state: homes are saved because of the ABI only. It computes with whole
/// numbers, so the host's floating-point exceptions stay.
void Lowering::lower_lanes(ValueId v) {
  const Insn insn = def(v);
  if (values_[v].uses == 0) return drop_operands(insn);
  const auto form = lane_form(insn.imm);
  if (!form) {
    failed_ = true;
    return;
  }
  prepare(insn.a);
  prepare(insn.b);
  for (Reg r : kScratch) {
    if (owner_[r] != kNone) spill(owner_[r]);
  }
  spill_floats();
  const auto home_register = [&](const Home& home) {
    return gp(home.reg, home.piece.bytes == 8 ? Type::kI64 : Type::kI32);
  };
  for (const Home& home : target_.homes.all()) {
    if (!saved_by_callee(home.reg)) a_.mov(slot(home.piece), home_register(home));
  }
  into(kRsi, insn.a);
  into(kRdx, insn.b);
  a_.mov(x86::rdi, x86::rsi);
  a_.mov(x86::rsi, x86::rdx);
  a_.mov(word(kTranslatedStack), x86::rsp);
  a_.mov(x86::rsp, word(kSavedStack));
  a_.mov(x86::rax, reinterpret_cast<u64>(lane_function(form->op, form->lane_bits)));
  a_.call(x86::rax);
  a_.mov(x86::rsp, word(kTranslatedStack));
  for (const Home& home : target_.homes.all()) {
    if (!saved_by_callee(home.reg)) a_.mov(home_register(home), slot(home.piece));
  }
  clobber_flags();
  drop_operands(insn);
  own(kRax, v);
}

}  // namespace sosie::jit::x86_64
