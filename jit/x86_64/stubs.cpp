#include "jit/x86_64/stubs.h"

#include <cassert>

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

constexpr Reg kSavedRegs[] = {kRbx, kRbp, kR12, kR13, kR14, kR15};

/// The guest's registers between their homes and the state.
void move_homes(x86::Assembler& a, const Homes& homes, bool to_state) {
  for (const Home& home : homes.all()) {
    const x86::Gp reg = home.piece.bytes == 8 ? x86::Gp(x86::gpq(home.reg)) : x86::Gp(x86::gpd(home.reg));
    const x86::Mem slot = in_record(home.piece.offset, home.piece.bytes);
    if (to_state) a.mov(slot, reg);
    else a.mov(reg, slot);
  }
}

void emit_enter(x86::Assembler& a, const Homes& homes) {
  for (Reg r : kSavedRegs) a.push(x86::gpq(r));
  a.sub(x86::rsp, 8);  // keeps the stack at a multiple of 16 for helpers
  a.mov(x86::rbp, x86::rsi);
  a.mov(x86::rax, x86::rdi);
  a.mov(word(kSavedStack), x86::rsp);
  a.mov(x86::rsp, word(kReturnStack));
  move_homes(a, homes, false);
  a.jmp(x86::rax);
}

/// eax = Exit::Kind, rdx = its detail.
void emit_leave(x86::Assembler& a, const Homes& homes) {
  a.mov(word(kExitDetail), x86::rdx);
  move_homes(a, homes, true);
  a.mov(x86::rsp, word(kSavedStack));
  a.add(x86::rsp, 8);
  for (auto r = std::rbegin(kSavedRegs); r != std::rend(kSavedRegs); ++r) a.pop(x86::gpq(*r));
  a.ret();
}

/// rax = address, ecx = mode of where the guest goes on.
void emit_leave_lookup(x86::Assembler& a, const StateLayout& layout, const Label& leave) {
  if (layout.address_bytes == 8) a.mov(in_record(layout.pc_offset, 8), x86::rax);
  else a.mov(in_record(layout.pc_offset, 4), x86::eax);
  a.mov(in_record(layout.mode_offset, 4), x86::ecx);
  a.mov(x86::eax, Exit::kLookup);
  a.jmp(leave);
}

/// Calls C++ from the middle of a block: `emit_call` puts the arguments and calls. All registers stay as they are; of
/// vector registers the low 64 bits, which are all that translated code uses.
template <class EmitCall>
void emit_call_out(x86::Assembler& a, bool vectors, EmitCall emit_call) {
  constexpr Reg kCallersRegs[] = {kRax, kRcx, kRdx, kRsi, kRdi, kR8, kR9, kR10, kR11};
  constexpr unsigned kVectors = 16, kFrame = kVectors * 8 + 8;  // with the pushes a multiple of 16
  a.mov(word(kTranslatedStack), x86::rsp);
  a.mov(x86::rsp, word(kSavedStack));
  for (Reg r : kCallersRegs) a.push(x86::gpq(r));
  a.sub(x86::rsp, kFrame);
  const auto saved = [](unsigned n) { return x86::qword_ptr(x86::rsp, static_cast<i32>(n * 8)); };
  for (unsigned n = 0; vectors && n < kVectors; ++n) a.vmovq(saved(n), x86::xmm(n));
  a.mov(x86::rdi, x86::rbp);
  emit_call();
  for (unsigned n = 0; vectors && n < kVectors; ++n) a.vmovq(x86::xmm(n), saved(n));
  a.add(x86::rsp, kFrame);
  for (auto r = std::rbegin(kCallersRegs); r != std::rend(kCallersRegs); ++r) a.pop(x86::gpq(*r));
  a.mov(x86::rsp, word(kTranslatedStack));
  a.ret();
}

void emit_state_call(x86::Assembler& a, bool vectors, void (*function)(void* state)) {
  emit_call_out(a, vectors, [&] {
    a.mov(x86::rax, reinterpret_cast<u64>(function));
    a.call(x86::rax);
  });
}

/// What the helper computes with is in words, and the result comes to the first of them. The helper accounts for its
/// floating-point exceptions itself.
void emit_float_helper_call(x86::Assembler& a, const FloatExceptions& guest) {
  const x86::Mem exceptions = in_record(word_offset(kHostExceptions), 4);
  emit_call_out(a, true, [&] {
    if (guest.extended) {  // of exceptions there only what is inexact is the guest's, before the helper and not after
      constexpr u32 kInexact = 1 << 5;
      const Label exact = a.newLabel();
      a.fnstsw(extended_status(2));
      a.test(extended_status(1), kInexact);
      a.je(exact);
      a.or_(in_record(guest.slot.offset, 4), guest.inexact);
      a.bind(exact);
      a.fnclex();
    }
    a.vstmxcsr(exceptions);
    a.mov(x86::rsi, word(kFloatArgument));
    a.mov(x86::rdx, word(kFloatArgument + 1));
    a.mov(x86::rcx, word(kFloatArgument + 2));
    a.call(word(kFloatHelper));
    a.mov(word(kFloatArgument), x86::rax);
    a.vldmxcsr(exceptions);
    if (guest.extended) a.fnclex();
  });
}

