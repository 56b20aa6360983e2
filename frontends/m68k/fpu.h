/// frontends/m68k/fpu.h — what the MC68881's instructions compute, as functions on numbers.
/// Source: M68000PRM section 5; MC68881/MC68882 User's Manual 4.
#pragma once

#include "frontends/m68k/extended.h"

namespace sosie::m68k {

/// The operation in bits 6 to 0 of a floating-point instruction's second word. From 0x40 on: the MC68040's, with a
/// precision of their own.
enum class FpOp : u8 {
  kMove = 0x00,
  kInt = 0x01,
  kSinh = 0x02,
  kIntrz = 0x03,
  kSqrt = 0x04,
  kLognp1 = 0x06,
  kEtoxm1 = 0x08,
  kTanh = 0x09,
  kAtan = 0x0a,
  kAsin = 0x0c,
  kAtanh = 0x0d,
  kSin = 0x0e,
  kTan = 0x0f,
  kEtox = 0x10,
  kTwotox = 0x11,
  kTentox = 0x12,
  kLogn = 0x14,
  kLog10 = 0x15,
  kLog2 = 0x16,
  kAbs = 0x18,
  kCosh = 0x19,
  kNeg = 0x1a,
  kAcos = 0x1c,
  kCos = 0x1d,
  kGetexp = 0x1e,
  kGetman = 0x1f,
  kDiv = 0x20,
  kMod = 0x21,
  kAdd = 0x22,
  kMul = 0x23,
  kSgldiv = 0x24,
  kRem = 0x25,
  kScale = 0x26,
  kSglmul = 0x27,
  kSub = 0x28,
  kCmp = 0x38,
  kTst = 0x3a,
};

/// Operations of one operand; the result goes to the destination register.
Extended fp_monadic(FpOp op, const Extended& source, FpContext& context);
/// Operations of two: destination op source. FMOD and FREM leave their quotient's byte of FPSR in `quotient`.
Extended fp_dyadic(FpOp op, const Extended& destination, const Extended& source, FpContext& context, u8& quotient);
/// FCMP: the condition codes for destination - source.
u32 fp_compare(const Extended& destination, const Extended& source, FpContext& context);
/// FSIN and FCOS together.
Extended fp_sincos(const Extended& source, FpContext& context, Extended& cosine);
/// FMOVECR: a constant by its offset in the chip's ROM; those that are not documented are zero.
Extended fp_constant(u8 offset, FpContext& context);

/// One of the 32 predicates (M68000PRM table 3-23) under FPSR's condition codes.
bool fp_predicate(u8 predicate, u32 fpsr);
/// The predicate signals BSUN where the numbers were unordered.
constexpr bool signals_unordered(u8 predicate) { return predicate & 0x10; }

}  // namespace sosie::m68k
