// Logical instructions. Source: M68000PRM 3.1.3; the instructions' pages in section 4.
#include "core/ir/builder.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/two_operands.h"

namespace sosie::m68k {

namespace {

auto flagged(Emitter auto& e, auto value) {
  put_logical(e, value);
  return value;
}
constexpr auto and_ = [](Emitter auto& e, auto a, auto b) { return flagged(e, a & b); };
constexpr auto or_ = [](Emitter auto& e, auto a, auto b) { return flagged(e, a | b); };
constexpr auto eor = [](Emitter auto& e, auto a, auto b) { return flagged(e, a ^ b); };
constexpr auto not_ = [](Emitter auto& e, auto a) { return flagged(e, ~a); };

// clang-format off
constexpr Row kRows[] = {
    row("1100 ddd0 ssee eeee, s != 11", "and", ea::kData, to_register(and_)),
    row("1100 ddd1 ssee eeee, s != 11", "and", ea::kMemoryAlterable, to_memory(and_)),
    row("0000 0010 ssee eeee, s != 11", "andi", ea::kDataAlterable, with_immediate(and_), data_follows),
    row("1011 ddd1 ssee eeee, s != 11", "eor", ea::kDataAlterable, to_memory(eor)),
    row("0000 1010 ssee eeee, s != 11", "eori", ea::kDataAlterable, with_immediate(eor), data_follows),
    row("0100 0110 ssee eeee, s != 11", "not", ea::kDataAlterable, on_one(not_)),
    row("1000 ddd0 ssee eeee, s != 11", "or", ea::kData, to_register(or_)),
    row("1000 ddd1 ssee eeee, s != 11", "or", ea::kMemoryAlterable, to_memory(or_)),
    row("0000 0000 ssee eeee, s != 11", "ori", ea::kDataAlterable, with_immediate(or_), data_follows),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> logical() { return kRows; }

}  // namespace sosie::m68k
