/// frontends/arm/neon_registers.h — what Advanced SIMD encodings share: rows for both sets, registers, lanes.
/// Source: ARM DDI 0406C.d, A2.6 (registers), A7.3 (their numbers in encodings), A7.4, A7.7.
///
/// Values are doublewords; an instruction on quadwords is two of them, and reads all before it writes. In Insn, `type`
/// is log2 of a lane's bytes and `W` is Q.
#pragma once

#include "frontends/arm/vfp_registers.h"

namespace sosie::arm {

// Rows.

/// A picture of data processing begins with U and goes on with bit 23 (A7.4).
template <std::size_t kLength>
consteval auto neon_picture(const PictureText<kLength>& tail, bool thumb) {
  char text[kLength + 8]{};
  std::copy_n(thumb ? "111U 1111" : "1111 001U", 9, text);
  *std::find(text, text + 9, 'U') = tail.chars[0];
  std::copy_n(tail.chars + 1, kLength - 1, text + 9);
  return PictureText<kLength + 8>(text);
}
template <PictureText kTail, bool kThumb>
inline constexpr auto kNeonPicture = neon_picture(kTail, kThumb);

/// Data processing of both sets.
template <PictureText kPicture, class Meaning>
consteval RowPair neon_row(const char* name, Meaning meaning, bool (*fix_up)(Insn&) = nullptr) {
  return {row(kNeonPicture<kPicture, false>.chars, name, meaning, fix_up),
          row(kNeonPicture<kPicture, true>.chars, name, meaning, fix_up)};
}

/// A picture of element and structure accesses begins with bit 23 (A7.7).
template <PictureText kPicture, class Meaning>
consteval RowPair element_row(const char* name, Meaning meaning, bool (*fix_up)(Insn&)) {
  return {row(kWholePicture<"1111 0100 ", kPicture>.chars, name, meaning, fix_up),
          row(kWholePicture<"1111 1001 ", kPicture>.chars, name, meaning, fix_up)};
}

// Fix-ups. Every register's number that a picture has no letter for is 0.

constexpr bool is_even(u8 n) { return n % 2 == 0; }
inline bool even_d(Insn& i) { return is_even(i.d); }
inline bool even_n(Insn& i) { return is_even(i.n); }
inline bool even_m(Insn& i) { return is_even(i.m); }

/// Doublewords, or quadwords where Q: these have even numbers.
inline bool same_length(Insn& i) { return double_n(i) && (!i.W || is_even(i.d | i.n | i.m)); }
// Widths of lanes.
inline bool below_64(Insn& i) { return i.type < 3; }
inline bool below_32(Insn& i) { return i.type < 2; }
inline bool lanes_16_or_32(Insn& i) { return i.type == 1 || i.type == 2; }
inline bool lanes_8(Insn& i) { return i.type == 0; }
inline bool lanes_16(Insn& i) { return i.type == 1; }
inline bool lanes_32(Insn& i) { return i.type == 2; }

// Meanings.

/// One number in all lanes.
constexpr u64 splat(unsigned lane_bits, u64 number) {
  return lane_bits == 64 ? number : number * (~u64{0} / ((u64{1} << lane_bits) - 1));
}
static_assert(splat(8, 0x80) == 0x8080'8080'8080'8080 && splat(32, 1) == 0x1'0000'0001);

inline unsigned lane_bits(const Insn& i) { return 8u << i.type; }

/// D[m][x] in all lanes.
auto splat_scalar(Emitter auto& e, unsigned m, unsigned x, unsigned lane_bits) {
  const auto whole = e.get(D(m));
  const u64 mask = (u64{1} << lane_bits) - 1;
  const auto lane = (x == 0 ? whole : whole >> u64{x * lane_bits}) & mask;
  return lane * splat(lane_bits, 1);
}

/// Sets FPSCR.QC where `differences` is not 0.
void note_saturation(Emitter auto& e, auto differences) { e.put(kFpSaturated, e.get(kFpSaturated) | differences); }

/// The doublewords number r of an instruction's operands, and operations on them.
template <Emitter E>
class Neon {
 public:
  using Value = typename E::template Value<u64>;

  Neon(E& e, const Insn& i, unsigned r) : e(e), i(i), bits(lane_bits(i)), r_(r) {}

  Value d() const { return e.get(D(i.d + r_)); }
  Value n() const { return e.get(D(i.n + r_)); }
  /// Where Insn::S, a scalar: lane x of D[m] in all lanes.
  Value m() const { return i.S ? splat_scalar(e, i.m, i.x, bits) : e.get(D(i.m + r_)); }
  Value lit(u64 v) const { return e.lit(v); }

  Value lanes(LaneOp op, auto... operands) const { return sosie::lanes(op, bits, operands...); }
  /// The operation for unsigned or signed numbers, as Insn::U says.
  LaneOp by_sign(LaneOp of_unsigned, LaneOp of_signed) const { return i.U ? of_unsigned : of_signed; }

  /// FPSCR.QC where a saturated result is not the plain one. \return the saturated one.
  Value saturated(Value result, Value plain) const {
    note_saturation(e, result ^ plain);
    return result;
  }

  E& e;
  const Insn& i;
  const unsigned bits;  ///< of a lane

 private:
  const unsigned r_;
};

/// D[d] = operation(…), or Q[d].
template <class Operation>
constexpr auto each_doubleword(Operation) {
  return conditional([](Emitter auto& e, const Insn& i) {
    const auto low = Operation{}(Neon(e, i, 0));
    if (!i.W) return e.put(D(i.d), low);
    const auto high = Operation{}(Neon(e, i, 1));
    e.put(D(i.d), low);
    e.put(D(i.d + 1u), high);
  });
}

/// Lane by lane from n and m, for unsigned and signed numbers.
template <LaneOp kUnsigned, LaneOp kSigned = kUnsigned>
inline constexpr auto by_lane = each_doubleword([](auto x) {
  return x.lanes(x.by_sign(kUnsigned, kSigned), x.n(), x.m());
});
/// From m alone.
template <LaneOp kOp>
inline constexpr auto of_one = each_doubleword([](auto x) { return x.lanes(kOp, x.m()); });

}  // namespace sosie::arm
