// Data-processing instructions of the ARM instruction set. Source: ARM DDI 0406C.d, A5.2, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/data_processing.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// CMP and its kin with Rd = 15 and S = 1 as "P" variants do not exist in ARMv7; bits 15..12 should be zero and are
// ignored, as the hardware does.
constexpr Row kRows[] = {
    row("cccc 0010 000S nnnn dddd iiii iiii iiii", "and", with(and_, immediate), expand_imm),  // A8.8.13
    row("cccc 0010 001S nnnn dddd iiii iiii iiii", "eor", with(eor, immediate), expand_imm),   // A8.8.46
    row("cccc 0010 010S nnnn dddd iiii iiii iiii", "sub", with(sub, immediate), expand_imm),   // A8.8.222
    row("cccc 0010 011S nnnn dddd iiii iiii iiii", "rsb", with(rsb, immediate), expand_imm),   // A8.8.152
    row("cccc 0010 100S nnnn dddd iiii iiii iiii", "add", with(add, immediate), expand_imm),   // A8.8.5
    row("cccc 0010 101S nnnn dddd iiii iiii iiii", "adc", with(adc, immediate), expand_imm),   // A8.8.1
    row("cccc 0010 110S nnnn dddd iiii iiii iiii", "sbc", with(sbc, immediate), expand_imm),   // A8.8.161
    row("cccc 0010 111S nnnn dddd iiii iiii iiii", "rsc", with(rsc, immediate), expand_imm),   // A8.8.155
    row("cccc 0011 0001 nnnn ---- iiii iiii iiii", "tst", with(tst, immediate), expand_imm),   // A8.8.240
    row("cccc 0011 0011 nnnn ---- iiii iiii iiii", "teq", with(teq, immediate), expand_imm),   // A8.8.237
    row("cccc 0011 0101 nnnn ---- iiii iiii iiii", "cmp", with(cmp, immediate), expand_imm),   // A8.8.37
    row("cccc 0011 0111 nnnn ---- iiii iiii iiii", "cmn", with(cmn, immediate), expand_imm),   // A8.8.34
    row("cccc 0011 100S nnnn dddd iiii iiii iiii", "orr", with(orr, immediate), expand_imm),   // A8.8.122
    row("cccc 0011 101S ---- dddd iiii iiii iiii", "mov", with(mov, immediate), expand_imm),   // A8.8.102
    row("cccc 0011 110S nnnn dddd iiii iiii iiii", "bic", with(bic, immediate), expand_imm),   // A8.8.21
    row("cccc 0011 111S ---- dddd iiii iiii iiii", "mvn", with(mvn, immediate), expand_imm),   // A8.8.115
    row("cccc 0011 0000 iiii dddd iiii iiii iiii", "movw", movw),                              // A8.8.102
    row("cccc 0011 0100 iiii dddd iiii iiii iiii", "movt", movt),                              // A8.8.106

    row("cccc 0000 000S nnnn dddd iiii iyy0 mmmm", "and", with(and_, shifted_register)),  // A8.8.14
    row("cccc 0000 001S nnnn dddd iiii iyy0 mmmm", "eor", with(eor, shifted_register)),   // A8.8.47
    row("cccc 0000 010S nnnn dddd iiii iyy0 mmmm", "sub", with(sub, shifted_register)),   // A8.8.223
    row("cccc 0000 011S nnnn dddd iiii iyy0 mmmm", "rsb", with(rsb, shifted_register)),   // A8.8.153
    row("cccc 0000 100S nnnn dddd iiii iyy0 mmmm", "add", with(add, shifted_register)),   // A8.8.7
    row("cccc 0000 101S nnnn dddd iiii iyy0 mmmm", "adc", with(adc, shifted_register)),   // A8.8.2
    row("cccc 0000 110S nnnn dddd iiii iyy0 mmmm", "sbc", with(sbc, shifted_register)),   // A8.8.162
    row("cccc 0000 111S nnnn dddd iiii iyy0 mmmm", "rsc", with(rsc, shifted_register)),   // A8.8.156
    row("cccc 0001 0001 nnnn ---- iiii iyy0 mmmm", "tst", with(tst, shifted_register)),   // A8.8.241
    row("cccc 0001 0011 nnnn ---- iiii iyy0 mmmm", "teq", with(teq, shifted_register)),   // A8.8.238
    row("cccc 0001 0101 nnnn ---- iiii iyy0 mmmm", "cmp", with(cmp, shifted_register)),   // A8.8.38
    row("cccc 0001 0111 nnnn ---- iiii iyy0 mmmm", "cmn", with(cmn, shifted_register)),   // A8.8.35
    row("cccc 0001 100S nnnn dddd iiii iyy0 mmmm", "orr", with(orr, shifted_register)),   // A8.8.123
    row("cccc 0001 101S ---- dddd iiii iyy0 mmmm", "mov", with(mov, shifted_register)),   // A8.8.104, A8.8.94 ff.
    row("cccc 0001 110S nnnn dddd iiii iyy0 mmmm", "bic", with(bic, shifted_register)),   // A8.8.22
    row("cccc 0001 111S ---- dddd iiii iyy0 mmmm", "mvn", with(mvn, shifted_register)),   // A8.8.116

    row("cccc 0000 000S nnnn dddd ssss 0yy1 mmmm", "and", with(and_, register_shifted)),  // A8.8.15
    row("cccc 0000 001S nnnn dddd ssss 0yy1 mmmm", "eor", with(eor, register_shifted)),   // A8.8.48
    row("cccc 0000 010S nnnn dddd ssss 0yy1 mmmm", "sub", with(sub, register_shifted)),   // A8.8.224
    row("cccc 0000 011S nnnn dddd ssss 0yy1 mmmm", "rsb", with(rsb, register_shifted)),   // A8.8.154
    row("cccc 0000 100S nnnn dddd ssss 0yy1 mmmm", "add", with(add, register_shifted)),   // A8.8.8
    row("cccc 0000 101S nnnn dddd ssss 0yy1 mmmm", "adc", with(adc, register_shifted)),   // A8.8.3
    row("cccc 0000 110S nnnn dddd ssss 0yy1 mmmm", "sbc", with(sbc, register_shifted)),   // A8.8.163
    row("cccc 0000 111S nnnn dddd ssss 0yy1 mmmm", "rsc", with(rsc, register_shifted)),   // A8.8.157
    row("cccc 0001 0001 nnnn ---- ssss 0yy1 mmmm", "tst", with(tst, register_shifted)),   // A8.8.242
    row("cccc 0001 0011 nnnn ---- ssss 0yy1 mmmm", "teq", with(teq, register_shifted)),   // A8.8.239
    row("cccc 0001 0101 nnnn ---- ssss 0yy1 mmmm", "cmp", with(cmp, register_shifted)),   // A8.8.39
    row("cccc 0001 0111 nnnn ---- ssss 0yy1 mmmm", "cmn", with(cmn, register_shifted)),   // A8.8.36
    row("cccc 0001 100S nnnn dddd ssss 0yy1 mmmm", "orr", with(orr, register_shifted)),   // A8.8.124
    row("cccc 0001 101S ---- dddd ssss 0yy1 mmmm", "mov", with(mov, register_shifted)),   // A8.8.95 ff.
    row("cccc 0001 110S nnnn dddd ssss 0yy1 mmmm", "bic", with(bic, register_shifted)),   // A8.8.23
    row("cccc 0001 111S ---- dddd ssss 0yy1 mmmm", "mvn", with(mvn, register_shifted)),   // A8.8.117
};
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_data_processing() { return kRows; }

}  // namespace sosie::arm
