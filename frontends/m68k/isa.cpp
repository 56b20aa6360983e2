#include "frontends/m68k/isa.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "core/ir/builder.h"
#include "core/memory/code_memory.h"
#include "frontends/m68k/exceptions.h"
#include "frontends/m68k/extended.h"
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
    {"ipl", kIpl.offset, 1, -1}, r("fpcr", kFpcr, -1), r("fpsr", kFpsr, -1), r("fpiar", kFpiar, -1),
    r("fp_conditions", kFpCodes, -1), r("fp_exceptions", kFpExceptionStatus, -1),
};
// clang-format on

constexpr Meaning kIllegal =
    make_meaning<Insn>("illegal", [](Emitter auto& e, const Insn&) { trap(e, kIllegalInstruction); });

/// STOP, whose operand decides on what follows it.
constexpr u16 kStopOpcode = 0x4e72;

/// Extension words of the MC68000's effective addresses.
u32 ext_words(u8 ea, u8 size) {
  switch (mode_of(ea)) {
    case kDisplacement:
    case kIndexed:
    case kAbsoluteWord:
    case kPcDisplacement:
    case kPcIndexed: return 1;
    case kAbsoluteLong: return 2;
    case kImmediate: return data_words(size);
    default: return 0;
  }
}

/// What `size` is where the second word of a floating-point instruction says it (M68000PRM 5, "source specifier").
u8 size_of_second_word(u32 word) {
  constexpr u8 kSizes[] = {kLong, kLong, kTwelveBytes, kTwelveBytes, kWord, kQuad, kByte, kTwelveBytes};
  const bool moves_many = word >> 15 & 1;
  return moves_many ? kLong : kSizes[word >> 10 & 7];
}

/// Reads the extension words of an instruction.
template <class Next>
class Extensions {
 public:
  Extensions(Next& next, bool with_full_format) : next_(next), with_full_format_(with_full_format) {}

  u32 word() { return next_(); }
  u32 sign_extended_word() { return static_cast<u32>(sign_extend(word(), 16)); }
  u32 long_word() {
    const u32 high = word();
    return high << 16 | word();
  }
  void read(u8 ea, u8 size, u32& ext, u16& full, u32& outer) {
    switch (mode_of(ea)) {
      case kDisplacement:
      case kAbsoluteWord:
      case kPcDisplacement: ext = sign_extended_word(); break;
      case kAbsoluteLong: ext = long_word(); break;
      case kIndexed:
      case kPcIndexed: read_index(ext, full, outer); break;
      case kImmediate: read_data(size, ext); break;
      default: break;
    }
  }

 private:
  void read_index(u32& ext, u16& full, u32& outer) {
    constexpr u32 kFull = 0x0100, kScale = 0x0600;
    ext = word();
    if (!with_full_format_) {
      ext &= ~(kFull | kScale);
    } else if (ext & kFull) {
      full = static_cast<u16>(ext);
      ext = displacement(full >> 4 & 3);
      outer = displacement(full & 3);
    }
  }
  /// 0 and 1: none, 2: a word, 3: a long word.
  u32 displacement(unsigned size) { return size < 2 ? 0 : size == 2 ? sign_extended_word() : long_word(); }
  /// Longer data stay where they are, and are loaded from there.
  void read_data(u8 size, u32& ext) {
    if (size == kLong) {
      ext = long_word();
    } else if (size < kLong) {
      ext = size == kByte ? word() & 0xff : word();
    } else {
      for (u32 n = 0; n < data_words(size); ++n) word();
    }
  }

  Next& next_;
  const bool with_full_format_;
};

}  // namespace

struct M68kIsa::Tables {
  explicit Tables(Model model)
      : opcodes(
            {model >= Model::kMc68010 ? mc68010() : none(), model >= Model::kMc68020 ? mc68020() : none(),
             model >= Model::kMc68020 ? bit_field() : none(), model >= Model::kMc68020 ? floating_point() : none(),
             model >= Model::kMc68040 ? mc68040() : none(), data_movement(), integer_arithmetic(), multiply_divide(),
             logical(), shift_rotate(), bit_manipulation(), bcd(), program_control(), system_control()},
            0xffc0) {}
  static std::span<const Row> none() { return {}; }

