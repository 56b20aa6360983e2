// Multiplications and divisions of the ARM instruction set. Source: ARM DDI 0406C.d, A5.2.5 (multiply), A5.2.7
// (halfwords), A5.4.4 (signed multiply, divide), sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/multiply.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

// clang-format off
constexpr Row kRows[] = {
    row("cccc 0000 000S dddd ---- mmmm 1001 nnnn", "mul", mul),                                           // A8.8.114
    row("cccc 0000 001S dddd aaaa mmmm 1001 nnnn", "mla", mla),                                           // A8.8.100
    row("cccc 0000 0100 dddd aaaa mmmm 1001 nnnn", "umaal", umaal),                                       // A8.8.255
    row("cccc 0000 0110 dddd aaaa mmmm 1001 nnnn", "mls", mls),                                           // A8.8.101
    row("cccc 0000 100S dddd aaaa mmmm 1001 nnnn", "umull", long_multiply(unsigned_product)),             // A8.8.257
    row("cccc 0000 101S dddd aaaa mmmm 1001 nnnn", "umlal", long_multiply_accumulate(unsigned_product)),  // A8.8.256
    row("cccc 0000 110S dddd aaaa mmmm 1001 nnnn", "smull", long_multiply(signed_product)),               // A8.8.189
    row("cccc 0000 111S dddd aaaa mmmm 1001 nnnn", "smlal", long_multiply_accumulate(signed_product)),    // A8.8.178

    row("cccc 0001 0000 dddd aaaa mmmm 1yx0 nnnn", "smla", smlaxy),    // A8.8.176
    row("cccc 0001 0010 dddd aaaa mmmm 1y00 nnnn", "smlaw", smlawy),   // A8.8.181
    row("cccc 0001 0010 dddd ---- mmmm 1y10 nnnn", "smulw", smulwy),   // A8.8.190
    row("cccc 0001 0100 dddd aaaa mmmm 1yx0 nnnn", "smlal", smlalxy),  // A8.8.179
    row("cccc 0001 0110 dddd ---- mmmm 1yx0 nnnn", "smul", smulxy),    // A8.8.188

    row("cccc 0111 0000 dddd aaaa mmmm 00x1 nnnn", "smlad", dual_multiply_accumulate<Join::kSum>),         // A8.8.177
    row("cccc 0111 0000 dddd 1111 mmmm 00x1 nnnn", "smuad", dual_multiply<Join::kSum>),                    // A8.8.187
    row("cccc 0111 0000 dddd aaaa mmmm 01x1 nnnn", "smlsd", dual_multiply_accumulate<Join::kDifference>),  // A8.8.182
    row("cccc 0111 0000 dddd 1111 mmmm 01x1 nnnn", "smusd", dual_multiply<Join::kDifference>),             // A8.8.191
    row("cccc 0111 0100 dddd aaaa mmmm 00x1 nnnn", "smlald", dual_multiply_long<Join::kSum>),              // A8.8.180
    row("cccc 0111 0100 dddd aaaa mmmm 01x1 nnnn", "smlsld", dual_multiply_long<Join::kDifference>),       // A8.8.183
    row("cccc 0111 0101 dddd aaaa mmmm 00x1 nnnn", "smmla", smmla),                                        // A8.8.184
    row("cccc 0111 0101 dddd 1111 mmmm 00x1 nnnn", "smmul", smmul),                                        // A8.8.186
    row("cccc 0111 0101 dddd aaaa mmmm 11x1 nnnn", "smmls", smmls),                                        // A8.8.185
    row("cccc 0111 0001 dddd ++++ mmmm 0001 nnnn", "sdiv", signed_divide),                                 // A8.8.165
    row("cccc 0111 0011 dddd ++++ mmmm 0001 nnnn", "udiv", unsigned_divide),                               // A8.8.248
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_multiply() { return kRows; }

}  // namespace sosie::arm
