// Arithmetic in extended precision, on the host's x87. Numbers lie in the state; between operations its stack is empty.
//
// The helper is asked, apart from the main way, for everything but zeros and normal numbers: guests write the others
// otherwise than hosts do, or round them otherwise. Of the exceptions hence only inexact ones are the host's.
// Source: Intel SDM vol. 1, 4.2.2, 8.1.3 (status word), 8.5 (exceptions).
#include "jit/x86_64/lowering.h"

namespace sosie::jit::x86_64 {

using namespace asmjit;

namespace {

constexpr i32 kHead = 8;  ///< of a number's sign and exponent
constexpr i32 kTop = 7;   ///< of the byte with its integer bit
constexpr u32 kExponent = 0x7fff;
constexpr u32 kSignAt = 15;
constexpr u32 kNegativeAt = 3;
static_assert(1 << kNegativeAt == kClassNegative);
constexpr u32 kUnderflow = 1 << 4, kInexact = 1 << 5, kAnyException = 0x3f;  // of the status word

constexpr u16 destination_of(u64 places) { return static_cast<u16>(places); }
constexpr u16 source_of(u64 places) { return static_cast<u16>(places >> 16); }

x86::Mem whole(u16 place) { return in_record(place, 10); }
x86::Mem mantissa(u16 place) { return in_record(place, 8); }
x86::Mem head(u16 place) { return in_record(place + kHead, 2); }
/// Where a source that is no number in the state goes to, and what a conversion makes.
x86::Mem given(u32 bytes) { return in_record(word_offset(kFloatArgument + 1), bytes); }

}  // namespace

void Lowering::lower_extended(ValueId v) {
  const Insn insn = def(v);
  const Helper& helper = insn.helper();
  const HostExtended host = helper.extended;
  if (!is_const(insn.a)) {
    failed_ = true;
    return;
  }
  for (StatePiece piece : helper.writes) {
    flush_pending(piece);
    before_overwrite(piece);
    locked_ = 0;
  }
  if (ir::operand_count(insn) > 1 && host.source != ExtendedSource::kState) {
    const Reg r = need(insn.b);
    a_.mov(given(8), x86::gpq(r));
    locked_ = 0;
  }
  const u64 places = def(insn.a).imm;
  drop_operands(insn);
  // All registers before the first jump: what they held goes to memory on all ways.
  const bool single = host.op == ExtendedOp::kMulSingle || host.op == ExtendedOp::kDivSingle;
  SlowExtended slow{a_.newLabel(), a_.newLabel(), &helper, places, allocate(), allocate()};
  if (single) {
    slow.third = allocate();
    for (Vec& x : slow.floats) x = allocate_float();
  }
  switch (host.op) {
    case ExtendedOp::kAdd:
    case ExtendedOp::kSub:
    case ExtendedOp::kMul:
    case ExtendedOp::kDiv: extended_binary(slow, host); break;
    case ExtendedOp::kMulSingle:
    case ExtendedOp::kDivSingle: extended_single(slow, host); break;
    case ExtendedOp::kCompare: extended_compare(slow, host); break;
    case ExtendedOp::kTest: extended_test(slow, host); break;
    case ExtendedOp::kStore: extended_store(slow, host); break;
    default: extended_unary(slow, host); break;
  }
  a_.bind(slow.back);
  slow_extended_.push_back(slow);
  clobber_flags();
  if (values_[v].uses > 0) own(slow.result, v);
}

/// The source, on top of the stack.
void Lowering::push_number(const SlowExtended& slow, ExtendedSource source) {
  switch (source) {
    case ExtendedSource::kState: a_.fld(whole(source_of(slow.places))); break;
    case ExtendedSource::kInt32: a_.fild(given(4)); break;
    case ExtendedSource::kBinary32: a_.fld(given(4)); break;
    case ExtendedSource::kBinary64: a_.fld(given(8)); break;
  }
}

/// Guests and hosts do not mean the same by numbers with the least exponent. All others that are no normal numbers make
/// the host's result none, which shows.
void Lowering::expect_not_tiny(const SlowExtended& slow, u16 place) {
  const Label least = a_.newLabel(), back = a_.newLabel();
  a_.test(head(place), kExponent);
  a_.je(least);
  a_.bind(back);
  apart_.push_back([=, this] {
    a_.bind(least);
    a_.cmp(mantissa(place), 0);
    a_.jne(slow.begin);
    a_.jmp(back);
  });
}

/// Makes the class of the number at `place`, if it is normal or zero; else goes to `wrong`. The least normal number may
/// have been tiny before it was rounded, and a zero anything if it `may_vanish`. A copy need not have its integer bit.
void Lowering::classify(const SlowExtended& slow, u16 place, bool is_copy, bool may_vanish, const Label& wrong) {
  const Reg r = slow.result, t = slow.second;
  const Label other = a_.newLabel(), back = a_.newLabel();
  a_.movzx(x86::gpd(r), head(place));
  a_.lea(x86::gpd(t), x86::ptr(x86::gpq(r), x86::gpq(r), 0, -4));
  a_.cmp(x86::gpw(t), 2 * (kExponent - 3));
  a_.ja(other);
  if (is_copy) {
    a_.cmp(in_record(place + kTop, 1), 0);
    a_.jns(wrong);
  }
  a_.shr(x86::gpd(r), kSignAt);
  a_.shl(x86::gpd(r), kNegativeAt);
  a_.bind(back);
  apart_.push_back([=, this] {
    a_.bind(other);
    a_.test(x86::gpd(r), kExponent);
    a_.jne(wrong);
    a_.cmp(mantissa(place), 0);
    a_.jne(wrong);
    if (may_vanish) {
      a_.fnstsw(extended_status(2));
      a_.test(extended_status(1), kUnderflow);
      a_.jne(wrong);
    }
    a_.shr(x86::gpd(r), kSignAt);
    a_.shl(x86::gpd(r), kNegativeAt);
    a_.or_(x86::gpd(r), kClassZero);
    a_.jmp(back);
  });
}

void Lowering::extended_unary(const SlowExtended& slow, const HostExtended& host) {
  const u16 to = destination_of(slow.places), from = source_of(slow.places);
  const bool in_place = host.source == ExtendedSource::kState && from == to;
  const bool rounds = host.op == ExtendedOp::kSqrt;
  if (host.source == ExtendedSource::kState) expect_not_tiny(slow, from);
  push_number(slow, host.source);
  if (in_place) a_.fld(x86::st0);  // in case that it is wanted again
  switch (host.op) {
    case ExtendedOp::kNegate: a_.fchs(); break;
    case ExtendedOp::kMagnitude: a_.fabs(); break;
    case ExtendedOp::kSqrt: a_.fsqrt(); break;
    default: break;
  }
  a_.fstp(whole(to));
  const Label wrong = in_place ? a_.newLabel() : slow.begin;
  classify(slow, to, !rounds && host.source == ExtendedSource::kState, false, wrong);
  if (!in_place) return;
  a_.fstp(x86::st0);
  apart_.push_back([=, this] {
    a_.bind(wrong);
    a_.fstp(whole(to));
    a_.jmp(slow.begin);
  });
}

void Lowering::extended_binary(const SlowExtended& slow, const HostExtended& host) {
  const u16 to = destination_of(slow.places), from = source_of(slow.places);
  const bool in_state = host.source == ExtendedSource::kState;
  expect_not_tiny(slow, to);
  if (in_state && from != to) expect_not_tiny(slow, from);
  a_.fld(whole(to));
  if (in_state && from == to) a_.fld(x86::st0);
  else push_number(slow, host.source);
  switch (host.op) {
    case ExtendedOp::kAdd: a_.fadd(x86::st0, x86::st1); break;
    case ExtendedOp::kSub: a_.fsubr(x86::st0, x86::st1); break;
    case ExtendedOp::kMul: a_.fmul(x86::st0, x86::st1); break;
    default: a_.fdivr(x86::st0, x86::st1); break;
  }
  a_.fstp(whole(to));
  const Label wrong = a_.newLabel();
  const bool may_vanish = host.op == ExtendedOp::kMul || host.op == ExtendedOp::kDiv;
  classify(slow, to, false, may_vanish, wrong);
  a_.fstp(x86::st0);
  apart_.push_back([=, this] {
    a_.bind(wrong);
    a_.fstp(whole(to));  // as it was
    a_.jmp(slow.begin);
  });
}

/// An operand's upper 24 bits as a double. Exponents are such that products and quotients of two are normal singles.
void Lowering::single_operand(const SlowExtended& slow, ExtendedSource source, u16 place, Vec x) {
  constexpr u32 kBias = 0x3fff, kRange = 62, kDoubleBias = 1023, kFractionAt = 52, kCut = 29;
  const Reg r = slow.result, t = slow.second, u = slow.third;
  const auto expect_in_range = [&](Reg exponent, i32 bias) {  // exponent times 2, in 16 bits
    a_.sub(x86::gpw(exponent), 2 * (bias - static_cast<i32>(kRange)));
    a_.cmp(x86::gpw(exponent), 2 * 2 * kRange);
    a_.jae(slow.begin);
  };
  if (source == ExtendedSource::kState) {
    a_.mov(x86::gpq(r), mantissa(place));
    a_.movzx(x86::gpd(t), head(place));
    a_.test(x86::gpq(r), x86::gpq(r));
    a_.jns(slow.begin);
    a_.shr(x86::gpq(r), 64 - 24);
    a_.shl(x86::gpq(r), kCut);  // with the integer bit, which counts as one to the exponent
    a_.lea(x86::gpd(u), x86::ptr(x86::gpq(t), x86::gpq(t)));
    expect_in_range(u, kBias);
    a_.lea(x86::gpd(u), x86::ptr(x86::gpq(t), -static_cast<i32>(kBias - kDoubleBias + 1)));
    a_.shl(x86::gpq(u), kFractionAt);
    a_.add(x86::gpq(r), x86::gpq(u));
    a_.shr(x86::gpd(t), kSignAt);
    a_.shl(x86::gpq(t), 63);
    a_.or_(x86::gpq(r), x86::gpq(t));
    a_.vmovq(x86::xmm(x), x86::gpq(r));
  } else {
    if (source == ExtendedSource::kInt32) {
      a_.vxorps(x86::xmm(x), x86::xmm(x), x86::xmm(x));
      a_.vcvtsi2sd(x86::xmm(x), x86::xmm(x), given(4));
      a_.vmovq(x86::gpq(r), x86::xmm(x));
    } else if (source == ExtendedSource::kBinary32) {
      a_.vmovss(x86::xmm(x), given(4));
      a_.vcvtss2sd(x86::xmm(x), x86::xmm(x), x86::xmm(x));
      a_.vmovq(x86::gpq(r), x86::xmm(x));
    } else {
      a_.mov(x86::gpq(r), given(8));
    }
    a_.mov(x86::gpq(t), x86::gpq(r));
    a_.shr(x86::gpq(t), kFractionAt);
    a_.shl(x86::gpd(t), 5);  // without the sign, times 2 as above
    a_.movzx(x86::gpd(t), x86::gpw(t));
    a_.shr(x86::gpd(t), 4);
    expect_in_range(t, kDoubleBias);
    if (source != ExtendedSource::kBinary32) {
      a_.shr(x86::gpq(r), kCut);
      a_.shl(x86::gpq(r), kCut);
      a_.vmovq(x86::xmm(x), x86::gpq(r));
    }
  }
}

void Lowering::extended_single(const SlowExtended& slow, const HostExtended& host) {
  const u16 to = destination_of(slow.places);
  const auto [x, y] = slow.floats;
  single_operand(slow, host.source, source_of(slow.places), y);
  single_operand(slow, ExtendedSource::kState, to, x);
  // The product of two times 24 bits is exact in 53, and a quotient rounded to 53 rounds to 24 as the quotient does.
  if (host.op == ExtendedOp::kMulSingle) a_.vmulsd(x86::xmm(x), x86::xmm(x), x86::xmm(y));
  else a_.vdivsd(x86::xmm(x), x86::xmm(x), x86::xmm(y));
  a_.vcvtsd2ss(x86::xmm(x), x86::xmm(x), x86::xmm(x));
  a_.vmovss(given(4), x86::xmm(x));
  a_.fld(given(4));
  a_.fstp(whole(to));
  a_.vmovd(x86::gpd(slow.result), x86::xmm(x));
  a_.shr(x86::gpd(slow.result), 31);
  a_.shl(x86::gpd(slow.result), kNegativeAt);
}

void Lowering::extended_compare(const SlowExtended& slow, const HostExtended& host) {
  const u16 left = destination_of(slow.places), right = source_of(slow.places);
  const Reg r = slow.result, t = slow.second;
  const bool in_state = host.source == ExtendedSource::kState;
  const Label equal = a_.newLabel();
  expect_not_tiny(slow, left);
  if (in_state && left != right) expect_not_tiny(slow, right);
  push_number(slow, host.source);
  a_.fld(whole(left));
  a_.fucomip(x86::st1);
  a_.fstp(x86::st0);
  a_.jp(slow.begin);
  a_.je(equal);
  a_.mov(x86::gpd(r), 0);
  a_.mov(x86::gpd(t), kClassNegative);
  a_.cmovb(x86::gpd(r), x86::gpd(t));
  apart_.push_back([=, this] {
    a_.bind(equal);
    a_.movzx(x86::gpd(r), head(left));
    a_.shr(x86::gpd(r), kSignAt);
    a_.shl(x86::gpd(r), kNegativeAt);
    a_.or_(x86::gpd(r), kClassZero);
    a_.jmp(slow.back);
  });
}

void Lowering::extended_test(const SlowExtended& slow, const HostExtended& host) {
  if (host.source != ExtendedSource::kState) {
    a_.jmp(slow.begin);
    return;
  }
  classify(slow, source_of(slow.places), true, false, slow.begin);
}

void Lowering::extended_store(const SlowExtended& slow, const HostExtended& host) {
  const u16 from = destination_of(slow.places);
  const Reg r = slow.result, t = slow.second;
  expect_not_tiny(slow, from);
  a_.fld(whole(from));
  if (host.source == ExtendedSource::kInt32) {
    a_.fistp(given(4));
    a_.mov(x86::gpd(r), given(4));
    a_.cmp(x86::gpd(r), 0x8000'0000u);  // "integer indefinite"
    a_.je(slow.begin);
    return;
  }
  // The exponent is neither the greatest nor one of the two least, or all of it is zero and was it before.
  const bool wide = host.source == ExtendedSource::kBinary64;
  const u32 bits = wide ? 64 : 32, exponent_bits = wide ? 11 : 8;
  const Gp number = gp(r, wide ? Type::kI64 : Type::kI32), exponent = gp(t, wide ? Type::kI64 : Type::kI32);
  const Label other = a_.newLabel(), back = a_.newLabel();
  a_.fstp(given(bits / 8));
  a_.mov(number, given(bits / 8));
  a_.lea(exponent, x86::ptr(x86::gpq(r), x86::gpq(r)));
  a_.shr(exponent, bits - exponent_bits);
  a_.sub(x86::gpd(t), 2);
  a_.cmp(x86::gpd(t), (1u << exponent_bits) - 4);
  a_.ja(other);
  a_.bind(back);
  apart_.push_back([=, this] {
    a_.bind(other);
    a_.lea(exponent, x86::ptr(x86::gpq(r), x86::gpq(r)));
    a_.test(exponent, exponent);
    a_.jne(slow.begin);
    a_.test(head(from), kExponent);
    a_.jne(slow.begin);
    a_.jmp(back);
  });
}

/// Code at the very end. The stack is empty.
void Lowering::emit_slow_extended() {
  for (const auto& emit_one : apart_) emit_one();
  for (const SlowExtended& slow : slow_extended_) {
    a_.bind(slow.begin);
    const u64 helper = reinterpret_cast<u64>(slow.helper->run);
    a_.mov(in_record(word_offset(kFloatArgument), 4), static_cast<u32>(slow.places));
    a_.mov(in_record(word_offset(kFloatArgument) + 4, 4), 0);
    a_.mov(in_record(word_offset(kFloatHelper), 4), static_cast<u32>(helper));
    a_.mov(in_record(word_offset(kFloatHelper) + 4, 4), static_cast<u32>(helper >> 32));
    a_.call(stub(kCallFloatHelper));
    a_.mov(x86::gpq(slow.result), word(kFloatArgument));
    a_.jmp(slow.back);
  }
}

/// Before C++ runs, which computes in extended precision too.
void Lowering::keep_extended_exceptions() {
  const Label exact = a_.newLabel();
  a_.fnstsw(extended_status(2));
  a_.test(extended_status(1), kInexact);
  a_.je(exact);
  a_.or_(in_record(target_.float_exceptions->slot.offset, 4), target_.float_exceptions->inexact);
  a_.bind(exact);
  clobber_flags();
}

/// What C++ has left there is not the guest's.
void Lowering::forget_extended_exceptions() {
  const Label nothing = a_.newLabel();
  a_.fnstsw(extended_status(2));
  a_.test(extended_status(1), kAnyException);
  a_.je(nothing);
  a_.fnclex();
  a_.bind(nothing);
  clobber_flags();
}

}  // namespace sosie::jit::x86_64
