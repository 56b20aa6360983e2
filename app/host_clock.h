/// app/host_clock.h — the time on the wall, and waiting for it. Tests have a wall of their own.
#pragma once

#include <chrono>

namespace sosie::app {

class HostClock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~HostClock() = default;
  virtual Time now() = 0;
  /// Returns at once where `time` is over.
  virtual void sleep_until(Time time) = 0;
};

class SteadyClock final : public HostClock {
 public:
  Time now() override;
  void sleep_until(Time time) override;
};

}  // namespace sosie::app
