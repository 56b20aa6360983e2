/// core/board/describe.h — a board's table as text, for people.
#pragma once

#include <string>

#include "core/board/board.h"

namespace sosie {

/// Markdown that reads well as plain text: `sosie info st`, docs/boards. Throws BoardError where the table has a
/// mistake.
std::string describe(const Board& board);

}  // namespace sosie
