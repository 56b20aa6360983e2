/// core/board/clock_line.h — a wire that carries a square wave, from a chip's timer or divider.
#pragma once

#include <functional>
#include <utility>

#include "core/base/types.h"
#include "core/time/clock.h"

namespace sosie {

/// Edges are not modelled, they would cost more than all else on the board: only a change of the period is told. What
/// is wired to it keeps the period in its own state.
class ClockLine {
 public:
  /// \param of what the period is counted in.
  explicit ClockLine(const Clock& of) : of_(of) {}

  const Clock& of() const { return of_; }
  /// \param cycles a period has; 0: the line stands still.
  void set(u64 cycles) {
    if (listener_) listener_(cycles);
  }
  /// At construction of a machine only.
  void drives(std::function<void(u64 cycles)> listener) {
    if (!listener_) {
      listener_ = std::move(listener);
      return;
    }
    listener_ = [first = std::move(listener_), second = std::move(listener)](u64 cycles) {
      first(cycles), second(cycles);
    };
  }

 private:
  const Clock& of_;
  std::function<void(u64)> listener_;
};

}  // namespace sosie
