// Floating-point operations, in the host's vector registers. A result that the host may compute otherwise than the
// guest (a NaN, a tiny number, an integer out of range) is left to the helper, apart from the main way.
// Source: Intel SDM vol. 1, 4.8.3.5 (NaN results), 4.9.1 (exceptions), 11.5 (SSE exceptions), E.4.2.2.
#include <algorithm>

#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;
using x86::CondCode;

namespace {

namespace Inst = x86::Inst;

/// The forms for single and for double precision.
struct Forms {
  Inst::Id single, twice;
  Inst::Id of(unsigned bits) const { return bits == 64 ? twice : single; }
};
constexpr Forms kMove{Inst::kIdVmovss, Inst::kIdVmovsd}, kTransfer{Inst::kIdVmovd, Inst::kIdVmovq},
    kUnorderedCompare{Inst::kIdVucomiss, Inst::kIdVucomisd}, kOrderedCompare{Inst::kIdVcomiss, Inst::kIdVcomisd},
    kSquareRoot{Inst::kIdVsqrtss, Inst::kIdVsqrtsd}, kFusedAdd{Inst::kIdVfmadd231ss, Inst::kIdVfmadd231sd},
    kTruncate{Inst::kIdVcvttss2si, Inst::kIdVcvttsd2si}, kFromInteger{Inst::kIdVcvtsi2ss, Inst::kIdVcvtsi2sd};

/// What the host's flags after a comparison of (a, b) say, if one condition says it.
bool relation_condition(u8 relations, CondCode& cond) {
  switch (relations) {
    case kGreater: cond = CondCode::kA; return true;
    case kGreater | kEqual: cond = CondCode::kAE; return true;
    case kLess | kUnordered: cond = CondCode::kB; return true;
    case kLess | kEqual | kUnordered: cond = CondCode::kBE; return true;
    case kEqual | kUnordered: cond = CondCode::kE; return true;
    case kLess | kGreater: cond = CondCode::kNE; return true;
    case kUnordered: cond = CondCode::kP; return true;
    case kLess | kEqual | kGreater: cond = CondCode::kNP; return true;
    default: return false;
  }
}

}  // namespace

unsigned Lowering::float_bits(ValueId v) const {
  const Insn& insn = def(v);
  if (insn.op == Op::kCall) {
    const HostFloat host = insn.helper().host;
    if (host.op == FloatOp::kWiden || host.lanes == 2) return 64;
    if (host.op == FloatOp::kNarrow) return 32;
    if (host.op != FloatOp::kNone) return host.bits;
  }
  return type_bits(insn.type) == 64 ? 64 : 32;
}

bool Lowering::is_sign_operation(const Insn& insn) const {
  if (type_bits(insn.type) < 32 || (insn.op != Op::kXor && insn.op != Op::kAnd) || !is_const(insn.b)) return false;
  const u64 sign = (type_mask(insn.type) >> 1) + 1;
  return def(insn.b).imm == (insn.op == Op::kXor ? sign : sign - 1);
}

/// Marks what a floating-point operation takes, and what that is made from, as wanted in vector registers.
void Lowering::want_float(ValueId v) {
  while (true) {
    float_wanted_[v] = true;
    const Insn& insn = def(v);
    const bool passes = insn.op == Op::kZext || insn.op == Op::kTrunc || is_sign_operation(insn);
    if (!passes) return;
    v = insn.a;
  }
}

// --- registers ---

Vec Lowering::allocate_float() {
  for (Vec x = 0; x < float_owner_.size(); ++x) {
    if (float_owner_[x] == kNone && !is_locked_float(x)) {
      lock_float(x);
      return x;
    }
  }
  Vec victim = kNoVec;
  for (Vec x = 0; x < float_owner_.size(); ++x) {
    if (is_locked_float(x)) continue;
    if (victim == kNoVec || values_[float_owner_[x]].uses < values_[float_owner_[victim]].uses) victim = x;
  }
  if (victim == kNoVec) {
    failed_ = true;
    return 0;
  }
  spill_float(float_owner_[victim]);
  lock_float(victim);
  return victim;
}

