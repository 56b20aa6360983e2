/// devices/storage/sector_image.h — floppies as a plain list of 512-byte sectors, cylinder by cylinder, side by side.
///
/// The content of .st files, and of .msa and .dim files once they are unpacked.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "devices/storage/floppy_disk.h"

namespace sosie {

struct FloppyGeometry {
  u32 cylinders = 0, sides = 0, sectors = 0;  ///< sectors a track

  static constexpr u32 kSectorBytes = 512;
  static constexpr u32 kMaxSectors = 11;
  constexpr u32 track_bytes() const { return sectors * kSectorBytes; }
  constexpr u32 bytes() const { return cylinders * sides * track_bytes(); }
  /// Whether a drive of the machine can read such a disk.
  constexpr bool possible() const {
    return cylinders >= 1 && cylinders <= FloppyDisk::kCylinders && sides >= 1 && sides <= FloppyDisk::kSides &&
           sectors >= 1 && sectors <= kMaxSectors;
  }
};

/// The geometry of a plain image: what its boot sector says if that agrees with the size, else the one of that size.
/// Throws UserError, which begins with `name`, where no floppy has this size.
FloppyGeometry geometry_of(std::string_view name, std::span<const u8> content);

/// content.size() is geometry.bytes().
FloppyDisk disk_of_sectors(const FloppyGeometry& geometry, std::span<const u8> content);

/// The reverse. `geometry` is what the disk was made with; a disk that was formatted anew gives its own.
struct SectorDump {
  FloppyGeometry geometry;
  std::vector<u8> content;
  u32 missing = 0;  ///< sectors that are not there or cannot be read; zeros stand for them
};
SectorDump sectors_of_disk(const FloppyDisk& disk, const FloppyGeometry& geometry);

}  // namespace sosie
