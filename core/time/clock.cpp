#include "core/time/clock.h"

#include <bit>
#include <cassert>
#include <numeric>

namespace sosie {

Clock::Clock(const Scheduler& scheduler, u64 hz_num, u64 hz_den)
    : scheduler_(scheduler), cycles_(hz_num), ticks_(scheduler.master_hz() * hz_den) {
  const u64 divisor = std::gcd(cycles_, ticks_);
  cycles_ /= divisor;
  ticks_ /= divisor;
  assert(cycles_ > 0 && cycles_ <= ticks_);
  if (cycles_ == 1 && std::has_single_bit(ticks_)) shift_ = static_cast<u8>(std::countr_zero(ticks_));
}

u64 Clock::scale_wide(u64 x, u64 numerator, u64 denominator, u64 rounding) {
  __extension__ using u128 = unsigned __int128;
  return static_cast<u64>((u128{x} * numerator + rounding) / denominator);
}

}  // namespace sosie
