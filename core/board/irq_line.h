/// core/board/irq_line.h — a wire with a level, from a chip's output.
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/state/archive.h"

namespace sosie {

/// Active means true, whatever the pin's polarity in the data sheet: that is stated once, where the board wires it.
class IrqLine {
 public:
  /// Only a change reaches the listeners, before `set` returns.
  void set(bool active) {
    if (active == active_) return;
    active_ = active;
    for (const auto& listener : listeners_) listener(active);
  }
  bool active() const { return active_; }
  /// At construction of a machine only.
  void drives(std::function<void(bool active)> listener) { listeners_.push_back(std::move(listener)); }

  /// Whether anybody would notice.
  bool connected() const { return !listeners_.empty(); }

  /// The level; listeners are not told of a loaded one, their own state was saved too.
  void serialize(Archive& archive, std::string_view name) { archive(name, active_); }

 private:
  bool active_ = false;
  std::vector<std::function<void(bool)>> listeners_;
};

}  // namespace sosie