void Lowering::own_float(Vec x, ValueId v) {
  float_owner_[x] = v;
  ValueState& s = change(v);
  s.where = Where::kFloat;
  s.place = x;
}

void Lowering::spill_float(ValueId v) {
  const Vec x = values_[v].place;
  float_owner_[x] = kNone;
  const int n = free_spill_slot();
  if (n < 0) {
    failed_ = true;
    return;
  }
  const i32 offset = spill_offset(static_cast<unsigned>(n));
  if (is_wide_float(v)) {
    a_.vmovq(in_record(offset, 8), x86::xmm(x));
  } else {  // with zeros above, as general registers expect it
    a_.vmovd(in_record(offset, 4), x86::xmm(x));
    a_.mov(in_record(offset + 4, 4), 0);
  }
  spill_owner_[static_cast<unsigned>(n)] = v;
  ValueState& s = change(v);
  s.where = Where::kSpill;
  s.place = static_cast<u8>(n);
}

void Lowering::spill_floats() {
  for (ValueId v : float_owner_) {
    if (v != kNone) spill_float(v);
  }
}

/// In a vector register, locked; not to be changed. Only the low `bits` count.
Vec Lowering::need_float(ValueId v, unsigned bits) {
  const ValueId p = peeled(v);
  const bool whole = bits == 32 || type_bits(type_of_value(p)) == 64;  // nothing has to be cleared above
  if (whole) v = p;
  const ValueState s = values_[v];
  const auto take_over = [&](Vec x) {
    own_float(x, v);
    return x;
  };
  switch (s.where) {
    case Where::kFloat: return in_float(v, bits);
    case Where::kSpill: {
      const Vec x = allocate_float();
      a_.vmovq(x86::xmm(x), in_record(spill_offset(s.place), 8));
      spill_owner_[s.place] = kNone;
      return take_over(x);
    }
    case Where::kSlot: {
      const unsigned width = type_bits(def(v).type);
      if (width < 32) break;
      const Vec x = allocate_float();
      a_.emit(kMove.of(width), x86::xmm(x), slot(piece_of(def(v))));
      std::erase(in_slots_, v);
      return take_over(x);
    }
    case Where::kConst: {
      const Vec x = allocate_float();
      if (def(v).imm == 0) {
        a_.vxorps(x86::xmm(x), x86::xmm(x), x86::xmm(x));
        return x;
      }
      const u32 locked = locked_;
      const Reg r = need(v);
      locked_ = locked;
      a_.emit(kTransfer.of(bits), x86::xmm(x), gp(r, bits == 64 ? Type::kI64 : Type::kI32));
      return x;
    }
    case Where::kLazy:
      emit(v);
      if (values_[v].where == Where::kFloat) return in_float(v, bits);
      break;
    default: break;
  }
  const u32 locked = locked_;
  const Reg r = need(v);
  locked_ = locked;
  const Vec x = allocate_float();
  const bool all = bits == 64 || type_bits(type_of_value(v)) == 64;  // somebody else may want the rest
  a_.emit(kTransfer.of(all ? 64 : 32), x86::xmm(x), gp(r, all ? Type::kI64 : Type::kI32));
  if (values_[v].where == Where::kReg && is_scratch(values_[v].place) && whole) {
    owner_[values_[v].place] = kNone;
    return take_over(x);
  }
  return x;
}

/// The vector register that it is in, or a copy with zeros above.
Vec Lowering::in_float(ValueId v, unsigned bits) {
  const Vec x = values_[v].place;
  lock_float(x);
  if (bits == 32 || is_wide_float(v)) return x;
  const Vec copy = allocate_float();
  a_.vpmovzxdq(x86::xmm(copy), x86::xmm(x));
  return copy;
}

/// A copy in a general register, locked.
Reg Lowering::float_in_register(ValueId v) {
  const Reg r = allocate();
  move_float(r, v, 8);
  return r;
}

/// The value has 64 bits that count.
bool Lowering::is_wide_float(ValueId v) const { return type_bits(type_of_value(v)) == 64 && float_bits(v) == 64; }

