#include "app/host_clock.h"

#include <thread>

namespace sosie::app {

HostClock::Time SteadyClock::now() { return std::chrono::steady_clock::now(); }
void SteadyClock::sleep_until(Time time) { std::this_thread::sleep_until(time); }

}  // namespace sosie::app
