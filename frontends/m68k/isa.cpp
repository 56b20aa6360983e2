#include "frontends/m68k/isa.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "core/ir/builder.h"
#include "core/memory/flat_memory.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k {

namespace {

constexpr RegisterInfo r(std::string_view name, Slot<u32> slot, i8 home_rank) {
  return {name, slot.offset, 4, home_rank};
}
constexpr RegisterInfo flag(std::string_view name, Slot<bool> slot) { return {name, slot.offset, 1, -1}; }

// clang-format off
constexpr RegisterInfo kRegisters[] = {
    r("d0", D(0), 0), r("d1", D(1), 1), r("d2", D(2), 4), r("d3", D(3), 6),
    r("d4", D(4), 10), r("d5", D(5), 11), r("d6", D(6), 12), r("d7", D(7), 13),
    r("a0", A(0), 2), r("a1", A(1), 3), r("a2", A(2), 7), r("a3", A(3), 9),
    r("a4", A(4), 14), r("a5", A(5), 15), r("a6", A(6), 8), r("sp", A(7), 5),
    r("pc", kPc, -1), r("mode", kMode, -1), r("other_sp", kOtherSp, -1), r("queue", kQueue, -1), r("fetch", kFetch, -1),
    flag("x", X), flag("n", N), flag("z", Z), flag("v", V), flag("c", C), flag("trace", kTrace),
    {"ipl", kIpl.offset, 1, -1},
};
// clang-format on

constexpr Meaning kIllegal = make_meaning<Insn>("illegal", [](Emitter auto& e, const Insn&) { trap(e, kIllegalInstruction); });

/// STOP, whose operand decides on what follows it.
constexpr u16 kStopOpcode = 0x4e72;

u32 ext_words(u8 ea, u8 size) {
  switch (mode_of(ea)) {
    case kDisplacement:
    case kIndexed:
    case kAbsoluteWord:
    case kPcDisplacement:
    case kPcIndexed: return 1;
    case kAbsoluteLong: return 2;
    case kImmediate: return size == kLong ? 2 : 1;
    default: return 0;
  }
}

/// What the extension words of an effective address say.
u32 ext_value(u8 ea, u8 size, std::span<const u16> words) {
  switch (mode_of(ea)) {
    case kDisplacement:
    case kAbsoluteWord:
    case kPcDisplacement: return static_cast<u32>(sign_extend(words[0], 16));
    case kIndexed:
    case kPcIndexed: return words[0];
    case kAbsoluteLong: return u32{words[0]} << 16 | words[1];
    case kImmediate:
      if (size == kLong) return u32{words[0]} << 16 | words[1];
      return size == kByte ? words[0] & 0xffu : words[0];
    default: return 0;
  }
}

}  // namespace

struct M68kIsa::Tables {
  InsnTable<Insn> opcodes{{data_movement(), integer_arithmetic(), multiply_divide(), logical(), shift_rotate(),
                           bit_manipulation(), bcd(), program_control(), system_control()},
                          0xffc0};

  const Row* find(u16 opcode, Insn& insn) const {
    Insn blank{};
    blank.size = kWord;
    const Row* const row = opcodes.find(opcode, blank, insn);
    if (!row) insn = blank;
    return row;
  }
};

M68kIsa::M68kIsa() : tables_(std::make_unique<Tables>()) {}
M68kIsa::~M68kIsa() = default;

u32 M68kIsa::state_bytes() const { return sizeof(State); }
StateLayout M68kIsa::layout() const { return {kPc.offset, kMode.offset, sizeof(u32)}; }
std::span<const RegisterInfo> M68kIsa::registers() const { return kRegisters; }
std::span<const Slot<bool>> M68kIsa::flags() const {
  static constexpr Slot<bool> kFlags[] = {X, N, Z, V, C};
  return kFlags;
}

void M68kIsa::serialize(Archive& archive, void* state) const {
  for (const RegisterInfo& r : kRegisters) {
    u8* const field = static_cast<u8*>(state) + r.offset;
    if (r.bytes == 4) archive(r.name, *reinterpret_cast<u32*>(field));
    else archive(r.name, *field);
  }
}

FetchResult M68kIsa::decode(u64 address, u32 mode, const FlatMemory& memory, DecodedInsn& out) const {
  std::array<u16, kMaxWords> words;
  u32 count = 1;
  for (u32 n = 0; n < count; ++n) {
    const u32 at = static_cast<u32>(address) + 2 * n;
    u16 word;
    if (at % 2 != 0 || !memory.allows(at, 2, kPageExecute) || !memory.try_read(at, word)) return FetchResult::kFault;
    words[n] = __builtin_bswap16(word);
    if (n == 0) count = this->words(words[0]);
  }
  decode_words(std::span(words).first(count), address, mode, out);
  return FetchResult::kOk;
}

u32 M68kIsa::words(u16 opcode) const {
  Insn insn;
  if (!tables_->find(opcode, insn)) return 1;
  const u32 to = ext_words(insn.to, insn.size);
  return 1 + insn.imm_words + to + ext_words(insn.ea, insn.size);
}

void M68kIsa::decode_words(std::span<const u16> words, u64 address, u32 mode, DecodedInsn& out) const {
  Insn insn;
  const Row* const row = tables_->find(words[0], insn);
  std::span<const u16> left = words.subspan(1);
  const auto take = [&](u32 count) {
    const auto taken = left.first(count);
    left = left.subspan(count);
    return taken;
  };
  if (insn.imm_words == 1) insn.imm = take(1)[0];
  if (insn.imm_words == 2) {
    const auto long_word = take(2);
    insn.imm = u32{long_word[0]} << 16 | long_word[1];
  }
  insn.ext_at = static_cast<u8>(2 * (1 + insn.imm_words));
  insn.ext = ext_value(insn.ea, insn.size, take(row ? ext_words(insn.ea, insn.size) : 0));
  if (const u32 to = ext_words(insn.to, insn.size)) insn.imm = ext_value(insn.to, insn.size, take(to));
  out = {};
  out.address = address;
  out.mode = mode;
  out.next_mode = words[0] == kStopOpcode ? u32{bit(words[1], 13)} * kModeSupervisor : mode;
  out.bytes = static_cast<u32>(words.size()) * 2;
  out.meaning = row ? &row->meaning : &kIllegal;
  out.run = out.meaning->run;
  std::memcpy(out.fields, &insn, sizeof insn);
}

std::string M68kIsa::describe() const {
  std::multimap<std::string_view, const Row*> rows;
  for (const Row* row : tables_->opcodes.rows()) rows.emplace(row->text, row);
  std::string text;
  for (const auto& [picture, row] : rows) {
    text += row->operands.empty() ? fmt::format("{:<30} {}\n", picture, row->name)
                                  : fmt::format("{:<30} {:<12} {}\n", picture, row->name, row->operands);
  }
  return text;
}

u16 sr(const State& s) {
  return static_cast<u16>(s.c | s.v << 1 | s.z << 2 | s.n << 3 | s.x << 4 | s.ipl << 8 |
                          (s.mode & kModeSupervisor) << 13 | s.trace << 15);
}

void set_sr(State& s, u16 value) {
  s.c = bit(value, 0);
  s.v = bit(value, 1);
  s.z = bit(value, 2);
  s.n = bit(value, 3);
  s.x = bit(value, 4);
  s.ipl = static_cast<u8>(bits(value, 10, 8));
  s.trace = bit(value, 15);
  const u32 mode = bit(value, 13) ? kModeSupervisor : 0;
  if (mode != s.mode) std::swap(s.a[7], s.other_sp);
  s.mode = mode;
}

}  // namespace sosie::m68k
