#include "tests/support/arm/left_out.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/bits.h"
#include "frontends/arm/vfp_registers.h"

namespace sosie::arm {

namespace {

constexpr std::string_view kUnpredictable = "UNPREDICTABLE";

template <std::size_t kCount>
bool is_one_of(std::string_view name, const std::array<std::string_view, kCount>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool holds(std::span<const Row> group, const Row& row) {
  return &row >= group.data() && &row < group.data() + group.size();
}
bool belongs_to(const Candidate& c, std::span<const Row> group) { return holds(group, *c.row); }

/// VLD1 to VLD4, VST1 to VST4
bool accesses_elements(const Candidate& c) {
  return belongs_to(c, a32_neon_load_store()) || belongs_to(c, t32_neon_load_store());
}

bool loads_or_stores_one(const Candidate& c) {
  return (c.name().starts_with("ldr") || c.name().starts_with("str")) && c.name().find("ex") == std::string_view::npos;
}
bool is_multiple(const Candidate& c) {
  return c.name().starts_with("ldm") || c.name().starts_with("stm") || c.name() == "push" || c.name() == "pop";
}
bool is_dual(const Candidate& c) { return c.name() == "ldrd" || c.name() == "strd"; }
bool is_load(const Candidate& c) { return c.name().starts_with("ld") || c.name() == "pop"; }
bool is_unprivileged(const Candidate& c) { return loads_or_stores_one(c) && c.name().ends_with("t"); }

bool writes_base(const Candidate& c) {
  if (is_multiple(c)) return c.insn.W;
  switch (c.set) {
    case Set::kA32: return !bit(c.word, 24) || bit(c.word, 21);
    case Set::kT16: return false;
    default: break;
  }
  if (is_dual(c)) return !bit(c.word, 24) || bit(c.word, 21);
  const bool imm8 = !bit(c.word, 23) && bit(c.word, 11) && c.has('n');
  return imm8 && (!bit(c.word, 10) || bit(c.word, 8));
}

std::string_view leaves_stream(const Candidate& c) {
  constexpr std::array kBranches = {std::string_view("b"),    std::string_view("bl"),  std::string_view("blx"),
                                    std::string_view("bx"),   std::string_view("bxj"), std::string_view("cbz"),
                                    std::string_view("cbnz"), std::string_view("tbb"), std::string_view("tbh")};
  constexpr std::array kWaits = {std::string_view("wfe"), std::string_view("wfi"), std::string_view("yield")};
  if (is_one_of(c.name(), kBranches)) return "a branch: the stream makes its own";
  if (is_one_of(c.name(), kWaits)) return "makes Unicorn leave its loop";
  if (c.name() == "it") return "the stream makes its own";
  if (c.name() == "bkpt") return "Unicorn stops for its own debugger";
  if (c.name() == "setend") return "there is no big-endian data";
  if (c.has('d') && c.insn.d == 15) return "a branch, or UNPREDICTABLE";
  if (c.has('t') && c.insn.t == 15 && c.name() != "str" && !c.name().starts_with("p")) {
    return "a branch, or UNPREDICTABLE";
  }
  if (is_multiple(c) && is_load(c) && bit(c.insn.imm, 15)) return "a branch";
  return {};
}

/// The PC or, in Thumb, SP as an operand.
std::string_view bad_registers(const Candidate& c) {
  const Insn& i = c.insn;
  const bool data_processing = belongs_to(c, a32_data_processing()) || belongs_to(c, t32_data_processing());
  const auto uses = [&](char letter, u8 field, u8 r) { return c.has(letter) && field == r; };
  const auto any = [&](u8 r) {
    return uses('n', i.n, r) || uses('d', i.d, r) || uses('m', i.m, r) || uses('t', i.t, r) || uses('a', i.a, r) ||
           uses('s', i.a, r);
  };
  switch (c.set) {
    case Set::kA32:
      if (!any(15)) return {};
      if (data_processing && !c.has('s')) return {};                                    // Rn, Rm may be the PC
      if (loads_or_stores_one(c) && !uses('m', i.m, 15) && !writes_base(c)) return {};  // Rn, and Rt of STR
      if (is_multiple(c) && i.n != 15) return {};
      return kUnpredictable;
    case Set::kT16:
      if (c.name() == "cmp" && c.has('m') && c.row->picture.bits == 0x4500) {
        return (i.n < 8 && i.m < 8) || i.n == 15 || i.m == 15 ? kUnpredictable : "";
      }
      return {};
    default:
      if (is_dual(c) && is_load(c) && uses('n', i.n, 15) && !writes_base(c)) {
        return i.t == 13 || i.a == 13 ? kUnpredictable : "";
      }
      if (any(15)) return kUnpredictable;
      if (!any(13)) return {};
      if (uses('d', i.d, 13) || uses('m', i.m, 13) || uses('a', i.a, 13) || uses('s', i.a, 13)) return kUnpredictable;
      if (uses('t', i.t, 13)) return kUnpredictable;  // but LDR, STR of a word: not worth a rule
      if (belongs_to(c, t32_load_store())) return {};
      return (c.name() == "add" || c.name() == "sub" || c.name() == "addw" || c.name() == "subw") && !c.has('m')
                 ? ""
                 : kUnpredictable;
  }
}

std::string_view bad_memory_access(const Candidate& c) {
  const Insn& i = c.insn;
  const bool base_changes = writes_base(c);
  if (is_multiple(c)) {
    const u32 list = i.imm;
    const int count = std::popcount(list);
    if (count < (c.set == Set::kT32 ? 2 : 1)) return kUnpredictable;
    if (c.set == Set::kT32 && (list & (is_load(c) ? 0x2000 : 0xa000))) return kUnpredictable;
    if (!base_changes || !bit(list, i.n)) return {};
    if (is_load(c) || c.set == Set::kT32) return kUnpredictable;
    return (list & ((1u << i.n) - 1)) == 0 ? "" : "the stored base is UNKNOWN";
  }
  if (loads_or_stores_one(c)) {
    if (base_changes && (i.n == 15 || i.n == i.t || (is_dual(c) && i.n == i.a))) return kUnpredictable;
    if (is_unprivileged(c) && (i.n == 15 || i.t == 15 || i.n == i.t)) return kUnpredictable;
    if (is_dual(c) && (i.a == 15 || (is_load(c) && i.a == i.t))) return kUnpredictable;
    if (is_dual(c) && c.has('m') && is_load(c) && (i.m == i.t || i.m == i.a)) return kUnpredictable;
    return i.t == 15 && c.name() != "str" ? kUnpredictable : "";
  }
  // Unicorn looks for the mapping before the alignment, and whether STREX may store before both; the manual begins with
  // the alignment (A3.4.1, ExclusiveMonitorsPass). So the base must be a register that the stream has set.
  if (needs_alignment(c) && i.n > 12) return "its address must be set";
  const bool doubleword = c.name().ends_with("exd");
  if (doubleword && (i.a == 15 || (is_load(c) && i.a == i.t))) return kUnpredictable;
  if (c.name().starts_with("strex")) {
    return i.d == i.n || i.d == i.t || (doubleword && i.d == i.a) ? kUnpredictable : "";
  }
  if (c.name().starts_with("swp")) return i.n == i.t || i.n == i.m ? kUnpredictable : "";
  return {};
}

std::string_view bad_fields(const Candidate& c) {
  const Insn& i = c.insn;
  constexpr std::array kLong = {std::string_view("umull"), std::string_view("umlal"),  std::string_view("smull"),
                                std::string_view("smlal"), std::string_view("smlald"), std::string_view("smlsld"),
                                std::string_view("umaal")};
  if (is_one_of(c.name(), kLong) && i.d == i.a) return kUnpredictable;
  if (c.name() == "msr" && i.x == 0) return kUnpredictable;
  if (c.name() == "smlad" && i.n == i.m) return "Unicorn sets Q where two terms overflow, and the sum of all does not";
  if (c.name() == "cps") return "its combinations are UNPREDICTABLE in many ways, and it does nothing";
  if (c.set != Set::kT32) return {};
  const bool twice_m = c.name().starts_with("rev") || c.name() == "rbit" || c.name() == "clz";
  if (twice_m && i.n != i.m) return kUnpredictable;
  const bool modified_immediate = belongs_to(c, t32_data_processing()) && c.row->text.starts_with("1111 0i0");
  const bool repeats_zero = (c.word & 0x0400'4000) == 0 && (c.word & 0x3000) != 0 && (c.word & 0xff) == 0;
  return modified_immediate && repeats_zero ? kUnpredictable : "";
}

}  // namespace

bool needs_alignment(const Candidate& c) {
  if (accesses_elements(c)) return c.insn.imm > 1;
  return c.name().starts_with("ldrex") || c.name().starts_with("strex") || c.name().starts_with("swp");
}

bool is_floating_point(const Row& row) {
  return std::ranges::any_of(std::array{a32_vfp(), t32_vfp()}, [&](auto group) { return holds(group, row); });
}
bool is_advanced_simd(const Row& row) {
  return std::ranges::any_of(std::array{Set::kA32, Set::kT32}, [&](Set set) {
    return std::ranges::any_of(neon_groups(set), [&](auto group) { return holds(group, row); });
  });
}

namespace {

std::string_view floating_point_left_out(const Candidate& c, bool in_it_block) {
  const Insn& i = c.insn;
  const bool thumb = c.set == Set::kT32;
  const auto bad = [&](char letter, u8 r) { return c.has(letter) && (r == 15 || (thumb && r == 13)); };
  if (bad('t', i.t) || bad('a', i.a)) return kUnpredictable;
  if (c.has('a') && bit(c.word, 20) && i.t == i.a) return kUnpredictable;
  const bool multiple = c.name().starts_with("vldm") || c.name().starts_with("vstm");
  const bool memory = multiple || c.name() == "vldr" || c.name() == "vstr";
  if (memory && i.n == 15 && (multiple ? thumb || i.W : thumb && c.name() == "vstr")) return kUnpredictable;
  const bool from_fixed = c.name() == "vcvt" && bits(c.word, 19, 17) == 0b101;
  if (in_it_block && c.name() == "vmsr") return "what it writes must be set";
  if (from_fixed && i.type == kSingle && i.x) return "Unicorn rounds as FPSCR says, A8.8.308 to the nearest";
  return {};
}

std::string_view advanced_simd_left_out(const Candidate& c, bool in_it_block) {
  const Insn& i = c.insn;
  const bool swaps = c.name() == "vtrn" || c.name() == "vzip" || c.name() == "vuzp";
  if (swaps && i.d == i.m) return "both results are UNKNOWN";
  // Unicorn's QEMU does not look at the alignment that is asked for (A3.2.1); later ones do.
  if (!needs_alignment(c)) return {};
  return in_it_block || i.n > 12 ? "its address must be set" : "";
}

}  // namespace

std::string_view left_out(const Candidate& c, bool in_it_block) {
  if (is_advanced_simd(*c.row)) return advanced_simd_left_out(c, in_it_block);
  if (is_floating_point(*c.row)) return floating_point_left_out(c, in_it_block);
  if (const auto why = leaves_stream(c); !why.empty()) return why;
  if (const auto why = bad_registers(c); !why.empty()) return why;
  if (const auto why = bad_memory_access(c); !why.empty()) return why;
  if (const auto why = bad_fields(c); !why.empty()) return why;
  if (!in_it_block) return {};
  if (c.set == Set::kT16 && (c.word & 0xffc0) == 0) return kUnpredictable;  // MOVS Rd, Rm (A8.8.103 T2)
  if (c.name() == "udf" || c.name() == "svc") return "Unicorn runs on into it where a store before it faulted";
  if (c.name() == "isb") return "Unicorn goes on after it with another ITSTATE";
  if (needs_alignment(c)) return "its address may not be what the stream has set";
  return {};
}

}  // namespace sosie::arm
