/// frontends/m68k/x87.h — the host's own extended precision: one operation under a control word.
/// Source: Intel SDM vol. 1, 8.1.
#pragma once

#include <cstring>

#include "frontends/m68k/extended.h"

namespace sosie::m68k::x87 {

/// Bits of the status word.
enum Status : u16 { kInvalid = 1, kDivideByZero = 4, kOverflow = 8, kUnderflow = 16, kInexact = 32 };
inline constexpr u16 kAnyException = 0x3f;

/// The exceptions of EXC that they are.
constexpr u32 exceptions_of(u16 status) {
  u32 exceptions = 0;
  if (status & kInvalid) exceptions |= kOperr;
  if (status & kDivideByZero) exceptions |= kDz;
  if (status & kOverflow) exceptions |= kOvfl;
  if (status & kUnderflow) exceptions |= kUnfl;
  if (status & kInexact) exceptions |= kInex2;
  return exceptions;
}

/// All exceptions masked.
constexpr u16 control(FpRounding rounding, unsigned mantissa_bits = 64) {
  constexpr u16 kRounding[] = {0 << 10, 3 << 10, 1 << 10, 2 << 10};
  const u16 precision = mantissa_bits == 64 ? 3 << 8 : mantissa_bits == 53 ? 2 << 8 : 0;
  return static_cast<u16>(0x3f | precision | kRounding[static_cast<unsigned>(rounding)]);
}
/// What C++ code expects to find.
inline constexpr u16 kDefaultControl = 0x37f;

inline long double to_host(const Extended& value) {
  Extended normal = value.normalized();
  if (normal.is_tiny()) normal.mantissa >>= 1;
  else if (normal.exponent() == Extended::kMaxExponent) normal.mantissa |= Extended::kIntegerBit;
  long double host = 0;
  std::memcpy(&host, &normal.mantissa, 8);
  std::memcpy(reinterpret_cast<u8*>(&host) + 8, &normal.head, 2);
  return host;
}
inline Extended from_host(long double host) {
  Extended value;
  std::memcpy(&value.mantissa, &host, 8);
  std::memcpy(&value.head, reinterpret_cast<const u8*>(&host) + 8, 2);
  if (value.is_tiny()) value.mantissa <<= 1;
  else if (value.is_infinite()) value.mantissa = 0;
  return value;
}

/// Takes the exceptions since the last time.
inline u16 take_exceptions() {
  u16 status;
  asm volatile("fnstsw %0" : "=a"(status));
  if (status & kAnyException) asm volatile("fnclex");
  return status & kAnyException;
}

/// While it lives the host computes under another control word. What was raised before is forgotten: other code
/// computes with long doubles too.
class Control {
 public:
  explicit Control(u16 word) : changed_(word != kDefaultControl) {
    take_exceptions();
    if (changed_) asm volatile("fldcw %0" : : "m"(word) : "memory");
  }
  ~Control() {
    const u16 word = kDefaultControl;
    if (changed_) asm volatile("fldcw %0" : : "m"(word) : "memory");
  }
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

 private:
  const bool changed_;
};

// Each as one instruction that stays where it is, between the control word's changes. `a op b`.
inline long double add(long double a, long double b) {
  asm volatile("faddp" : "=t"(a) : "0"(a), "u"(b) : "st(1)");
  return a;
}
inline long double multiply(long double a, long double b) {
  asm volatile("fmulp" : "=t"(a) : "0"(a), "u"(b) : "st(1)");
  return a;
}
inline long double divide(long double a, long double b) {
  long double quotient;
  // In AT&T's syntax this is st(1) / st(0): the dividend is below.
  asm volatile("fdivrp" : "=t"(quotient) : "0"(b), "u"(a) : "st(1)");
  return quotient;
}
inline long double square_root(long double a) {
  asm volatile("fsqrt" : "+t"(a));
  return a;
}
inline long double round_to_integer(long double a) {
  asm volatile("frndint" : "+t"(a));
  return a;
}
/// a * 2^trunc(b)
inline long double scale(long double a, long double b) {
  asm volatile("fscale" : "+t"(a) : "u"(b));
  return a;
}
inline u32 to_single(long double a) {
  u32 value;
  asm volatile("fstps %0" : "=m"(value) : "t"(a) : "st");
  return value;
}
inline u64 to_double(long double a) {
  u64 value;
  asm volatile("fstpl %0" : "=m"(value) : "t"(a) : "st");
  return value;
}

}  // namespace sosie::m68k::x87
