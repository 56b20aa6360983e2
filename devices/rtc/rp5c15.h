/// devices/rtc/rp5c15.h — Ricoh RP5C15 real-time clock.
///
/// Source: RP5C15 data sheet (Ricoh). The clock is its crystal's, 32,768 Hz. Registers have four bits, in two banks.
/// The alarm and clock outputs are not modelled, only their registers: an ST has nothing there.
#pragma once

#include <array>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/host/calendar_time.h"
#include "core/time/deadline.h"

namespace sosie {

class Rp5c15 final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"RP5C15", "real-time clock", "RP5C15 data sheet"};

  explicit Rp5c15(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  /// It has no reset pin, but a battery.
  void reset() override {}
  void serialize(Archive& archive) override;

  /// Those of bank 0, those of bank 1, and those of both.
  enum Register : u8 {
    kSecond1,
    kSecond10,
    kMinute1,
    kMinute10,
    kHour1,
    kHour10,
    kWeekday,
    kDay1,
    kDay10,
    kMonth1,
    kMonth10,
    kYear1,
    kYear10,
    kClockOutput = 0,
    kAdjust,
    kAlarm,
    k24Hours = 10,
    kLeapYear,
    kMode = 13,
    kTest,
    kReset,
  };
  u64 size() const override { return 16; }
  u64 read(u64 offset, unsigned bytes) override { return *peek(offset, bytes); }
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  /// As software has set it that counts years from `first_year`; it runs, in the 24-hour system.
  void set(const CalendarTime& time, u16 first_year);
  /// What a battery keeps while the machine is off.
  void take_over(const Rp5c15& other);

 private:
  void write_bank_1(u64 offset, u8 value);
  void write_reset(u8 value);
  void tick(Ticks due);
  void count();
  void count_minutes();
  bool count_hours();
  void count_days();
  /// \return the number in two digits, and false: it has gone from `last` to `first`.
  bool increment(Register units, unsigned first, unsigned last);
  unsigned number(Register units) const { return time_[units + 1] * 10u + time_[units]; }
  void set_number(Register units, unsigned number);
  unsigned last_day() const;

  const Clock& clock_;
  Deadline tick_;
  std::array<u8, 13> time_{};   ///< bank 0
  std::array<u8, 13> other_{};  ///< bank 1
  u8 mode_ = 0;
};

}  // namespace sosie
