#include "app/pacing.h"

namespace sosie::app {

namespace {

constexpr std::chrono::milliseconds kMeasureFor{500};

}  // namespace

void Pacing::set_speed(Speed speed) {
  speed_ = speed;
  restart();
  measured_since_.reset();
  measured_.reset();
}

void Pacing::pace(Nanoseconds guest_time) {
  if (speed_.percent) {
    const HostClock::Time now = clock_.now();
    if (!start_) start_ = {now, guest_time};
    const HostClock::Time due = start_->host + host_time(guest_time - start_->guest);
    if (now > due + kMostLate) {
      start_ = {now - kMostLate, guest_time};
    } else {
      clock_.sleep_until(due);
      // From here on, so that differences stay small.
      start_ = {due, guest_time};
    }
  }
  measure(guest_time);
}

void Pacing::measure(Nanoseconds guest_time) {
  const HostClock::Time now = clock_.now();
  if (!measured_since_) measured_since_ = {now, guest_time};
  const Nanoseconds host = now - measured_since_->host;
  if (host < kMeasureFor) return;
  const Nanoseconds guest = guest_time - measured_since_->guest;
  measured_ = static_cast<u32>((guest.count() * 100 + host.count() / 2) / host.count());
  measured_since_ = {now, guest_time};
}

}  // namespace sosie::app
