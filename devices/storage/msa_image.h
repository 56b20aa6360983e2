/// devices/storage/msa_image.h — .msa: sectors a track at a time, runs of one byte packed.
///
/// Source: the Magic Shadow Archiver's format as David Lawrence and others published it. Numbers are big-endian.
/// Header: 0x0E0F, sectors a track, sides - 1, first track, last track. A track: its length in the file, then that many
/// bytes; a track shorter than its sectors holds runs: 0xE5, byte, length in two bytes.
#pragma once

#include "devices/storage/sector_image.h"

namespace sosie {

bool is_msa(std::span<const u8> file);

struct UnpackedImage {
  FloppyGeometry geometry;
  std::vector<u8> content;  ///< geometry.bytes() of them
};

/// Throws UserError, beginning with `name`, where the file is damaged, cut short, or of no floppy.
UnpackedImage unpack_msa(std::string_view name, std::span<const u8> file);

std::vector<u8> pack_msa(const FloppyGeometry& geometry, std::span<const u8> content);

}  // namespace sosie
