#include "devices/multi/mc68901_timer.h"

#include <array>
#include <utility>

namespace sosie {

Mc68901Timer::Mc68901Timer(const DeviceContext& context, std::string_view name, std::function<void()> timed_out)
    : clock_(context.clock),
      timed_out_(std::move(timed_out)),
      deadline_(context.scheduler, name, [this](Ticks) { settle(); }),
      clock_output_(context.clock) {}

unsigned Mc68901Timer::prescaler() const {
  constexpr std::array<u8, 8> kPrescalers = {0, 4, 10, 16, 50, 64, 100, 200};
  return kPrescalers[control_ & 7];
}

u64 Mc68901Timer::clocks_counted() const { return clock_.now() - since_; }

void Mc68901Timer::time_out() {
  count_ = full_count();
  output_.set(!output_.active());
  if (notify_) timed_out_();
}

/// Brings count_ and since_ to the present. More than one time-out is behind only where nobody wanted to know.
void Mc68901Timer::settle() {
  if (!counts_clocks()) return;
  u64 pulses = clocks_counted() / prescaler();
  since_ += pulses * prescaler();
  while (pulses >= count_) {
    pulses -= count_;
    if (!notify_ && !output_.connected()) pulses %= 2 * u64{full_count()};  // the output is as before after two
    time_out();
  }
  count_ -= static_cast<u32>(pulses);
  plan();
}

void Mc68901Timer::plan() {
  if (counts_clocks() && (notify_ || output_.connected())) {
    deadline_.arm(clock_.begin_of(since_ + u64{count_} * prescaler()));
  } else {
    deadline_.cancel();
  }
}

void Mc68901Timer::stop_counting() {
  settle();
  prescaled_ = counts_clocks() ? clocks_counted() : 0;
}

void Mc68901Timer::set_control(u8 control) {
  if (control == control_) return;
  settle();
  control_ = control;
  since_ = clock_.now();
  prescaled_ = 0;  // stopping clears the prescaler; what changing it does to a running timer is not defined [6.1.1]
  plan();
  tell_period();
}

void Mc68901Timer::write_data(u8 data) {
  settle();
  data_ = data;
  if (control_ == 0) count_ = full_count();
  tell_period();
}

u8 Mc68901Timer::counter() const {
  if (!counts_clocks()) return static_cast<u8>(count_);
  const u64 pulses = clocks_counted() / prescaler();
  if (pulses < count_) return static_cast<u8>(count_ - pulses);
  return static_cast<u8>(full_count() - (pulses - count_) % full_count());
}

void Mc68901Timer::set_auxiliary(bool active) {
  if (active == auxiliary_) return;
  if (measures_pulses()) {
    if (!active) stop_counting();
    auxiliary_ = active;
    if (active) since_ = clock_.now() - prescaled_;
    plan();
    return;
  }
  auxiliary_ = active;
  if (control_ != kEventCount || !active) return;
  if (--count_ == 0) time_out();
}

void Mc68901Timer::notify(bool wanted) {
  if (wanted == notify_) return;
  settle();
  notify_ = wanted;
  plan();
}

void Mc68901Timer::reset_output() {
  settle();
  output_.set(false);
}

void Mc68901Timer::tell_period() {
  const bool waves = control_ > 0 && control_ < kEventCount;
  clock_output_.set(waves ? 2 * u64{full_count()} * prescaler() : 0);
}

void Mc68901Timer::reset() {
  settle();
  control_ = 0;
  output_.set(false);
  plan();
  tell_period();
}

void Mc68901Timer::serialize(Archive& archive) {
  archive("control", control_)("data", data_)("auxiliary", auxiliary_)("notify", notify_)("count", count_);
  archive("since", since_)("prescaled", prescaled_);
  output_.serialize(archive, "output");
  deadline_.serialize(archive);
}

}  // namespace sosie
