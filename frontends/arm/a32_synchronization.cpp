// Exclusive accesses, swaps and barriers of the ARM instruction set. Source: ARM DDI 0406C.d, A5.2.10, A5.7.1, sections
// of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/synchronization.h"

namespace sosie::arm {

namespace {

// clang-format off
constexpr Row kRows[] = {
    row("cccc 0001 1000 nnnn dddd ++++ 1001 tttt", "strex", store_exclusive<u32>),                  // A8.8.212
    row("cccc 0001 1001 nnnn tttt ++++ 1001 ++++", "ldrex", load_exclusive<u32>),                   // A8.8.75
    row("cccc 0001 1010 nnnn dddd ++++ 1001 tttt", "strexd", store_exclusive<u64>, register_pair),  // A8.8.214
    row("cccc 0001 1011 nnnn tttt ++++ 1001 ++++", "ldrexd", load_exclusive<u64>, register_pair),   // A8.8.77
    row("cccc 0001 1100 nnnn dddd ++++ 1001 tttt", "strexb", store_exclusive<u8>),                  // A8.8.213
    row("cccc 0001 1101 nnnn tttt ++++ 1001 ++++", "ldrexb", load_exclusive<u8>),                   // A8.8.76
    row("cccc 0001 1110 nnnn dddd ++++ 1001 tttt", "strexh", store_exclusive<u16>),                 // A8.8.215
    row("cccc 0001 1111 nnnn tttt ++++ 1001 ++++", "ldrexh", load_exclusive<u16>),                  // A8.8.78
    row("cccc 0001 0000 nnnn tttt ---- 1001 mmmm", "swp", swap<u32>),                               // A8.8.229
    row("cccc 0001 0100 nnnn tttt ---- 1001 mmmm", "swpb", swap<u8>),                               // A8.8.229

    row("1111 0101 0111 ++++ ++++ ---- 0001 ++++", "clrex", clrex),  // A8.8.32
    row("1111 0101 0111 ++++ ++++ ---- 0100 iiii", "dsb", barrier),  // A8.8.44
    row("1111 0101 0111 ++++ ++++ ---- 0101 iiii", "dmb", barrier),  // A8.8.43
    row("1111 0101 0111 ++++ ++++ ---- 0110 iiii", "isb", isb),      // A8.8.53
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> a32_synchronization() { return kRows; }

}  // namespace sosie::arm
