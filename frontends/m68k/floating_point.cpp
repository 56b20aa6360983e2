// Floating point. Source: M68000PRM section 5, and 3.1.10 (branches on conditions).
//
// Numbers go between memory and registers here; what they become there is the helpers' business.
#include <bit>
#include <iterator>

#include "core/ir/builder.h"
#include "frontends/m68k/effective_address.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/fp_default.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

/// Raises what a helper says that traps. Nothing traps in a mode without the bit.
void raise_trap(Emitter auto& e, auto vector) {
  if (!(e.mode() & kModeFpTraps)) return;
  for (u16 candidate = kFpBsun; candidate <= kFpSignallingNan; ++candidate) {
    e.when(eq(vector, u64{candidate}), [&] { e.raise(candidate); });
  }
}
/// Where an exception's handler looks for the instruction.
void note_address(Emitter auto& e) {
  if (e.mode() & kModeFpTraps) e.put(kFpiar, e.lit(static_cast<u32>(e.address())));
}

// --- operands ---

constexpr u32 bytes_of(u8 size) {
  constexpr u32 kBytes[] = {1, 2, 4, 8, 12};
  return kBytes[size];
}
/// Steps of (An)+ and -(An); the stack pointer stays even.
constexpr u32 step_of(const Insn& i) { return i.size == kByte && (i.ea & 7) == 7 ? 2 : bytes_of(i.size); }

/// The address of an operand of so many bytes in memory, or in the instruction.
auto begin_access(Emitter auto& e, const Insn& i, u32 step) {
  const Operand o = operand(i);
  if (o.mode() == kImmediate) return e.lit(pc_base(e, i));
  const auto address = plain_address(e, i, o);
  if (o.mode() != kPredecrement) return address;
  e.put(A(o.reg()), address - step);
  return address - step;
}
void end_access(Emitter auto& e, const Insn& i, auto address, u32 step) {
  if (mode_of(i.ea) == kPostincrement) e.put(A(i.ea & 7), address + step);
}

template <class T>
auto load(Emitter auto& e, auto address) {
  return e.template load<T>(address, Access{.order = ByteOrder::kBig});
}
void store(Emitter auto& e, auto address, auto value) { e.store(address, value, Access{.order = ByteOrder::kBig}); }

/// The source of a general instruction, as kFpGeneral takes it: (e, number, first word).
void with_source(Emitter auto& e, const Insn& i, auto use) {
  const auto nothing = e.lit(u64{0});
  const auto integer = [&](auto value) { use(zext<u64>(sext<u32>(value)), nothing); };
  const Mode mode = mode_of(i.ea);
  if (mode == kDataRegister) {
    switch (i.size) {
      case kByte: return integer(data_register<u8>(e, i.ea));
      case kWord: return integer(data_register<u16>(e, i.ea));
      default: return integer(e.get(D(i.ea)));
    }
  }
  const auto address = begin_access(e, i, step_of(i));
  switch (i.size) {
    case kByte: integer(load<u8>(e, mode == kImmediate ? address + u32{1} : address)); break;
    case kWord: integer(load<u16>(e, address)); break;
    case kLong: integer(load<u32>(e, address)); break;
    case kQuad: use(load<u64>(e, address), nothing); break;
    default: {
      const bool is_packed = format_of({i.imm}) == FpFormat::kPacked;
      const auto first = load<u32>(e, address);
      use(load<u64>(e, address + u32{4}), zext<u64>(is_packed ? first : first >> u32{16}));
    }
  }
  end_access(e, i, address, step_of(i));
}

// --- the general instruction ---

/// FPCR is as after reset: nothing traps, results are rounded to the nearest number in extended precision.
bool is_default(Emitter auto& e) { return !(e.mode() & (kModeFpTraps | kModeFpRounding)); }

/// EXC as far as it is known before an instruction under the default FPCR.
void begin_exceptions(Emitter auto& e, FpWord w) {
  e.put(kFpExceptionStatus, e.lit(rounds(w) ? kFpUnsettled | w.word : 0));
}
void settle_exceptions(Emitter auto& e) {
  e.when(ne(e.get(kFpExceptionStatus) & kFpUnsettled, u32{0}), [&] { e.call(kFpSettle); });
}

void operate_by_default(Emitter auto& e, const Insn& i, const Helper& helper) {
  const FpWord w{i.imm};
  const auto call = [&](auto number, auto) {
    if (rounds(w)) {
      e.put(kLastMantissa, e.get(fp_mantissa(w.reg())));
      e.put(kLastHead, e.get(fp_head(w.reg())));
      if (!w.from_register()) e.put(kLastSource, number);
    }
    begin_exceptions(e, w);
    const u64 places = extended_places(fp_mantissa(w.reg()).offset, fp_mantissa(w.source() & 7).offset);
    e.put(kFpCodes, trunc<u32>(e.call(helper, e.lit(places), number)));
  };
  if (w.from_register()) call(e.lit(u64{0}), e.lit(u64{0}));
  else with_source(e, i, call);
}

