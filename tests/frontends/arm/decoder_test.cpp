// Decoding against Capstone: is the word defined, and which instruction is it? All 16-bit Thumb words; of the 32-bit
// sets, words of every row and random words, always the same ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>

#include "core/base/bits.h"
#include "core/emit/interpreter.h"
#include "frontends/arm/isa.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/state.h"
#include "tests/frontends/arm/decoder_differences.h"
#include "tests/support/arm/disassembler.h"
#include "tests/support/arm/row_groups.h"

namespace sosie::arm {

namespace {

constexpr u64 kAddress = 0x10000;
constexpr unsigned kWordsPerRow = 2000, kRandomWords = 300'000;

bool same_instruction(std::string_view ours, std::string_view theirs) {
  if (ours == theirs) return true;
  return std::ranges::any_of(kSameInstruction, [&](const auto& p) { return p.ours == ours && p.theirs == theirs; });
}

class Comparison {
 public:
  explicit Comparison(Set set) : set_(set), disassembler_(set != Set::kA32) {
    for (const auto& group : groups_of(set)) {
      for (const Row& row : group) rows_[&row.meaning] = &row;
    }
  }

  void compare(u32 word) {
    const u32 bytes = set_ == Set::kT16 ? 2 : 4;
    DecodedInsn insn;
    isa_.decode_word(word, bytes, kAddress, set_ == Set::kA32 ? 0 : kModeThumb, insn);
    const std::string_view ours = insn.name(), theirs = disassembler_.name(word, bytes);
    ++compared_;
    if (same_instruction(ours, theirs)) return;
    if (theirs == "undefined" && breaks_should_be(insn, word)) return;
    for (const Difference& d : kDifferences) {
      if (d.set == set_ && (word & d.mask) == d.bits && (d.ours == "*" || d.ours == ours) &&
          (d.theirs == "*" || d.theirs == theirs)) {
        used_[&d] = true;
        return;
      }
    }
    Unexplained& u = unexplained_[{std::string(ours), std::string(theirs)}];
    ++u.count;
    u.all_ones &= word;
    u.all_zeros &= ~word;
    if (u.count <= u.words.size()) u.words[u.count - 1] = word;
  }

