// Status registers, hints and processor state of the ARM instruction set. Source: ARM DDI 0406C.d, A5.2.11, A5.2.12,
// A5.7.1, sections of A8.8 and B9.3 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/branch.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/shift.h"
#include "frontends/arm/status.h"

namespace sosie::arm {

namespace {

// The SPSR, banked registers (bit 9 of MRS and MSR), ERET, SMC, HVC, SRS and RFE are not the user's: undefined.
// MSR with an empty mask is a hint; hints without a name are NOPs.
// clang-format off
constexpr Row kRows[] = {
    row("cccc 0001 0000 ++++ dddd --0- 0000 ----", "mrs", mrs),                  // A8.8.109
    row("cccc 0011 0010 xxxx ++++ iiii iiii iiii", "msr", msr_imm, expand_imm),  // A8.8.111
    row("cccc 0001 0010 xxxx ++++ --0- 0000 nnnn", "msr", msr_reg),              // A8.8.112

    row("cccc 0011 0010 0000 ++++ ---- iiii iiii", "hint", nop),   // A5.2.11
    row("cccc 0011 0010 0000 ++++ ---- 0000 0000", "nop", nop),    // A8.8.119
    row("cccc 0011 0010 0000 ++++ ---- 0000 0001", "yield", nop),  // A8.8.426
    row("cccc 0011 0010 0000 ++++ ---- 0000 0010", "wfe", nop),    // A8.8.424
    row("cccc 0011 0010 0000 ++++ ---- 0000 0011", "wfi", nop),    // A8.8.425
    row("cccc 0011 0010 0000 ++++ ---- 0000 0100", "sev", nop),    // A8.8.168
    row("cccc 0011 0010 0000 ++++ ---- 1111 iiii", "dbg", nop),    // A8.8.42

    row("1111 0001 0000 iii0 ---- ---i ii0i iiii", "cps", nop),     // B9.3.2
    row("1111 0001 0000 ---1 ---- --0- 0000 ----", "setend", nop),  // A8.8.167 LE
    row("1111 0001 0000 ---1 ---- --1- 0000 ----", "setend", udf),  // A8.8.167 BE: there is no big-endian data
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_status() { return kRows; }

}  // namespace sosie::arm
