// Decoding against Capstone: is the opcode word defined, and which instruction is it? All words.
#include <capstone/capstone.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "frontends/m68k/isa.h"
#include "frontends/m68k/state.h"
#include "tests/frontends/m68k/decoder_differences.h"

namespace sosie::m68k {

namespace {

constexpr u64 kAddress = 0x1000;

/// Capstone's decoder of the 68000.
class Disassembler {
 public:
  Disassembler() {
    if (cs_open(CS_ARCH_M68K, static_cast<cs_mode>(CS_MODE_BIG_ENDIAN | CS_MODE_M68K_000), &handle_) != CS_ERR_OK) {
      throw std::runtime_error("no capstone");
    }
    insn_ = cs_malloc(handle_);
  }
  ~Disassembler() {
    cs_free(insn_, 1);
    cs_close(&handle_);
  }
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;

  /// The mnemonic without its size, and the bytes; "illegal" where there is none.
  std::pair<std::string, u32> decode(u16 opcode) {
    // Extension words of 0 are valid for every instruction.
    std::array<u8, 10> code{static_cast<u8>(opcode >> 8), static_cast<u8>(opcode)};
    const u8* at = code.data();
    std::size_t left = code.size();
    u64 address = kAddress;
    if (!cs_disasm_iter(handle_, &at, &left, &address, insn_)) return {"illegal", 2};
    const std::string_view name = insn_->mnemonic;
    return {std::string(name.substr(0, name.find('.'))), insn_->size};
  }

 private:
  csh handle_ = 0;
  cs_insn* insn_ = nullptr;
};

/// Capstone writes the condition out.
std::string without_condition(std::string_view name) {
  static const std::set<std::string_view> kConditions = {"t",  "f",  "hi", "ls", "cc", "cs", "ne", "eq", "hs",
                                                         "lo", "vc", "vs", "pl", "mi", "ge", "lt", "gt", "le"};
  for (std::string_view stem : {"db", "b", "s"}) {
    if (name.starts_with(stem) && kConditions.contains(name.substr(stem.size()))) return std::string(stem) + "cc";
  }
  return std::string(name == "dbra" ? "dbcc" : name);
}

bool same_instruction(std::string_view ours, std::string_view theirs) {
  return ours == theirs || std::ranges::any_of(kSameInstruction, [&](const SameInstruction& pair) {
           return pair.ours == ours && pair.theirs == theirs;
         });
}

TEST(M68kDecoder, EveryWordAgreesWithCapstone) {
  struct Unexplained {
    u64 count = 0;
    u32 all_ones = 0xffff, all_zeros = 0xffff, example = 0;
  };
  const M68kIsa isa;
  Disassembler disassembler;
  std::map<std::pair<std::string, std::string>, Unexplained> unexplained;
  std::set<const Difference*> used;
  for (u32 word = 0; word < 0x1'0000; ++word) {
    const u16 opcode = static_cast<u16>(word);
    const std::array<u16, M68kIsa::kMaxWords> words{opcode};
    DecodedInsn insn;
    isa.decode_words(std::span(words).first(isa.words(opcode)), kAddress, kModeSupervisor, insn);
    const auto [name, bytes] = disassembler.decode(opcode);
    const std::string_view ours = insn.name();
    const std::string theirs = without_condition(name);
    if (same_instruction(ours, theirs) && insn.bytes == bytes) continue;
    const auto explains = [&](const Difference& d) {
      return (word & d.mask) == d.bits && (d.ours == "*" || d.ours == ours) && (d.theirs == "*" || d.theirs == theirs);
    };
    const auto* const found = std::ranges::find_if(kDifferences, explains);
    if (found != std::end(kDifferences)) {
      used.insert(found);
      continue;
    }
    Unexplained& u = unexplained[{fmt::format("{} ({})", ours, insn.bytes), fmt::format("{} ({})", theirs, bytes)}];
    if (u.count++ == 0) u.example = word;
    u.all_ones &= word;
    u.all_zeros &= ~word & 0xffff;
  }
  std::string report;
  for (const auto& [names, u] : unexplained) {
    report += fmt::format("  {:<16} here, {:<16} there: {} words, fixed 1 {:04x} 0 {:04x}, e.g. {:04x}\n", names.first,
                          names.second, u.count, u.all_ones, u.all_zeros, u.example);
  }
  EXPECT_TRUE(unexplained.empty()) << report;
  for (const Difference& d : kDifferences) {
    EXPECT_TRUE(used.contains(&d)) << "stale: " << d.reason << ", " << d.ours << "/" << d.theirs;
  }
}

}  // namespace

}  // namespace sosie::m68k