/// A constant that is exact under any FPCR.
bool put_constant(Emitter auto& e, FpWord w) {
  FpContext context;
  const Extended value = fp_constant(static_cast<u8>(w.operation()), context);
  if (!is_default(e) || context.raised != 0) return false;
  e.put(fp_mantissa(w.reg()), e.lit(value.mantissa));
  e.put(fp_head(w.reg()), e.lit(u64{value.head}));
  e.put(kFpCodes, e.lit(conditions_of(value) >> kFpConditionsAt));
  e.put(kFpExceptionStatus, e.lit(u32{0}));
  return true;
}

void operate(Emitter auto& e, const Insn& i) {
  const FpWord w{i.imm};
  if (!w.is_constant() && !is_operation(w.operation())) return trap(e, kLine1111);
  if (w.is_constant() && put_constant(e, w)) return;
  const Helper* const by_default = is_default(e) ? default_operation(w) : nullptr;
  if (by_default) return operate_by_default(e, i, *by_default);
  note_address(e);
  const auto word = e.lit(u64{i.imm});
  const auto call = [&](auto number, auto first) { raise_trap(e, e.call(kFpGeneral, word, number, first)); };
  if (w.from_register() || w.is_constant()) call(e.lit(u64{0}), e.lit(u64{0}));
  else with_source(e, i, call);
}

void store_number(Emitter auto& e, const Insn& i) {
  const FpWord w{i.imm};
  const FpFormat format = format_of(w);
  const bool dynamic = format == FpFormat::kPackedDynamic;
  note_address(e);
  const auto k_factor = dynamic ? zext<u64>(e.get(D(i.imm >> 4 & 7)) & u32{0x7f}) : e.lit(u64{i.imm & 0x7f});
  const Helper* const by_default = is_default(e) ? default_store(w) : nullptr;
  if (by_default) begin_exceptions(e, w);
  const auto number = by_default ? e.call(*by_default, e.lit(extended_places(fp_mantissa(w.reg()).offset, 0)))
                                 : e.call(kFpStore, e.lit(u64{i.imm}), k_factor);
  if (mode_of(i.ea) == kDataRegister) {
    switch (i.size) {
      case kByte: put_data_register<u8>(e, i.ea, trunc<u8>(number)); break;
      case kWord: put_data_register<u16>(e, i.ea, trunc<u16>(number)); break;
      case kLong: e.put(D(i.ea), trunc<u32>(number)); break;
      default: return trap(e, kLine1111);
    }
  } else {
    const auto address = begin_access(e, i, step_of(i));
    switch (i.size) {
      case kByte: store(e, address, trunc<u8>(number)); break;
      case kWord: store(e, address, trunc<u16>(number)); break;
      case kLong: store(e, address, trunc<u32>(number)); break;
      case kQuad: store(e, address, number); break;
      default: {
        const bool is_extended = format == FpFormat::kExtended;
        const auto first = trunc<u32>(e.get(is_extended ? fp_head(w.reg()) : kScratch));
        store(e, address, is_extended ? first << u32{16} : first);
        store(e, address + u32{4}, number);
      }
    }
    end_access(e, i, address, step_of(i));
  }
  if (e.mode() & kModeFpTraps) raise_trap(e, e.call(kFpTrap));
}

// --- control registers ---

struct ControlRegister {
  Slot<u32> slot;
  u32 bits;  ///< that exist
};
constexpr ControlRegister kControlRegisters[] = {{kFpcr, kFpcrBits}, {kFpsr, kFpsrBits}, {kFpiar, ~u32{0}}};
/// Bits 12 to 10 of the second word, in this order.
constexpr bool is_selected(const Insn& i, unsigned n) { return i.imm >> (12 - n) & 1; }

/// Runs `with_register(control, Dn or An)` or `with_memory(control, address)` for each that is selected.
void for_selected(Emitter auto& e, const Insn& i, auto with_register, auto with_memory) {
  const Mode mode = mode_of(i.ea);
  const bool in_register = mode == kDataRegister || mode == kAddressRegister;
  const u32 bytes = 4 * static_cast<u32>(std::popcount(i.imm >> 10 & 7));
  const auto base = in_register ? e.lit(u32{0}) : begin_access(e, i, bytes);
  u32 at = 0;
  for (unsigned n = 0; n < std::size(kControlRegisters); ++n) {
    if (!is_selected(i, n)) continue;
    if (in_register) with_register(kControlRegisters[n], mode == kDataRegister ? D(i.ea & 7) : A(i.ea & 7));
    else with_memory(kControlRegisters[n], base + at);
    at += 4;
  }
  if (!in_register) end_access(e, i, base, bytes);
}

