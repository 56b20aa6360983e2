/// tests/support/bench.h — a chip alone on the bench: with a clock and nothing else.
#pragma once

#include <string_view>

#include "core/base/types.h"
#include "core/board/device.h"

namespace sosie {

template <class Chip>
class Bench {
 public:
  /// \param hz, divider of the chip's clock. Time is counted by a crystal of `master_hz`.
  explicit Bench(u64 hz, u64 divider = 1, u64 master_hz = 32'084'988)
      : scheduler(master_hz), clock(scheduler, hz, divider), chip(DeviceContext{"chip", clock, scheduler, nullptr}) {
    chip.reset();
  }

  void write(u64 offset, u64 value) { chip.write(offset, 1, value); }
  u64 read(u64 offset) { return chip.read(offset, 1); }
  /// Lets so many cycles of the chip's clock pass: until the last one has just begun.
  void run(u64 cycles) { scheduler.advance(clock.after(cycles).n - scheduler.now().n); }
  /// As a board's pin does.
  void drive(std::string_view pin, bool level) { chip.input(pin)(level); }

  Scheduler scheduler;
  Clock clock;
  Chip chip;
};

}  // namespace sosie
