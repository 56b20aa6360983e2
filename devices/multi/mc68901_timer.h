/// devices/multi/mc68901_timer.h — one of the four timers of an MC68901.
///
/// Source: MC68901 data sheet (Motorola, 1988), chapter 6.
#pragma once

#include <functional>
#include <string_view>

#include "core/base/types.h"
#include "core/board/clock_line.h"
#include "core/board/device.h"
#include "core/board/irq_line.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"

namespace sosie {

/// Its main counter counts down from the data register's value; at 1 it is reloaded, the output toggles and an
/// interrupt may follow: a time-out. 0 in the data register counts 256.
class Mc68901Timer {
 public:
  /// \param name also of its deadline. \param timed_out called at each time-out while `notify` is on.
  Mc68901Timer(const DeviceContext& context, std::string_view name, std::function<void()> timed_out);

  /// The control register's four bits: 0 stopped, 1–7 delay by a prescaler, 8 event count, 9–15 pulse width [6.1].
  void set_control(u8 control);
  u8 control() const { return control_; }
  /// A stopped timer takes it at once, a running one when it is reloaded [6.2.1].
  void write_data(u8 data);
  u8 data() const { return data_; }
  /// What the main counter shows.
  u8 counter() const;

  /// The auxiliary input (TAI, TBI) became active or inactive, by the edge register. Timers A and B only.
  void set_auxiliary(bool active);
  bool auxiliary() const { return auxiliary_; }
  bool measures_pulses() const { return control_ > kEventCount; }

  /// Time-outs that nobody waits for pass without an event; the counter and the output are computed when they are
  /// needed.
  void notify(bool wanted);

  IrqLine& output() { return output_; }
  ClockLine& clock_output() { return clock_output_; }
  /// The output goes low [6.2.2].
  void reset_output();

  void reset();
  void serialize(Archive& archive);

 private:
  static constexpr u8 kEventCount = 8;

  unsigned prescaler() const;
  bool counts_clocks() const { return control_ != 0 && control_ != kEventCount && (!measures_pulses() || auxiliary_); }
  u32 full_count() const { return data_ == 0 ? 256 : data_; }
  u64 clocks_counted() const;
  void settle();
  void stop_counting();
  void time_out();
  void plan();
  void tell_period();

  const Clock& clock_;
  std::function<void()> timed_out_;
  Deadline deadline_;
  IrqLine output_;
  ClockLine clock_output_;
  u8 control_ = 0;
  u8 data_ = 0;
  bool auxiliary_ = false;
  bool notify_ = false;
  u32 count_ = 256;    ///< 1–256: the main counter at `since_`, or now where it does not count clocks
  u64 since_ = 0;      ///< while it counts clocks: the cycle at which count_ began
  u64 prescaled_ = 0;  ///< a pause within a pulse: clocks that the prescaler has counted of the next one
};

}  // namespace sosie
