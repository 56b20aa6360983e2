// Coprocessor instructions of the ARM instruction set: what user mode may do with CP15. Source: ARM DDI 0406C.d, A5.6,
// B3.17.1.
#include "core/ir/builder.h"
#include "frontends/arm/coprocessor.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// All other coprocessor instructions (CDP, LDC, STC, MCRR, MRRC, other registers) are undefined in user mode.
// clang-format off
constexpr Row kRows[] = {
    row("cccc 1110 0001 1101 tttt 1111 0111 0000", "mrc", read_system_register<kTpidruro>),   // c13,c0,3: TPIDRURO
    row("cccc 1110 0001 1101 tttt 1111 0101 0000", "mrc", read_system_register<kTpidrurw>),   // c13,c0,2: TPIDRURW
    row("cccc 1110 0000 1101 tttt 1111 0101 0000", "mcr", write_system_register<kTpidrurw>),  // c13,c0,2: TPIDRURW
    row("cccc 1110 0000 0111 tttt 1111 1001 1010", "mcr", barrier),                           // c7,c10,4: CP15DSB
    row("cccc 1110 0000 0111 tttt 1111 1011 1010", "mcr", barrier),                           // c7,c10,5: CP15DMB
    row("cccc 1110 0000 0111 tttt 1111 1001 0101", "mcr", isb),                               // c7,c5,4: CP15ISB
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_coprocessor() { return kRows; }

}  // namespace sosie::arm
