/// core/emit/execution.h — operations that are executed at once, on wrapped integers: what the interpreters share.
#pragma once

#include <cstring>

#include "core/emit/emitter.h"
#include "core/emit/values.h"

namespace sosie {

/// The part of an Emitter that computes, and knows the state struct but no memory.
class Execution {
 public:
  template <class T>
  struct Value {
    using value_type = T;
    using emitter = Execution;
    T v;
  };

  explicit Execution(void* state) : state_(static_cast<u8*>(state)) {}

  // clang-format off
  template <class T> Value<T> lit(T v) { return {v}; }
  template <class T> static Value<T> lit_like(Value<T>, T v) { return {v}; }
  template <class T> Value<T> get(Slot<T> slot) {
    T v;
    std::memcpy(&v, state_ + slot.offset, sizeof v);
    return {v};
  }
  template <class T> void put(Slot<T> slot, Value<T> value) { std::memcpy(state_ + slot.offset, &value.v, sizeof(T)); }

  template <Op op, class T> static Value<T> binary(Value<T> a, Value<T> b) { return {apply<op, T>(a.v, b.v)}; }
  template <Op op, class T> static Value<T> unary(Value<T> a) { return {apply<op, T>(a.v)}; }
  template <Op op, class T> static Value<bool> comparison(Value<T> a, Value<T> b) { return {compare<op, T>(a.v, b.v)}; }
  template <Op op, class To, class From> static Value<To> convert(Value<From> a) {
    if constexpr (op == Op::kSext) return {static_cast<To>(static_cast<std::make_signed_t<From>>(a.v))};
    else return {static_cast<To>(a.v)};
  }
  static Value<u64> lanes(LaneForm form, Value<u64> a, Value<u64> b) {
    return {evaluate_lanes(form.op, form.lane_bits, a.v, b.v)};
  }
  template <class T> Value<T> select(Value<bool> c, Value<T> a, Value<T> b) { return c.v ? a : b; }
  template <class T> Value<T> add_carry(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::add_carry(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> carry_of(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::carry_of(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> overflow_of(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::overflow_of(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> float_is(unsigned relations, Value<T> a, Value<T> b) {
    return {(float_relation(a.v, b.v) & relations) != 0};
  }

  template <class Body> void when(Value<bool> condition, Body&& body) {
    if (condition.v) body();
  }
  template <class... Args> Value<u64> call(const Helper& helper, Value<Args>... args) {
    u64 values[3] = {};
    unsigned n = 0;
    ((values[n++] = args.v), ...);
    return {helper.run(state_, values[0], values[1], values[2])};
  }
  // clang-format on

 protected:
  u8* const state_;
};

}  // namespace sosie
