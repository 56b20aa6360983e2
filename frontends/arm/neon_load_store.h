/// frontends/arm/neon_load_store.h — the meanings of element and structure accesses, VLD1 to VLD4, VST1 to VST4.
/// Source: ARM DDI 0406C.d, A4.11, A7.7, the pages of A8.8 named in the rows.
///
/// A structure is 1 to 4 elements, of which each goes to a register of its own. Fix-ups leave in Insn: `type` log2 of
/// an element's bytes, `x` elements of a structure, `a` from one of their registers to the next, `S` how many times all
/// this, `t` the lane, `imm` the alignment in bytes, 1 where there need be none.
#pragma once

#include <array>

#include "frontends/arm/load_store.h"
#include "frontends/arm/neon_registers.h"

namespace sosie::arm {

namespace detail {

/// Register `k` of three made of elements 3n + k of three doublewords, and doubleword `k` of three registers' elements
/// in turn.
u64 third(void*, u64 a, u64 b, u64 c, unsigned lane_bits, unsigned k);
u64 in_turn(void*, u64 a, u64 b, u64 c, unsigned lane_bits, unsigned k);

}  // namespace detail

template <unsigned kLaneBits, unsigned kWhich>
inline constexpr Helper kThird = {
    "third", [](void* s, u64 a, u64 b, u64 c) { return detail::third(s, a, b, c, kLaneBits, kWhich); }, {}, {}};
template <unsigned kLaneBits, unsigned kWhich>
inline constexpr Helper kInTurn = {
    "in_turn", [](void* s, u64 a, u64 b, u64 c) { return detail::in_turn(s, a, b, c, kLaneBits, kWhich); }, {}, {}};
/// By log2 of an element's bytes and by `k`.
inline constexpr const Helper* kThirds[3][3] = {{&kThird<8, 0>, &kThird<8, 1>, &kThird<8, 2>},
                                                {&kThird<16, 0>, &kThird<16, 1>, &kThird<16, 2>},
                                                {&kThird<32, 0>, &kThird<32, 1>, &kThird<32, 2>}};
inline constexpr const Helper* kInTurns[3][3] = {{&kInTurn<8, 0>, &kInTurn<8, 1>, &kInTurn<8, 2>},
                                                 {&kInTurn<16, 0>, &kInTurn<16, 1>, &kInTurn<16, 2>},
                                                 {&kInTurn<32, 0>, &kInTurn<32, 1>, &kInTurn<32, 2>}};

// Registers of a structure and the doublewords in memory, the first `count` of four.

template <class Value>
std::array<Value, 4> taken_apart(Emitter auto& e, const Insn& i, const std::array<Value, 4>& memory) {
  const unsigned bits = lane_bits(i);
  const auto [a, b, c, d] = memory;
  const auto even = [&](Value x, Value y) { return lanes(LaneOp::kUnzipEven, bits, x, y); };
  const auto odd = [&](Value x, Value y) { return lanes(LaneOp::kUnzipOdd, bits, x, y); };
  switch (i.x) {
    case 1: return memory;
    case 2: return {even(a, b), odd(a, b), a, a};
    case 3: {
      const auto& helpers = kThirds[i.type];
      return {e.call(*helpers[0], a, b, c), e.call(*helpers[1], a, b, c), e.call(*helpers[2], a, b, c), a};
    }
    default: {
      const Value even_low = even(a, b), even_high = even(c, d), odd_low = odd(a, b), odd_high = odd(c, d);
      return {even(even_low, even_high), even(odd_low, odd_high), odd(even_low, even_high), odd(odd_low, odd_high)};
    }
  }
}
template <class Value>
std::array<Value, 4> put_together(Emitter auto& e, const Insn& i, const std::array<Value, 4>& registers) {
  const unsigned bits = lane_bits(i);
  const auto [a, b, c, d] = registers;
  const auto low = [&](Value x, Value y) { return lanes(LaneOp::kZipLow, bits, x, y); };
  const auto high = [&](Value x, Value y) { return lanes(LaneOp::kZipHigh, bits, x, y); };
  switch (i.x) {
    case 1: return registers;
    case 2: return {low(a, b), high(a, b), a, a};
    case 3: {
      const auto& helpers = kInTurns[i.type];
      return {e.call(*helpers[0], a, b, c), e.call(*helpers[1], a, b, c), e.call(*helpers[2], a, b, c), a};
    }
    default: {
      const Value even_low = low(a, c), even_high = high(a, c), odd_low = low(b, d), odd_high = high(b, d);
      return {low(even_low, odd_low), high(even_low, odd_low), low(even_high, odd_high), high(even_high, odd_high)};
    }
  }
}

// Accesses: `load` and `store` by number of the element or doubleword.

/// \return `read(k)` for the elements of a structure; what is beyond them is the first one again.
auto for_elements(const Insn& i, auto read) {
  const auto first = read(0u);
  std::array<decltype(read(0u)), 4> values = {first, first, first, first};
  for (unsigned k = 1; k < i.x; ++k) values[k] = read(k);
  return values;
}

/// Calls `body` with a number of the element's type.
void with_element(const Insn& i, auto body) {
  switch (i.type) {
    case 0: return body(u8{});
    case 1: return body(u16{});
    default: return body(u32{});
  }
}

/// What the access is aligned to is checked first; the base changes last. R15 as Rm: it does not; R13: by the bytes
/// that were moved. `Access` returns these.
template <class Access>
constexpr auto element_access(Access) {
  return [](Emitter auto& e, const Insn& i) {
    const auto base = reg(e, i.n);
    if (i.imm > 1) e.when(passed_and(e, i.cond, ne(base & (i.imm - 1), u32{0})), [&] { e.raise(kAlignment); });
    conditional([](Emitter auto& e, const Insn& i) {
      const auto base = reg(e, i.n);
      const u32 bytes = Access{}(e, i, [&](u32 offset) { return displaced(base, offset); });
      if (i.m == 15) return;
      put_reg(e, i.n, i.m == 13 ? base + bytes : base + reg(e, i.m));
    })(e, i);
  };
}

// Whole registers. Doublewords are one access each: nothing of them is loaded where half of it faults.

inline constexpr auto load_structures = element_access([](auto& e, const Insn& i, auto at) {
  for (unsigned r = 0; r < i.S; ++r) {
    const auto memory = for_elements(i, [&](unsigned k) { return e.template load<u64>(at(8 * (i.x * r + k))); });
    const auto registers = taken_apart(e, i, memory);
    for (unsigned k = 0; k < i.x; ++k) e.put(D(i.d + r + k * i.a), registers[k]);
  }
  return 8u * i.x * i.S;
});
inline constexpr auto store_structures = element_access([](auto& e, const Insn& i, auto at) {
  for (unsigned r = 0; r < i.S; ++r) {
    const auto registers = for_elements(i, [&](unsigned k) { return e.get(D(i.d + r + k * i.a)); });
    const auto memory = put_together(e, i, registers);
    for (unsigned k = 0; k < i.x; ++k) e.store(at(8 * (i.x * r + k)), memory[k]);
  }
  return 8u * i.x * i.S;
});

// One structure: a lane of each register, or all of them.

inline constexpr auto load_lane = element_access([](auto& e, const Insn& i, auto at) {
  const u64 shift = i.t * lane_bits(i), mask = ((u64{1} << lane_bits(i)) - 1) << shift;
  with_element(i, [&](auto element) {
    using T = decltype(element);
    const auto loaded = for_elements(i, [&](unsigned k) { return e.template load<T>(at(k * sizeof(T))); });
    for (unsigned k = 0; k < i.x; ++k) {
      const auto lane = zext<u64>(loaded[k]);
      const auto others = e.get(D(i.d + k * i.a)) & ~mask;
      e.put(D(i.d + k * i.a), others | (shift == 0 ? lane : lane << shift));
    }
  });
  return static_cast<u32>(i.x) << i.type;
});
inline constexpr auto store_lane = element_access([](auto& e, const Insn& i, auto at) {
  const u64 shift = i.t * lane_bits(i);
  with_element(i, [&](auto element) {
    using T = decltype(element);
    for (unsigned k = 0; k < i.x; ++k) {
      const auto whole = e.get(D(i.d + k * i.a));
      e.store(at(k * sizeof(T)), trunc<T>(shift == 0 ? whole : whole >> shift));
    }
  });
  return static_cast<u32>(i.x) << i.type;
});
inline constexpr auto load_all_lanes = element_access([](auto& e, const Insn& i, auto at) {
  with_element(i, [&](auto element) {
    using T = decltype(element);
    const auto loaded = for_elements(i, [&](unsigned k) { return e.template load<T>(at(k * sizeof(T))); });
    for (unsigned k = 0; k < i.x; ++k) {
      const auto value = zext<u64>(loaded[k]) * splat(lane_bits(i), 1);
      for (unsigned r = 0; r < i.S; ++r) e.put(D(i.d + k * i.a + r), value);
    }
  });
  return static_cast<u32>(i.x) << i.type;
});

// Fix-ups.

/// Registers beyond the last one and the PC as base are UNPREDICTABLE: undefined.
inline bool element_registers(const Insn& i) { return i.d + (i.x - 1) * i.a + i.S - 1 < 32 && i.n != 15; }

/// The letter x is `align`: more than there are bytes is undefined.
template <u8 kElements, u8 kTimes, u8 kStep, u8 kMostAlign>
bool structures(Insn& i) {
  const u32 align = i.x;
  if (align > kMostAlign || (kElements > 1 && i.type == 3)) return false;
  i.imm = align == 0 ? 1 : 4u << align;
  i.x = kElements;
  i.a = kStep;
  i.S = kTimes;
  return element_registers(i);
}

/// \return the alignment in bytes that the lowest bits of `index_align` ask for; 0: undefined.
template <u8 kElements>
constexpr u32 lane_alignment(u32 log2_bytes, u32 align) {
  if (align == 0) return 1;
  if (kElements == 3 || (kElements == 1 && log2_bytes == 0)) return 0;
  if (log2_bytes < 2) return kElements << log2_bytes;
  switch (kElements) {
    case 1: return align == 3 ? 4 : 0;
    case 2: return align == 1 ? 8 : 0;
    default: return align == 3 ? 0 : 4u << align;
  }
}
/// The letter x is `index_align`: the lane, the step between registers (16 and 32 bits), the alignment.
template <u8 kElements>
bool one_lane(Insn& i) {
  if (i.type == 3) return false;
  const u32 index_align = i.x;
  const bool twice = i.type != 0 && bit(index_align, i.type);
  i.imm = lane_alignment<kElements>(i.type, index_align & (i.type == 2 ? 3 : 1));
  i.t = static_cast<u8>(index_align >> (i.type + 1));
  i.x = kElements;
  i.a = twice ? 2 : 1;
  i.S = 1;
  return i.imm != 0 && !(kElements == 1 && twice) && element_registers(i);
}
/// The letters a and x are T and a.
template <u8 kElements>
bool all_lanes(Insn& i) {
  const bool twice = i.a, aligned = i.x;
  const bool aligned_words = kElements == 4 && i.type == 3 && aligned;
  if (aligned_words) i.type = 2;
  if (i.type == 3 || (aligned && (kElements == 3 || (kElements == 1 && i.type == 0)))) return false;
  const u32 structure_bytes = static_cast<u32>(kElements) << i.type;
  i.imm = !aligned ? 1 : kElements == 4 && i.type == 2 && !aligned_words ? 8 : structure_bytes;
  i.x = kElements;
  i.a = kElements > 1 && twice ? 2 : 1;
  i.S = kElements == 1 && twice ? 2 : 1;
  return element_registers(i);
}

}  // namespace sosie::arm
