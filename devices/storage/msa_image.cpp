#include "devices/storage/msa_image.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr u32 kHeaderBytes = 10;
constexpr u8 kRun = 0xe5;
constexpr u32 kRunBytes = 4;  // as packed

u32 big_endian_16(std::span<const u8> bytes, std::size_t at) { return u32{bytes[at]} << 8 | u32{bytes[at + 1]}; }

void put_16(std::vector<u8>& to, u32 value) {
  to.push_back(static_cast<u8>(value >> 8));
  to.push_back(static_cast<u8>(value));
}

// \return whether the packed bytes give exactly `track`.
bool unpack_track(std::span<const u8> packed, std::span<u8> track) {
  std::size_t from = 0, to = 0;
  while (from < packed.size()) {
    const u8 byte = packed[from];
    if (byte != kRun) {
      if (to == track.size()) return false;
      track[to++] = byte;
      ++from;
      continue;
    }
    if (packed.size() - from < kRunBytes) return false;
    const u32 length = big_endian_16(packed, from + 2);
    if (length > track.size() - to) return false;
    std::fill_n(track.begin() + static_cast<std::ptrdiff_t>(to), length, packed[from + 1]);
    to += length;
    from += kRunBytes;
  }
  return to == track.size();
}

std::vector<u8> pack_track(std::span<const u8> track) {
  std::vector<u8> packed;
  for (std::size_t from = 0; from < track.size();) {
    const u8 byte = track[from];
    std::size_t length = 1;
    while (from + length < track.size() && track[from + length] == byte) ++length;
    if (length > kRunBytes || byte == kRun) {
      packed.insert(packed.end(), {kRun, byte});
      put_16(packed, static_cast<u32>(length));
    } else {
      packed.insert(packed.end(), length, byte);
    }
    from += length;
  }
  return packed;
}

}  // namespace

bool is_msa(std::span<const u8> file) { return file.size() >= 2 && big_endian_16(file, 0) == 0x0e0f; }

UnpackedImage unpack_msa(std::string_view name, std::span<const u8> file) {
  if (file.size() < kHeaderBytes || !is_msa(file)) {
    throw UserError(fmt::format("{} is no MSA image, although it is called one: get another copy", name));
  }
  const u32 first = big_endian_16(file, 6), last = big_endian_16(file, 8);
  UnpackedImage image{{last + 1, big_endian_16(file, 4) + 1, big_endian_16(file, 2)}, {}};
  const FloppyGeometry& geometry = image.geometry;
  if (!geometry.possible() || first > last) {
    throw UserError(
        fmt::format("{}: an MSA image of tracks {} to {}, {} sides, {} sectors a track is of no floppy of "
                    "this machine: it is damaged or of a high-density disk",
                    name, first, last, geometry.sides, geometry.sectors));
  }
  image.content.resize(geometry.bytes());
  std::size_t from = kHeaderBytes;
  for (u32 track = first * geometry.sides; track < geometry.cylinders * geometry.sides; ++track) {
    const std::span<u8> to =
        std::span(image.content).subspan(std::size_t{track} * geometry.track_bytes(), geometry.track_bytes());
    const u32 length = file.size() - from >= 2 ? big_endian_16(file, from) : 0;
    const bool whole = length != 0 && file.size() - from - 2 >= length;
    const std::span<const u8> packed = whole ? file.subspan(from + 2, length) : std::span<const u8>();
    const bool plain = length == to.size();
    if (whole && plain) std::copy(packed.begin(), packed.end(), to.begin());
    if (!whole || (!plain && !unpack_track(packed, to))) {
      throw UserError(fmt::format("{}: the MSA image is {} at track {}, side {}: get another copy", name,
                                  whole ? "damaged" : "cut short", track / geometry.sides, track % geometry.sides));
    }
    from += 2 + length;
  }
  return image;
}

std::vector<u8> pack_msa(const FloppyGeometry& geometry, std::span<const u8> content) {
  std::vector<u8> file;
  put_16(file, 0x0e0f);
  put_16(file, geometry.sectors);
  put_16(file, geometry.sides - 1);
  put_16(file, 0);
  put_16(file, geometry.cylinders - 1);
  for (u32 track = 0; track < geometry.cylinders * geometry.sides; ++track) {
    const std::span<const u8> plain =
        content.subspan(std::size_t{track} * geometry.track_bytes(), geometry.track_bytes());
    const std::vector<u8> packed = pack_track(plain);
    const std::span<const u8> shorter = packed.size() < plain.size() ? std::span<const u8>(packed) : plain;
    put_16(file, static_cast<u32>(shorter.size()));
    file.insert(file.end(), shorter.begin(), shorter.end());
  }
  return file;
}

}  // namespace sosie
