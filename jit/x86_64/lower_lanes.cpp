// Operations on packed lanes, in the low 64 bits of vector registers; a few that the host has no short way for are
// calls of the functions that define them. Source: Intel SDM vol. 2.
#include <algorithm>

#include "core/emit/lanes.h"
#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

namespace Inst = x86::Inst;
using Id = Inst::Id;
constexpr Id kNoInst = Inst::kIdNone;

/// One instruction by width of lanes: 8, 16, 32, 64 bits.
struct ByWidth {
  Id ids[4];
  Id of(unsigned lane_bits) const { return ids[lane_bits == 8 ? 0 : lane_bits == 16 ? 1 : lane_bits == 32 ? 2 : 3]; }
};

constexpr ByWidth kAdd{{Inst::kIdVpaddb, Inst::kIdVpaddw, Inst::kIdVpaddd, Inst::kIdVpaddq}};
constexpr ByWidth kSub{{Inst::kIdVpsubb, Inst::kIdVpsubw, Inst::kIdVpsubd, Inst::kIdVpsubq}};
constexpr ByWidth kMul{{kNoInst, Inst::kIdVpmullw, Inst::kIdVpmulld, kNoInst}};
constexpr ByWidth kMinU{{Inst::kIdVpminub, Inst::kIdVpminuw, Inst::kIdVpminud, kNoInst}};
constexpr ByWidth kMinS{{Inst::kIdVpminsb, Inst::kIdVpminsw, Inst::kIdVpminsd, kNoInst}};
constexpr ByWidth kMaxU{{Inst::kIdVpmaxub, Inst::kIdVpmaxuw, Inst::kIdVpmaxud, kNoInst}};
constexpr ByWidth kMaxS{{Inst::kIdVpmaxsb, Inst::kIdVpmaxsw, Inst::kIdVpmaxsd, kNoInst}};
constexpr ByWidth kSatAddU{{Inst::kIdVpaddusb, Inst::kIdVpaddusw, kNoInst, kNoInst}};
constexpr ByWidth kSatAddS{{Inst::kIdVpaddsb, Inst::kIdVpaddsw, kNoInst, kNoInst}};
constexpr ByWidth kSatSubU{{Inst::kIdVpsubusb, Inst::kIdVpsubusw, kNoInst, kNoInst}};
constexpr ByWidth kSatSubS{{Inst::kIdVpsubsb, Inst::kIdVpsubsw, kNoInst, kNoInst}};
constexpr ByWidth kAverage{{Inst::kIdVpavgb, Inst::kIdVpavgw, kNoInst, kNoInst}};
constexpr ByWidth kEq{{Inst::kIdVpcmpeqb, Inst::kIdVpcmpeqw, Inst::kIdVpcmpeqd, Inst::kIdVpcmpeqq}};
constexpr ByWidth kGtS{{Inst::kIdVpcmpgtb, Inst::kIdVpcmpgtw, Inst::kIdVpcmpgtd, Inst::kIdVpcmpgtq}};
constexpr ByWidth kAbs{{Inst::kIdVpabsb, Inst::kIdVpabsw, Inst::kIdVpabsd, kNoInst}};
constexpr ByWidth kShl{{kNoInst, Inst::kIdVpsllw, Inst::kIdVpslld, Inst::kIdVpsllq}};
constexpr ByWidth kShr{{kNoInst, Inst::kIdVpsrlw, Inst::kIdVpsrld, Inst::kIdVpsrlq}};
constexpr ByWidth kSar{{kNoInst, Inst::kIdVpsraw, Inst::kIdVpsrad, kNoInst}};
constexpr ByWidth kZeroExtend{{Inst::kIdVpmovzxbw, Inst::kIdVpmovzxwd, Inst::kIdVpmovzxdq, kNoInst}};
constexpr ByWidth kSignExtend{{Inst::kIdVpmovsxbw, Inst::kIdVpmovsxwd, Inst::kIdVpmovsxdq, kNoInst}};
/// Products of lanes that were widened to 16, 32, 64 bits.
constexpr ByWidth kWideMulU{{Inst::kIdVpmullw, Inst::kIdVpmulld, Inst::kIdVpmuludq, kNoInst}};
constexpr ByWidth kWideMulS{{Inst::kIdVpmullw, Inst::kIdVpmulld, Inst::kIdVpmuldq, kNoInst}};
constexpr ByWidth kPackU{{kNoInst, Inst::kIdVpackuswb, Inst::kIdVpackusdw, kNoInst}};
constexpr ByWidth kPackS{{kNoInst, Inst::kIdVpacksswb, Inst::kIdVpackssdw, kNoInst}};

