/// core/board/board_error.h — a mistake in a board's table, told in one line.
#pragma once

#include <stdexcept>

namespace sosie {

/// "st: fdc.intrq is wired to mpf.i5, but there is no part mpf". Ours, not a user's: a test builds every board.
class BoardError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace sosie
