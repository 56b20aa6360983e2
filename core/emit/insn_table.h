/// core/emit/insn_table.h — rows (encoding, name, meaning), the check that they do not overlap, and their look-up.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <deque>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "core/emit/effects.h"
#include "core/emit/emitter.h"
#include "core/emit/encoding.h"
#include "core/emit/interpreter.h"

namespace sosie {

class ExactInterpreter;
class IrBuilder;

/// One encoding of an instruction. `Insn` is the guest's struct of decoded fields, at most 32 bytes.
template <class Insn>
struct Row {
  std::string_view text;  ///< the picture as written
  Picture picture;
  const char* name;  ///< the manual's mnemonic, lower case
  Meaning meaning;
  bool (*fix_up)(Insn&);  ///< after the fields are read; false: this row does not define that word, whatever the blank
  std::string_view operands = {};  ///< what the manual calls those it allows, for listings
};

/// A guest whose meanings are compiled for the ExactInterpreter too: `static constexpr bool kExact = true` in Insn.
template <class Insn>
concept RunsExactly = Insn::kExact;

/// A meaning for the ExactInterpreter, in one piece: between the many small functions of a bus cycle the calls would
/// take as long as the work. The fields are a copy, as nothing that is stored changes them.
template <class Insn, class Lambda>
[[gnu::flatten]] void run_exactly(ExactInterpreter& e, const void* fields) {
  const Insn insn = *static_cast<const Insn*>(fields);
  Lambda{}(e, insn);
}

/// Compiles a captureless lambda over (Emitter auto&, const Insn&) for every emitter. These must be complete where this
/// is called, so a file of rows includes core/ir/builder.h, and core/emit/exact_interpreter.h where the guest runs
/// exactly.
template <class Insn, bool kExactly = RunsExactly<Insn>, class Lambda>
consteval Meaning make_meaning(const char* name, Lambda) {
  Meaning meaning{[](Interpreter& e, const void* fields) { Lambda{}(e, *static_cast<const Insn*>(fields)); },
                  [](IrBuilder& e, const void* fields) { Lambda{}(e, *static_cast<const Insn*>(fields)); },
                  [](Effects& e, const void* fields) { Lambda{}(e, *static_cast<const Insn*>(fields)); }};
  meaning.name = name;
  if constexpr (kExactly) meaning.run_exact = run_exactly<Insn, Lambda>;
  return meaning;
}

template <class Insn, bool kExactly = RunsExactly<Insn>, class Lambda>
consteval Row<Insn> make_row(std::string_view text, const char* name, Lambda lambda, bool (*fix_up)(Insn&)) {
  return {text, read_picture(text, Insn::kPlaces), name, make_meaning<Insn, kExactly>(name, lambda), fix_up};
}

/// Two rows may share words only where one is a special case of the other (it fixes all bits the other fixes, and
/// more); the special one wins. What a row excepts it does not share. Rows with the same picture are told apart by
/// their fix-ups and are not checked.
template <class Insn>
constexpr bool nested_or_apart(const Row<Insn>& a, const Row<Insn>& b) {
  if (a.picture.width != b.picture.width) return true;
  const u32 common = a.picture.mask & b.picture.mask;
  if ((a.picture.bits ^ b.picture.bits) & common) return true;
  const u32 both_fix = a.picture.mask | b.picture.mask, both_bits = a.picture.bits | b.picture.bits;
  const auto excepts_common = [&](const Picture& p) {
    return p.except_mask != 0 && (p.except_mask & ~both_fix) == 0 && (both_bits & p.except_mask) == p.except_bits;
  };
  if (excepts_common(a.picture) || excepts_common(b.picture)) return true;
  return common == a.picture.mask || common == b.picture.mask;
}

/// For static_assert(!overlap(kRows)).
template <class Insn, std::size_t kCount>
constexpr bool overlap(const Row<Insn> (&rows)[kCount]) {
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t j = i + 1; j < kCount; ++j) {
      if (!nested_or_apart(rows[i], rows[j])) return true;
    }
  }
  return false;
}