  InsnTable<Insn> opcodes;

  const Row* find(u16 opcode, Insn& insn) const {
    Insn blank{};
    blank.size = kWord;
    const Row* const row = opcodes.find(opcode, blank, insn);
    if (!row) insn = blank;
    return row;
  }
};

M68kIsa::M68kIsa(Model model) : model_(model), tables_(std::make_unique<Tables>(model)) {}
M68kIsa::~M68kIsa() = default;

u32 M68kIsa::state_bytes() const { return sizeof(State); }
StateLayout M68kIsa::layout() const { return {kPc.offset, kMode.offset, sizeof(u32)}; }
std::span<const RegisterInfo> M68kIsa::registers() const { return kRegisters; }
std::span<const Slot<bool>> M68kIsa::flags() const {
  static constexpr Slot<bool> kFlags[] = {X, N, Z, V, C};
  return kFlags;
}
const FloatExceptions* M68kIsa::float_exceptions() const {
  static constexpr FloatExceptions kAccrued = {kFpsr,        kAccruedIop,  kAccruedDz, kAccruedOvfl,
                                               kAccruedUnfl, kAccruedInex, true};
  return &kAccrued;
}

void M68kIsa::serialize(Archive& archive, void* state) const {
  for (const RegisterInfo& r : kRegisters) {
    u8* const field = static_cast<u8*>(state) + r.offset;
    if (r.bytes == 4) archive(r.name, *reinterpret_cast<u32*>(field));
    else archive(r.name, *field);
  }
  State& s = *static_cast<State*>(state);
  archive("fp", s.fp);
  archive("last_destination", s.last_destination);
  archive("last_source", s.last_source);
}

FetchResult M68kIsa::decode(u64 address, u32 mode, const CodeMemory& memory, DecodedInsn& out) const {
  u32 at = static_cast<u32>(address);
  if (at % 2 != 0) return FetchResult::kFault;
  bool failed = false;
  const auto next = [&]() -> u16 {
    u16 word = 0;
    if (!memory.fetch(at, mode, word)) failed = true;
    at += 2;
    return __builtin_bswap16(word);
  };
  decode_from(next, address, mode, out);
  return failed ? FetchResult::kFault : FetchResult::kOk;
}

u32 M68kIsa::words(u16 opcode) const {
  Insn insn;
  if (!tables_->find(opcode, insn)) return 1;
  const u32 to = ext_words(insn.to, insn.size);
  return 1 + insn.imm_words + to + ext_words(insn.ea, insn.size);
}

void M68kIsa::decode_words(std::span<const u16> words, u64 address, u32 mode, DecodedInsn& out) const {
  const u16* at = words.data();
  decode_from([&] { return *at++; }, address, mode, out);
}

template <class Next>
void M68kIsa::decode_from(Next next, u64 address, u32 mode, DecodedInsn& out) const {
  u32 words = 0;
  const auto counted = [&]() -> u16 {
    ++words;
    return next();
  };
  Extensions extensions(counted, model_ >= Model::kMc68020);
  const u16 opcode = static_cast<u16>(extensions.word());
  Insn insn;
  const Row* const row = tables_->find(opcode, insn);
  if (insn.imm_words == 1) insn.imm = extensions.word();
  if (insn.imm_words == 2) insn.imm = extensions.long_word();
  if (insn.size == kBySecondWord) insn.size = size_of_second_word(insn.imm);
  insn.ext_at = static_cast<u8>(2 * words);
  if (row) {
    extensions.read(insn.ea, insn.size, insn.ext, insn.full, insn.outer);
    if (insn.to != 0) extensions.read(insn.to, insn.size, insn.imm, insn.to_full, insn.to_outer);
  }
  out = {};
  out.address = address;
  out.mode = static_cast<u16>(mode);
  out.next_mode = static_cast<u16>(
      opcode == kStopOpcode ? (mode & ~kModeSupervisor) | u32{bit(insn.imm, 13)} * kModeSupervisor : mode);
  out.bytes = words * 2;
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
  if (mode != (s.mode & kModeSupervisor)) std::swap(s.a[7], s.other_sp);
  s.mode = (s.mode & ~kModeSupervisor) | mode;
}

}  // namespace sosie::m68k
