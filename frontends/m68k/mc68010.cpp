// What the MC68010 adds, and does otherwise than the MC68000. Source: M68000PRM, appendix A.3 (processors by
// instruction) and the instructions' pages. Registers of its system level (MOVEC, MOVES) are not there.
#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

constexpr auto move_from_ccr = [](Emitter auto& e, const Insn& i) { overwrite<u16>(e, i, operand(i), 0, ccr(e)); };
constexpr auto move_from_sr =
    privileged([](Emitter auto& e, const Insn& i) { overwrite<u16>(e, i, operand(i), 0, status(e)); });
constexpr auto rtd = [](Emitter auto& e, const Insn& i) {
  const auto target = pop_long(e);
  e.put(kSp, e.get(kSp) + static_cast<u32>(sign_extend(i.imm, 16)));
  jump(e, target, JumpHint::kReturn);
};
/// Without hardware that answers the breakpoint cycle.
constexpr auto bkpt = [](Emitter auto& e, const Insn&) { trap(e, kIllegalInstruction); };

// clang-format off
constexpr Row kRows[] = {
    later_row("0100 0010 11ee eeee", "move", ea::kDataAlterable, move_from_ccr),
    later_row("0100 0000 11ee eeee", "move", ea::kDataAlterable, move_from_sr),
    later_row("0100 1110 0111 0100", "rtd", rtd, word_follows),
    later_row("0100 1000 0100 1iii", "bkpt", bkpt),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> mc68010() { return kRows; }

}  // namespace sosie::m68k
