#include "devices/storage/floppy_track.h"

#include <algorithm>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr u8 kIdMark = 0xfe;
constexpr u8 kSyncMark = 0xa1;
constexpr u8 kGap = 0x4e;
constexpr u32 kSectorBytes = 512;

// A data address mark that comes later than this after the ID's last byte belongs to another sector [WD177X].
constexpr u32 kMaxIdToDataMark = 43;

struct Gaps {
  u32 after_index, zeros_before_id, after_data;
};

// TOS formats nine sectors like this, and ten fit in; the eleventh needs nearly all of the gaps' room.
Gaps gaps_for(u32 sectors) { return sectors <= 10 ? Gaps{60, 12, 40} : Gaps{10, 3, 1}; }

constexpr std::array<u16, 256> make_crc_table() {
  std::array<u16, 256> table{};
  for (u32 byte = 0; byte < 256; ++byte) {
    u32 crc = byte << 8;
    for (int i = 0; i < 8; ++i) crc = crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021u : 0u);
    table[byte] = static_cast<u16>(crc);
  }
  return table;
}
constexpr std::array<u16, 256> kCrcOfByte = make_crc_table();

}  // namespace

void FloppyCrc::add(u8 byte) { value_ = static_cast<u16>(value_ << 8 ^ kCrcOfByte[value_ >> 8 ^ byte]); }

void FloppyTrack::append(u32 count, u8 byte, bool as_mark) {
  bytes_.insert(bytes_.end(), count, byte);
  marks_.insert(marks_.end(), count, as_mark ? 1 : 0);
}

void FloppyTrack::append(std::initializer_list<u8> bytes, bool as_mark) {
  for (const u8 byte : bytes) append(1, byte, as_mark);
}

void FloppyTrack::append_field(u8 address_mark, std::span<const u8> content) {
  append({kSyncMark, kSyncMark, kSyncMark}, true);
  append(1, address_mark);
  FloppyCrc crc;
  crc.add(address_mark);
  for (const u8 byte : content) append(1, byte);
  crc.add(content);
  append({static_cast<u8>(crc.value() >> 8), static_cast<u8>(crc.value())});
}

FloppyTrack FloppyTrack::formatted(u8 cylinder, u8 side, std::span<const u8> content) {
  const u32 sectors = static_cast<u32>(content.size() / kSectorBytes);
  const Gaps gaps = gaps_for(sectors);
  FloppyTrack track;
  track.bytes_.clear();
  track.marks_.clear();
  track.append(gaps.after_index, kGap);
  for (u32 i = 0; i < sectors; ++i) {
    const u8 id[] = {cylinder, side, static_cast<u8>(i + 1), 2};
    track.append(gaps.zeros_before_id, 0);
    track.append_field(kIdMark, id);
    track.append(22, kGap);
    track.append(12, 0);
    track.append_field(FloppySector::kDataMark, content.subspan(i * kSectorBytes, kSectorBytes));
    track.append(gaps.after_data, kGap);
  }
  track.append(std::max(track.bytes(), kStandardBytes) - track.bytes(), kGap);
  return track;
}

FloppyTrack FloppyTrack::recorded(std::vector<u8> bytes, std::vector<FloppySector> sectors) {
  FloppyTrack track;
  track.marks_.assign(bytes.size(), 0);
  track.bytes_ = std::move(bytes);
  std::stable_sort(sectors.begin(), sectors.end(),
                   [](const FloppySector& a, const FloppySector& b) { return a.id_at < b.id_at; });
  track.sectors_ = std::move(sectors);
  track.sectors_known_ = true;
  return track;
}

std::span<const FloppySector> FloppyTrack::sectors() const {
  if (!sectors_known_) {
    sectors_ = find_sectors();
    sectors_known_ = true;
  }
  return sectors_;
}

// Is byte `at` an address mark: the first plain byte after a sync mark?
bool FloppyTrack::read_marked(u32 at, u8& address_mark) const {
  const u32 before = (at + bytes() - 1) % bytes();
  if (mark(at) || !mark(before) || bytes_[before] != kSyncMark) return false;
  address_mark = bytes_[at];
  return true;
}

