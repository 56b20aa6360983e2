#include "devices/storage/floppy_drive.h"

#include <algorithm>

#include "core/base/error.h"

namespace sosie {

void FloppyDrive::insert(FloppyDisk& disk, u64 now) {
  if (disk_ != nullptr) eject(now);
  disk_ = &disk;
  // At power-on the disk may have been there for long.
  ready_at_ = now == 0 ? 0 : std::max(now, empty_since_ + kEmptyCycles);
}

void FloppyDrive::eject(u64 now) {
  disk_ = nullptr;
  empty_since_ = now;
}

FloppyTrack* FloppyDrive::track(u32 side, u64 now) const {
  FloppyDisk* const here = disk(now);
  return here != nullptr ? &here->track(cylinder_, side) : nullptr;
}

void FloppyDrive::set_motor(bool on, u64 now) {
  if (motor_ == on) return;
  angle_ = angle(now);
  motor_since_ = now;
  motor_ = on;
}

void FloppyDrive::step(bool inwards) {
  if (inwards) cylinder_ = std::min(cylinder_ + 1, FloppyDisk::kCylinders - 1);
  else if (cylinder_ != 0) --cylinder_;
}

bool FloppyDrive::write_protected(u64 now) const {
  const FloppyDisk* const here = disk(now);
  return here == nullptr || here->write_protected();
}

std::optional<u64> FloppyDrive::next_index(u64 now) const {
  if (!motor_ || disk_ == nullptr) return {};
  const u64 first = std::max(now + 1, ready_at_);
  return first + cycles_until(0, first);
}

u32 FloppyDrive::angle(u64 now) const {
  return motor_ ? static_cast<u32>((angle_ + (now - motor_since_)) % kRevolution) : angle_;
}

u32 FloppyDrive::cycles_until(u32 angle, u64 now) const {
  return (angle + kRevolution - this->angle(now)) % kRevolution;
}

void FloppyDrive::serialize(Archive& archive) {
  bool has_disk = disk_ != nullptr;
  archive("has_disk", has_disk)("ready_at", ready_at_)("empty_since", empty_since_);
  archive("motor", motor_)("motor_since", motor_since_)("angle", angle_)("cylinder", cylinder_);
  if (archive.loading()) {
    if (has_disk != (disk_ != nullptr)) {
      throw UserError(has_disk
                          ? "the saved state has a floppy in a drive that is empty now: insert it before loading"
                          : "the saved state has no floppy in a drive that has one now: take it out before loading");
    }
    cylinder_ = std::min(cylinder_, FloppyDisk::kCylinders - 1);
    angle_ %= kRevolution;
  }
  if (disk_ != nullptr) disk_->serialize(archive);
}

}  // namespace sosie
