#include "devices/input/ikbd_clock.h"

namespace sosie {

namespace {

constexpr u64 kSecond = 1'000'000;  // cycles of 1 MHz

bool is_decimal(u8 value) { return (value & 0x0f) <= 9 && (value >> 4) <= 9; }
u8 number(u8 decimal) { return static_cast<u8>((decimal >> 4) * 10 + (decimal & 0x0f)); }
u8 decimal(unsigned number) { return static_cast<u8>(number / 10 << 4 | number % 10); }

}  // namespace

IkbdClock::IkbdClock(const DeviceContext& context)
    : clock_(context.clock), second_(context.scheduler, "second", [this](Ticks due) { second(due); }) {
  second_.arm(clock_.after(kSecond));
}

void IkbdClock::set(std::span<const u8, 6> time) {
  for (std::size_t i = 0; i < 6; ++i) {
    if (is_decimal(time[i])) time_[i] = time[i];
  }
}

u8 IkbdClock::last_day() const {
  constexpr u8 kDays[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const u8 month = number(time_[1]);
  if (month == 2 && number(time_[0]) % 4 == 0) return 29;
  return month >= 1 && month <= 12 ? kDays[month - 1] : 31;
}

void IkbdClock::second(Ticks due) {
  second_.arm(clock_.after(kSecond, due));
  const u8 last[6] = {99, 12, last_day(), 23, 59, 59};
  const u8 first[6] = {0, 1, 1, 0, 0, 0};
  for (std::size_t i = 6; i-- > 0;) {
    const u8 value = number(time_[i]);
    time_[i] = decimal(value < last[i] ? value + 1u : first[i]);
    if (value < last[i]) return;
  }
}

void IkbdClock::serialize(Archive& archive) {
  archive("time", time_);
  second_.serialize(archive);
}

}  // namespace sosie
