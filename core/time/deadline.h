/// core/time/deadline.h — one thing that will happen, owned by the device that it happens to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/types.h"
#include "core/state/archive.h"
#include "core/time/scheduler.h"
#include "core/time/ticks.h"

namespace sosie {

/// Destroying it cancels it. It is saved with its owner (armed, when), never as a pointer: what it does is fixed at
/// construction.
class Deadline {
 public:
  /// \param name unique in its owner: "timer_a"; seen in traces and snapshots.
  /// \param fire gets the tick it was due, so that a periodic event re-arms without drift. It is no longer armed then.
  Deadline(Scheduler& scheduler, std::string_view name, std::function<void(Ticks due)> fire);
  ~Deadline() { cancel(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Replaces an earlier arming. A tick that is over fires with the next `advance`, whatever that one's length.
  void arm(Ticks when);
  void cancel();
  bool armed() const { return armed_; }
  /// Of the last arming.
  Ticks when() const { return when_; }

  void serialize(Archive& archive);

 private:
  friend class Scheduler;

  Scheduler& scheduler_;
  std::string name_;
  std::function<void(Ticks)> fire_;
  u32 order_;  ///< among those constructed: decides between equal due times
  Ticks when_;
  bool armed_ = false;
};

}  // namespace sosie
