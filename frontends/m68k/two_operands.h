/// frontends/m68k/two_operands.h — the shapes that arithmetic and logical instructions have in common.
/// Source: M68000PRM 2.3, MC68000UM tables 8-4 and 8-5.
///
/// An operation is a lambda (e, destination, source) that sets the flags and gives the result.
#pragma once

#include "frontends/m68k/effective_address.h"

namespace sosie::m68k {

/// <ea>, Dn
template <class Operation>
constexpr auto to_register(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    const auto source = load_operand<T>(e, i, operand(i));
    put_data_register<T>(e, i.d, Operation{}(e, data_register<T>(e, i.d), source));
    e.prefetch();
    if (sizeof(T) == 4) idle_long(e, operand(i));
  });
}
/// Dn, <ea>
template <class Operation>
constexpr auto to_memory(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    modify<T>(e, i, operand(i), 4, [&](auto old) { return Operation{}(e, old, data_register<T>(e, i.d)); });
  });
}
/// #<data>, <ea>
template <class Operation>
constexpr auto with_immediate(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    const auto source = immediate<T>(e, i.imm);
    modify<T>(e, i, operand(i), 4, [&](auto old) { return Operation{}(e, old, source); });
  });
}
/// #<1 to 8>, <ea>; 0 in the opcode stands for 8.
constexpr u32 quick_data(const Insn& i) { return i.d == 0 ? 8 : i.d; }
template <class Operation>
constexpr auto with_quick_data(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    const auto source = e.lit(static_cast<T>(quick_data(i)));
    modify<T>(e, i, operand(i), 4, [&](auto old) { return Operation{}(e, old, source); });
  });
}
/// <ea>
template <class Operation>
constexpr auto on_one(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    modify<T>(e, i, operand(i), 2, [&](auto old) { return Operation{}(e, old); });
  });
}
/// Dy, Dx
template <class Operation>
constexpr auto register_pair(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    using T = typename decltype(width)::type;
    put_data_register<T>(e, i.d, Operation{}(e, data_register<T>(e, i.d), data_register<T>(e, i.y)));
    e.prefetch();
    if (sizeof(T) == 4) e.idle(4);
  });
}

/// -(Ay), -(Ax): a long operand goes over the bus from its end, and is predecremented word by word.
template <class T>
auto load_down(Emitter auto& e, unsigned n) {
  const auto address = e.get(A(n)) - step<T>(n);
  if (sizeof(T) < 4) e.put(A(n), address);
  const auto value = e.template load<T>(address, data_access(lag(0), true));
  if (sizeof(T) == 4) e.put(A(n), address);
  return value;
}
template <class T>
void on_memory_pair(Emitter auto& e, const Insn& i, auto operation) {
  e.idle(2);
  const auto source = load_down<T>(e, i.y);
  const auto old = load_down<T>(e, i.d);
  const auto address = e.get(A(i.d));
  const auto result = operation(e, old, source);
  if constexpr (sizeof(T) == 4) {  // the prefetch stands between the words
    e.store(address + u32{2}, trunc<u16>(result), data_access(lag(1)));
    e.prefetch();
    e.store(address, trunc<u16>(result >> u32{16}), data_access(lag(1)));
  } else {
    e.prefetch();
    e.store(address, result, data_access(lag(1)));
  }
}
template <class Operation>
constexpr auto memory_pair(Operation) {
  return sized([](Emitter auto& e, const Insn& i, auto width) {
    on_memory_pair<typename decltype(width)::type>(e, i, Operation{});
  });
}

}  // namespace sosie::m68k
