// Branches and miscellaneous control of 32-bit Thumb. Source: ARM DDI 0406C.d, A6.3.4, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/status.h"
#include "frontends/arm/synchronization.h"
#include "frontends/arm/thumb.h"

namespace sosie::arm {

namespace {

/// B, BL and, without its last zero, BLX: imm32 = SignExtend(S:I1:I2:imm10:imm11:'0'), I = NOT(J EOR S); J1 is read as
/// x, J2 as y.
bool far_offset(Insn& i) {
  const u32 sign = i.S, i1 = ~(i.x ^ sign) & 1, i2 = ~(i.type ^ sign) & 1;
  i.imm = static_cast<u32>(sign_extend(sign << 23 | i1 << 22 | i2 << 21 | i.imm, 24)) << 1;
  return true;
}
/// B with a condition: imm32 = SignExtend(S:J2:J1:imm6:imm11:'0'). Conditions 14 and 15 are other instructions.
bool near_offset(Insn& i) {
  i.imm = static_cast<u32>(sign_extend(u32{i.S} << 19 | u32{i.type} << 18 | u32{i.x} << 17 | i.imm, 20)) << 1;
  return i.cond < 14;
}

// CPS, the SPSR, banked registers (bit 5 of MRS and MSR), SUBS PC LR, HVC and SMC are not the user's: all but CPS are
// undefined. ENTERX and LEAVEX belong to ThumbEE, which is not there. Hints without a name are NOPs.
// clang-format off
constexpr Row kRows[] = {
    row("1111 0Scc ccii iiii 10x0 yiii iiii iiii", "b", b, near_offset),                        // A8.8.18 T3
    row("1111 0Sii iiii iiii 10x1 yiii iiii iiii", "b", b, far_offset),                         // A8.8.18 T4
    row("1111 0Sii iiii iiii 11x1 yiii iiii iiii", "bl", bl, far_offset),                       // A8.8.25 T1
    row("1111 0Sii iiii iiii 11x0 yiii iiii iii0", "blx", blx_imm, all<scale<1>, far_offset>),  // A8.8.25
    row("1111 0011 1100 mmmm 10-0 ++++ ---- ----", "bxj", bx),                                  // A8.8.28: no Jazelle
    row("1111 0111 1111 iiii 1010 iiii iiii iiii", "udf", udf),                                 // A8.8.247

    row("1111 0011 1000 nnnn 10-0 xxxx --0- ----", "msr", msr_reg),  // A8.8.112
    row("1111 0011 1110 ++++ 10-0 dddd --0- ----", "mrs", mrs),      // A8.8.109

    row("1111 0011 1010 ++++ 10-0 -iii iiii iiii", "cps", nop),      // B9.3.1
    row("1111 0011 1010 ++++ 10-0 -000 iiii iiii", "hint", nop),     // A6.3.4
    row("1111 0011 1010 ++++ 10-0 -000 0000 0000", "nop", nop),      // A8.8.119
    row("1111 0011 1010 ++++ 10-0 -000 0000 0001", "yield", nop),    // A8.8.426
    row("1111 0011 1010 ++++ 10-0 -000 0000 0010", "wfe", nop),      // A8.8.424
    row("1111 0011 1010 ++++ 10-0 -000 0000 0011", "wfi", nop),      // A8.8.425
    row("1111 0011 1010 ++++ 10-0 -000 0000 0100", "sev", nop),      // A8.8.168
    row("1111 0011 1010 ++++ 10-0 -000 1111 iiii", "dbg", nop),      // A8.8.42
    row("1111 0011 1011 ++++ 10-0 ++++ 0010 ++++", "clrex", clrex),  // A8.8.32
    row("1111 0011 1011 ++++ 10-0 ++++ 0100 iiii", "dsb", barrier),  // A8.8.44
    row("1111 0011 1011 ++++ 10-0 ++++ 0101 iiii", "dmb", barrier),  // A8.8.43
    row("1111 0011 1011 ++++ 10-0 ++++ 0110 iiii", "isb", isb),      // A8.8.53
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t32_branch() { return kRows; }

}  // namespace sosie::arm
