/// devices/storage/stx_image.h — .stx (Pasti): protected floppies as a WD1772 sees them. For reading.
///
/// Sector status, overlapping sectors, fuzzy bits, sectors read slower or faster than usual, and whole tracks as Read
/// Track brings them. Numbers are little-endian but for a sector's CRC and the timing record.
/// Source: Markus Fritze, "Atari ST Protection: Pasti file format"; Jean Louis-Guerin, "Pasti documentation".
#pragma once

#include <span>
#include <string_view>

#include "devices/storage/floppy_disk.h"

namespace sosie {

bool is_stx(std::span<const u8> file);

/// The disk, with its write-protect tab open. Throws UserError, beginning with `name`, where the file is damaged.
FloppyDisk disk_of_stx(std::string_view name, std::span<const u8> file);

}  // namespace sosie