/// Operations that are one instruction.
Id single(LaneOp op, unsigned lane_bits) {
  switch (op) {
    case LaneOp::kAdd: return kAdd.of(lane_bits);
    case LaneOp::kSub: return kSub.of(lane_bits);
    case LaneOp::kMul: return kMul.of(lane_bits);
    case LaneOp::kMinU: return kMinU.of(lane_bits);
    case LaneOp::kMinS: return kMinS.of(lane_bits);
    case LaneOp::kMaxU: return kMaxU.of(lane_bits);
    case LaneOp::kMaxS: return kMaxS.of(lane_bits);
    case LaneOp::kSatAddU: return kSatAddU.of(lane_bits);
    case LaneOp::kSatAddS: return kSatAddS.of(lane_bits);
    case LaneOp::kSatSubU: return kSatSubU.of(lane_bits);
    case LaneOp::kSatSubS: return kSatSubS.of(lane_bits);
    case LaneOp::kHalfAddUpU: return kAverage.of(lane_bits);
    case LaneOp::kEq: return kEq.of(lane_bits);
    case LaneOp::kGtS: return kGtS.of(lane_bits);
    default: return kNoInst;
  }
}

/// What a pairwise operation does with the even and the odd lanes.
Id pairwise(LaneOp op, unsigned lane_bits) {
  switch (op) {
    case LaneOp::kPairAdd: return kAdd.of(lane_bits);
    case LaneOp::kPairMinU: return kMinU.of(lane_bits);
    case LaneOp::kPairMinS: return kMinS.of(lane_bits);
    case LaneOp::kPairMaxU: return kMaxU.of(lane_bits);
    case LaneOp::kPairMaxS: return kMaxS.of(lane_bits);
    default: return kNoInst;
  }
}

/// Bytes of the result are bytes of the operands.
constexpr bool moves_bytes(LaneOp op) {
  return (op >= LaneOp::kReverse16 && op <= LaneOp::kTransposeOdd) || op == LaneOp::kNarrow;
}

/// For each byte of the result the number of the byte it comes from: 0 to 7 of a, 8 to 15 of b.
u64 byte_sources(LaneForm form) {
  return evaluate_lanes(form.op, form.lane_bits, 0x0706'0504'0302'0100, 0x0f0e'0d0c'0b0a'0908);
}

constexpr bool is_in(LaneOp op, std::initializer_list<LaneOp> set) {
  return std::find(set.begin(), set.end(), op) != set.end();
}

}  // namespace

void Lowering::lower_lanes(ValueId v) {
  const Insn insn = def(v);
  if (values_[v].uses == 0) return drop_operands(insn);
  const auto form = lane_form(insn.imm);
  if (!form) {
    failed_ = true;
    return;
  }
  const Vec d = target_.avx ? lanes_on_host(insn, *form) : kNoVec;
  if (d == kNoVec) return call_lanes(v, *form);
  drop_operands(insn);
  own_float(d, v);
}

/// Emits vector instructions. \return the register with the result, or kNoVec where nothing was emitted.
Vec Lowering::lanes_on_host(const Insn& insn, LaneForm form) {
  const auto [op, bits] = form;
  const auto a = [&] { return need_float(insn.a, 64); };
  const auto b = [&] { return need_float(insn.b, 64); };
  if (const Id id = single(op, bits); id != kNoInst) return vector_op(id, a(), b());
  if (moves_bytes(op)) return move_bytes(a(), b(), byte_sources(form));
  if (const Id id = pairwise(op, bits); id != kNoInst) {
    const Vec even = move_bytes(a(), b(), byte_sources({LaneOp::kUnzipEven, bits}));
    const Vec odd = move_bytes(a(), b(), byte_sources({LaneOp::kUnzipOdd, bits}));
    return vector_op(id, even, odd);
  }
  switch (op) {
    case LaneOp::kShl:
    case LaneOp::kShr:
    case LaneOp::kSar: return is_const(insn.b) ? shift_lanes(form, insn.a, def(insn.b).imm) : kNoVec;
    case LaneOp::kAbs: return kAbs.of(bits) == kNoInst ? kNoVec : vector_op(kAbs.of(bits), a());
    case LaneOp::kNeg: {
      const Vec zero = vector_constant(0);
      return vector_op(kSub.of(bits), zero, a());
    }
    default: break;
  }
  if (bits == 64) return kNoVec;
  if (op >= LaneOp::kAbsDiffU && op <= LaneOp::kGeS) return compare_lanes(form, insn);
  if (op >= LaneOp::kWidenLowU) return resize_lanes(form, insn);
  return kNoVec;
}

