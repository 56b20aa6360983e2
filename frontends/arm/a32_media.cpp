// Media instructions of the ARM instruction set, and their relatives among the miscellaneous ones. Source: ARM DDI
// 0406C.d, A5.2.6 (saturating addition), A5.2.12 (CLZ), A5.4, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/media.h"
#include "frontends/arm/rows.h"

namespace sosie::arm {

namespace {

using enum Lanes;

// clang-format off
constexpr Row kRows[] = {
    // A5.4.1, A5.4.2: parallel addition and subtraction
    row("cccc 0110 0001 nnnn dddd ++++ 0001 mmmm", "sadd16", parallel_modulo<kSigned, kAdd, 16>),         // A8.8.158
    row("cccc 0110 0001 nnnn dddd ++++ 0011 mmmm", "sasx", parallel_modulo<kSigned, kAsx, 16>),           // A8.8.160
    row("cccc 0110 0001 nnnn dddd ++++ 0101 mmmm", "ssax", parallel_modulo<kSigned, kSax, 16>),           // A8.8.195
    row("cccc 0110 0001 nnnn dddd ++++ 0111 mmmm", "ssub16", parallel_modulo<kSigned, kSub, 16>),         // A8.8.196
    row("cccc 0110 0001 nnnn dddd ++++ 1001 mmmm", "sadd8", parallel_modulo<kSigned, kAdd, 8>),           // A8.8.159
    row("cccc 0110 0001 nnnn dddd ++++ 1111 mmmm", "ssub8", parallel_modulo<kSigned, kSub, 8>),           // A8.8.197
    row("cccc 0110 0010 nnnn dddd ++++ 0001 mmmm", "qadd16", parallel_saturating<kSigned, kAdd, 16>),     // A8.8.135
    row("cccc 0110 0010 nnnn dddd ++++ 0011 mmmm", "qasx", parallel_saturating<kSigned, kAsx, 16>),       // A8.8.137
    row("cccc 0110 0010 nnnn dddd ++++ 0101 mmmm", "qsax", parallel_saturating<kSigned, kSax, 16>),       // A8.8.140
    row("cccc 0110 0010 nnnn dddd ++++ 0111 mmmm", "qsub16", parallel_saturating<kSigned, kSub, 16>),     // A8.8.142
    row("cccc 0110 0010 nnnn dddd ++++ 1001 mmmm", "qadd8", parallel_saturating<kSigned, kAdd, 8>),       // A8.8.136
    row("cccc 0110 0010 nnnn dddd ++++ 1111 mmmm", "qsub8", parallel_saturating<kSigned, kSub, 8>),       // A8.8.143
    row("cccc 0110 0011 nnnn dddd ++++ 0001 mmmm", "shadd16", parallel_halving<kSigned, kAdd, 16>),       // A8.8.169
    row("cccc 0110 0011 nnnn dddd ++++ 0011 mmmm", "shasx", parallel_halving<kSigned, kAsx, 16>),         // A8.8.171
    row("cccc 0110 0011 nnnn dddd ++++ 0101 mmmm", "shsax", parallel_halving<kSigned, kSax, 16>),         // A8.8.172
    row("cccc 0110 0011 nnnn dddd ++++ 0111 mmmm", "shsub16", parallel_halving<kSigned, kSub, 16>),       // A8.8.173
    row("cccc 0110 0011 nnnn dddd ++++ 1001 mmmm", "shadd8", parallel_halving<kSigned, kAdd, 8>),         // A8.8.170
    row("cccc 0110 0011 nnnn dddd ++++ 1111 mmmm", "shsub8", parallel_halving<kSigned, kSub, 8>),         // A8.8.174
    row("cccc 0110 0101 nnnn dddd ++++ 0001 mmmm", "uadd16", parallel_modulo<kUnsigned, kAdd, 16>),       // A8.8.243
    row("cccc 0110 0101 nnnn dddd ++++ 0011 mmmm", "uasx", parallel_modulo<kUnsigned, kAsx, 16>),         // A8.8.245
    row("cccc 0110 0101 nnnn dddd ++++ 0101 mmmm", "usax", parallel_modulo<kUnsigned, kSax, 16>),         // A8.8.268
    row("cccc 0110 0101 nnnn dddd ++++ 0111 mmmm", "usub16", parallel_modulo<kUnsigned, kSub, 16>),       // A8.8.269
    row("cccc 0110 0101 nnnn dddd ++++ 1001 mmmm", "uadd8", parallel_modulo<kUnsigned, kAdd, 8>),         // A8.8.244
    row("cccc 0110 0101 nnnn dddd ++++ 1111 mmmm", "usub8", parallel_modulo<kUnsigned, kSub, 8>),         // A8.8.270
    row("cccc 0110 0110 nnnn dddd ++++ 0001 mmmm", "uqadd16", parallel_saturating<kUnsigned, kAdd, 16>),  // A8.8.258
    row("cccc 0110 0110 nnnn dddd ++++ 0011 mmmm", "uqasx", parallel_saturating<kUnsigned, kAsx, 16>),    // A8.8.260
    row("cccc 0110 0110 nnnn dddd ++++ 0101 mmmm", "uqsax", parallel_saturating<kUnsigned, kSax, 16>),    // A8.8.261
    row("cccc 0110 0110 nnnn dddd ++++ 0111 mmmm", "uqsub16", parallel_saturating<kUnsigned, kSub, 16>),  // A8.8.262
    row("cccc 0110 0110 nnnn dddd ++++ 1001 mmmm", "uqadd8", parallel_saturating<kUnsigned, kAdd, 8>),    // A8.8.259
    row("cccc 0110 0110 nnnn dddd ++++ 1111 mmmm", "uqsub8", parallel_saturating<kUnsigned, kSub, 8>),    // A8.8.263
    row("cccc 0110 0111 nnnn dddd ++++ 0001 mmmm", "uhadd16", parallel_halving<kUnsigned, kAdd, 16>),     // A8.8.249
    row("cccc 0110 0111 nnnn dddd ++++ 0011 mmmm", "uhasx", parallel_halving<kUnsigned, kAsx, 16>),       // A8.8.251
    row("cccc 0110 0111 nnnn dddd ++++ 0101 mmmm", "uhsax", parallel_halving<kUnsigned, kSax, 16>),       // A8.8.252
    row("cccc 0110 0111 nnnn dddd ++++ 0111 mmmm", "uhsub16", parallel_halving<kUnsigned, kSub, 16>),     // A8.8.253
    row("cccc 0110 0111 nnnn dddd ++++ 1001 mmmm", "uhadd8", parallel_halving<kUnsigned, kAdd, 8>),       // A8.8.250
    row("cccc 0110 0111 nnnn dddd ++++ 1111 mmmm", "uhsub8", parallel_halving<kUnsigned, kSub, 8>),       // A8.8.254

    // A5.4.3: packing, saturation, reversal; extensions with Rn = 15 have no first operand
    row("cccc 0110 1000 nnnn dddd iiii i001 mmmm", "pkhbt", pkhbt),                                    // A8.8.125
    row("cccc 0110 1000 nnnn dddd iiii i101 mmmm", "pkhtb", pkhtb),                                    // A8.8.125
    row("cccc 0110 1000 nnnn dddd ++++ 1011 mmmm", "sel", sel),                                        // A8.8.166
    row("cccc 0110 1000 nnnn dddd yy-- 0111 mmmm", "sxtab16", add_extended_lanes(sign_extend_bytes)),  // A8.8.231
    row("cccc 0110 1000 1111 dddd yy-- 0111 mmmm", "sxtb16", result(sign_extend_bytes)),               // A8.8.234
    row("cccc 0110 1010 nnnn dddd yy-- 0111 mmmm", "sxtab", add_extended(sign_extend_byte)),           // A8.8.230
    row("cccc 0110 1010 1111 dddd yy-- 0111 mmmm", "sxtb", result(sign_extend_byte)),                  // A8.8.233
    row("cccc 0110 1011 nnnn dddd yy-- 0111 mmmm", "sxtah", add_extended(sign_extend_half)),           // A8.8.232
    row("cccc 0110 1011 1111 dddd yy-- 0111 mmmm", "sxth", result(sign_extend_half)),                  // A8.8.235
    row("cccc 0110 1100 nnnn dddd yy-- 0111 mmmm", "uxtab16", add_extended_lanes(zero_extend_bytes)),  // A8.8.272
    row("cccc 0110 1100 1111 dddd yy-- 0111 mmmm", "uxtb16", result(zero_extend_bytes)),               // A8.8.275
    row("cccc 0110 1110 nnnn dddd yy-- 0111 mmmm", "uxtab", add_extended(zero_extend_byte)),           // A8.8.271
    row("cccc 0110 1110 1111 dddd yy-- 0111 mmmm", "uxtb", result(zero_extend_byte)),                  // A8.8.274
    row("cccc 0110 1111 nnnn dddd yy-- 0111 mmmm", "uxtah", add_extended(zero_extend_half)),           // A8.8.273
    row("cccc 0110 1111 1111 dddd yy-- 0111 mmmm", "uxth", result(zero_extend_half)),                  // A8.8.276
    row("cccc 0110 101x xxxx dddd iiii iy01 nnnn", "ssat", saturate_word<kSigned>, lsl_or_asr),        // A8.8.193
    row("cccc 0110 1010 xxxx dddd ++++ 0011 nnnn", "ssat16", saturate_halves<kSigned>),                // A8.8.194
    row("cccc 0110 111x xxxx dddd iiii iy01 nnnn", "usat", saturate_word<kUnsigned>, lsl_or_asr),      // A8.8.266
    row("cccc 0110 1110 xxxx dddd ++++ 0011 nnnn", "usat16", saturate_halves<kUnsigned>),              // A8.8.267
    row("cccc 0110 1011 ++++ dddd ++++ 0011 mmmm", "rev", rev),                                        // A8.8.145
    row("cccc 0110 1011 ++++ dddd ++++ 1011 mmmm", "rev16", rev16),                                    // A8.8.146
    row("cccc 0110 1111 ++++ dddd ++++ 0011 mmmm", "rbit", rbit),                                      // A8.8.144
    row("cccc 0110 1111 ++++ dddd ++++ 1011 mmmm", "revsh", revsh),                                    // A8.8.147

    // A5.4: absolute differences, bit fields
    row("cccc 0111 1000 dddd aaaa mmmm 0001 nnnn", "usada8", usada8),               // A8.8.265
    row("cccc 0111 1000 dddd 1111 mmmm 0001 nnnn", "usad8", usad8),                 // A8.8.264
    row("cccc 0111 101x xxxx dddd iiii i101 nnnn", "sbfx", sbfx, field_in_word),    // A8.8.164
    row("cccc 0111 111x xxxx dddd iiii i101 nnnn", "ubfx", ubfx, field_in_word),    // A8.8.246
    row("cccc 0111 110x xxxx dddd iiii i001 nnnn", "bfi", bfi, field_is_positive),  // A8.8.20
    row("cccc 0111 110x xxxx dddd iiii i001 1111", "bfc", bfc, field_is_positive),  // A8.8.19

    // A5.2.6, A5.2.12
    row("cccc 0001 0000 nnnn dddd ---- 0101 mmmm", "qadd", qadd),                // A8.8.134
    row("cccc 0001 0010 nnnn dddd ---- 0101 mmmm", "qsub", qsub),                // A8.8.141
    row("cccc 0001 0100 nnnn dddd ---- 0101 mmmm", "qdadd", qdadd),              // A8.8.138
    row("cccc 0001 0110 nnnn dddd ---- 0101 mmmm", "qdsub", qdsub),              // A8.8.139
    row("cccc 0001 0110 ++++ dddd ++++ 0001 mmmm", "clz", count_leading_zeros),  // A8.8.33
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_media() { return kRows; }

}  // namespace sosie::arm