/// Copies the low `bytes`, 4 or 8, with zeros above.
void Lowering::move_float(Reg reg, ValueId v, unsigned bytes) {
  const bool wide = bytes == 8 && is_wide_float(v);
  a_.emit(kTransfer.of(wide ? 64 : 32), gp(reg, wide ? Type::kI64 : Type::kI32), x86::xmm(values_[v].place));
}

/// To the state or the guest's memory: the low bytes, 4 or 8.
void Lowering::store_float(const Mem& to, unsigned bytes, ValueId v) {
  a_.emit(kMove.of(bytes * 8), to, x86::xmm(values_[v].place));
}

bool Lowering::is_float_access(ValueId v, Type type) const {
  return values_[v].where == Where::kFloat && type_bits(type) >= 32 && (type_bits(type) == 32 || is_wide_float(v));
}

// --- operations ---

bool Lowering::host_has(const HostFloat& host) const {
  return target_.avx && host.op != FloatOp::kNone && (host.op != FloatOp::kMulAdd || target_.fma);
}

/// A sign changed or cleared, where the number is in a vector register anyway.
bool Lowering::emit_sign(ValueId v) {
  const Insn insn = def(v);
  if (!target_.avx || !is_sign_operation(insn)) return false;
  const ValueId p = peeled(insn.a);
  const bool near = values_[p].where == Where::kFloat || (float_wanted_[v] && values_[p].where == Where::kSlot);
  const unsigned bits = type_bits(insn.type);
  if (!near || (bits == 64 && type_bits(type_of_value(p)) != 64) || type_bits(type_of_value(p)) < 32) return false;
  const Vec x = need_float(insn.a, bits);
  const Vec d = allocate_float();
  const unsigned mask =
      insn.op == Op::kXor ? (bits == 64 ? kSign64 : kSign32) : (bits == 64 ? kMagnitude64 : kMagnitude32);
  a_.emit(insn.op == Op::kXor ? Inst::kIdVxorps : Inst::kIdVandps, x86::xmm(d), x86::xmm(x),
          in_record(word_offset(mask), 16));
  drop_operands(insn);
  own_float(d, v);
  return true;
}

