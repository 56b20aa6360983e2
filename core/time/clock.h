/// core/time/clock.h — a crystal, or one divided: its own cycles, in the master clock's ticks and back.
#pragma once

#include <optional>

#include "core/base/types.h"
#include "core/time/scheduler.h"
#include "core/time/ticks.h"

namespace sosie {

/// Cycle `c` of a clock begins at the first tick at or after the exact time c / hz. Every conversion starts at power-on
/// and is exact, so that rounding never adds up.
class Clock {
 public:
  /// \param hz_num, hz_den the frequency as a fraction; not above the master's.
  Clock(const Scheduler& scheduler, u64 hz_num, u64 hz_den = 1);

  /// The cycle that runs now.
  u64 now() const { return cycle_at(scheduler_.now()); }
  u64 cycle_at(Ticks tick) const { return shift_ ? tick.n >> *shift_ : scale(tick.n, cycles_, ticks_, 0); }
  /// The tick at which `cycle` begins: cycle_at(begin_of(c)) == c.
  Ticks begin_of(u64 cycle) const { return {shift_ ? cycle << *shift_ : scale(cycle, ticks_, cycles_, cycles_ - 1)}; }
  /// The tick at which `cycles` more of this clock have begun, counted from now or from another tick.
  Ticks after(u64 cycles) const { return begin_of(now() + cycles); }
  Ticks after(u64 cycles, Ticks since) const { return begin_of(cycle_at(since) + cycles); }

  /// The frequency, rounded to whole Hz.
  u64 hz() const { return scale(scheduler_.master_hz(), cycles_, ticks_, ticks_ / 2); }

 private:
  /// (x * numerator + rounding) / denominator without overflow.
  static u64 scale(u64 x, u64 numerator, u64 denominator, u64 rounding) {
    u64 product;
    if (!__builtin_mul_overflow(x, numerator, &product) && !__builtin_add_overflow(product, rounding, &product)) {
      return product / denominator;
    }
    return scale_wide(x, numerator, denominator, rounding);
  }
  static u64 scale_wide(u64 x, u64 numerator, u64 denominator, u64 rounding);

  const Scheduler& scheduler_;
  u64 cycles_, ticks_;            ///< so many cycles take so many ticks, in lowest terms
  std::optional<u8> shift_ = {};  ///< where a cycle takes a power of two of them
};

}  // namespace sosie
