// System control. Source: M68000PRM 3.1.9, 3.1.10; the instructions' pages in sections 4 and 6; MC68000UM 6.3.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

/// The following instruction under the SR that was just written.
void go_on_in_mode(Emitter auto& e) {
  refill_next(e);
  e.stop(StopRequest::kLookAtInterrupts, e.lit(static_cast<u32>(e.next_address())), e.get(kMode));
}

// --- SR, CCR, USP ---

template <class Operation>
constexpr auto immediate_to_ccr(Operation) {
  return [](Emitter auto& e, const Insn& i) {
    const auto data = immediate<u16>(e, i.imm);
    e.idle(8);
    put_ccr(e, Operation{}(ccr(e), data));
    refill_next(e);
  };
}
template <class Operation>
constexpr auto immediate_to_sr(Operation) {
  return privileged([](Emitter auto& e, const Insn& i) {
    const auto data = immediate<u16>(e, i.imm);
    e.idle(8);
    put_status(e, Operation{}(status(e), data));
    go_on_in_mode(e);
  });
}
constexpr auto and_ = [](auto a, auto b) { return a & b; };
constexpr auto eor = [](auto a, auto b) { return a ^ b; };
constexpr auto or_ = [](auto a, auto b) { return a | b; };

constexpr auto move_to_ccr = [](Emitter auto& e, const Insn& i) {
  const auto value = load_operand<u16>(e, i, operand(i));
  e.idle(4);
  put_ccr(e, value);
  refill_next(e);
};
constexpr auto move_to_sr = privileged([](Emitter auto& e, const Insn& i) {
  const auto value = load_operand<u16>(e, i, operand(i));
  e.idle(4);
  put_status(e, value);
  go_on_in_mode(e);
});
constexpr auto move_from_sr = [](Emitter auto& e, const Insn& i) {
  overwrite<u16>(e, i, operand(i), 0, status(e));
  if (mode_of(i.ea) == kDataRegister) e.idle(2);
};
constexpr auto move_to_usp = privileged([](Emitter auto& e, const Insn& i) {
  e.put(kOtherSp, e.get(A(i.y)));
  e.prefetch();
});
constexpr auto move_from_usp = privileged([](Emitter auto& e, const Insn& i) {
  e.put(A(i.y), e.get(kOtherSp));
  e.prefetch();
});

// --- traps ---

constexpr auto trap_number = [](Emitter auto& e, const Insn& i) { trap(e, static_cast<u16>(kTrap + i.imm)); };
constexpr auto illegal = [](Emitter auto& e, const Insn&) { trap(e, kIllegalInstruction); };
constexpr auto line_1010 = [](Emitter auto& e, const Insn&) { trap(e, kLine1010); };
constexpr auto line_1111 = [](Emitter auto& e, const Insn&) { trap(e, kLine1111); };
/// The following instruction is prefetched before V is looked at.
constexpr auto trapv = [](Emitter auto& e, const Insn&) {
  e.prefetch();
  e.when(e.get(V), [&] { e.raise(kTrapv); });
};
/// Above the bound and below zero are found out one after the other, the first by a subtraction whose overflow counts
/// too. N where nothing is trapped, Z, V and C are undefined: they are those of a test of Dn, as the vectors have it.
constexpr auto chk = [](Emitter auto& e, const Insn& i) {
  const auto bound = load_operand<u16>(e, i, operand(i));
  const auto value = data_register<u16>(e, i.d);
  const auto above = slt(bound, value) | sub_overflow(value, bound);
  e.put(N, negative(value));
  e.put(Z, eq(value, u16{0}));
  clear_vc(e);
  e.when(above, [&] {
    e.idle(8);
    e.raise(kChk);
  });
  e.when(negative(value), [&] {
    e.idle(10);
    e.raise(kChk);
  });
  e.idle(6);
  e.prefetch();
};

// --- others ---

/// One read-modify-write cycle of ten clocks (MC68000UM 5.1.3).
constexpr auto tas = [](Emitter auto& e, const Insn& i) {
  const Operand o = operand(i);
  if (o.mode() == kDataRegister) {
    const auto old = data_register<u8>(e, o.reg());
    put_logical(e, old);
    put_data_register<u8>(e, o.reg(), old | u8{0x80});
    return e.prefetch();
  }
  const auto address = address_of<u8>(e, i, o);
  const auto old = load_at<u8>(e, o, address);
  put_logical(e, old);
  e.idle(2);
  e.store(address, old | u8{0x80}, data_access(lag(1)));
  e.prefetch();
};
constexpr auto rte = privileged([](Emitter auto& e, const Insn&) {
  const auto sp = e.get(kSp);
  const auto new_status = e.template load<u16>(sp, data_access(lag(1)));
  const auto target = e.template load<u32>(sp + u32{2}, data_access(lag(1)));
  e.put(kSp, sp + u32{6});
  put_status(e, new_status);
  refill(e, target);
  e.stop(StopRequest::kLookAtInterrupts, target, e.get(kMode));
});
constexpr auto reset = privileged([](Emitter auto& e, const Insn&) {
  e.idle(kResetClocks);
  e.prefetch();
  e.stop(StopRequest::kResetDevices);
});
/// The words after it are prefetched by whatever ends the wait.
constexpr auto stop = privileged([](Emitter auto& e, const Insn& i) {
  put_status(e, e.lit(static_cast<u16>(i.imm)));
  e.idle(4);
  e.stop(StopRequest::kWaitForInterrupt);
});

// clang-format off
constexpr Row kRows[] = {
    row("0000 0010 0011 1100", "andi to ccr", immediate_to_ccr(and_), word_follows),
    row("0000 0010 0111 1100", "andi to sr", immediate_to_sr(and_), word_follows),
    row("0100 ddd1 10ee eeee", "chk", ea::kData, chk),
    row("0000 1010 0011 1100", "eori to ccr", immediate_to_ccr(eor), word_follows),
    row("0000 1010 0111 1100", "eori to sr", immediate_to_sr(eor), word_follows),
    row("0100 1010 1111 1100", "illegal", illegal),
    row("1010 ---- ---- ----", "line 1010", line_1010),
    row("1111 ---- ---- ----", "line 1111", line_1111),
    row("0100 0000 11ee eeee", "move from sr", ea::kDataAlterable, move_from_sr),
    row("0100 0100 11ee eeee", "move to ccr", ea::kData, move_to_ccr),
    row("0100 0110 11ee eeee", "move to sr", ea::kData, move_to_sr),
    row("0100 1110 0110 1yyy", "move usp", move_from_usp),
    row("0100 1110 0110 0yyy", "move usp", move_to_usp),
    row("0000 0000 0011 1100", "ori to ccr", immediate_to_ccr(or_), word_follows),
    row("0000 0000 0111 1100", "ori to sr", immediate_to_sr(or_), word_follows),
    row("0100 1110 0111 0000", "reset", reset),
    row("0100 1110 0111 0011", "rte", rte),
    row("0100 1110 0111 0010", "stop", stop, word_follows),
    row("0100 1010 11ee eeee", "tas", ea::kDataAlterable, tas),
    row("0100 1110 0100 iiii", "trap", trap_number),
    row("0100 1110 0111 0110", "trapv", trapv),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> system_control() { return kRows; }

}  // namespace sosie::m68k
