/// devices/storage/wd1772_bits.h — the WD1772's command and status bits, by the data sheet's names.
#pragma once

#include "core/base/types.h"

namespace sosie::wd1772 {

// Commands: the high bits say which.
constexpr u8 kTypeIMask = 0x80;
constexpr u8 kRestore = 0x00, kSeek = 0x10, kStep = 0x20, kStepIn = 0x40, kStepOut = 0x60;
constexpr u8 kReadSector = 0x80, kWriteSector = 0xa0, kReadAddress = 0xc0, kForceInterrupt = 0xd0, kReadTrack = 0xe0,
             kWriteTrack = 0xf0;
// Their flags.
constexpr u8 kRateMask = 0x03, kVerify = 0x04, kNoSpinUp = 0x08, kUpdateTrack = 0x10;
constexpr u8 kDeletedMark = 0x01, kSettle = 0x04, kMultiple = 0x10;
constexpr u8 kInterruptAtIndex = 0x04, kInterruptNow = 0x08;

/// Which of the eleven commands, without its flags.
constexpr u8 kind(u8 command) {
  if ((command & 0xe0) == 0) return command & 0xf0;
  return (command & 0xc0) == 0xc0 ? command & 0xf0 : command & 0xe0;
}
constexpr bool is_type_i(u8 command) { return (command & kTypeIMask) == 0; }

// Status.
constexpr u8 kBusy = 0x01, kDataRequest = 0x02, kIndex = 0x02, kLostData = 0x04, kTrack0 = 0x04, kCrcError = 0x08,
             kRecordNotFound = 0x10, kSpunUp = 0x20, kRecordType = 0x20, kWriteProtect = 0x40, kMotorOn = 0x80;

// Cycles at 8 MHz.
constexpr u64 kMillisecond = 8000;
constexpr u64 kSettleCycles = 15 * kMillisecond;
constexpr u64 kPrepareCycles = 8;  ///< a command's beginning; the data sheet gives none

constexpr u8 kSpinUpPulses = 6, kIdlePulses = 9, kSearchPulses = 5;

}  // namespace sosie::wd1772
