/// core/time/scheduler.h — a machine's virtual time and what is due when. Nothing here knows the host's clock.
#pragma once

#include <limits>
#include <vector>

#include "core/base/types.h"
#include "core/state/archive.h"
#include "core/time/ticks.h"

namespace sosie {

class Deadline;

/// Time passes only by `advance`, which whoever spends it calls: the bus for an access, the processor for its idle
/// clocks.
class Scheduler {
 public:
  /// \param master_hz the machine's fastest crystal, whose ticks everything is counted in.
  explicit Scheduler(u64 master_hz) : master_hz_(master_hz) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  u64 master_hz() const { return master_hz_; }
  /// While a deadline fires: the tick at which it was due.
  Ticks now() const { return {now_}; }
  /// Of the earliest armed deadline; the end of time when there is none.
  Ticks next_due() const { return {next_due_}; }

  /// Lets `ticks` pass. Deadlines that are reached fire in the order of their due times, each seeing its own as
  /// `now()`; of two at the same tick the one that was constructed first. They may arm and cancel, not advance.
  void advance(u64 ticks) {
    now_ += ticks;
    if (now_ >= next_due_) [[unlikely]]
      fire_due(ticks);
  }
  /// Another master takes the bus for `ticks`: whoever lets time pass is held up for so long. While a deadline fires,
  /// the `advance` that reached it becomes longer; otherwise it is one.
  void hold_up(u64 ticks) {
    if (firing_) held_up_ += ticks;
    else advance(ticks);
  }
  /// Lets the time until the next deadline pass, or until `limit` where that is earlier: for a processor that waits.
  void advance_to_next_due(Ticks limit);

  /// The time. What is armed is saved by its owners.
  void serialize(Archive& archive) { archive("now", now_); }

 private:
  friend class Deadline;
  static constexpr u64 kNever = std::numeric_limits<u64>::max();

  void fire_due(u64 ticks);
  void add(Deadline& deadline);
  void remove(Deadline& deadline);
  void update_next_due();

  u64 now_ = 0;
  u64 next_due_ = kNever;
  bool firing_ = false;
  u64 held_up_ = 0;  ///< since this deadline began to fire
  u64 master_hz_;
  u32 constructed_ = 0;           ///< deadlines so far
  std::vector<Deadline*> armed_;  ///< the earliest one last; a machine has a few dozen at most
};

}  // namespace sosie
