// Coprocessor instructions of 32-bit Thumb: what user mode may do with CP15. Source: ARM DDI 0406C.d, A6.3.18, B3.17.1.
#include "core/ir/builder.h"
#include "frontends/arm/coprocessor.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// All other coprocessor instructions (CDP, LDC, STC, MCRR, MRRC, other registers) are undefined in user mode.
// clang-format off
constexpr Row kRows[] = {
    row("1110 1110 0001 1101 tttt 1111 0111 0000", "mrc", read_system_register<kTpidruro>),   // c13,c0,3: TPIDRURO
    row("1110 1110 0001 1101 tttt 1111 0101 0000", "mrc", read_system_register<kTpidrurw>),   // c13,c0,2: TPIDRURW
    row("1110 1110 0000 1101 tttt 1111 0101 0000", "mcr", write_system_register<kTpidrurw>),  // c13,c0,2: TPIDRURW
    row("1110 1110 0000 0111 tttt 1111 1001 1010", "mcr", barrier),                           // c7,c10,4: CP15DSB
    row("1110 1110 0000 0111 tttt 1111 1011 1010", "mcr", barrier),                           // c7,c10,5: CP15DMB
    row("1110 1110 0000 0111 tttt 1111 1001 0101", "mcr", isb),                               // c7,c5,4: CP15ISB
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t32_coprocessor() { return kRows; }

}  // namespace sosie::arm