void Lowering::lower_float_call(ValueId v) {
  const Insn insn = def(v);
  const HostFloat host = insn.helper().host;
  if (host.lanes == 2) return lower_packed_float(v);
  switch (host.op) {
    case FloatOp::kCompare:
    case FloatOp::kCompareSignalling: return lower_float_compare(v);
    case FloatOp::kToSigned:
    case FloatOp::kToUnsigned: return lower_float_to_integer(v);
    case FloatOp::kFromSigned:
    case FloatOp::kFromUnsigned: return lower_integer_to_float(v);
    default: break;
  }
  const unsigned bits = host.bits, result_bits = float_bits(v);
  SlowFloat slow{a_.newLabel(), a_.newLabel(), &insn.helper()};
  const unsigned count = ir::operand_count(insn);
  for (unsigned n = 0; n < count; ++n) slow.arguments[n] = need_float(insn.operand(n), bits);
  const Vec d = allocate_float();
  slow.result = d;
  const auto x = [&](unsigned n) { return x86::xmm(slow.arguments[n]); };
  switch (host.op) {
    case FloatOp::kAdd: a_.emit(bits == 64 ? Inst::kIdVaddsd : Inst::kIdVaddss, x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kSub: a_.emit(bits == 64 ? Inst::kIdVsubsd : Inst::kIdVsubss, x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kMul: a_.emit(bits == 64 ? Inst::kIdVmulsd : Inst::kIdVmulss, x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kDiv: a_.emit(bits == 64 ? Inst::kIdVdivsd : Inst::kIdVdivss, x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kSqrt: a_.emit(kSquareRoot.of(bits), x86::xmm(d), x(0), x(0)); break;
    case FloatOp::kWiden: a_.vcvtss2sd(x86::xmm(d), x(0), x(0)); break;
    case FloatOp::kNarrow: a_.vcvtsd2ss(x86::xmm(d), x(0), x(0)); break;
    default:
      a_.vmovaps(x86::xmm(d), x(0));
      a_.emit(kFusedAdd.of(bits), x86::xmm(d), x(1), x(2));
      break;
  }
  guard_float(slow, host.op, result_bits);
  drop_operands(insn);
  if (values_[v].uses > 0) own_float(d, v);
}

/// The same on both words. Tiny operands and results may count as zeros, so these are asked of the helper as well,
/// and what the host has raised until then is forgotten.
void Lowering::lower_packed_float(ValueId v) {
  const Insn insn = def(v);
  const HostFloat host = insn.helper().host;
  SlowFloat slow{a_.newLabel(), a_.newLabel(), &insn.helper()};
  slow.takes_back = true;
  const unsigned count = ir::operand_count(insn);
  for (unsigned n = 0; n < count; ++n) {  // with zeros above, which raise nothing
    slow.arguments[n] = vector_op(Inst::kIdVmovq, need_float(insn.operand(n), 64));
  }
  const auto x = [&](unsigned n) { return x86::xmm(slow.arguments[n]); };
  const Vec d = slow.result = allocate_float();
  a_.vstmxcsr(in_record(word_offset(kExceptionsBefore), 4));
  switch (host.op) {
    case FloatOp::kAdd: a_.vaddps(x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kSub: a_.vsubps(x86::xmm(d), x(0), x(1)); break;
    case FloatOp::kMul: a_.vmulps(x86::xmm(d), x(0), x(1)); break;
    default:
      a_.vmovaps(x86::xmm(d), x(0));
      a_.vfmadd231ps(x86::xmm(d), x(1), x(2));
      break;
  }
  constexpr u8 kEqualLanes = 0, kUnorderedLanes = 3;
  const Vec special = tiny_lanes(d);
  for (unsigned n = 0; n < count; ++n) {
    const Vec tiny = tiny_lanes(slow.arguments[n]);
    a_.vpor(x86::xmm(special), x86::xmm(special), x86::xmm(tiny));
    locked_floats_ &= ~(1u << tiny);
  }
  const auto compared = [&](Vec left, Vec right, u8 relation) {
    const Vec t = allocate_float();
    a_.vcmpps(x86::xmm(t), x86::xmm(left), x86::xmm(right), Imm(relation));
    return x86::xmm(t);
  };
  a_.vpor(x86::xmm(special), x86::xmm(special), compared(d, d, kUnorderedLanes));
  if (host.op == FloatOp::kMul || host.op == FloatOp::kMulAdd) {  // a product may vanish
    const Vec zero = vector_constant(0);
    const auto exact = compared(slow.arguments[count - 1], zero, kEqualLanes);
    a_.vpor(exact, exact, compared(slow.arguments[count - 2], zero, kEqualLanes));
    a_.vpandn(exact, exact, compared(d, zero, kEqualLanes));
    a_.vpor(x86::xmm(special), x86::xmm(special), exact);
  }
  const Reg r = allocate();
  a_.vmovq(x86::gpq(r), x86::xmm(special));
  a_.test(x86::gpq(r), x86::gpq(r));
  a_.jne(slow.begin);
  a_.bind(slow.back);
  slow_floats_.push_back(slow);
  clobber_flags();
  drop_operands(insn);
  if (values_[v].uses > 0) own_float(d, v);
}

/// All ones in words that hold a number which is not zero and not above the least normal one.
Vec Lowering::tiny_lanes(Vec x) {
  const Vec t = allocate_float();
  const Mem limit = in_record(word_offset(kTinies32), 16);
  // Magnitudes 1 to 0x00800000 come to lie above the limit and below the sign bit.
  a_.vpand(x86::xmm(t), x86::xmm(x), in_record(word_offset(kMagnitudes32), 16));
  a_.vpaddd(x86::xmm(t), x86::xmm(t), limit);
  a_.vpcmpgtd(x86::xmm(t), x86::xmm(t), limit);
  return t;
}

/// Goes the slow way where the result is a NaN, or where it could have been tiny before it was rounded to the least
/// normal number: hosts find that out after rounding, guests may do so before. Sums are never tiny and inexact.
void Lowering::guard_float(const SlowFloat& slow, FloatOp op, unsigned bits) {
  const auto d = x86::xmm(slow.result);
  if (op == FloatOp::kMul || op == FloatOp::kDiv || op == FloatOp::kMulAdd || op == FloatOp::kNarrow) {
    const u32 locked = locked_floats_;
    const auto magnitude = x86::xmm(allocate_float());
    locked_floats_ = locked;
    a_.vandps(magnitude, d, in_record(word_offset(bits == 64 ? kMagnitude64 : kMagnitude32), 16));
    a_.emit(kUnorderedCompare.of(bits), magnitude,
            in_record(word_offset(bits == 64 ? kLeastNormal64 : kLeastNormal32), bits / 8));
    a_.je(slow.begin);  // equal or unordered
  } else {
    a_.emit(kUnorderedCompare.of(bits), d, d);
    a_.jp(slow.begin);
  }
  a_.bind(slow.back);
  slow_floats_.push_back(slow);
  clobber_flags();
}

void Lowering::lower_float_compare(ValueId v) {
  const Insn insn = def(v);
  const HostFloat host = insn.helper().host;
  const Vec x = need_float(insn.a, host.bits), y = need_float(insn.b, host.bits);
  const Forms form = host.op == FloatOp::kCompare ? kUnorderedCompare : kOrderedCompare;
  a_.emit(form.of(host.bits), x86::xmm(x), x86::xmm(y));
  flags_ = {HostFlags::kFloat, host.bits == 64 ? Type::kI64 : Type::kI32, insn.a, insn.b, kNone, kNone};
  drop_operands(insn);
  if (values_[v].uses == 0) return;
  const Reg r = allocate();
  load_constant(r, 0);
  own(r, v);
}

Lowering::Cond Lowering::float_condition(ValueId v) {
  const Insn insn = def(v);
  const u8 relations = static_cast<u8>(insn.imm);
  const unsigned bits = type_bits(insn.type);
  Cond cond{};
  if (!target_.avx) failed_ = true;
  if (float_flags_say(v, cond)) return cond;
  const u32 locked = locked_floats_;
  const Vec x = need_float(insn.a, bits), y = need_float(insn.b, bits);
  // What a comparison before has raised, the guest may have cleared since.
  if (exceptions_put_) a_.vstmxcsr(in_record(word_offset(kHostExceptions), 4));
  if (relation_condition(relations, cond)) {
    a_.emit(kUnorderedCompare.of(bits), x86::xmm(x), x86::xmm(y));
    flags_ = {HostFlags::kFloat, insn.type, insn.a, insn.b, kNone, kNone};
  } else if (relation_condition(swapped_relations(relations), cond)) {
    a_.emit(kUnorderedCompare.of(bits), x86::xmm(y), x86::xmm(x));
    flags_ = {HostFlags::kFloat, insn.type, insn.b, insn.a, kNone, kNone};
  } else {  // equal and nothing else, or the opposite
    constexpr u8 kEqualOrdered = 0;
    const Vec t = allocate_float();
    a_.emit(bits == 64 ? Inst::kIdVcmpsd : Inst::kIdVcmpss, x86::xmm(t), x86::xmm(x), x86::xmm(y), Imm(kEqualOrdered));
    const Reg r = allocate();
    a_.vmovd(x86::gpd(r), x86::xmm(t));
    a_.test(x86::gpd(r), x86::gpd(r));
    clobber_flags();
    cond = relations == kEqual ? CondCode::kNE : CondCode::kE;
  }
  if (exceptions_put_) a_.vldmxcsr(in_record(word_offset(kHostExceptions), 4));
  locked_floats_ = locked;
  return cond;
}

bool Lowering::float_flags_say(ValueId v, Cond& cond) const {
  const Insn& insn = def(v);
  if (flags_.kind != HostFlags::kFloat || insn.op != Op::kFloatIs || flags_.type != insn.type) return false;
  const u8 relations = static_cast<u8>(insn.imm);
  if (flags_.x == insn.a && flags_.y == insn.b) return relation_condition(relations, cond);
  if (flags_.x == insn.b && flags_.y == insn.a) return relation_condition(swapped_relations(relations), cond);
  return false;
}

void Lowering::lower_float_to_integer(ValueId v) {
  const Insn insn = def(v);
  const HostFloat host = insn.helper().host;
  const unsigned bits = host.bits;
  SlowFloat slow{a_.newLabel(), a_.newLabel(), &insn.helper()};
  const Vec x = slow.arguments[0] = need_float(insn.a, bits);
  const Reg r = slow.integer_result = allocate();
  if (host.op == FloatOp::kToSigned) {
    a_.emit(kTruncate.of(bits), x86::gpd(r), x86::xmm(x));
    a_.cmp(x86::gpd(r), 0x8000'0000u);  // "integer indefinite"
    a_.je(slow.begin);
  } else {
    // Asked before: a conversion would raise what the helper does not.
    const Vec zero = allocate_float();
    a_.vxorps(x86::xmm(zero), x86::xmm(zero), x86::xmm(zero));
    a_.emit(kUnorderedCompare.of(bits), x86::xmm(x), x86::xmm(zero));
    a_.jb(slow.begin);
    a_.emit(kUnorderedCompare.of(bits), x86::xmm(x),
            in_record(word_offset(bits == 64 ? kTwo32Double : kTwo32Single), bits / 8));
    a_.jae(slow.begin);
    a_.emit(kTruncate.of(bits), x86::gpq(r), x86::xmm(x));
  }
  a_.bind(slow.back);
  slow_floats_.push_back(slow);
  clobber_flags();
  drop_operands(insn);
  if (values_[v].uses > 0) own(r, v);
}

void Lowering::lower_integer_to_float(ValueId v) {
  const Insn insn = def(v);
  const HostFloat host = insn.helper().host;
  prepare(insn.a);
  Reg r = need(insn.a);
  const Vec d = allocate_float();
  a_.vxorps(x86::xmm(d), x86::xmm(d), x86::xmm(d));  // nothing to wait for
  const bool is_signed = host.op == FloatOp::kFromSigned;
  if (!is_signed) {
    const Reg with_zeros_above = allocate();
    a_.mov(x86::gpd(with_zeros_above), x86::gpd(r));
    r = with_zeros_above;
  }
  a_.emit(kFromInteger.of(host.bits), x86::xmm(d), x86::xmm(d), is_signed ? Gp(x86::gpd(r)) : Gp(x86::gpq(r)));
  drop_operands(insn);
  if (values_[v].uses > 0) own_float(d, v);
}

/// Code at the very end for results that are the helper's business.
void Lowering::emit_slow_floats() {
  for (const SlowFloat& slow : slow_floats_) {
    a_.bind(slow.begin);
    if (slow.takes_back) a_.vldmxcsr(in_record(word_offset(kExceptionsBefore), 4));
    for (unsigned n = 0; n < 3; ++n) {
      if (slow.arguments[n] != kNoVec) a_.vmovq(word(kFloatArgument + n), x86::xmm(slow.arguments[n]));
    }
    const u64 helper = reinterpret_cast<u64>(slow.helper->run);
    a_.mov(in_record(word_offset(kFloatHelper), 4), static_cast<u32>(helper));
    a_.mov(in_record(word_offset(kFloatHelper) + 4, 4), static_cast<u32>(helper >> 32));
    a_.call(stub(kCallFloatHelper));
    if (slow.integer_result != kNoReg) a_.mov(x86::gpd(slow.integer_result), in_record(word_offset(kFloatArgument), 4));
    else a_.vmovq(x86::xmm(slow.result), word(kFloatArgument));
    a_.jmp(slow.back);
  }
}

/// Exceptions that the host has accumulated go to the state, before somebody looks there. \return they are there.
bool Lowering::collect_float_exceptions(StatePiece piece) {
  if (!target_.avx || !overlap(piece, {target_.float_exceptions->slot.offset, sizeof(u32)})) return false;
  a_.call(stub(kCollectFloatExceptions));
  exceptions_put_ = true;
  clobber_flags();
  return true;
}

}  // namespace sosie::jit::x86_64
