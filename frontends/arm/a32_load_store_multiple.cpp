// Load and store multiple of the ARM instruction set. Source: ARM DDI 0406C.d, A5.5, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/load_store_multiple.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// Bit 22 selects the user's registers or an exception return (B9.3.5, B9.3.6, B9.3.17): UNPREDICTABLE in user mode,
// undefined here. PUSH and POP (A8.8.133, A8.8.131) are STMDB and LDM of SP!.
// clang-format off
constexpr Row kRows[] = {
    row("cccc 1000 00W0 nnnn iiii iiii iiii iiii", "stmda", stm<Block::kDa>),  // A8.8.200
    row("cccc 1000 10W0 nnnn iiii iiii iiii iiii", "stm", stm<Block::kIa>),    // A8.8.199
    row("cccc 1001 00W0 nnnn iiii iiii iiii iiii", "stmdb", stm<Block::kDb>),  // A8.8.201
    row("cccc 1001 10W0 nnnn iiii iiii iiii iiii", "stmib", stm<Block::kIb>),  // A8.8.202
    row("cccc 1000 00W1 nnnn iiii iiii iiii iiii", "ldmda", ldm<Block::kDa>),  // A8.8.59
    row("cccc 1000 10W1 nnnn iiii iiii iiii iiii", "ldm", ldm<Block::kIa>),    // A8.8.58
    row("cccc 1001 00W1 nnnn iiii iiii iiii iiii", "ldmdb", ldm<Block::kDb>),  // A8.8.60
    row("cccc 1001 10W1 nnnn iiii iiii iiii iiii", "ldmib", ldm<Block::kIb>),  // A8.8.61
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_load_store_multiple() { return kRows; }

}  // namespace sosie::arm