void load_control(Emitter auto& e, const Insn& i) {
  settle_exceptions(e);
  const auto put = [&](ControlRegister control, auto value) {
    if (control.slot.offset != kFpsr.offset) return e.put(control.slot, value & control.bits);
    e.put(kFpsr, value & (kFpsrBits & ~(kFpConditions | kFpExceptions)));
    e.put(kFpExceptionStatus, value & kFpExceptions);
    e.put(kFpCodes, bits(value, 27, 24));
  };
  for_selected(
      e, i, [&](ControlRegister control, Slot<u32> reg) { put(control, e.get(reg)); },
      [&](ControlRegister control, auto address) { put(control, load<u32>(e, address)); });
  if (!is_selected(i, 0)) return;
  // FPCR is part of the mode that follows.
  const auto mode_bit = [&](u32 control, u32 mode) {
    return e.select(ne(e.get(kFpcr) & control, u32{0}), e.lit(mode), e.lit(u32{0}));
  };
  const auto mode = e.lit(e.mode() & ~(kModeFpTraps | kModeFpRounding)) | mode_bit(kFpcrTraps, kModeFpTraps) |
                    mode_bit(kFpcrRounding, kModeFpRounding);
  e.jump(e.lit(static_cast<u32>(e.next_address())), mode, JumpHint::kNone);
}

void store_control(Emitter auto& e, const Insn& i) {
  if (is_selected(i, 1)) settle_exceptions(e);
  const auto get = [&](ControlRegister control) {
    const auto value = e.get(control.slot);
    if (control.slot.offset != kFpsr.offset) return value;
    return value | e.get(kFpExceptionStatus) | e.get(kFpCodes) << u32{kFpConditionsAt};
  };
  for_selected(
      e, i, [&](ControlRegister control, Slot<u32> reg) { e.put(reg, get(control)); },
      [&](ControlRegister control, auto address) { store(e, address, get(control)); });
}

// --- FMOVEM of numbers ---
// The mask is in bits 7 to 0, FP0 on top, or reversed for -(An); or in a data register where bit 11 is set.

constexpr u32 kNumberBytes = 12;

void move_number(Emitter auto& e, unsigned n, auto address, bool to_memory) {
  if (to_memory) {
    store(e, address, trunc<u32>(e.get(fp_head(n))) << u32{16});
    store(e, address + u32{4}, e.get(fp_mantissa(n)));
  } else {
    const auto head = load<u16>(e, address);
    e.put(fp_mantissa(n), load<u64>(e, address + u32{4}));
    e.put(fp_head(n), zext<u64>(head));
  }
}

/// By a mask that is known.
void move_list(Emitter auto& e, const Insn& i, bool to_memory) {
  const bool down = mode_of(i.ea) == kPredecrement;
  const u32 bytes = kNumberBytes * static_cast<u32>(std::popcount(i.imm & 0xff));
  const auto base = begin_access(e, i, bytes);
  u32 at = 0;
  for (unsigned n = 0; n < 8; ++n) {
    if (!(i.imm >> (down ? n : 7 - n) & 1)) continue;
    move_number(e, n, base + at, to_memory);
    at += kNumberBytes;
  }
  end_access(e, i, base, bytes);
}

/// By a mask in a register: the address goes on from number to number, in the state.
void move_dynamic_list(Emitter auto& e, const Insn& i, bool to_memory) {
  const bool down = mode_of(i.ea) == kPredecrement;
  const auto mask = e.get(D(i.imm >> 4 & 7));
  const auto address = [&] { return trunc<u32>(e.get(kScratch)); };
  e.put(kScratch, zext<u64>(plain_address(e, i, operand(i))));
  for (unsigned k = 0; k < 8; ++k) {
    const unsigned n = down ? 7 - k : k;
    e.when(bit(mask, 7 - k), [&] {
      if (down) e.put(kScratch, zext<u64>(address() - kNumberBytes));
      move_number(e, n, address(), to_memory);
      if (!down) e.put(kScratch, zext<u64>(address() + kNumberBytes));
    });
  }
  if (down || mode_of(i.ea) == kPostincrement) e.put(A(i.ea & 7), address());
}

void move_numbers(Emitter auto& e, const Insn& i, bool to_memory) {
  if (!to_memory) settle_exceptions(e);
  if (i.imm >> 11 & 1) move_dynamic_list(e, i, to_memory);
  else move_list(e, i, to_memory);
}

