// Multiplications, media instructions and shifts by a register of 32-bit Thumb. Source: ARM DDI 0406C.d, A6.3.12 to
// A6.3.17, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/media.h"
#include "frontends/arm/multiply.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

using enum Lanes;

// clang-format off
constexpr Row kRows[] = {
    // A6.3.12: extensions; those with Rn = 15 have no first operand
    row("1111 1010 0000 nnnn 1111 dddd 1-yy mmmm", "sxtah", add_extended(sign_extend_half)),           // A8.8.232
    row("1111 1010 0000 1111 1111 dddd 1-yy mmmm", "sxth", result(sign_extend_half)),                  // A8.8.235
    row("1111 1010 0001 nnnn 1111 dddd 1-yy mmmm", "uxtah", add_extended(zero_extend_half)),           // A8.8.273
    row("1111 1010 0001 1111 1111 dddd 1-yy mmmm", "uxth", result(zero_extend_half)),                  // A8.8.276
    row("1111 1010 0010 nnnn 1111 dddd 1-yy mmmm", "sxtab16", add_extended_lanes(sign_extend_bytes)),  // A8.8.231
    row("1111 1010 0010 1111 1111 dddd 1-yy mmmm", "sxtb16", result(sign_extend_bytes)),               // A8.8.234
    row("1111 1010 0011 nnnn 1111 dddd 1-yy mmmm", "uxtab16", add_extended_lanes(zero_extend_bytes)),  // A8.8.272
    row("1111 1010 0011 1111 1111 dddd 1-yy mmmm", "uxtb16", result(zero_extend_bytes)),               // A8.8.275
    row("1111 1010 0100 nnnn 1111 dddd 1-yy mmmm", "sxtab", add_extended(sign_extend_byte)),           // A8.8.230
    row("1111 1010 0100 1111 1111 dddd 1-yy mmmm", "sxtb", result(sign_extend_byte)),                  // A8.8.233
    row("1111 1010 0101 nnnn 1111 dddd 1-yy mmmm", "uxtab", add_extended(zero_extend_byte)),           // A8.8.271
    row("1111 1010 0101 1111 1111 dddd 1-yy mmmm", "uxtb", result(zero_extend_byte)),                  // A8.8.274

    // A6.3.13, A6.3.14: parallel addition and subtraction
    row("1111 1010 1001 nnnn 1111 dddd 0000 mmmm", "sadd16", parallel_modulo<kSigned, kAdd, 16>),         // A8.8.158
    row("1111 1010 1010 nnnn 1111 dddd 0000 mmmm", "sasx", parallel_modulo<kSigned, kAsx, 16>),           // A8.8.160
    row("1111 1010 1110 nnnn 1111 dddd 0000 mmmm", "ssax", parallel_modulo<kSigned, kSax, 16>),           // A8.8.195
    row("1111 1010 1101 nnnn 1111 dddd 0000 mmmm", "ssub16", parallel_modulo<kSigned, kSub, 16>),         // A8.8.196
    row("1111 1010 1000 nnnn 1111 dddd 0000 mmmm", "sadd8", parallel_modulo<kSigned, kAdd, 8>),           // A8.8.159
    row("1111 1010 1100 nnnn 1111 dddd 0000 mmmm", "ssub8", parallel_modulo<kSigned, kSub, 8>),           // A8.8.197
    row("1111 1010 1001 nnnn 1111 dddd 0001 mmmm", "qadd16", parallel_saturating<kSigned, kAdd, 16>),     // A8.8.135
    row("1111 1010 1010 nnnn 1111 dddd 0001 mmmm", "qasx", parallel_saturating<kSigned, kAsx, 16>),       // A8.8.137
    row("1111 1010 1110 nnnn 1111 dddd 0001 mmmm", "qsax", parallel_saturating<kSigned, kSax, 16>),       // A8.8.140
    row("1111 1010 1101 nnnn 1111 dddd 0001 mmmm", "qsub16", parallel_saturating<kSigned, kSub, 16>),     // A8.8.142
    row("1111 1010 1000 nnnn 1111 dddd 0001 mmmm", "qadd8", parallel_saturating<kSigned, kAdd, 8>),       // A8.8.136
    row("1111 1010 1100 nnnn 1111 dddd 0001 mmmm", "qsub8", parallel_saturating<kSigned, kSub, 8>),       // A8.8.143
    row("1111 1010 1001 nnnn 1111 dddd 0010 mmmm", "shadd16", parallel_halving<kSigned, kAdd, 16>),       // A8.8.169
    row("1111 1010 1010 nnnn 1111 dddd 0010 mmmm", "shasx", parallel_halving<kSigned, kAsx, 16>),         // A8.8.171
    row("1111 1010 1110 nnnn 1111 dddd 0010 mmmm", "shsax", parallel_halving<kSigned, kSax, 16>),         // A8.8.172
    row("1111 1010 1101 nnnn 1111 dddd 0010 mmmm", "shsub16", parallel_halving<kSigned, kSub, 16>),       // A8.8.173
    row("1111 1010 1000 nnnn 1111 dddd 0010 mmmm", "shadd8", parallel_halving<kSigned, kAdd, 8>),         // A8.8.170
    row("1111 1010 1100 nnnn 1111 dddd 0010 mmmm", "shsub8", parallel_halving<kSigned, kSub, 8>),         // A8.8.174
    row("1111 1010 1001 nnnn 1111 dddd 0100 mmmm", "uadd16", parallel_modulo<kUnsigned, kAdd, 16>),       // A8.8.243
    row("1111 1010 1010 nnnn 1111 dddd 0100 mmmm", "uasx", parallel_modulo<kUnsigned, kAsx, 16>),         // A8.8.245
    row("1111 1010 1110 nnnn 1111 dddd 0100 mmmm", "usax", parallel_modulo<kUnsigned, kSax, 16>),         // A8.8.268
    row("1111 1010 1101 nnnn 1111 dddd 0100 mmmm", "usub16", parallel_modulo<kUnsigned, kSub, 16>),       // A8.8.269
    row("1111 1010 1000 nnnn 1111 dddd 0100 mmmm", "uadd8", parallel_modulo<kUnsigned, kAdd, 8>),         // A8.8.244
    row("1111 1010 1100 nnnn 1111 dddd 0100 mmmm", "usub8", parallel_modulo<kUnsigned, kSub, 8>),         // A8.8.270
    row("1111 1010 1001 nnnn 1111 dddd 0101 mmmm", "uqadd16", parallel_saturating<kUnsigned, kAdd, 16>),  // A8.8.258
    row("1111 1010 1010 nnnn 1111 dddd 0101 mmmm", "uqasx", parallel_saturating<kUnsigned, kAsx, 16>),    // A8.8.260
    row("1111 1010 1110 nnnn 1111 dddd 0101 mmmm", "uqsax", parallel_saturating<kUnsigned, kSax, 16>),    // A8.8.261
    row("1111 1010 1101 nnnn 1111 dddd 0101 mmmm", "uqsub16", parallel_saturating<kUnsigned, kSub, 16>),  // A8.8.262
    row("1111 1010 1000 nnnn 1111 dddd 0101 mmmm", "uqadd8", parallel_saturating<kUnsigned, kAdd, 8>),    // A8.8.259
    row("1111 1010 1100 nnnn 1111 dddd 0101 mmmm", "uqsub8", parallel_saturating<kUnsigned, kSub, 8>),    // A8.8.263
    row("1111 1010 1001 nnnn 1111 dddd 0110 mmmm", "uhadd16", parallel_halving<kUnsigned, kAdd, 16>),     // A8.8.249
    row("1111 1010 1010 nnnn 1111 dddd 0110 mmmm", "uhasx", parallel_halving<kUnsigned, kAsx, 16>),       // A8.8.251
    row("1111 1010 1110 nnnn 1111 dddd 0110 mmmm", "uhsax", parallel_halving<kUnsigned, kSax, 16>),       // A8.8.252
    row("1111 1010 1101 nnnn 1111 dddd 0110 mmmm", "uhsub16", parallel_halving<kUnsigned, kSub, 16>),     // A8.8.253
    row("1111 1010 1000 nnnn 1111 dddd 0110 mmmm", "uhadd8", parallel_halving<kUnsigned, kAdd, 8>),       // A8.8.250
    row("1111 1010 1100 nnnn 1111 dddd 0110 mmmm", "uhsub8", parallel_halving<kUnsigned, kSub, 8>),       // A8.8.254

    // A6.3.15: miscellaneous
    row("1111 1010 1000 nnnn 1111 dddd 1000 mmmm", "qadd", qadd),                // A8.8.134
    row("1111 1010 1000 nnnn 1111 dddd 1001 mmmm", "qdadd", qdadd),              // A8.8.138
    row("1111 1010 1000 nnnn 1111 dddd 1010 mmmm", "qsub", qsub),                // A8.8.141
    row("1111 1010 1000 nnnn 1111 dddd 1011 mmmm", "qdsub", qdsub),              // A8.8.139
    row("1111 1010 1001 nnnn 1111 dddd 1000 mmmm", "rev", rev),                  // A8.8.145
    row("1111 1010 1001 nnnn 1111 dddd 1001 mmmm", "rev16", rev16),              // A8.8.146
    row("1111 1010 1001 nnnn 1111 dddd 1010 mmmm", "rbit", rbit),                // A8.8.144
    row("1111 1010 1001 nnnn 1111 dddd 1011 mmmm", "revsh", revsh),              // A8.8.147
    row("1111 1010 1010 nnnn 1111 dddd 1000 mmmm", "sel", sel),                  // A8.8.166
    row("1111 1010 1011 nnnn 1111 dddd 1000 mmmm", "clz", count_leading_zeros),  // A8.8.33

    // A6.3.16: 32-bit products; those with Ra = 15 have no accumulator
    row("1111 1011 0000 nnnn aaaa dddd 0000 mmmm", "mla", mla),                                            // A8.8.100
    row("1111 1011 0000 nnnn 1111 dddd 0000 mmmm", "mul", mul),                                            // A8.8.114
    row("1111 1011 0000 nnnn aaaa dddd 0001 mmmm", "mls", mls),                                            // A8.8.101
    row("1111 1011 0001 nnnn aaaa dddd 00xy mmmm", "smla", smlaxy),                                        // A8.8.176
    row("1111 1011 0001 nnnn 1111 dddd 00xy mmmm", "smul", smulxy),                                        // A8.8.188
    row("1111 1011 0010 nnnn aaaa dddd 000x mmmm", "smlad", dual_multiply_accumulate<Join::kSum>),         // A8.8.177
    row("1111 1011 0010 nnnn 1111 dddd 000x mmmm", "smuad", dual_multiply<Join::kSum>),                    // A8.8.187
    row("1111 1011 0011 nnnn aaaa dddd 000y mmmm", "smlaw", smlawy),                                       // A8.8.181
    row("1111 1011 0011 nnnn 1111 dddd 000y mmmm", "smulw", smulwy),                                       // A8.8.190
    row("1111 1011 0100 nnnn aaaa dddd 000x mmmm", "smlsd", dual_multiply_accumulate<Join::kDifference>),  // A8.8.182
    row("1111 1011 0100 nnnn 1111 dddd 000x mmmm", "smusd", dual_multiply<Join::kDifference>),             // A8.8.191
    row("1111 1011 0101 nnnn aaaa dddd 000x mmmm", "smmla", smmla),                                        // A8.8.184
    row("1111 1011 0101 nnnn 1111 dddd 000x mmmm", "smmul", smmul),                                        // A8.8.186
    row("1111 1011 0110 nnnn aaaa dddd 000x mmmm", "smmls", smmls),                                        // A8.8.185
    row("1111 1011 0111 nnnn aaaa dddd 0000 mmmm", "usada8", usada8),                                      // A8.8.265
    row("1111 1011 0111 nnnn 1111 dddd 0000 mmmm", "usad8", usad8),                                        // A8.8.264

    // A6.3.17: 64-bit products, division
    row("1111 1011 1000 nnnn aaaa dddd 0000 mmmm", "smull", long_multiply(signed_product)),               // A8.8.189
    row("1111 1011 1001 nnnn ++++ dddd 1111 mmmm", "sdiv", signed_divide),                                // A8.8.165
    row("1111 1011 1010 nnnn aaaa dddd 0000 mmmm", "umull", long_multiply(unsigned_product)),             // A8.8.257
    row("1111 1011 1011 nnnn ++++ dddd 1111 mmmm", "udiv", unsigned_divide),                              // A8.8.248
    row("1111 1011 1100 nnnn aaaa dddd 0000 mmmm", "smlal", long_multiply_accumulate(signed_product)),    // A8.8.178
    row("1111 1011 1100 nnnn aaaa dddd 10xy mmmm", "smlal", smlalxy),                                     // A8.8.179
    row("1111 1011 1100 nnnn aaaa dddd 110x mmmm", "smlald", dual_multiply_long<Join::kSum>),             // A8.8.180
    row("1111 1011 1101 nnnn aaaa dddd 110x mmmm", "smlsld", dual_multiply_long<Join::kDifference>),      // A8.8.183
    row("1111 1011 1110 nnnn aaaa dddd 0000 mmmm", "umlal", long_multiply_accumulate(unsigned_product)),  // A8.8.256
    row("1111 1011 1110 nnnn aaaa dddd 0110 mmmm", "umaal", umaal),                                       // A8.8.255
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> t32_multiply_media() { return kRows; }

}  // namespace sosie::arm
