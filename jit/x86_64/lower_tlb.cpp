// Accesses to memory that is found by a TLB, which lies in the processor's record: an index, one comparison, one
// addition. What the TLB does not know is done by C++, called from code apart from the main way.
#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

/// Locks the register; all its bits are the address.
Lowering::WholeAddress Lowering::whole_address(ValueId v) {
  if (is_const(v) && def(v).imm <= INT32_MAX) return {.constant = static_cast<u32>(def(v).imm)};
  const Reg reg = need(v);
  if (type_bits(type_of_value(peeled(v))) <= 32) return {reg};
  const Reg cut = allocate();
  a_.mov(x86::gpd(cut), x86::gpd(reg));
  return {cut};
}

/// \param entry, page registers that are not needed any more: the first gets what the operand is made with.
/// \return where the host finds the bytes, unless control has gone to `miss`.
x86::Mem Lowering::look_up(const WholeAddress& address, Type type, bool write, Reg entry, Reg page, const Label& miss) {
  const TlbShape& shape = *target_.tlb;
  const u32 bytes = type_bytes(type), reach = shape.reach(bytes), mask = shape.mask(bytes);
  constexpr unsigned kEntryShift = 4;
  static_assert(sizeof(Tlb::Entry) == 1 << kEntryShift && offsetof(Tlb::Entry, read_page) == 0);
  const i32 view = kTlbOffset + static_cast<i32>(shape.view(at_.mode) * sizeof(Tlb) / Tlb::kViews);
  const i32 tag = write ? offsetof(Tlb::Entry, write_page) : 0;
  constexpr i32 kAddend = offsetof(Tlb::Entry, addend);
  clobber_flags();
  if (address.reg == kNoReg) {
    const i32 at = view + static_cast<i32>(Tlb::index(address.constant, shape.page_bits) << kEntryShift);
    a_.cmp(in_record(at + tag, 4), static_cast<i32>((address.constant + reach) & mask));
    a_.jne(miss);
    a_.mov(x86::gpq(entry), in_record(at + kAddend, 8));
    return x86::Mem(x86::gpq(entry), static_cast<i32>(address.constant), bytes);
  }
  const auto in_entry = [&](i32 offset, u32 size) {
    return x86::Mem(x86::rbp, x86::gpq(entry), 0, view + offset, size);
  };
  const unsigned shift = shape.page_bits - kEntryShift;
  if (target_.bmi2) {
    a_.rorx(x86::gpd(entry), x86::gpd(address.reg), shift);
  } else {
    a_.mov(x86::gpd(entry), x86::gpd(address.reg));
    a_.shr(x86::gpd(entry), shift);
  }
  a_.and_(x86::gpd(entry), (Tlb::kEntries - 1) << kEntryShift);
  if (reach > 0) a_.lea(x86::gpd(page), x86::Mem(x86::gpq(address.reg), static_cast<i32>(reach)));
  else a_.mov(x86::gpd(page), x86::gpd(address.reg));
  a_.and_(x86::gpd(page), static_cast<i32>(mask));
  a_.cmp(x86::gpd(page), in_entry(tag, 4));
  a_.jne(miss);
  a_.mov(x86::gpq(entry), in_entry(kAddend, 8));
  return x86::Mem(x86::gpq(entry), x86::gpq(address.reg), 0, 0, bytes);
}

void Lowering::put_access(const WholeAddress& address, AccessKind::Operation operation, Type type) {
  const AccessKind kind{operation, static_cast<u8>(type_bytes(type)), static_cast<u8>(target_.tlb->view(at_.mode))};
  const Mem where = in_record(word_offset(kAccessAddress), 4);
  if (address.reg == kNoReg) a_.mov(where, address.constant);
  else a_.mov(where, x86::gpd(address.reg));
  a_.mov(in_record(word_offset(kAccessKind), 4), kind.packed());
}

/// All registers stay as they are.
void Lowering::call_access() {
  a_.call(stub(kAccess));
  note_fault();
}

