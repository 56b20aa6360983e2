/// frontends/m68k/exceptions.h — what exceptions do, cycle by cycle.
/// Source: MC68000UM 6.2, 6.3, table 8-14.
#pragma once

#include "frontends/m68k/effective_address.h"

namespace sosie::m68k {

/// How long RESET holds its line (MC68000UM 6.3.11 says 124; the prefetch follows).
inline constexpr u32 kResetClocks = 128;

/// The end of an instruction that is an exception, or has become one.
void trap(Emitter auto& e, u16 vector) {
  e.idle(4);
  e.raise(vector);
}

/// A meaning that users get a privilege violation for.
template <class Meaning>
constexpr auto privileged(Meaning) {
  return [](Emitter auto& e, const Insn& i) {
    if (e.mode() & kModeSupervisor) Meaning{}(e, i);
    else trap(e, kPrivilegeViolation);
  };
}

/// SR as it is stacked; then supervisor, and no trace.
auto enter_supervisor(Emitter auto& e) {
  const auto before = status(e);
  e.put(kTrace, e.lit(false));
  put_supervisor(e, e.lit(true));
  return before;
}

/// Goes to where a vector points. The queue is filled with a pause.
void through_vector(Emitter auto& e, auto address) {
  const auto target = e.template load<u32>(address, data_access(lag(0)));
  e.prefetch(target, Access{.note = Note::kPcIsTarget});
  e.idle(2);
  e.prefetch();
  e.jump(target, e.lit(kModeSupervisor), JumpHint::kNone);
}
auto vector_address(Emitter auto& e, u16 vector) { return e.lit(u32{vector} * 4); }

void store_word(Emitter auto& e, auto address, auto value) { e.store(address, value, data_access(lag(0))); }
auto low_word(auto value) { return trunc<u16>(value); }
auto high_word(auto value) { return trunc<u16>(value >> u32{16}); }

/// Groups 1 and 2: three words, PC and SR; the low word of PC goes first.
void exception(Emitter auto& e, u16 vector, auto pc) {
  const auto before = enter_supervisor(e);
  const auto sp = e.get(kSp) - u32{6};
  e.put(kSp, sp);
  store_word(e, sp + u32{4}, low_word(pc));
  store_word(e, sp, before);
  store_word(e, sp + u32{2}, high_word(pc));
  through_vector(e, vector_address(e, vector));
}

/// An interrupt: its vector is asked for between the two halves of PC.
/// \param acknowledge () -> the vector, as a value
void interrupt(Emitter auto& e, unsigned level, auto pc, auto acknowledge) {
  e.idle(6);
  const auto before = enter_supervisor(e);
  e.put(kIpl, e.lit(static_cast<u8>(level)));
  const auto sp = e.get(kSp) - u32{6};
  e.put(kSp, sp);
  store_word(e, sp + u32{4}, low_word(pc));
  const auto vector = acknowledge();
  e.idle(4);
  store_word(e, sp, before);
  store_word(e, sp + u32{2}, high_word(pc));
  through_vector(e, vector << u32{2});
}

/// Group 0: what a bus or address error stacks beside PC and SR (MC68000UM figure 6-7).
struct FaultFrame {
  u32 pc, address;
  u16 ir, access;  ///< access: function code, I/N, R/W, and what is left of IR
};
void fault(Emitter auto& e, u16 vector, const FaultFrame& frame) {
  e.idle(8);
  const auto before = enter_supervisor(e);
  const auto sp = e.get(kSp) - u32{14};
  e.put(kSp, sp);
  const auto pc = e.lit(frame.pc), address = e.lit(frame.address);
  store_word(e, sp + u32{12}, low_word(pc));
  store_word(e, sp + u32{8}, before);
  store_word(e, sp + u32{10}, high_word(pc));
  store_word(e, sp + u32{6}, e.lit(frame.ir));
  store_word(e, sp + u32{4}, low_word(address));
  store_word(e, sp, e.lit(frame.access));
  store_word(e, sp + u32{2}, high_word(address));
  through_vector(e, vector_address(e, vector));
}

/// The reset pin: SSP and PC from the first two vectors, in program space.
void reset_exception(Emitter auto& e) {
  e.idle(14);
  enter_supervisor(e);
  e.put(kIpl, e.lit(u8{7}));
  const Access program{.order = ByteOrder::kBig, .space = BusSpace::kProgram};
  e.put(kSp, e.template load<u32>(vector_address(e, kResetSp), program));
  const auto target = e.template load<u32>(vector_address(e, kResetPc), program);
  e.prefetch(target, Access{.note = Note::kPcIsTarget});
  e.idle(2);
  e.prefetch();
  e.jump(target, e.lit(kModeSupervisor), JumpHint::kNone);
}

}  // namespace sosie::m68k