constexpr auto general = [](Emitter auto& e, const Insn& i) {
  switch (FpWord{i.imm}.kind()) {
    case 0:
    case 2: return operate(e, i);
    case 3: return store_number(e, i);
    case 4: return load_control(e, i);
    case 5: return store_control(e, i);
    case 6: return move_numbers(e, i, false);
    case 7: return move_numbers(e, i, true);
    default: return trap(e, kLine1111);
  }
};
constexpr auto second_word_follows = [](Insn& i) {
  i.size = kBySecondWord;
  i.imm_words = 1;
  return mode_of(i.ea) != kNoMode;
};

// --- conditions ---

/// fp_predicate over the condition codes.
template <Emitter E>
auto predicate_of(E& e, u32 predicate, typename E::template Value<u32> codes) -> typename E::template Value<bool> {
  constexpr u32 kNan = kClassNan, kZero = kClassZero, kNegative = kClassNegative;
  const auto none = [&](u32 set) { return eq(codes & set, u32{0}); };
  const auto only_negative = [&](u32 set) { return eq(codes & (set | kNegative), kNegative); };
  switch (predicate) {
    case 0x0: return e.lit(false);
    case 0x1: return ~none(kZero);
    case 0x2: return none(kNan | kZero | kNegative);
    case 0x3: return ~none(kZero) | none(kNan | kNegative);
    case 0x4: return only_negative(kNan | kZero);
    case 0x5: return ~none(kZero) | only_negative(kNan);
    case 0x6: return none(kNan | kZero);
    case 0x7: return none(kNan);
    case 0xa: return ~none(kNan) | none(kNegative | kZero);
    case 0xc: return ~none(kNan) | only_negative(kZero);
    default: return ~predicate_of(e, 15 - predicate, codes);
  }
}

/// \param predicate 0 to 31
auto holds(Emitter auto& e, u32 predicate) {
  if (!(e.mode() & kModeFpTraps)) {
    const auto codes = e.get(kFpCodes);
    if (signals_unordered(static_cast<u8>(predicate))) e.when(bit(codes, 0), [&] { e.call(kFpSignalUnordered); });
    return predicate_of(e, predicate & 0xf, codes);
  }
  note_address(e);
  const auto result = e.call(kFpTest, e.lit(u64{predicate & 0x1f}));
  e.when(bit(result, 1), [&] { e.raise(kFpBsun); });
  return bit(result, 0);
}

template <unsigned kWidth>
constexpr auto fbcc = [](Emitter auto& e, const Insn& i) {
  const auto target = e.lit(static_cast<u32>(e.address()) + 2 + static_cast<u32>(sign_extend(i.imm, kWidth)));
  e.when(holds(e, i.cond), [&] { jump(e, target); });
};
constexpr auto fscc = [](Emitter auto& e, const Insn& i) {
  const auto value = e.select(holds(e, i.imm), e.lit(u8{0xff}), e.lit(u8{0}));
  overwrite<u8>(e, i, operand(i), 0, value);
};
constexpr auto fdbcc = [](Emitter auto& e, const Insn& i) {
  // The predicate stands before the displacement, which counts from where it is itself.
  const auto target = e.lit(static_cast<u32>(e.address()) + 4 + static_cast<u32>(sign_extend(i.imm, 16)));
  const auto counts = ~holds(e, i.imm >> 16);
  e.when(counts, [&] { put_data_register<u16>(e, i.y, data_register<u16>(e, i.y) - u16{1}); });
  e.when(counts & ne(data_register<u16>(e, i.y), u16{0xffff}), [&] { jump(e, target); });
};
constexpr auto ftrapcc = [](Emitter auto& e, const Insn& i) {
  const u32 predicate = i.imm_words == 2 ? i.imm >> 16 : i.imm;
  e.when(holds(e, predicate), [&] { e.raise(kTrapv); });
};

// clang-format off
constexpr Row kRows[] = {
    later_row("1111 0010 00ee eeee", "fp", general, second_word_follows),
    later_row("1111 0010 01ee eeee", "fscc", ea::kDataAlterable, fscc, of_size<kByte, 1>),
    later_row("1111 0010 0100 1yyy", "fdbcc", fdbcc, words_follow<2>),
    later_row("1111 0010 0111 1010", "ftrapcc", ftrapcc, words_follow<2>),
    later_row("1111 0010 0111 1100", "ftrapcc", ftrapcc, word_follows),
    later_row("1111 0010 10cc cccc", "fbcc", fbcc<16>, word_follows),
    later_row("1111 0010 11cc cccc", "fbcc", fbcc<32>, words_follow<2>),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> floating_point() { return kRows; }

}  // namespace sosie::m68k