/// d = x op y, or op x.
Vec Lowering::vector_op(Id id, Vec x, Vec y) {
  const Vec d = allocate_float();
  if (y == kNoVec) a_.emit(id, x86::xmm(d), x86::xmm(x));
  else a_.emit(id, x86::xmm(d), x86::xmm(x), x86::xmm(y));
  return d;
}

Vec Lowering::vector_shift(Id id, Vec x, unsigned amount) {
  const Vec d = allocate_float();
  a_.emit(id, x86::xmm(d), x86::xmm(x), Imm(std::min(amount, 255u)));
  return d;
}

Vec Lowering::vector_constant(u64 value) {
  const Vec d = allocate_float();
  const auto x = x86::xmm(d);
  if (value == 0) {
    a_.vpxor(x, x, x);
  } else if (value == ~u64{0}) {
    a_.vpcmpeqd(x, x, x);
  } else {
    const u32 locked = locked_;
    const Reg r = allocate();
    load_constant(r, value);
    a_.vmovq(x, x86::gpq(r));
    locked_ = locked;
  }
  return d;
}

/// Bytes picked from a and b by number.
Vec Lowering::move_bytes(Vec a, Vec b, u64 sources) {
  constexpr u64 kFromB = 0x0808'0808'0808'0808;
  const Vec both = sources & kFromB ? vector_op(Inst::kIdVpunpcklqdq, a, b) : a;
  return vector_op(Inst::kIdVpshufb, both, vector_constant(sources));
}

