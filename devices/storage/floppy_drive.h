/// devices/storage/floppy_drive.h — a 3.5" drive: motor, head, index hole and the sensors for track 0 and write
/// protection.
///
/// Time is in cycles of its controller's 8 MHz clock, in which a revolution at 300 rpm takes 1,600,000.
/// Source: Epson SMD-380 and SMD-480L specifications (the ST's drives).
#pragma once

#include "core/base/types.h"
#include "core/state/archive.h"
#include "devices/storage/floppy_disk.h"

namespace sosie {

class FloppyDrive {
 public:
  static constexpr u32 kRevolution = 1'600'000;
  static constexpr u32 kIndexPulse = 32'000;  ///< 4 ms
  /// How long a drive is empty at least, so that a system that looks now and then learns of the change.
  static constexpr u64 kEmptyCycles = 4'000'000;

  /// The disk stays its owner's. One that is in the drive is ejected first.
  void insert(FloppyDisk& disk, u64 now);
  void eject(u64 now);
  /// The disk that the head can reach now, or null.
  FloppyDisk* disk(u64 now) const { return now >= ready_at_ ? disk_ : nullptr; }
  /// The disk that was inserted, though it may be on its way in.
  FloppyDisk* inserted() const { return disk_; }
  /// The track under the head, or null.
  FloppyTrack* track(u32 side, u64 now) const;

  void set_motor(bool on, u64 now);
  /// \param inwards towards the higher cylinders. Stops at either end.
  void step(bool inwards);
  u32 cylinder() const { return cylinder_; }

  bool track_0() const { return cylinder_ == 0; }
  /// The sensor looks through the hole of the tab: an empty drive is protected too, and that is how TOS notices that a
  /// disk was taken out.
  bool write_protected(u64 now) const;

  bool index_pulse(u64 now) const { return motor_ && disk(now) != nullptr && angle(now) < kIndexPulse; }
  /// The cycle of the first index pulse after now; nothing: the motor is off or there is no disk.
  std::optional<u64> next_index(u64 now) const;
  /// Cycles since the index hole passed.
  u32 angle(u64 now) const;
  /// Cycles until the disk is at `angle` again: 0 if it is there, else less than a revolution.
  u32 cycles_until(u32 angle, u64 now) const;

  void serialize(Archive& archive);

 private:
  FloppyDisk* disk_ = nullptr;
  u64 ready_at_ = 0, empty_since_ = 0;
  bool motor_ = false;
  u64 motor_since_ = 0;
  u32 angle_ = 0;  ///< when the motor was last switched
  u32 cylinder_ = 0;
};

}  // namespace sosie
