// Data movement. Source: M68000PRM 3.1.1; the instructions' pages in section 4.
#include "core/ir/builder.h"
#include "frontends/m68k/operand_meanings.h"
#include "frontends/m68k/rows.h"

namespace sosie::m68k {

namespace {

// --- MOVE ---

/// The flags before MOVE writes memory. An address error stacks what a long word has set by then: sometimes nothing, or
/// what is known of its low word. \return they are complete.
template <class T>
bool put_flags_before(Emitter auto& e, Mode to, bool from_memory, auto value) {
  const bool simple = to == kIndirect || to == kPostincrement;
  if (sizeof(T) == 4 && simple && !from_memory) return false;
  if (sizeof(T) == 4 && from_memory && (simple || to == kAbsoluteLong)) {
    put_logical(e, trunc<u16>(value));
    return false;
  }
  put_nz(e, value);
  if (sizeof(T) == 4 && !from_memory && (to == kDisplacement || to == kIndexed)) return false;
  clear_vc(e);
  return true;
}

/// Writes MOVE's destination and the flags, in the order that MC68000UM 8.2 has for its mode.
template <class T>
void move_to(Emitter auto& e, const Insn& i, Operand to, Operand from, auto value) {
  constexpr bool kIsLong = sizeof(T) == 4;
  const bool complete = put_flags_before<T>(e, to.mode(), from.in_memory(), value);
  const auto store = [&](auto address, u8 note) {
    e.store(address, value, data_access(note, to.mode() == kPredecrement));
    if (!complete) put_logical(e, value);
  };
  switch (to.mode()) {
    case kDataRegister: put_data_register<T>(e, to.reg(), value); break;
    case kIndirect:
    case kPostincrement: {
      const auto address = e.get(A(to.reg()));
      store(address, lag(0));
      if (to.mode() == kPostincrement) e.put(A(to.reg()), address + step<T>(to.reg()));
      break;
    }
    case kPredecrement: {
      // The one destination that is written after the prefetch, long words from their end.
      const auto address = e.get(A(to.reg())) - step<T>(to.reg());
      if (!kIsLong) e.put(A(to.reg()), address);
      e.prefetch();
      store(address, lag(1) | (kIsLong ? 0 : Note::kIrIsNext));
      if (kIsLong) e.put(A(to.reg()), address);
      return;
    }
    case kAbsoluteLong:  // from memory it is written before its second word's successor is prefetched
      e.prefetch();
      if (!from.in_memory()) e.prefetch();
      store(e.lit(to.ext), lag(1));
      if (from.in_memory()) e.prefetch();
      break;
    default: store(address_of<T>(e, i, to), lag(1)); break;
  }
  e.prefetch();
}

template <class T>
constexpr auto move = [](Emitter auto& e, const Insn& i) {
  const auto value = load_operand<T>(e, i, operand(i));
  move_to<T>(e, i, destination(i), operand(i), value);
};
/// The destination has register and mode the other way round.
template <u8 kSize>
constexpr auto move_destination = [](Insn& i) {
  i.size = kSize;
  i.to = static_cast<u8>((i.to & 7) << 3 | i.to >> 3);
  return allows(ea::kDataAlterableModes, i.to, kSize);
};

constexpr auto movea_w = [](Emitter auto& e, const Insn& i) {
  e.put(A(i.d), sext<u32>(load_operand<u16>(e, i, operand(i))));
  e.prefetch();
};
constexpr auto movea_l = [](Emitter auto& e, const Insn& i) {
  e.put(A(i.d), load_operand<u32>(e, i, operand(i)));
  e.prefetch();
};
constexpr auto moveq = [](Emitter auto& e, const Insn& i) {
  const auto value = e.lit(static_cast<u32>(sign_extend(i.imm, 8)));
  put_logical(e, value);
  e.put(D(i.d), value);
  e.prefetch();
};

// --- MOVEM ---

/// Reads one word more than it needs.
template <class T>
constexpr auto movem_from_memory = [](Emitter auto& e, const Insn& i) {
  e.prefetch();
  const Operand o = operand(i);
  Access access = read_access<T>(o.mode());
  access.note = lag(0);
  auto address = address_of<T>(e, i, o);
  for (unsigned n = 0; n < 16; ++n) {
    if (!(i.imm >> n & 1)) continue;
    e.put(register_of(n, false), sext<u32>(e.template load<T>(address, access)));
    address = address + u32{sizeof(T)};
  }
  e.template dummy_load<u16>(address, access);
  if (o.mode() == kPostincrement) e.put(A(o.reg()), address);
  e.prefetch();
};

// --- MOVEP ---

/// d16(Ay) and every second byte from there, the highest first.
auto movep_address(Emitter auto& e, const Insn& i) {
  const auto address = e.get(A(i.y)) + static_cast<u32>(sign_extend(i.imm, 16));
  e.prefetch();
  return address;
}
template <class T>
constexpr auto movep_to_memory = [](Emitter auto& e, const Insn& i) {
  const auto address = movep_address(e, i);
  const auto value = e.get(D(i.d));
  for (u32 n = 0; n < sizeof(T); ++n) {
    const u32 low_bit = static_cast<u32>(sizeof(T) - 1 - n) * 8;
    e.store(address + 2 * n, trunc<u8>(value >> low_bit), data_access(lag(1)));
  }
  e.prefetch();
};
template <class T>
constexpr auto movep_from_memory = [](Emitter auto& e, const Insn& i) {
  const auto address = movep_address(e, i);
  auto value = e.lit(u32{0});
  for (u32 n = 0; n < sizeof(T); ++n) {
    const auto byte = e.template load<u8>(address + 2 * n, data_access(lag(1)));
    value = value << u32{8} | zext<u32>(byte);
  }
  if constexpr (sizeof(T) == 4) e.put(D(i.d), value);
  else put_data_register<T>(e, i.d, trunc<T>(value));
  e.prefetch();
};

// --- addresses, the stack, exchanges ---

constexpr auto lea = [](Emitter auto& e, const Insn& i) {
  const auto address = address_of<u32>(e, i, operand(i));
  const Mode mode = mode_of(i.ea);
  if (mode == kIndexed || mode == kPcIndexed) e.idle(2);
  e.put(A(i.d), address);
  e.prefetch();
};

/// Absolute addresses are pushed before the last prefetch, others after it.
constexpr auto pea = [](Emitter auto& e, const Insn& i) {
  const auto address = address_of<u32>(e, i, operand(i));
  const Mode mode = mode_of(i.ea);
  if (mode == kIndexed || mode == kPcIndexed) e.idle(2);
  const bool push_first = mode == kAbsoluteWord || mode == kAbsoluteLong;
  if (!push_first) e.prefetch();
  push_long(e, address);
  if (push_first) e.prefetch();
};

/// LINK A7 pushes A7 as it was before, as the vectors have it; the manual leaves it open.
constexpr auto link = [](Emitter auto& e, const Insn& i) {
  const auto sp = e.get(kSp) - u32{4};
  const auto value = e.get(A(i.y));
  e.prefetch();
  e.put(kSp, sp);
  e.store(sp, value, data_access(lag(1)));
  e.put(A(i.y), sp);
  e.put(kSp, sp + static_cast<u32>(sign_extend(i.imm, 16)));
  e.prefetch();
};
/// The frame pointer is the stack pointer before it is popped; UNLK A7 loads A7 from where it points.
constexpr auto unlk = [](Emitter auto& e, const Insn& i) {
  const auto frame = e.get(A(i.y));
  const auto value = e.template load<u32>(frame, data_access(lag(0)));
  e.put(kSp, frame + u32{4});
  e.put(A(i.y), value);
  e.prefetch();
};

void exchange(Emitter auto& e, Slot<u32> a, Slot<u32> b) {
  const auto x = e.get(a), y = e.get(b);
  e.put(a, y);
  e.put(b, x);
  e.prefetch();
  e.idle(2);
}
constexpr auto exg_data = [](Emitter auto& e, const Insn& i) { exchange(e, D(i.d), D(i.y)); };
constexpr auto exg_address = [](Emitter auto& e, const Insn& i) { exchange(e, A(i.d), A(i.y)); };
constexpr auto exg_both = [](Emitter auto& e, const Insn& i) { exchange(e, D(i.d), A(i.y)); };

// clang-format off
constexpr Row kRows[] = {
    row("0001 ffff ffee eeee", "move", ea::kAll, move<u8>, move_destination<kByte>),
    row("0011 ffff ffee eeee", "move", ea::kAll, move<u16>, move_destination<kWord>),
    row("0010 ffff ffee eeee", "move", ea::kAll, move<u32>, move_destination<kLong>),
    row("0011 ddd0 01ee eeee", "movea", ea::kAll, movea_w),
    row("0010 ddd0 01ee eeee", "movea", ea::kAll, movea_l, of_size<kLong>),
    row("0111 ddd0 iiii iiii", "moveq", moveq),
    row("0100 1000 10ee eeee", "movem", ea::kMovemTo, movem_to_memory<u16, false>, of_size<kWord, 1>),
    row("0100 1000 11ee eeee", "movem", ea::kMovemTo, movem_to_memory<u32, false>, of_size<kLong, 1>),
    row("0100 1100 10ee eeee", "movem", ea::kMovemFrom, movem_from_memory<u16>, of_size<kWord, 1>),
    row("0100 1100 11ee eeee", "movem", ea::kMovemFrom, movem_from_memory<u32>, of_size<kLong, 1>),
    row("0000 ddd1 0000 1yyy", "movep", movep_from_memory<u16>, word_follows),
    row("0000 ddd1 0100 1yyy", "movep", movep_from_memory<u32>, word_follows),
    row("0000 ddd1 1000 1yyy", "movep", movep_to_memory<u16>, word_follows),
    row("0000 ddd1 1100 1yyy", "movep", movep_to_memory<u32>, word_follows),
    row("0100 ddd1 11ee eeee", "lea", ea::kControl, lea),
    row("0100 1000 01ee eeee", "pea", ea::kControl, pea),
    row("0100 1110 0101 0yyy", "link", link, word_follows),
    row("0100 1110 0101 1yyy", "unlk", unlk),
    row("1100 ddd1 0100 0yyy", "exg", exg_data),
    row("1100 ddd1 0100 1yyy", "exg", exg_address),
    row("1100 ddd1 1000 1yyy", "exg", exg_both),
};
// clang-format on
static_assert(!overlap(kRows));

}  // namespace

std::span<const Row> data_movement() { return kRows; }

}  // namespace sosie::m68k