std::vector<FloppySector> FloppyTrack::find_sectors() const {
  std::vector<FloppySector> found;
  const u32 length = bytes();
  const auto at = [&](u32 position) { return bytes_[position % length]; };
  for (u32 start = 0; start < length; ++start) {
    u8 address_mark = 0;
    if (!read_marked(start, address_mark) || address_mark != kIdMark) continue;
    FloppySector sector;
    sector.id_at = (start + 1) % length;
    FloppyCrc crc;
    crc.add(address_mark);
    for (u32 i = 0; i < 4; ++i) sector.id[i] = at(start + 1 + i);
    crc.add(sector.id);
    sector.id_crc = static_cast<u16>(at(start + 5) << 8 | at(start + 6));
    sector.id_crc_ok = sector.id_crc == crc.value();
    for (u32 i = 7; i < 7 + kMaxIdToDataMark && !sector.has_data; ++i) {
      if (!read_marked((start + i) % length, address_mark)) continue;
      if (address_mark == kIdMark) break;
      if ((address_mark & 0xfc) != 0xf8) continue;
      sector.has_data = true;
      sector.data_at = (start + i + 1) % length;
      sector.data_mark = address_mark;
      FloppyCrc data_crc;
      data_crc.add(address_mark);
      for (u32 n = 0; n < sector.bytes(); ++n) data_crc.add(at(sector.data_at + n));
      const u32 end = sector.data_at + sector.bytes();
      sector.data_crc_ok = data_crc.value() == static_cast<u16>(at(end) << 8 | at(end + 1));
    }
    found.push_back(std::move(sector));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const FloppySector& a, const FloppySector& b) { return a.id_at < b.id_at; });
  return found;
}

u8 FloppyTrack::data(const FloppySector& sector, u32 n, u8 noise) const {
  const u8 byte = n < sector.own_data.size() ? sector.own_data[n] : bytes_[(sector.data_at + n) % bytes()];
  const u8 fuzzy = n < sector.fuzzy.size() ? sector.fuzzy[n] : 0;
  return static_cast<u8>((byte & ~fuzzy) | (noise & fuzzy));
}

std::optional<std::array<u8, 512>> FloppyTrack::sector_content(u8 number) const {
  for (const FloppySector& sector : sectors()) {
    if (sector.id[2] != number || sector.bytes() != kSectorBytes || !sector.has_data) continue;
    if (!sector.id_crc_ok || !sector.data_crc_ok) continue;
    std::array<u8, kSectorBytes> content;
    for (u32 i = 0; i < kSectorBytes; ++i) content[i] = data(sector, i);
    return content;
  }
  return std::nullopt;
}

void FloppyTrack::write(u32 at, u8 byte, bool as_mark) {
  bytes_[at] = byte;
  marks_[at] = as_mark ? 1 : 0;
  sectors_known_ = false;
  changed_ = true;
}

void FloppyTrack::serialize(Archive& archive) {
  archive("changed", changed_);
  if (!changed_) return;
  u32 length = bytes();
  archive("bytes", length);
  if (archive.loading()) {
    if (length == 0 || length > kMaxBytes) throw UserError("the saved state has a floppy track of impossible length");
    bytes_.resize(length);
    marks_.resize(length);
    sectors_known_ = false;
  }
  // In pieces, as an archive's values have a fixed size.
  constexpr u32 kPiece = 64;
  for (u32 begin = 0; begin < length; begin += kPiece) {
    std::array<u8, kPiece> content{}, marks{};
    const u32 count = std::min(kPiece, length - begin);
    std::copy_n(&bytes_[begin], count, content.begin());
    std::copy_n(&marks_[begin], count, marks.begin());
    archive("content", content)("marks", marks);
    std::copy_n(content.begin(), count, &bytes_[begin]);
    std::copy_n(marks.begin(), count, &marks_[begin]);
  }
}

}  // namespace sosie