/// All rows of one width and instruction set, searched by word, by any thread. Buckets are filled when first asked
/// for.
template <class Insn>
class InsnTable {
 public:
  /// `bucket_bits`: the bits of the word that choose a bucket, at most 14 of them.
  InsnTable(std::initializer_list<std::span<const Row<Insn>>> groups, u32 bucket_bits)
      : bucket_bits_(bucket_bits), runs_(runs_of(bucket_bits)), buckets_(std::size_t{1} << std::popcount(bucket_bits)) {
    for (const auto& group : groups) {
      for (const Row<Insn>& row : group) rows_.push_back(&row);
    }
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](auto* a, auto* b) { return std::popcount(a->picture.mask) > std::popcount(b->picture.mask); });
    for (u32 i = 0; i < rows_.size(); ++i) entries_.push_back({rows_[i]->picture.mask, rows_[i]->picture.bits, i});
  }

  /// \return the row that defines `word`, with `insn`'s fields read and fixed up; null where none does.
  /// `insn` is reset to `blank` first.
  const Row<Insn>* find(u32 word, const Insn& blank, Insn& insn) const {
    const auto defines = [&](const Row<Insn>& row) {
      insn = blank;
      read_fields(row.picture, word, insn);
      return !row.fix_up || row.fix_up(insn);
    };
    std::atomic<u64>& recent = recent_[(word * 0x9e37'79b9u) >> (32 - kRecentBits)];
    if (const u64 found = recent.load(std::memory_order_relaxed); static_cast<u32>(found) == word && found >> 32 != 0) {
      const Row<Insn>* const row = rows_[(found >> 32) - 1];
      if (defines(*row)) return row;
    }
    for (const auto& [mask, bits, number] : bucket(word)) {
      if ((word & mask) != bits) continue;
      const Row<Insn>* const row = rows_[number];
      if (!row->picture.matches(word) || !defines(*row)) continue;
      recent.store(u64{number + 1} << 32 | word, std::memory_order_relaxed);
      return row;
    }
    return nullptr;
  }

  std::span<const Row<Insn>* const> rows() const { return rows_; }

 private:
  struct Entry {
    u32 mask, bits;  ///< the picture's, near at hand
    u32 number;      ///< of the row
  };
  using Bucket = std::vector<Entry>;
  /// Neighbouring bits of a bucket's number: word >> shift & mask.
  struct Run {
    unsigned shift, width;
  };

  static std::vector<Run> runs_of(u32 mask) {
    std::vector<Run> runs;
    while (mask != 0) {
      const auto shift = static_cast<unsigned>(std::countr_zero(mask));
      const auto width = static_cast<unsigned>(std::countr_one(mask >> shift));
      runs.push_back({shift, width});
      mask &= ~(((width == 32 ? 0 : u32{1} << width) - 1) << shift);
    }
    return runs;
  }

  const Bucket& bucket(u32 word) const {
    u32 index = 0;
    for (const Run& run : runs_) index = index << run.width | (word >> run.shift & ((u32{1} << run.width) - 1));
    const Bucket* const found = buckets_[index].load(std::memory_order_acquire);
    return found ? *found : fill(index, word);
  }

  const Bucket& fill(u32 index, u32 word) const {
    const std::lock_guard lock(filling_);
    if (const Bucket* const found = buckets_[index].load(std::memory_order_relaxed)) return *found;
    Bucket& bucket = filled_.emplace_back();
    for (const Entry& entry : entries_) {
      if (((word ^ entry.bits) & entry.mask & bucket_bits_) == 0) bucket.push_back(entry);
    }
    buckets_[index].store(&bucket, std::memory_order_release);
    return bucket;
  }

  u32 bucket_bits_;
  std::vector<Run> runs_;
  std::vector<const Row<Insn>*> rows_;
  std::vector<Entry> entries_;  ///< of all rows
  mutable std::mutex filling_;
  mutable std::deque<Bucket> filled_;  ///< where buckets stay
  mutable std::vector<std::atomic<const Bucket*>> buckets_;
  static constexpr unsigned kRecentBits = 13;
  /// Where `find` looks first: a word and, above it, 1 + the number of the row that it was found in.
  mutable std::vector<std::atomic<u64>> recent_ = std::vector<std::atomic<u64>>(std::size_t{1} << kRecentBits);
};

}  // namespace sosie