void Lowering::load_by_tlb(std::size_t index) {
  const ValueId v = static_cast<ValueId>(index);
  const Insn insn = code_[index];
  Op widening = Op::kZext;
  const ValueId made = widened(index, widening);
  prepare(insn.a);
  locked_ = 0;
  const WholeAddress address = whole_address(insn.a);
  const Reg home = values_[made].uses > 0 ? home_for(made, static_cast<std::size_t>(made) + 1) : kNoReg;
  // What makes room has to be done before the ways part. The home keeps its old value until the access has succeeded.
  drop_use(insn.a);
  if (home != kNoReg) before_overwrite(home);
  const Reg page = allocate(), entry = allocate();
  const Reg d = home != kNoReg ? home : page;
  const Label miss = a_.newLabel();
  const bool sign = widening == Op::kSext;
  move_loaded(d, look_up(address, insn.type, false, entry, page, miss), insn.type, type_of_value(made), sign);
  on_miss(miss, [&] {
    put_access(address, AccessKind::kLoad, insn.type);
    call_access();
    move_loaded(d, in_record(word_offset(kAccessValue), type_bytes(insn.type)), insn.type, type_of_value(made), sign);
  });
  own_loaded(d, v, made);
}

void Lowering::store_by_tlb(const Insn& insn) {
  const Type type = insn.type;
  prepare(uncut(insn.b, type));
  locked_ = 0;
  prepare(insn.a);
  locked_ = 0;
  const ValueId value = uncut(insn.b, type);
  const bool is_constant = values_[value].where == Where::kConst;
  const i64 imm = is_constant ? static_cast<i64>(def(value).imm) : 0;
  const bool is_immediate = is_constant && (type_bits(type) < 64 || imm == static_cast<i32>(imm));
  const Reg r = is_immediate ? kNoReg : need(value);
  const WholeAddress address = whole_address(insn.a);
  const Reg page = allocate(), entry = allocate();
  const auto move_to = [&](const Mem& to) {
    if (r != kNoReg) a_.mov(to, gp(r, type));
    else a_.mov(to, Imm(type_bits(type) == 64 ? imm : static_cast<i64>(static_cast<i32>(imm))));
  };
  const Label miss = a_.newLabel();
  move_to(look_up(address, type, true, entry, page, miss));
  on_miss(miss, [&] {
    put_access(address, AccessKind::kStore, type);
    move_to(in_record(word_offset(kAccessValue), type_bytes(type)));
    call_access();
  });
  drop_operands(insn);
  stored_ = true;
}

void Lowering::exchange_by_call(ValueId v) {
  const Insn insn = def(v);
  stored_ = true;
  const std::pair<ValueId, Word> operands[] = {{insn.b, kAccessExpected}, {insn.c, kAccessValue}};
  for (const auto& [operand, place] : operands) {
    const Reg r = need(operand);
    if (type_bits(insn.type) == 64) a_.mov(word(place), x86::gpq(r));
    else a_.mov(in_record(word_offset(place), 4), x86::gpd(r));
    locked_ = 0;
  }
  put_access(whole_address(insn.a), AccessKind::kCompareExchange, insn.type);
  call_access();
  clobber_flags();
  drop_operands(insn);
  if (values_[v].uses == 0) return;
  const Reg d = allocate();
  move_loaded(d, in_record(word_offset(kAccessValue), type_bytes(insn.type)), insn.type, insn.type, false);
  own(d, v);
}

/// What the instruction before has stored may be code: of this instruction, even.
void Lowering::leave_if_interrupted() {
  stored_ = false;
  const Label leave = a_.newLabel();
  a_.cmp(in_record(kInterruptedOffset, 1), 0);
  clobber_flags();
  a_.jne(leave);
  in_cold([&] {
    a_.bind(leave);
    a_.mov(in_record(word_offset(kAccessKind), 4), AccessKind{AccessKind::kLeave, 0, 0}.packed());
    call_access();
  });
}

}  // namespace sosie::jit::x86_64