/// An access that the TLB does not know how to make. Comes back unless it faults.
void emit_access(x86::Assembler& a, bool vectors, u32 (*access)(void*, const u64*), const Label& leave_fault) {
  constexpr unsigned kRegisters = 16, kVectors = 16;
  const x86::Mem exceptions = in_record(word_offset(kHostExceptions), 4);
  const auto saved = [](unsigned n) { return x86::qword_ptr(x86::rsp, static_cast<i32>(n * 8)); };
  a.mov(word(kTranslatedStack), x86::rsp);
  a.mov(x86::rsp, word(kSavedStack));
  a.sub(x86::rsp, (kRegisters + kVectors) * 8);
  for (unsigned r = 0; r < kRegisters; ++r) a.mov(saved(r), x86::gpq(r));
  for (unsigned n = 0; vectors && n < kVectors; ++n) a.vmovq(saved(kRegisters + n), x86::xmm(n));
  if (vectors) a.vstmxcsr(exceptions);
  a.mov(x86::rdi, x86::rbp);
  a.mov(x86::rsi, x86::rsp);
  a.mov(x86::rax, reinterpret_cast<u64>(access));
  a.call(x86::rax);
  if (vectors) a.vldmxcsr(exceptions);
  a.test(x86::eax, x86::eax);
  // None of these changes the host's flags.
  for (unsigned n = 0; vectors && n < kVectors; ++n) a.vmovq(x86::xmm(n), saved(kRegisters + n));
  for (unsigned r = 0; r < kRegisters; ++r) {
    if (r != kRsp) a.mov(x86::gpq(r), saved(r));
  }
  a.mov(x86::rsp, word(kTranslatedStack));
  const Label faults = a.newLabel();
  a.jz(faults);
  a.ret();
  a.bind(faults);
  a.mov(x86::rdx, word(kExitDetail));
  a.jmp(leave_fault);
}

}  // namespace

void emit_lookup(x86::Assembler& a) {
  static_assert(JumpCache::slot(2) == 1 && sizeof(void*) == 8);  // hence a halfword is four bytes of the cache
  a.mov(x86::edx, x86::eax);
  a.and_(x86::edx, (JumpCache::kEntries - 1) * 2);
  a.mov(x86::rdx, x86::Mem(x86::rbp, x86::rdx, 2, kJumpCacheOffset, 8));
  const Label miss = a.newLabel();
  a.cmp(x86::Mem(x86::rdx, offsetof(BlockHead, address), 8), x86::rax);
  a.jne(miss);
  a.cmp(x86::Mem(x86::rdx, offsetof(BlockHead, mode), 4), x86::ecx);
  a.jne(miss);
  a.jmp(x86::Mem(x86::rdx, offsetof(BlockHead, entry), 8));
  a.bind(miss);
  a.jmp(stub(kLeaveLookup));
}

Stubs make_stubs(CodeCache& cache, const Target& target, const StubCalls& calls) {
  const Homes& homes = target.homes;
  const StateLayout& layout = target.layout;
  CodeHolder code;
  code.init(Environment::host());
  x86::Assembler a(&code);
  std::array<std::size_t, kStubs> leave_offsets{};
  const Label leave = a.newLabel();
  const std::size_t enter_offset = a.offset();
  emit_enter(a, homes);
  a.bind(leave);
  emit_leave(a, homes);
  const std::pair<Stub, Exit::Kind> kPlain[] = {{kLeaveJump, Exit::kJump},
                                                {kLeaveRaise, Exit::kRaise},
                                                {kLeaveStop, Exit::kStop},
                                                {kLeaveBudget, Exit::kBudget},
                                                {kLeaveFault, Exit::kFault}};
  const Label leave_fault = a.newLabel();
  for (const auto& [name, kind] : kPlain) {
    if (name == kLeaveFault) a.bind(leave_fault);
    leave_offsets[name] = a.offset();
    a.mov(x86::eax, kind);
    a.jmp(leave);
  }
  leave_offsets[kLeaveLookup] = a.offset();
  emit_leave_lookup(a, layout, leave);
  const std::size_t underflow_offset = a.offset();
  a.sub(x86::rsp, 8);  // the bottom entry is there to stay
  leave_offsets[kLookup] = a.offset();
  emit_lookup(a);
  leave_offsets[kSettle] = a.offset();
  emit_state_call(a, target.avx, calls.settle);
  leave_offsets[kAccess] = a.offset();
  emit_access(a, target.avx, calls.access, leave_fault);
  if (target.avx) {
    leave_offsets[kCallFloatHelper] = a.offset();
    emit_float_helper_call(a, *target.float_exceptions);
    leave_offsets[kCollectFloatExceptions] = a.offset();
    emit_state_call(a, true, calls.collect_float_exceptions);
  }

  u8* const place = cache.allocate(code.codeSize());
  assert(place);
  code.copyFlattenedData(cache.writable(place), code.codeSize());
  Stubs stubs;
  stubs.enter = reinterpret_cast<u32 (*)(const void*, void*)>(place + enter_offset);
  for (unsigned s = 0; s < kStubs; ++s) stubs.leave[s] = place + leave_offsets[s];
  stubs.cold_entry = stubs.leave[kLeaveLookup];
  stubs.return_underflow = place + underflow_offset;
  return stubs;
}

}  // namespace sosie::jit::x86_64
