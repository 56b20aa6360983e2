/// jit/passes/state_bits.h — a set of bytes of the guest's state.
#pragma once

#include <algorithm>

#include "jit/passes/state_pieces.h"

namespace sosie::jit {

class StateBits {
 public:
  void add(StatePiece piece) {
    const unsigned end = piece.offset + piece.bytes;
    if (end > words_.size() * 64) words_.resize(end / 64 + 1);
    for_each_word(piece, [](u64& word, u64 mask) { word |= mask; });
  }
  void remove(StatePiece piece) {
    for_each_word(piece, [](u64& word, u64 mask) { word &= ~mask; });
  }
  /// All of the piece's bytes are in the set.
  bool covers(StatePiece piece) const {
    if (piece.offset + piece.bytes > words_.size() * 64) return false;
    bool all = true;
    const_cast<StateBits*>(this)->for_each_word(piece, [&](u64 word, u64 mask) { all &= (word & mask) == mask; });
    return all;
  }
  void keep_common(const StateBits& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= i < other.words_.size() ? other.words_[i] : 0;
  }
  void clear() { std::ranges::fill(words_, 0); }

 private:
  template <class Visit>
  void for_each_word(StatePiece piece, Visit visit) {
    const unsigned end = piece.offset + piece.bytes;
    for (unsigned begin = piece.offset; begin < end;) {
      const unsigned word = begin / 64, bit = begin % 64, bits = std::min(64 - bit, end - begin);
      if (word >= words_.size()) return;
      visit(words_[word], ~u64{0} >> (64 - bits) << bit);
      begin += bits;
    }
  }

  std::vector<u64> words_;
};

}  // namespace sosie::jit
