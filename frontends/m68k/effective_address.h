/// frontends/m68k/effective_address.h — addressing modes: what they compute, read, write, and in which order.
/// Source: M68000PRM 2.2; bus cycles as in MC68000UM 8 and the published vectors.
#pragma once

#include "frontends/m68k/prefetch.h"
#include "frontends/m68k/registers.h"

namespace sosie::m68k {

/// An effective address with its extension words.
struct Operand {
  u8 ea;
  u32 ext;
  u16 full = 0;
  u32 outer = 0;

  Mode mode() const { return mode_of(ea); }
  unsigned reg() const { return ea & 7; }
  bool in_memory() const { return mode() >= kIndirect && mode() != kImmediate; }
};
inline Operand operand(const Insn& i) { return {i.ea, i.ext, i.full, i.outer}; }
/// MOVE's second one.
inline Operand destination(const Insn& i) { return {i.to, i.imm, i.to_full, i.to_outer}; }

/// What (An)+ and -(An) step over; the stack pointer stays even.
template <class T>
constexpr u32 step(unsigned reg) {
  return sizeof(T) == 1 && reg == 7 ? 2 : sizeof(T);
}

inline Access data_access(u8 note, bool low_word_first = false) {
  return {.order = ByteOrder::kBig, .low_word_first = low_word_first, .note = note};
}

/// How an operand is read.
template <class T>
Access read_access(Mode mode) {
  switch (mode) {
    case kPredecrement: return data_access(lag(sizeof(T) == 4 ? 1 : 0));
    case kDisplacement:
    case kIndexed: return data_access(lag(2));
    case kPcDisplacement:
    case kPcIndexed: return {.order = ByteOrder::kBig, .space = BusSpace::kProgram, .note = lag(2)};
    default: return data_access(lag(1));
  }
}

/// The index as the upper byte of an extension word says, brief or full. Models without a scale have none there.
auto index_of(Emitter auto& e, u32 extension) {
  const unsigned n = extension >> 12 & 7, scale = extension >> 9 & 3;
  const auto reg = e.get(extension >> 15 & 1 ? A(n) : D(n));
  const auto index = extension >> 11 & 1 ? reg : sext<u32>(trunc<u16>(reg));
  return scale == 0 ? index : index << u32{scale};
}
/// Base + (Xn as its brief extension word says) + d8 (M68000PRM 2.2.7).
auto indexed(Emitter auto& e, auto base, u32 brief) {
  return base + index_of(e, brief) + static_cast<u32>(sign_extend(brief, 8));
}
/// Base and index, either of which may be suppressed, with displacements, and perhaps a pointer in memory before or
/// after the index (M68000PRM 2.2.8 to 2.2.10, 2.2.13 to 2.2.15).
auto full_address(Emitter auto& e, Operand o, auto base) {
  const bool no_base = o.full >> 7 & 1, no_index = o.full >> 6 & 1;
  // 1 to 3: a pointer after the index; 5 to 7: before it. The rest is none, as far as it is not reserved.
  const unsigned indirect = (o.full & 3) == 0 ? 0 : o.full & 7;
  auto address = no_base ? e.lit(o.ext) : base + o.ext;
  const auto add_index = [&] {
    if (!no_index) address = address + index_of(e, o.full);
  };
  if (indirect < 4) add_index();
  if (indirect == 0) return address;
  address = e.template load<u32>(address, Access{.order = ByteOrder::kBig});
  if (indirect > 4) add_index();
  return address + o.outer;
}
/// What the PC-relative modes are relative to.
u32 pc_base(Emitter auto& e, const Insn& i) { return static_cast<u32>(e.address()) + i.ext_at; }

/// The address alone, without the time that it takes.
auto plain_address(Emitter auto& e, const Insn& i, Operand o) {
  switch (o.mode()) {
    case kDisplacement: return e.get(A(o.reg())) + o.ext;
    case kIndexed: {
      const auto base = e.get(A(o.reg()));
      return o.full ? full_address(e, o, base) : indexed(e, base, o.ext);
    }
    case kPcDisplacement: return e.lit(pc_base(e, i) + o.ext);
    case kPcIndexed: {
      const auto base = e.lit(pc_base(e, i));
      return o.full ? full_address(e, o, base) : indexed(e, base, o.ext);
    }
    case kAbsoluteWord:
    case kAbsoluteLong: return e.lit(o.ext);
    default: return e.get(A(o.reg()));
  }
}

/// The address of an operand of type T in memory. A predecremented register is written here, a postincremented one with
/// the access.
template <class T>
auto address_of(Emitter auto& e, const Insn& i, Operand o) {
  const Mode mode = o.mode();
  if (mode == kPredecrement) {
    e.idle(2);
    const auto address = e.get(A(o.reg())) - step<T>(o.reg());
    e.put(A(o.reg()), address);
    return address;
  }
  const auto address = plain_address(e, i, o);
  if (mode == kIndexed || mode == kPcIndexed) e.idle(2);
  if (mode >= kDisplacement) e.prefetch();
  if (mode == kAbsoluteLong) e.prefetch();
  return address;
}

/// Reads an operand in memory. An address error finds (An)+ incremented but for long words.
template <class T>
auto load_at(Emitter auto& e, Operand o, auto address) {
  const bool increments = o.mode() == kPostincrement;
  if (increments && sizeof(T) < 4) e.put(A(o.reg()), address + step<T>(o.reg()));
  const auto value = e.template load<T>(address, read_access<T>(o.mode()));
  if (increments && sizeof(T) == 4) e.put(A(o.reg()), address + step<T>(o.reg()));
  return value;
}
/// The same where only the bus notices.
template <class T>
void dummy_load_at(Emitter auto& e, Operand o, auto address) {
  const bool increments = o.mode() == kPostincrement;
  if (increments && sizeof(T) < 4) e.put(A(o.reg()), address + step<T>(o.reg()));
  e.template dummy_load<T>(address, read_access<T>(o.mode()));
  if (increments && sizeof(T) == 4) e.put(A(o.reg()), address + step<T>(o.reg()));
}

/// Immediate data: the queue has it.
template <class T>
auto immediate(Emitter auto& e, u32 value) {
  e.prefetch();
  if (sizeof(T) == 4) e.prefetch();
  return e.lit(static_cast<T>(value));
}

/// The value of any operand.
template <class T>
auto load_operand(Emitter auto& e, const Insn& i, Operand o) {
  switch (o.mode()) {
    case kDataRegister: return low_part<T>(e, D(o.reg()));
    case kAddressRegister: return low_part<T>(e, A(o.reg()));
    case kImmediate: return immediate<T>(e, o.ext);
    default: return load_at<T>(e, o, address_of<T>(e, i, o));
  }
}

/// Writes back what was read from `address`: after the prefetch, the low word first.
void store_back(Emitter auto& e, auto address, auto value) { e.store(address, value, data_access(lag(1), true)); }

/// operand = change(operand), the following instruction is prefetched in between.
/// \param long_register_clocks what a long operation on a data register takes beyond.
template <class T>
void modify(Emitter auto& e, const Insn& i, Operand o, u32 long_register_clocks, auto change) {
  if (o.mode() == kDataRegister) {
    put_data_register<T>(e, o.reg(), change(data_register<T>(e, o.reg())));
    e.prefetch();
    if (sizeof(T) == 4) e.idle(long_register_clocks);
    return;
  }
  const auto address = address_of<T>(e, i, o);
  const auto value = change(load_at<T>(e, o, address));
  e.prefetch();
  store_back(e, address, value);
}

/// operand = value; memory is read before it is written.
template <class T>
void overwrite(Emitter auto& e, const Insn& i, Operand o, u32 long_register_clocks, auto value) {
  if (o.mode() == kDataRegister) {
    put_data_register<T>(e, o.reg(), value);
    e.prefetch();
    if (sizeof(T) == 4) e.idle(long_register_clocks);
    return;
  }
  const auto address = address_of<T>(e, i, o);
  dummy_load_at<T>(e, o, address);
  e.prefetch();
  store_back(e, address, value);
}

/// Dn or An as destination of a long operation: from memory 2 clocks, else 4.
void idle_long(Emitter auto& e, Operand source) { e.idle(source.in_memory() ? 2 : 4); }

// --- the stack ---

void push_long(Emitter auto& e, auto value) {
  const auto sp = e.get(kSp) - u32{4};
  e.put(kSp, sp);
  e.store(sp, value, data_access(lag(1)));
}
auto pop_long(Emitter auto& e, u8 note = lag(1)) {
  const auto sp = e.get(kSp);
  const auto value = e.template load<u32>(sp, data_access(note));
  e.put(kSp, sp + u32{4});
  return value;
}

}  // namespace sosie::m68k
