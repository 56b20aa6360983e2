#include "frontends/arm/isa.h"

#include <fmt/format.h>

#include <map>

#include "core/ir/builder.h"
#include "core/memory/code_memory.h"
#include "frontends/arm/branch.h"
#include "frontends/arm/floating_point.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/thumb.h"

namespace sosie::arm {

namespace {

constexpr RegisterInfo r(std::string_view name, unsigned n, i8 home_rank) { return {name, R(n).offset, 4, home_rank}; }
constexpr RegisterInfo flag(std::string_view name, Slot<bool> slot) { return {name, slot.offset, 1, -1}; }

// Home ranks by how often compiled code uses a register: arguments and results, the stack pointer, the first saved
// ones, then the rest; docs/decisions/0001-register-homes.md has the counts.
// clang-format off
constexpr RegisterInfo kRegisters[] = {
    r("r0", 0, 0),   r("r1", 1, 3),   r("r2", 2, 2),    r("r3", 3, 1),    r("r4", 4, 4),  r("r5", 5, 6),
    r("r6", 6, 7),   r("r7", 7, 8),   r("r8", 8, 10),   r("r9", 9, 11),   r("r10", 10, 12), r("r11", 11, 13),
    r("r12", 12, 9), r("sp", 13, 5),  r("lr", 14, 14),  r("pc", 15, -1),  {"mode", kMode.offset, 4, -1},
    flag("n", N), flag("z", Z), flag("c", C), flag("v", V), flag("q", Q),
    {"ge", kGe.offset, 4, -1},
    flag("fp_n", kFpN), flag("fp_z", kFpZ), flag("fp_c", kFpC), flag("fp_v", kFpV),
    {"fp_control", kFpControl.offset, 4, -1}, {"fp_cumulative", kFpCumulative.offset, 4, -1},
};
// clang-format on

constexpr Meaning kUndefinedMeaning = make_meaning<Insn>("undefined", udf);

bool is_32_bit_thumb(u32 first_halfword) { return first_halfword >> 11 >= 0b11101; }

}  // namespace

struct ArmIsa::Tables {
  InsnTable<Insn> a32{{a32_data_processing(), a32_branch(), a32_multiply(), a32_media(), a32_status(),
                       a32_synchronization(), a32_coprocessor(), a32_load_store(), a32_load_store_multiple(), a32_vfp(),
                       a32_neon_three_same(), a32_neon_three_long(), a32_neon_three_float(), a32_neon_shift(),
                       a32_neon_two_registers(), a32_neon_immediate(), a32_neon_load_store()},
                      0x0ff0'00f0};
  InsnTable<Insn> t16{{arm::t16()}, 0xffc0};
  InsnTable<Insn> t32{{t32_data_processing(), t32_multiply_media(), t32_load_store(), t32_branch(), t32_coprocessor(),
                       t32_vfp(), t32_neon_three_same(), t32_neon_three_long(), t32_neon_three_float(),
                       t32_neon_shift(), t32_neon_two_registers(), t32_neon_immediate(), t32_neon_load_store()},
                      0x1ff0'80f0};
};

ArmIsa::ArmIsa() : tables_(std::make_unique<Tables>()) {}
ArmIsa::~ArmIsa() = default;

u32 ArmIsa::state_bytes() const { return sizeof(State); }
StateLayout ArmIsa::layout() const { return {kPc.offset, kMode.offset, sizeof(u32)}; }
std::span<const RegisterInfo> ArmIsa::registers() const { return kRegisters; }

std::span<const Slot<bool>> ArmIsa::flags() const {
  static constexpr Slot<bool> kFlags[] = {N, Z, C, V};
  return kFlags;
}

const FloatExceptions* ArmIsa::float_exceptions() const {
  static constexpr FloatExceptions kExceptions{kFpCumulative, kIoc, kDzc, kOfc, kUfc, kIxc};
  return &kExceptions;
}

void ArmIsa::serialize(Archive& archive, void* state) const {
  State& s = *static_cast<State*>(state);
  for (const RegisterInfo& r : kRegisters) {
    u8* const field = static_cast<u8*>(state) + r.offset;
    if (r.bytes == 4) archive(r.name, *reinterpret_cast<u32*>(field));
    else archive(r.name, *field);
  }
  archive("exclusive", s.exclusive)("exclusive_address", s.exclusive_address)("exclusive_value", s.exclusive_value);
  archive("tpidruro", s.tpidruro)("tpidrurw", s.tpidrurw)("fp_saturated", s.fp_saturated)("d", s.d);
}

FetchResult ArmIsa::decode(u64 address, u32 mode, const CodeMemory& memory, DecodedInsn& out) const {
  const u32 a = static_cast<u32>(address);
  const bool thumb = mode & kModeThumb;
  if (!thumb) {
    u32 word;
    if (!memory.fetch(a, mode, word)) return FetchResult::kFault;
    decode_word(word, 4, address, mode, out);
    return FetchResult::kOk;
  }
  u16 first, second;
  if (!memory.fetch(a, mode, first)) return FetchResult::kFault;
  if (!is_32_bit_thumb(first)) {
    decode_word(first, 2, address, mode, out);
    return FetchResult::kOk;
  }
  if (!memory.fetch(a + 2, mode, second)) return FetchResult::kFault;
  decode_word(u32{first} << 16 | second, 4, address, mode, out);
  return FetchResult::kOk;
}

void ArmIsa::decode_word(u32 word, u32 bytes, u64 address, u32 mode, DecodedInsn& out) const {
  const bool thumb = mode & kModeThumb;
  const u32 it = mode >> kModeItShift;
  Insn blank{};
  blank.cond = kAlways;
  blank.carry = kCarryStays;
  if (thumb && (it & 0xf) != 0) blank.cond = static_cast<u8>(it >> 4);
  Insn insn = blank;
  const Row* row = nullptr;
  if (!thumb) {
    row = tables_->a32.find(word, blank, insn);
  } else {
    blank.S = bytes == 2 && (it & 0xf) == 0;  // 16-bit data processing sets flags outside IT blocks; fix-ups use it
    row = bytes == 2 ? tables_->t16.find(word, blank, insn) : tables_->t32.find(word, blank, insn);
  }
  if (!row && !thumb) insn.cond = static_cast<u8>(word >> 28);
  out = {};
  out.address = address;
  out.mode = mode;
  const bool starts_it = row && row->name == kIt;
  out.next_mode = starts_it ? (mode & ~kModeIt) | insn.imm << kModeItShift : it_advance(mode);
  out.bytes = bytes;
  out.meaning = row ? &row->meaning : &kUndefinedMeaning;
  out.run = out.meaning->run;
  std::memcpy(out.fields, &insn, sizeof insn);
}

std::string ArmIsa::describe() const {
  std::multimap<std::string, std::string> lines;
  const auto add = [&](std::string_view set, const InsnTable<Insn>& table) {
    for (const Row* row : table.rows()) lines.emplace(fmt::format("{} {}", set, row->text), row->name);
  };
  add("A32", tables_->a32);
  add("T16", tables_->t16);
  add("T32", tables_->t32);
  std::string text;
  for (const auto& [picture, name] : lines) text += fmt::format("{:<45} {}\n", picture, name);
  return text;
}

u32 cpsr(const State& s) {
  constexpr u32 kUserMode = 0x10;
  const u32 it = s.mode >> kModeItShift;
  u32 value = kUserMode | u32{s.n} << 31 | u32{s.z} << 30 | u32{s.c} << 29 | u32{s.v} << 28 | u32{s.q} << 27;
  value |= (s.mode & kModeThumb) << 5 | (it & 3) << 25 | (it >> 2) << 10;
  for (unsigned lane = 0; lane < 4; ++lane) value |= u32{s.ge[lane]} << (16 + lane);
  return value;
}

void set_cpsr(State& s, u32 value) {
  s.n = bit(value, 31);
  s.z = bit(value, 30);
  s.c = bit(value, 29);
  s.v = bit(value, 28);
  s.q = bit(value, 27);
  for (unsigned lane = 0; lane < 4; ++lane) s.ge[lane] = bit(value, 16 + lane);
  s.mode = (s.mode & kModeFp) | (bit(value, 5) ? kModeThumb : 0) |
           (bits(value, 26, 25) | bits(value, 15, 10) << 2) << kModeItShift;
}

u32 fpscr(const State& s) {
  const u32 qc = s.fp_saturated ? kQc : 0;
  return s.fp_control | s.fp_cumulative | qc | u32{s.fp_n} << 31 | u32{s.fp_z} << 30 | u32{s.fp_c} << 29 |
         u32{s.fp_v} << 28;
}

void set_fpscr(State& s, u32 value) {
  s.fp_n = bit(value, 31);
  s.fp_z = bit(value, 30);
  s.fp_c = bit(value, 29);
  s.fp_v = bit(value, 28);
  s.fp_control = value & kFpControlBits;
  s.fp_cumulative = value & kFpCumulativeBits;
  s.fp_saturated = value & kQc;
  s.mode = (s.mode & ~kModeFp) | (value & kFpLenAndStride ? kModeShortVectors : 0) |
           (value & kFpSpecialBits ? kModeFpSpecial : 0);
}

}  // namespace sosie::arm
