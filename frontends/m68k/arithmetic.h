/// frontends/m68k/arithmetic.h — sums, differences and their flags.
/// Source: M68000PRM table 3-18.
#pragma once

#include "frontends/m68k/registers.h"

namespace sosie::m68k {

/// a + b, flags XNZVC.
auto add_with_flags(Emitter auto& e, auto a, auto b) {
  const auto sum = a + b;
  const auto carry = e.carry_of(a, b, e.lit(false));
  put_nz(e, sum);
  e.put(V, e.overflow_of(a, b, e.lit(false)));
  e.put(C, carry);
  e.put(X, carry);
  return sum;
}
/// a - b, flags NZVC.
auto compare(Emitter auto& e, auto a, auto b) {
  const auto difference = a - b;
  put_nz(e, difference);
  e.put(V, sub_overflow(a, b));
  e.put(C, ult(a, b));
  return difference;
}
/// a - b, flags XNZVC.
auto subtract_with_flags(Emitter auto& e, auto a, auto b) {
  const auto difference = compare(e, a, b);
  e.put(X, ult(a, b));
  return difference;
}

/// Flags of the extended operations: Z is only cleared, so that it speaks of all parts of a long number.
void put_extended(Emitter auto& e, auto result, auto carry, auto overflow) {
  using T = typename decltype(result)::value_type;
  e.put(N, negative(result));
  e.put(Z, e.get(Z) & eq(result, T{0}));
  e.put(V, overflow);
  e.put(C, carry);
  e.put(X, carry);
}
/// a + b + X
auto add_extended(Emitter auto& e, auto a, auto b) {
  const auto x = e.get(X);
  const auto sum = e.add_carry(a, b, x);
  put_extended(e, sum, e.carry_of(a, b, x), e.overflow_of(a, b, x));
  return sum;
}
/// a - b - X
auto subtract_extended(Emitter auto& e, auto a, auto b) {
  const auto no_borrow = ~e.get(X);
  const auto difference = e.add_carry(a, ~b, no_borrow);
  put_extended(e, difference, ~e.carry_of(a, ~b, no_borrow), e.overflow_of(a, ~b, no_borrow));
  return difference;
}

}  // namespace sosie::m68k
