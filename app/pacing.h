/// app/pacing.h — holds the guest's time to the host's.
///
/// The guest's time is what decides: it is computed, and the host sleeps until it is due. A guest that is late runs on
/// without waiting until it has caught up; what it is late by more than kMostLate is given up.
#pragma once

#include <chrono>
#include <optional>

#include "app/host_clock.h"
#include "app/speed.h"

namespace sosie::app {

class Pacing {
 public:
  static constexpr std::chrono::milliseconds kMostLate{100};

  explicit Pacing(HostClock& clock, Speed speed = {}) : clock_(clock), speed_(speed) {}

  Speed speed() const { return speed_; }
  void set_speed(Speed speed);
  /// After a pause: what was missed is not caught up.
  void restart() { start_.reset(); }

  /// Call it when the guest has come to `guest_time`: returns when that is due.
  void pace(std::chrono::nanoseconds guest_time);

  /// How fast the guest ran, of late, in percent; nothing before there was enough to measure.
  std::optional<u32> measured_percent() const { return measured_; }

 private:
  using Nanoseconds = std::chrono::nanoseconds;
  struct Start {
    HostClock::Time host;
    Nanoseconds guest;
  };
  /// How long the host takes for so much of the guest's time.
  Nanoseconds host_time(Nanoseconds guest_time) const { return guest_time * 100 / *speed_.percent; }
  void measure(Nanoseconds guest_time);

  HostClock& clock_;
  Speed speed_;
  std::optional<Start> start_;           ///< where both times were equal
  std::optional<Start> measured_since_;  ///< the current measurement's begin
  std::optional<u32> measured_;
};

}  // namespace sosie::app
