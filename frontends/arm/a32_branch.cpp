// Branches and exception-generating instructions of the ARM instruction set. Source: ARM DDI 0406C.d, A5.5, A5.2.12.
#include "core/ir/builder.h"
#include "frontends/arm/branch.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

/// Branch offsets are in words, from PC.
bool word_offset(Insn& i) {
  i.imm = static_cast<u32>(sign_extend(i.imm, 24)) << 2;
  return true;
}
/// BLX immediate with H = 1: half a word more.
bool halfword_offset(Insn& i) {
  word_offset(i);
  i.imm |= 2;
  return true;
}

constexpr Row kRows[] = {
    row("cccc 1010 iiii iiii iiii iiii iiii iiii", "b", b, word_offset),          // A8.8.18
    row("cccc 1011 iiii iiii iiii iiii iiii iiii", "bl", bl, word_offset),        // A8.8.25
    row("1111 1010 iiii iiii iiii iiii iiii iiii", "blx", blx_imm, word_offset),  // A8.8.25, H = 0
    row("1111 1011 iiii iiii iiii iiii iiii iiii", "blx", blx_imm, halfword_offset),
    row("cccc 0001 0010 ++++ ++++ ++++ 0001 mmmm", "bx", bx),        // A8.8.27
    row("cccc 0001 0010 ++++ ++++ ++++ 0010 mmmm", "bxj", bx),       // A8.8.28, without Jazelle
    row("cccc 0001 0010 ++++ ++++ ++++ 0011 mmmm", "blx", blx_reg),  // A8.8.26
    row("cccc 1111 iiii iiii iiii iiii iiii iiii", "svc", svc),      // A8.8.228
    row("1110 0001 0010 iiii iiii iiii 0111 iiii", "bkpt", bkpt),    // A8.8.24
    row("1110 0111 1111 iiii iiii iiii 1111 iiii", "udf", udf),      // A8.8.247
};
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_branch() { return kRows; }

}  // namespace sosie::arm