  /// Words of every row, half of them with the bits as they should be, of every known difference, and random ones.
  void compare_rows() {
    for (const auto& group : groups_of(set_)) {
      for (const Row& row : group) {
        std::mt19937 random(row.picture.bits ^ row.picture.mask);  // the same words whatever rows there are beside it
        for (unsigned i = 0; i < kWordsPerRow; ++i) {
          const u32 word = row.picture.bits | (static_cast<u32>(random()) & ~row.picture.mask);
          compare(i % 2 ? word : (word & ~row.picture.ignored) | row.picture.should_be);
        }
      }
    }
    std::mt19937 random(20240607);
    for (const Difference& d : kDifferences) {
      for (unsigned i = 0; d.set == set_ && i < kWordsPerRow; ++i) {
        compare(d.bits | (static_cast<u32>(random()) & ~d.mask));
      }
    }
    for (unsigned i = 0; i < kRandomWords; ++i) {
      u32 word = static_cast<u32>(random());
      if (set_ == Set::kT32) word = (0b11101 + (word >> 27) % 3) << 27 | (word & 0x07ff'ffff);  // 11101, 11110, 11111
      compare(word);
    }
  }

  void expect_agreement() const {
    std::string report;
    for (const auto& [names, u] : unexplained_) {
      report += fmt::format("  {:<10} here, {:<10} there: {} words, fixed 1 {:08x} 0 {:08x}, e.g.", names.first,
                            names.second, u.count, u.all_ones, u.all_zeros);
      for (unsigned i = 0; i < std::min<u64>(u.count, u.words.size()); ++i)
        report += fmt::format(" {:08x}", u.words[i]);
      report += '\n';
    }
    EXPECT_TRUE(unexplained_.empty()) << "unexplained differences in " << compared_ << " words:\n" << report;
    for (const Difference& d : kDifferences) {
      EXPECT_TRUE(d.set != set_ || used_.contains(&d)) << "stale: " << d.reason << ", " << d.ours << "/" << d.theirs;
    }
  }

 private:
  struct Unexplained {
    u64 count = 0;
    u32 all_ones = ~0u, all_zeros = ~0u;
    std::array<u32, 6> words{};
  };

  /// Bits that should be 0 or 1 and are not: UNPREDICTABLE. We ignore them, Capstone calls some of these undefined.
  bool breaks_should_be(const DecodedInsn& insn, u32 word) const {
    const auto found = rows_.find(insn.meaning);
    return found != rows_.end() && (word & found->second->picture.ignored) != found->second->picture.should_be;
  }

  Set set_;
  std::map<const Meaning*, const Row*> rows_;
  ArmIsa isa_;
  Disassembler disassembler_;
  u64 compared_ = 0;
  std::map<const Difference*, bool> used_;
  std::map<std::pair<std::string, std::string>, Unexplained> unexplained_;
};

TEST(Decoder, Thumb16AgreesWithCapstone) {
  Comparison comparison(Set::kT16);
  for (u32 word = 0; word < 0xe800; ++word) comparison.compare(word);
  comparison.expect_agreement();
}

TEST(Decoder, Thumb32AgreesWithCapstone) {
  Comparison comparison(Set::kT32);
  comparison.compare_rows();
  comparison.expect_agreement();
}

TEST(Decoder, ArmAgreesWithCapstone) {
  Comparison comparison(Set::kA32);
  comparison.compare_rows();
  comparison.expect_agreement();
}

/// Where a branch to a known place leads, as its meaning says; the condition is made to hold.
std::optional<u32> branch_target(const ArmIsa& isa, FlatMemory& memory, u32 word, u32 bytes, u32 address, u32 mode) {
  DecodedInsn insn;
  isa.decode_word(word, bytes, address, mode, insn);
  for (u32 flags = 0; flags < 16; ++flags) {
    for (u32 r : {0u, 1u}) {  // CBZ, CBNZ
      State state;
      set_cpsr(state, flags << 28);
      for (u32& value : state.r) value = r;
      Interpreter interpreter(&state, memory, isa.layout());
      if (interpreter.run(insn) == Interpreter::Left::kJumped) return state.r[15];
    }
  }
  return std::nullopt;
}

TEST(Decoder, BranchesLeadWhereCapstoneSays) {
  const ArmIsa isa;
  FlatMemory memory;
  std::mt19937 random(20240607);
  u32 branches = 0;
  for (const Set set : {Set::kA32, Set::kT16, Set::kT32}) {
    Disassembler disassembler(set != Set::kA32);
    for (const auto& group : groups_of(set)) {
      for (const Row& row : group) {
        const bool to_known_place = row.name[0] == 'b' || row.name[0] == 'c';
        if (!to_known_place || row.text.find('i') == std::string_view::npos) continue;
        for (unsigned i = 0; i < kWordsPerRow; ++i) {
          const u32 word = row.picture.bits | (static_cast<u32>(random()) & ~row.picture.mask);
          const u32 bytes = row.picture.width / 8, mode = set == Set::kA32 ? 0 : kModeThumb;
          const u32 address = 0x0100'0000 + (set == Set::kA32 ? 4 : 2) * (i % 2);
          const std::string_view name = disassembler.name(word, bytes);
          if (name != "b" && name != "bl" && name != "blx" && name != "cbz" && name != "cbnz") continue;
          ++branches;
          EXPECT_EQ(branch_target(isa, memory, word, bytes, address, mode),
                    disassembler.branch_target(word, bytes, address))
              << std::hex << word << ' ' << row.text << " at " << address;
        }
      }
    }
  }
  EXPECT_GT(branches, 10u * kWordsPerRow);
}

/// The rule of `overlap` over all files of a set.
void expect_no_overlap(Set set) {
  std::vector<const Row*> rows;
  for (const auto& group : groups_of(set)) {
    for (const Row& row : group) rows.push_back(&row);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      EXPECT_TRUE(nested_or_apart(*rows[i], *rows[j]))
          << rows[i]->text << ' ' << rows[i]->name << " and " << rows[j]->text << ' ' << rows[j]->name;
    }
  }
}

TEST(Decoder, RowsOfDifferentFilesDoNotOverlap) {
  expect_no_overlap(Set::kA32);
  expect_no_overlap(Set::kT32);
}

}  // namespace

}  // namespace sosie::arm
