#include "frontends/m68k/fpu.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>
#include <utility>

#include "frontends/m68k/x87.h"

namespace sosie::m68k {

namespace {

Extended operand_error(FpContext& context) {
  context.raised |= kOperr;
  return kNotANumber;
}

/// What an operation on NaNs gives: the destination's, else the source's.
Extended propagated(const Extended& destination, const Extended& source, FpContext& context) {
  if (destination.is_signalling() || source.is_signalling()) context.raised |= kSnan;
  return (destination.is_nan() ? destination : source).quiet();
}
Extended propagated(const Extended& source, FpContext& context) { return propagated(source, source, context); }

/// What an operation of the host gave.
struct HostResult {
  Extended value;
  u16 status;

  bool is_none() const { return status & x87::kInvalid; }
};
template <class Operation>
HostResult compute(u16 control_word, Operation operation) {
  const x87::Control control(control_word);
  const long double result = operation();
  return {x87::from_host(result), x87::take_exceptions()};
}

/// Runs an operation of the host and takes its exceptions over. The host rounds once: to 64 bits as the context says,
/// or for narrower results towards zero with the rest in the last bit, from where they are rounded as they should be.
template <class Operation>
Extended on_host(FpContext& context, Operation operation) {
  const bool narrow = context.precision != FpPrecision::kExtended;
  HostResult result = compute(x87::control(narrow ? FpRounding::kZero : context.rounding), operation);
  if (result.is_none()) return operand_error(context);
  context.raised |= x87::exceptions_of(result.status);
  if (narrow && result.status & x87::kInexact && !result.value.is_infinite()) result.value.mantissa |= 1;
  return rounded(result.value, context);
}

/// FSGLMUL and FSGLDIV see no more than 24 bits of their operands …
long double single_operand(const Extended& value) {
  Extended operand = value.normalized();
  if (!operand.is_infinite()) operand.mantissa &= ~u64{0} << 40;
  return x87::to_host(operand);
}
/// … and give no more, with the exponent as it is.
template <class Operation>
Extended with_single_mantissa(FpContext& context, Operation operation) {
  const HostResult result = compute(x87::control(context.rounding, 24), operation);
  if (result.is_none()) return operand_error(context);
  context.raised |= x87::exceptions_of(result.status);
  return result.value;
}

// --- FMOD, FREM ---

/// |a| mod |b|, exactly, and the lowest bits of the quotient. b is not zero, both are finite.
std::pair<long double, u8> remainder_of(long double a, long double b) {
  constexpr int kQuotientBits = 7;
  int exponent;
  std::frexp(b, &exponent);
  long double rest = exponent + kQuotientBits < 16384 ? std::fmod(a, std::ldexp(b, kQuotientBits)) : a;
  u8 quotient = 0;
  for (int bit = kQuotientBits - 1; bit >= 0; --bit) {
    const long double step = exponent + bit <= 16384 ? std::ldexp(b, bit) : INFINITY;
    if (rest < step) continue;
    rest -= step;
    quotient |= static_cast<u8>(1 << bit);
  }
  return {rest, quotient};
}

Extended remainder(bool to_nearest, const Extended& destination, const Extended& source, FpContext& context,
                   u8& quotient) {
  if (destination.is_infinite() || source.is_zero()) return operand_error(context);
  const bool negative_quotient = destination.negative() != source.negative();
  u8 bits = 0;
  long double rest = std::fabs(x87::to_host(destination));
  bool flips = false;
  if (!source.is_infinite()) {
    const long double divisor = std::fabs(x87::to_host(source));
    std::tie(rest, bits) = remainder_of(rest, divisor);
    // Nearer to the next multiple, or as near and the quotient odd. Without the overflow of 2 * rest.
    const long double other = divisor - rest;
    if (to_nearest && (rest > other || (rest == other && bits & 1))) {
      rest = other;
      bits = (bits + 1) & 0x7f;
      flips = true;
    }
  }
  x87::take_exceptions();
  quotient = static_cast<u8>(bits | negative_quotient << 7);
  const Extended value = x87::from_host(rest);
  return rounded(value.with_sign(destination.negative() != (flips && !value.is_zero())), context);
}

Extended scaled(const Extended& destination, const Extended& source, FpContext& context) {
  if (source.is_infinite()) return operand_error(context);
  if (destination.is_infinite() || destination.is_zero()) return destination;
  // Beyond these everything is infinite or zero, and the host's instruction has its own ideas of large factors.
  const long double factor = std::clamp(x87::to_host(source), -40000.0L, 40000.0L);
  return on_host(context, [&] { return x87::scale(x87::to_host(destination), factor); });
}

// --- integers, exponents, mantissas ---

Extended integral(const Extended& source, FpRounding rounding, FpContext& context) {
  const x87::Control control(x87::control(rounding));
  const Extended integer = x87::from_host(x87::round_to_integer(x87::to_host(source)));
  if (x87::take_exceptions() & x87::kInexact) context.raised |= kInex2;
  return rounded(integer, context);
}

Extended exponent_of(const Extended& source, FpContext& context) {
  if (source.is_infinite()) return operand_error(context);
  if (source.is_zero()) return source;
  const Extended normal = source.normalized();
  const int below = normal.mantissa & Extended::kIntegerBit ? 0 : std::countl_zero(normal.mantissa);
  return rounded(from_integer(normal.exponent() - Extended::kBias - below), context);
}

Extended mantissa_of(const Extended& source, FpContext& context) {
  if (source.is_infinite()) return operand_error(context);
  if (source.is_zero()) return source;
  const u64 mantissa = source.mantissa << std::countl_zero(source.mantissa);
  return rounded(Extended{mantissa, Extended::kBias}.with_sign(source.negative()), context);
}

// --- functions ---

using Function = long double (*)(long double);

Function function_of(FpOp op) {
  switch (op) {
    case FpOp::kSinh: return std::sinh;
    case FpOp::kLognp1: return std::log1p;
    case FpOp::kEtoxm1: return std::expm1;
    case FpOp::kTanh: return std::tanh;
    case FpOp::kAtan: return std::atan;
    case FpOp::kAsin: return std::asin;
    case FpOp::kAtanh: return std::atanh;
    case FpOp::kSin: return std::sin;
    case FpOp::kTan: return std::tan;
    case FpOp::kEtox: return std::exp;
    case FpOp::kTwotox: return std::exp2;
    case FpOp::kTentox: return [](long double x) { return std::pow(10.0L, x); };
    case FpOp::kLogn: return std::log;
    case FpOp::kLog10: return std::log10;
    case FpOp::kLog2: return std::log2;
    case FpOp::kCosh: return std::cosh;
    case FpOp::kAcos: return std::acos;
    case FpOp::kCos: return std::cos;
    default: return nullptr;
  }
}

/// The manual promises less than the host's library has; results are rounded twice where FPCR asks for narrower ones.
Extended function(Function compute, const Extended& source, FpContext& context) {
  const long double argument = x87::to_host(source);
  x87::take_exceptions();
  const long double result = compute(argument);
  const u16 status = x87::take_exceptions();
  if (std::isnan(result)) return operand_error(context);
  if (std::isinf(result) && !std::isinf(argument)) {
    const bool pole = std::fabs(argument) <= 1;  // of logarithms and of atanh; what overflows has larger arguments
    context.raised |= pole ? kDz : kOvfl | kInex2;
  } else if (status & x87::kInexact) {
    context.raised |= kInex2;
    if (status & x87::kUnderflow) context.raised |= kUnfl;
  }
  return rounded(x87::from_host(result), context);
}

}  // namespace

Extended fp_monadic(FpOp op, const Extended& source, FpContext& context) {
  if (source.is_nan()) return propagated(source, context);
  switch (op) {
    case FpOp::kTst: return source.normalized();
    case FpOp::kMove: return rounded(source.normalized(), context);
    case FpOp::kAbs: return rounded(source.normalized().with_sign(false), context);
    case FpOp::kNeg: return rounded(source.normalized().with_sign(!source.negative()), context);
    case FpOp::kInt: return integral(source, context.rounding, context);
    case FpOp::kIntrz: return integral(source, FpRounding::kZero, context);
    case FpOp::kSqrt: return on_host(context, [&] { return x87::square_root(x87::to_host(source)); });
    case FpOp::kGetexp: return exponent_of(source, context);
    case FpOp::kGetman: return mantissa_of(source, context);
    default: return function(function_of(op), source, context);
  }
}

Extended fp_dyadic(FpOp op, const Extended& destination, const Extended& source, FpContext& context, u8& quotient) {
  if (destination.is_nan() || source.is_nan()) return propagated(destination, source, context);
  const auto host = [&](auto operation) {
    return on_host(context, [&] { return operation(x87::to_host(destination), x87::to_host(source)); });
  };
  const auto single = [&](auto operation) {
    return with_single_mantissa(context,
                                [&] { return operation(single_operand(destination), single_operand(source)); });
  };
  switch (op) {
    case FpOp::kAdd: return host(x87::add);
    case FpOp::kSub: return host([](long double a, long double b) { return x87::add(a, -b); });
    case FpOp::kMul: return host(x87::multiply);
    case FpOp::kDiv: return host(x87::divide);
    case FpOp::kSgldiv: return single(x87::divide);
    case FpOp::kSglmul: return single(x87::multiply);
    case FpOp::kMod: return remainder(false, destination, source, context, quotient);
    case FpOp::kRem: return remainder(true, destination, source, context, quotient);
    default: return scaled(destination, source, context);
  }
}

u32 fp_compare(const Extended& destination, const Extended& source, FpContext& context) {
  if (destination.is_nan() || source.is_nan()) return conditions_of(propagated(destination, source, context));
  const long double a = x87::to_host(destination), b = x87::to_host(source);
  // Of equal numbers the sign is the destination's; infinities compare without being an infinite result.
  if (a == b) return kFpZero | (destination.negative() ? kFpNegative : 0);
  return a < b ? kFpNegative : 0;
}

Extended fp_sincos(const Extended& source, FpContext& context, Extended& cosine) {
  cosine = fp_monadic(FpOp::kCos, source, context);
  return fp_monadic(FpOp::kSin, source, context);
}

Extended fp_constant(u8 offset, FpContext& context) {
  struct Constant {
    u8 offset;
    Extended value;
  };
  static constexpr Constant kConstants[] = {
      {0x00, {0xc90f'daa2'2168'c235, 0x4000}},  // pi
      {0x0b, {0x9a20'9a84'fbcf'f798, 0x3ffd}},  // log10(2)
      {0x0c, {0xadf8'5458'a2bb'4a9a, 0x4000}},  // e
      {0x0d, {0xb8aa'3b29'5c17'f0bc, 0x3fff}},  // log2(e)
      {0x0e, {0xde5b'd8a9'3728'7195, 0x3ffd}},  // log10(e)
      {0x30, {0xb172'17f7'd1cf'79ac, 0x3ffe}},  // ln(2)
      {0x31, {0x935d'8ddd'aaa8'ac17, 0x4000}},  // ln(10)
  };
  for (const Constant& constant : kConstants) {
    if (constant.offset != offset) continue;
    context.raised |= kInex2;
    return rounded(constant.value, context);
  }
  // 10 to the power of 0, 1, 2, 4, … 4096
  if (offset < 0x32 || offset > 0x3f) return {};
  long double power = offset == 0x32 ? 1.0L : 10.0L;
  for (unsigned n = 0x33; n < offset; ++n) power *= power;
  if (x87::take_exceptions() & x87::kInexact) context.raised |= kInex2;
  return rounded(x87::from_host(power), context);
}

bool fp_predicate(u8 predicate, u32 fpsr) {
  const bool n = fpsr & kFpNegative, z = fpsr & kFpZero, nan = fpsr & kFpNan;
  switch (predicate & 0x0f) {
    case 0x0: return false;             // F, SF
    case 0x1: return z;                 // EQ, SEQ
    case 0x2: return !(nan || z || n);  // OGT, GT
    case 0x3: return z || !(nan || n);  // OGE, GE
    case 0x4: return n && !(nan || z);  // OLT, LT
    case 0x5: return z || (n && !nan);  // OLE, LE
    case 0x6: return !(nan || z);       // OGL, GL
    case 0x7: return !nan;              // OR, GLE
    case 0x8: return nan;               // UN, NGLE
    case 0x9: return nan || z;          // UEQ, NGL
    case 0xa: return nan || !(n || z);  // UGT, NLE
    case 0xb: return nan || z || !n;    // UGE, NLT
    case 0xc: return nan || (n && !z);  // ULT, NGE
    case 0xd: return nan || z || n;     // ULE, NGT
    case 0xe: return !z;                // NE, SNE
    default: return true;               // T, ST
  }
}

}  // namespace sosie::m68k
