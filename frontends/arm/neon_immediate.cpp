// Advanced SIMD: one register and a modified immediate. Source: ARM DDI 0406C.d, A7.4.6, sections of A8.8 by the row.
#include "core/ir/builder.h"
#include "frontends/arm/neon_registers.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/vfp_arithmetic.h"

namespace sosie::arm {

namespace {

/// Every bit of imm8 eight times.
constexpr u64 bits_to_bytes(u32 imm8) {
  u64 result = 0;
  for (unsigned n = 0; n < 8; ++n) result |= bit(imm8, n) ? u64{0xff} << (8 * n) : 0;
  return result;
}

/// AdvSIMDExpandImm of abcdefgh. VMVN and VBIC (op = 1) take the complement, but for cmode 1110.
constexpr u64 expand_imm(u32 imm8, u32 cmode, bool op) {
  const u32 amount = bits(cmode, 2, 1) * 8;
  switch (cmode >> 1) {
    case 0b000:
    case 0b001:
    case 0b010:
    case 0b011: return splat(32, u64{imm8} << amount);
    case 0b100:
    case 0b101: return splat(16, u64{imm8} << (amount & 8));
    case 0b110: return splat(32, cmode & 1 ? imm8 << 16 | 0xffff : imm8 << 8 | 0xff);
    default: break;
  }
  if (cmode & 1) return splat(32, vfp_expand_imm<u32>(imm8));
  return op ? bits_to_bytes(imm8) : splat(8, imm8);
}
static_assert(expand_imm(0xab, 0b0100, false) == 0x00ab'0000'00ab'0000 &&
              expand_imm(0xab, 0b1010, false) == 0xab00'ab00'ab00'ab00);
static_assert(expand_imm(0xab, 0b1101, false) == 0x00ab'ffff'00ab'ffff &&
              expand_imm(0x81, 0b1110, true) == 0xff00'0000'0000'00ff);

/// Insn::x is cmode. `before` reads the register.
template <bool kOp, class Operation>
constexpr auto with_immediate(Operation) {
  return conditional([](Emitter auto& e, const Insn& i) {
    for (unsigned r = 0; r <= i.W; ++r) {
      const auto before = [&] { return e.get(D(i.d + r)); };
      e.put(D(i.d + r), Operation{}(e.lit(expand_imm(i.imm, i.x, kOp)), before));
    }
  });
}
constexpr auto move = with_immediate<false>([](auto imm, auto) { return imm; });
constexpr auto move_op = with_immediate<true>([](auto imm, auto) { return imm; });
constexpr auto move_not = with_immediate<true>([](auto imm, auto) { return ~imm; });
constexpr auto set_bits = with_immediate<false>([](auto imm, auto before) { return before() | imm; });
constexpr auto clear_bits = with_immediate<true>([](auto imm, auto before) { return before() & ~imm; });

/// The letter x has cmode<2:1> of 0xx1, or cmode<1> of 10x1.
bool of_words(Insn& i) {
  i.x = static_cast<u8>(i.x << 1 | 0b0001);
  return same_length(i);
}
bool of_halfwords(Insn& i) {
  i.x = static_cast<u8>(i.x << 1 | 0b1001);
  return same_length(i);
}
bool cmode_1110(Insn& i) {
  i.x = 0b1110;
  return same_length(i);
}
bool below_1110(Insn& i) { return same_length(i) && i.x < 0b1110; }

// abcdefgh: a is where other instructions have U.
// clang-format off
constexpr RowPair kRows[] = {
    neon_row<"i 1d00 0iii dddd xxxx 0Q01 iiii">("vmov", move, same_length),         // A8.8.339
    neon_row<"i 1d00 0iii dddd 0xx1 0Q01 iiii">("vorr", set_bits, of_words),        // A8.8.359
    neon_row<"i 1d00 0iii dddd 10x1 0Q01 iiii">("vorr", set_bits, of_halfwords),    // A8.8.359
    neon_row<"i 1d00 0iii dddd xxxx 0Q11 iiii">("vmvn", move_not, below_1110),      // A8.8.353
    neon_row<"i 1d00 0iii dddd 0xx1 0Q11 iiii">("vbic", clear_bits, of_words),      // A8.8.288
    neon_row<"i 1d00 0iii dddd 10x1 0Q11 iiii">("vbic", clear_bits, of_halfwords),  // A8.8.288
    neon_row<"i 1d00 0iii dddd 1110 0Q11 iiii">("vmov", move_op, cmode_1110),       // A8.8.339
};
// clang-format on

constexpr auto kA32 = one_side(kRows, &RowPair::a32);
constexpr auto kT32 = one_side(kRows, &RowPair::t32);
static_assert(!overlap(kA32.rows));

}  // namespace

std::span<const Row> a32_neon_immediate() { return kA32.rows; }
std::span<const Row> t32_neon_immediate() { return kT32.rows; }

}  // namespace sosie::arm
