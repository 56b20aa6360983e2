/// tests/support/arm/random_insns.h — random programs made from the rows: valid encodings, mapped addresses mostly.
#pragma once

#include <optional>
#include <random>

#include "frontends/arm/isa.h"
#include "tests/support/arm/left_out.h"
#include "tests/support/arm/stream.h"

namespace sosie::arm {

/// The same seed makes the same stream, as long as the rows stay the same.
class RandomInsns {
 public:
  enum class Rows { kAll, kFloatingPoint, kAdvancedSimd };
  explicit RandomInsns(bool thumb, Rows rows = Rows::kAll);

  Stream make_stream(u64 seed);

 private:
  struct Skip {
    std::size_t at;  ///< of the branch in the code
    unsigned left;   ///< steps to be skipped still
  };

  u32 below(u32 limit) { return static_cast<u32>(random_() % limit); }
  bool one_in(u32 n) { return below(n) == 0; }
  u32 start_mode() const { return thumb_ ? kModeThumb : 0; }
  u32 interesting_word();
  u32 data_address(u32 alignment);
  u32 random_fpscr();
  State start_state();

  const Row& random_row() { return *rows_[below(static_cast<u32>(rows_.size()))].row; }
  u32 random_word(const Row& row);
  std::optional<Candidate> decode(const Row& row, u32 word) const;
  Candidate candidate(bool in_it_block);
  /// STREX… with the address of LDREX….
  std::optional<Candidate> partner(const Candidate& load);

  void emit(u32 word, u32 bytes);
  void emit(const Candidate& c) { emit(c.word, c.bytes()); }
  void emit_constant(unsigned reg, u32 value);
  /// Gives the registers of an address values that lead into the data.
  void emit_address(const Candidate& c);
  bool writes(const Candidate& c, unsigned reg) const;
  void emit_exclusive_pair(const Candidate& load);
  void emit_it_block();
  void emit_skip();
  void emit_step();
  void end_skips(bool all);

  struct SetRow {
    Set set;
    const Row* row;
  };

  const bool thumb_;
  ArmIsa isa_;
  std::vector<SetRow> rows_;
  std::mt19937_64 random_;
  std::vector<u8> code_;
  std::vector<Skip> skips_;
};

}  // namespace sosie::arm