Vec Lowering::shift_lanes(LaneForm form, ValueId operand, u64 by) {
  const auto [op, bits] = form;
  const unsigned amount = static_cast<unsigned>(std::min<u64>(by, bits));
  const ByWidth& shift = op == LaneOp::kShl ? kShl : op == LaneOp::kShr ? kShr : kSar;
  if (bits > 8) {
    return shift.of(bits) == kNoInst ? kNoVec : vector_shift(shift.of(bits), need_float(operand, 64), amount);
  }
  // There are no shifts of bytes: of halfwords, without what came from the neighbour.
  const Vec a = need_float(operand, 64);
  if (op != LaneOp::kSar) {
    const Vec mask = vector_constant(evaluate_lanes(op, 8, ~u64{0}, amount));
    return vector_op(Inst::kIdVpand, vector_shift(shift.of(16), a, amount), mask);
  }
  const unsigned places = std::min(amount, 7u);
  const Vec mask = vector_constant(evaluate_lanes(LaneOp::kShr, 8, ~u64{0}, places));
  const Vec sign = vector_constant(evaluate_lanes(LaneOp::kShr, 8, 0x8080'8080'8080'8080, places));
  const Vec shifted = vector_op(Inst::kIdVpand, vector_shift(kShr.of(16), a, places), mask);
  return vector_op(Inst::kIdVpsubb, vector_op(Inst::kIdVpxor, shifted, sign), sign);
}

/// Differences, halves of sums, comparisons.
Vec Lowering::compare_lanes(LaneForm form, const Insn& insn) {
  const auto [op, bits] = form;
  const bool is_signed = is_in(op, {LaneOp::kAbsDiffS, LaneOp::kHalfAddS, LaneOp::kHalfAddUpS, LaneOp::kGeS});
  const Id greater = (is_signed ? kMaxS : kMaxU).of(bits), lesser = (is_signed ? kMinS : kMinU).of(bits);
  const bool halves = is_in(op, {LaneOp::kHalfAddU, LaneOp::kHalfAddS, LaneOp::kHalfAddUpU, LaneOp::kHalfAddUpS});
  if (halves && bits == 8) return kNoVec;
  const bool known =
      halves || is_in(op, {LaneOp::kAbsDiffU, LaneOp::kAbsDiffS, LaneOp::kGtU, LaneOp::kGeU, LaneOp::kGeS});
  if (!known) return kNoVec;
  const Vec a = need_float(insn.a, 64), b = need_float(insn.b, 64);
  if (halves) {  // a + b = 2 (a & b) + (a ^ b) = 2 (a | b) - (a ^ b)
    const bool up = op == LaneOp::kHalfAddUpU || op == LaneOp::kHalfAddUpS;
    const Vec half = vector_shift((is_signed ? kSar : kShr).of(bits), vector_op(Inst::kIdVpxor, a, b), 1);
    if (up) return vector_op(kSub.of(bits), vector_op(Inst::kIdVpor, a, b), half);
    return vector_op(kAdd.of(bits), vector_op(Inst::kIdVpand, a, b), half);
  }
  switch (op) {
    case LaneOp::kAbsDiffU:
    case LaneOp::kAbsDiffS: return vector_op(kSub.of(bits), vector_op(greater, a, b), vector_op(lesser, a, b));
    case LaneOp::kGtU: {
      const Vec not_greater = vector_op(kEq.of(bits), vector_op(greater, a, b), b);
      return vector_op(Inst::kIdVpxor, not_greater, vector_constant(~u64{0}));
    }
    default: return vector_op(kEq.of(bits), vector_op(greater, a, b), a);
  }
}

/// Lanes that become twice or half as wide.
Vec Lowering::resize_lanes(LaneForm form, const Insn& insn) {
  const auto [op, bits] = form;
  const bool is_signed = is_in(op, {LaneOp::kWidenLowS, LaneOp::kWidenHighS, LaneOp::kPairWideAddS,
                                    LaneOp::kWideMulLowS, LaneOp::kWideMulHighS});
  const Id extend = (is_signed ? kSignExtend : kZeroExtend).of(bits);
  const Vec a = need_float(insn.a, 64), b = need_float(insn.b, 64);
  const auto widened = [&](Vec x, bool high) {
    return vector_op(extend, high ? vector_shift(Inst::kIdVpsrlq, x, 32) : x);
  };
  switch (op) {
    case LaneOp::kWidenLowU:
    case LaneOp::kWidenLowS: return widened(a, false);
    case LaneOp::kWidenHighU:
    case LaneOp::kWidenHighS: return widened(a, true);
    case LaneOp::kWideMulLowU:
    case LaneOp::kWideMulLowS:
    case LaneOp::kWideMulHighU:
    case LaneOp::kWideMulHighS: {
      const bool high = op == LaneOp::kWideMulHighU || op == LaneOp::kWideMulHighS;
      return vector_op((is_signed ? kWideMulS : kWideMulU).of(bits), widened(a, high), widened(b, high));
    }
    case LaneOp::kPairWideAddU:
    case LaneOp::kPairWideAddS: {
      const Vec even = widened(move_bytes(a, b, byte_sources({LaneOp::kUnzipEven, bits})), false);
      const Vec odd = widened(move_bytes(a, b, byte_sources({LaneOp::kUnzipOdd, bits})), false);
      return vector_op(kAdd.of(2 * bits), even, odd);
    }
    default: break;
  }
  Vec both = vector_op(Inst::kIdVpunpcklqdq, a, b);
  if (op == LaneOp::kNarrowSatU) {
    const u64 greatest = bits == 16 ? 0x00ff'00ff'00ff'00ff : 0x0000'ffff'0000'ffff;
    const Vec limit = vector_constant(greatest);
    both = vector_op(kMinU.of(bits), both, vector_op(Inst::kIdVpunpcklqdq, limit, limit));
  }
  const Id pack = (op == LaneOp::kNarrowSatS ? kPackS : kPackU).of(bits);
  return vector_op(pack, both, both);
}

/// Bitwise logic, where one of the operands is in a vector register.
bool Lowering::emit_vector_logic(ValueId v) {
  const Insn insn = def(v);
  if (!target_.avx || insn.type != Type::kI64) return false;
  const auto near = [&](ValueId x) {
    x = peeled(x);
    return values_[x].where == Where::kFloat && type_bits(type_of_value(x)) == 64;
  };
  Id id = Inst::kIdNone;
  switch (insn.op) {
    case Op::kAnd: id = Inst::kIdVpand; break;
    case Op::kOr: id = Inst::kIdVpor; break;
    case Op::kXor: id = Inst::kIdVpxor; break;
    case Op::kNot: {
      if (!near(insn.a)) return false;
      const Vec d = vector_op(Inst::kIdVpxor, need_float(insn.a, 64), vector_constant(~u64{0}));
      drop_operands(insn);
      own_float(d, v);
      return true;
    }
    default: return false;
  }
  if (!near(insn.a) && !near(insn.b)) return false;
  const Vec x = need_float(insn.a, 64), y = need_float(insn.b, 64);
  const Vec d = vector_op(id, x, y);
  drop_operands(insn);
  own_float(d, v);
  return true;
}

/// As lower_call, but the function knows no state: homes are saved because of the ABI only. It computes with whole
/// numbers, so the host's floating-point exceptions stay.
void Lowering::call_lanes(ValueId v, LaneForm form) {
  const Insn insn = def(v);
  prepare(insn.a);
  prepare(insn.b);
  save_for_call({}, {});
  into(kRsi, insn.a);
  into(kRdx, insn.b);
  a_.mov(x86::rdi, x86::rsi);
  a_.mov(x86::rsi, x86::rdx);
  call_function(reinterpret_cast<u64>(lane_function(form.op, form.lane_bits)), {}, false);
  drop_operands(insn);
  own(kRax, v);
}

}  // namespace sosie::jit::x86_64
