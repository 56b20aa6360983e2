#include "devices/storage/sector_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr u32 kSectorBytes = FloppyGeometry::kSectorBytes;

u32 little_endian_16(std::span<const u8> bytes, u32 at) { return u32{bytes[at]} | u32{bytes[at + 1]} << 8; }

// The BIOS parameter block of a boot sector.
std::optional<FloppyGeometry> geometry_in_boot_sector(std::span<const u8> content) {
  const u32 sectors = little_endian_16(content, 0x18), sides = little_endian_16(content, 0x1a);
  if (sectors == 0 || sides == 0 || sectors > FloppyGeometry::kMaxSectors || sides > FloppyDisk::kSides) return {};
  const u32 total = static_cast<u32>(content.size() / kSectorBytes);
  if (total % (sectors * sides) != 0) return {};
  const FloppyGeometry geometry{total / (sectors * sides), sides, sectors};
  const bool agrees = little_endian_16(content, 0x13) == total || geometry.cylinders >= 79;
  return agrees && geometry.possible() ? std::optional(geometry) : std::nullopt;
}

std::optional<FloppyGeometry> geometry_of_size(std::size_t bytes) {
  constexpr u32 kMinCylinders = 76;
  for (u32 sides = 1; sides <= FloppyDisk::kSides; ++sides) {
    for (u32 sectors = 8; sectors <= FloppyGeometry::kMaxSectors; ++sectors) {
      for (u32 cylinders = kMinCylinders; cylinders <= FloppyDisk::kCylinders; ++cylinders) {
        const FloppyGeometry geometry{cylinders, sides, sectors};
        if (geometry.bytes() == bytes) return geometry;
      }
    }
  }
  return {};
}

// A track is taken as formatted for a sector image if its first sector can be found.
bool holds_sectors(const FloppyTrack& track) { return track.sector_content(1).has_value(); }

u32 highest_sector(const FloppyTrack& track) {
  u32 highest = 0;
  for (const FloppySector& sector : track.sectors()) {
    if (sector.id_crc_ok && sector.has_data && sector.id[2] <= FloppyGeometry::kMaxSectors) {
      highest = std::max<u32>(highest, sector.id[2]);
    }
  }
  return highest;
}

// The old geometry, unless the guest has formatted the first track with another number of sectors.
FloppyGeometry geometry_of_disk(const FloppyDisk& disk, const FloppyGeometry& old) {
  const FloppyTrack& first = disk.track(0, 0);
  const bool formatted_anew = holds_sectors(first) && highest_sector(first) != old.sectors;
  FloppyGeometry found{0, 1, formatted_anew ? highest_sector(first) : old.sectors};
  for (u32 cylinder = 0; cylinder < FloppyDisk::kCylinders; ++cylinder) {
    for (u32 side = 0; side < FloppyDisk::kSides; ++side) {
      if (!holds_sectors(disk.track(cylinder, side))) continue;
      found.cylinders = cylinder + 1;
      found.sides = std::max(found.sides, side + 1);
    }
  }
  if (formatted_anew) return found;
  return {std::max(found.cylinders, old.cylinders), std::max(found.sides, old.sides), old.sectors};
}

}  // namespace

FloppyGeometry geometry_of(std::string_view name, std::span<const u8> content) {
  constexpr std::size_t kMaxBytes = FloppyGeometry{FloppyDisk::kCylinders, FloppyDisk::kSides, 11}.bytes();
  if (content.size() > kMaxBytes) {
    throw UserError(fmt::format("{} has {} bytes, more than any floppy of this machine ({}): is it a hard disk image?",
                                name, content.size(), kMaxBytes));
  }
  if (content.size() >= kSectorBytes && content.size() % kSectorBytes == 0) {
    if (const auto geometry = geometry_in_boot_sector(content)) return *geometry;
    if (const auto geometry = geometry_of_size(content.size())) return *geometry;
  }
  throw UserError(fmt::format(
      "{} has {} bytes, which is no floppy's size: it is cut short or no sector image (.st); get another copy", name,
      content.size()));
}

FloppyDisk disk_of_sectors(const FloppyGeometry& geometry, std::span<const u8> content) {
  FloppyDisk disk;
  u32 from = 0;
  for (u32 cylinder = 0; cylinder < geometry.cylinders; ++cylinder) {
    for (u32 side = 0; side < geometry.sides; ++side, from += geometry.track_bytes()) {
      disk.track(cylinder, side) = FloppyTrack::formatted(static_cast<u8>(cylinder), static_cast<u8>(side),
                                                          content.subspan(from, geometry.track_bytes()));
    }
  }
  return disk;
}

SectorDump sectors_of_disk(const FloppyDisk& disk, const FloppyGeometry& geometry) {
  SectorDump dump{geometry_of_disk(disk, geometry), {}, 0};
  dump.content.reserve(dump.geometry.bytes());
  for (u32 cylinder = 0; cylinder < dump.geometry.cylinders; ++cylinder) {
    for (u32 side = 0; side < dump.geometry.sides; ++side) {
      for (u32 number = 1; number <= dump.geometry.sectors; ++number) {
        const auto content = disk.track(cylinder, side).sector_content(static_cast<u8>(number));
        if (!content) ++dump.missing;
        const std::array<u8, kSectorBytes> bytes = content.value_or(std::array<u8, kSectorBytes>{});
        dump.content.insert(dump.content.end(), bytes.begin(), bytes.end());
      }
    }
  }
  return dump;
}

}  // namespace sosie
