#include "devices/rtc/rp5c15.h"

#include <algorithm>

namespace sosie {

namespace {

constexpr u64 kSecond = 32'768;  // cycles

// The mode register.
constexpr u8 kBank1 = 0x01, kTimerEnable = 0x08;
// The reset register.
constexpr u8 kResetAlarm = 0x01, kResetDivider = 0x02;

constexpr u8 kAfternoon = 2;    // of the tens of hours, in the 12-hour system
constexpr u8 kUndriven = 0xf0;  // the bus lines that it is not connected to

/// The bits that each register has.
constexpr u8 kTimeBits[13] = {0xf, 0x7, 0xf, 0x7, 0xf, 0x3, 0x7, 0xf, 0x3, 0xf, 0x1, 0xf, 0xf};
constexpr u8 kOtherBits[13] = {0x7, 0x1, 0xf, 0x7, 0xf, 0x3, 0x7, 0xf, 0x3, 0x0, 0x1, 0x3, 0x0};

}  // namespace

Rp5c15::Rp5c15(const DeviceContext& context)
    : clock_(context.clock), tick_(context.scheduler, "tick", [this](Ticks due) { tick(due); }) {
  tick_.arm(clock_.after(kSecond));
}

void Rp5c15::set(const CalendarTime& time, u16 first_year) {
  set_number(kSecond1, time.second);
  set_number(kMinute1, time.minute);
  set_number(kHour1, time.hour);
  time_[kWeekday] = time.weekday;
  set_number(kDay1, time.day);
  set_number(kMonth1, time.month);
  set_number(kYear1, static_cast<u16>(time.year - first_year) % 100u);
  other_[k24Hours] = 1;
  other_[kLeapYear] = time.year % 4;
  mode_ = kTimerEnable;
}

void Rp5c15::take_over(const Rp5c15& other) {
  time_ = other.time_;
  other_ = other.other_;
  mode_ = other.mode_;
}

// --- registers ---

std::optional<u64> Rp5c15::peek(u64 offset, unsigned) const {
  if (offset == kMode) return kUndriven | mode_;
  if (offset > kMode) return kUndriven;  // they can only be written
  return kUndriven | ((mode_ & kBank1) != 0 ? other_ : time_)[offset];
}

void Rp5c15::write(u64 offset, unsigned, u64 value) {
  const u8 digit = value & 0x0f;
  if (offset == kMode) {
    mode_ = digit;
  } else if (offset == kReset) {
    write_reset(digit);
  } else if (offset < kMode && (mode_ & kBank1) != 0) {
    write_bank_1(offset, digit);
  } else if (offset < kMode) {
    time_[offset] = digit & kTimeBits[offset];
  }
}

/// Adjusting goes to the nearer full minute.
void Rp5c15::write_bank_1(u64 offset, u8 value) {
  other_[offset] = value & kOtherBits[offset];
  if (offset != kAdjust || other_[kAdjust] == 0) return;
  const bool up = number(kSecond1) >= 30;
  set_number(kSecond1, 0);
  if (up) count_minutes();
  other_[kAdjust] = 0;
}

void Rp5c15::write_reset(u8 value) {
  if ((value & kResetDivider) != 0) tick_.arm(clock_.after(kSecond));
  if ((value & kResetAlarm) != 0) std::fill(other_.begin() + kAlarm, other_.begin() + k24Hours, u8{0});
}

// --- counting ---

void Rp5c15::tick(Ticks due) {
  tick_.arm(clock_.after(kSecond, due));
  if ((mode_ & kTimerEnable) != 0) count();
}

void Rp5c15::set_number(Register units, unsigned number) {
  time_[units] = static_cast<u8>(number % 10);
  time_[units + 1] = static_cast<u8>(number / 10);
}

bool Rp5c15::increment(Register units, unsigned first, unsigned last) {
  const bool more = number(units) < last;
  set_number(units, more ? number(units) + 1 : first);
  return more;
}

void Rp5c15::count() {
  if (!increment(kSecond1, 0, 59)) count_minutes();
}

void Rp5c15::count_minutes() {
  if (!increment(kMinute1, 0, 59) && !count_hours()) count_days();
}

/// \return false at midnight. In the 12-hour system 12 comes before 1, and noon is 12 in the afternoon.
bool Rp5c15::count_hours() {
  if (other_[k24Hours] != 0) return increment(kHour1, 0, 23);
  const u8 half = time_[kHour10] & kAfternoon;
  time_[kHour10] &= static_cast<u8>(~kAfternoon);
  increment(kHour1, 1, 12);
  const bool turns = number(kHour1) == 12;
  time_[kHour10] |= turns ? half ^ kAfternoon : half;
  return !turns || half == 0;
}

unsigned Rp5c15::last_day() const {
  constexpr u8 kDays[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const unsigned month = number(kMonth1);
  if (month == 2 && other_[kLeapYear] == 0) return 29;
  return month >= 1 && month <= 12 ? kDays[month - 1] : 31;
}

void Rp5c15::count_days() {
  time_[kWeekday] = static_cast<u8>((time_[kWeekday] + 1) % 7);
  if (increment(kDay1, 1, last_day()) || increment(kMonth1, 1, 12)) return;
  increment(kYear1, 0, 99);
  other_[kLeapYear] = (other_[kLeapYear] + 1) & 3;
}

void Rp5c15::serialize(Archive& archive) {
  archive("time", time_)("other", other_)("mode", mode_);
  tick_.serialize(archive);
}

}  // namespace sosie
