/// devices/storage/floppy_disk.h — a floppy disk out of its drive: tracks on two sides, and the write-protect tab.
#pragma once

#include <array>
#include <memory>

#include "devices/storage/floppy_track.h"

namespace sosie {

class FloppyDisk {
 public:
  static constexpr u32 kCylinders = 86, kSides = 2;  ///< a drive's head goes a few cylinders beyond the 80 in use

  FloppyTrack& track(u32 cylinder, u32 side) { return (*tracks_)[cylinder * kSides + side]; }
  const FloppyTrack& track(u32 cylinder, u32 side) const { return (*tracks_)[cylinder * kSides + side]; }

  bool write_protected() const { return write_protected_; }
  void set_write_protected(bool write_protected) { write_protected_ = write_protected; }

  bool changed() const;
  void set_unchanged();

  /// The tracks that were written to. Before loading, the disk is made anew from its image.
  void serialize(Archive&);

 private:
  using Tracks = std::array<FloppyTrack, kCylinders * kSides>;
  std::unique_ptr<Tracks> tracks_ = std::make_unique<Tracks>();
  bool write_protected_ = false;
};

}  // namespace sosie
