// Program control. Source: M68000PRM 3.1.8; the instructions' pages in section 4; MC68000UM tables 8-10 to 8-12.
#include "core/ir/builder.h"
#include "frontends/m68k/operand_meanings.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

// --- branches ---

/// Displacements count from the word after the opcode.
auto branch_target(Emitter auto& e, const Insn& i) {
  const unsigned width = i.imm_words > 0 ? 16 : 8;
  return e.lit(static_cast<u32>(e.address()) + 2 + static_cast<u32>(sign_extend(i.imm, width)));
}
/// Bcc and BRA. What is not taken stands first: a jump ends the meaning.
constexpr auto bcc = [](Emitter auto& e, const Insn& i) {
  const auto taken = condition(e, i.cond);
  const auto target = branch_target(e, i);
  e.when(~taken, [&] {
    e.idle(4);
    e.prefetch();
    if (i.imm_words > 0) e.prefetch();
  });
  e.when(taken, [&] {
    e.idle(2);
    refill(e, target);
    jump(e, target);
  });
};
constexpr auto bra = [](Emitter auto& e, const Insn& i) {
  const auto target = branch_target(e, i);
  e.idle(2);
  refill(e, target);
  jump(e, target);
};
constexpr auto bsr = [](Emitter auto& e, const Insn& i) {
  const auto target = branch_target(e, i);
  e.idle(2);
  push_long(e, e.lit(static_cast<u32>(e.next_address())));
  refill(e, target, Note::kPcIsTarget);
  jump(e, target, JumpHint::kCall);
};
/// Displacement 0 says that a word with the displacement follows.
constexpr auto word_displacement = [](Insn& i) {
  if ((i.imm & 0xff) == 0) i.imm_words = 1;
  return true;
};

/// The branch is fetched before the counter is written, and in vain where the counter expires.
constexpr auto dbcc = [](Emitter auto& e, const Insn& i) {
  const auto holds = condition(e, i.cond);
  const auto target = branch_target(e, i);
  const auto count = data_register<u16>(e, i.y) - u16{1};
  const auto expired = eq(count, u16{0xffff});
  e.when(holds, [&] {
    e.idle(4);
    e.prefetch();
    e.prefetch();
  });
  e.when(~holds & expired, [&] {
    e.idle(2);
    e.prefetch(target, Access{.note = lag(0)});
    put_data_register<u16>(e, i.y, e.lit(u16{0xffff}));
    refill_next(e);
  });
  e.when(~holds & ~expired, [&] {
    e.idle(2);
    e.prefetch(target, Access{.note = lag(0)});
    put_data_register<u16>(e, i.y, data_register<u16>(e, i.y) - u16{1});
    e.prefetch();
    jump(e, target);
  });
};

u32 clocks_of_condition(u32 holds, u32) { return holds ? 2 : 0; }
constexpr auto scc = [](Emitter auto& e, const Insn& i) {
  const auto holds = condition(e, i.cond);
  overwrite<u8>(e, i, operand(i), 0, e.select(holds, e.lit(u8{0xff}), e.lit(u8{0})));
  if (mode_of(i.ea) == kDataRegister) e.idle(clocks_of_condition, zext<u32>(holds));
};

// --- jumps and returns ---

/// The target of JMP and JSR, with the time that it takes to compute.
auto control_address(Emitter auto& e, const Insn& i) {
  const Operand o = operand(i);
  switch (o.mode()) {
    case kIndirect: break;
    case kIndexed:
    case kPcIndexed: e.idle(6); break;
    case kAbsoluteLong: e.prefetch(); break;
    default: e.idle(2); break;
  }
  return plain_address(e, i, o);
}
constexpr auto jmp = [](Emitter auto& e, const Insn& i) {
  const auto target = control_address(e, i);
  refill(e, target, lag(mode_of(i.ea) == kAbsoluteLong ? 2 : 1));
  jump(e, target);
};
/// The return address is pushed between the two words of the target.
constexpr auto jsr = [](Emitter auto& e, const Insn& i) {
  const auto target = control_address(e, i);
  e.prefetch(target, Access{.note = lag(mode_of(i.ea) == kIndirect ? 1 : 0)});
  push_long(e, e.lit(static_cast<u32>(e.next_address())));
  e.prefetch();
  jump(e, target, JumpHint::kCall);
};
constexpr auto rts = [](Emitter auto& e, const Insn&) {
  const auto target = pop_long(e);
  refill(e, target);
  jump(e, target, JumpHint::kReturn);
};
constexpr auto rtr = [](Emitter auto& e, const Insn&) {
  const auto sp = e.get(kSp);
  put_ccr(e, e.template load<u16>(sp, data_access(lag(1))));
  const auto target = e.template load<u32>(sp + u32{2}, data_access(lag(1)));
  e.put(kSp, sp + u32{6});
  refill(e, target);
  jump(e, target, JumpHint::kReturn);
};
constexpr auto nop = [](Emitter auto& e, const Insn&) { e.prefetch(); };

// clang-format off
constexpr Row kRows[] = {
    row("0110 cccc iiii iiii", "bcc", bcc, word_displacement),
    row("0110 0000 iiii iiii", "bra", bra, word_displacement),
    row("0110 0001 iiii iiii", "bsr", bsr, word_displacement),
    row("0101 cccc 1100 1yyy", "dbcc", dbcc, word_follows),
    row("0101 cccc 11ee eeee", "scc", ea::kDataAlterable, scc, of_size<kByte>),
    row("0100 1110 11ee eeee", "jmp", ea::kControl, jmp),
    row("0100 1110 10ee eeee", "jsr", ea::kControl, jsr),
    row("0100 1110 0111 0001", "nop", nop),
    row("0100 1110 0111 0111", "rtr", rtr),
    row("0100 1110 0111 0101", "rts", rts),
    row("0100 1010 ssee eeee, s != 11", "tst", ea::kDataAlterable, tst),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> program_control() { return kRows; }

}  // namespace sosie::m68k
