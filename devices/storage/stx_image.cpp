#include "devices/storage/stx_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr u32 kHeaderBytes = 16, kSectorBytes = 512, kMaxSectors = 64;

// Track flags.
constexpr u32 kHasSectors = 0x01, kHasTrackImage = 0x40, kHasSyncOffset = 0x80;
// Sector flags; where they are the controller's status bits they have its places.
constexpr u8 kVariableBits = 0x01, kCrcError = 0x08, kRecordNotFound = 0x10, kDeleted = 0x20, kFuzzy = 0x80;

// From the first byte of an ID to the first of its data: ID, CRC, gap, zeros, marks, data mark.
constexpr u32 kIdToData = 4 + 2 + 22 + 12 + 3 + 1;

constexpr u32 kBlockBytes = 16;  // bytes that one timing value is about
constexpr u32 kNominalByteUs = 32;

// A timing value counts four microseconds; 127 stands for the nominal speed.
u16 block_us(u32 timing) { return static_cast<u16>(std::min(4 * timing + 4, 0xffffu)); }

// Files of revision 0 have no timing records. Their sectors of variable bit width are all of one kind of protection:
// the second quarter is recorded slowly, the third fast.
constexpr u32 kQuarters[] = {127, 133, 121, 127};

/// Reads numbers at offsets; what lies outside makes the whole file damaged.
class Bytes {
 public:
  Bytes(std::string_view name, std::span<const u8> bytes) : name_(name), bytes_(bytes) {}
  std::size_t size() const { return bytes_.size(); }
  u8 u8_at(std::size_t at) const { return piece(at, 1)[0]; }
  u32 u16_at(std::size_t at) const { return u32{piece(at, 2)[0]} | u32{bytes_[at + 1]} << 8; }
  u32 u16_big_at(std::size_t at) const { return u32{piece(at, 2)[0]} << 8 | u32{bytes_[at + 1]}; }
  u32 u32_at(std::size_t at) const { return u16_at(at) | u16_at(at + 2) << 16; }
  std::span<const u8> piece(std::size_t at, std::size_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at) fail();
    return bytes_.subspan(at, count);
  }
  Bytes part(std::size_t at, std::size_t count) const { return {name_, piece(at, count)}; }
  [[noreturn]] void fail() const {
    throw UserError(fmt::format("{}: the STX image is damaged or cut short: get another copy", name_));
  }

 private:
  std::string_view name_;
  std::span<const u8> bytes_;
};

/// One track's record, taken apart.
class TrackRecord {
 public:
  TrackRecord(const Bytes& record, u8 revision)
      : record_(record),
        revision_(revision),
        fuzzy_bytes_(record.u32_at(4)),
        count_(record.u16_at(8)),
        flags_(record.u16_at(10)),
        length_(record.u16_at(12)),
        number_(record.u8_at(14)) {
    if (cylinder() >= FloppyDisk::kCylinders || count_ > kMaxSectors) record.fail();
  }
  u32 cylinder() const { return number_ & 0x7f; }
  u32 side() const { return number_ >> 7; }
  FloppyTrack track();

 private:
  FloppyTrack plain_track() const;
  void read_track_image();
  FloppySector sector(u32 index);
  void read_timings(std::vector<FloppySector>& sectors) const;
  void lay_out(const std::vector<FloppySector>& sectors);

  const Bytes record_;
  const u8 revision_;
  const u32 fuzzy_bytes_, count_, flags_, length_;
  const u8 number_;
  std::size_t fuzzy_at_ = 0, data_at_ = 0;
  std::size_t data_end_ = 0;  // of the track image and all sectors' data
  std::vector<u8> image_;
};

FloppyTrack TrackRecord::plain_track() const {
  if (count_ > 11) record_.fail();
  return FloppyTrack::formatted(static_cast<u8>(cylinder()), static_cast<u8>(side()),
                                record_.piece(kHeaderBytes, std::size_t{count_} * kSectorBytes));
}

void TrackRecord::read_track_image() {
  if ((flags_ & kHasTrackImage) == 0) return;
  const std::size_t header = (flags_ & kHasSyncOffset) != 0 ? 4 : 2;
  const u32 length = record_.u16_at(data_at_ + header - 2);
  if (length > FloppyTrack::kMaxBytes) record_.fail();
  const std::span<const u8> bytes = record_.piece(data_at_ + header, length);
  image_.assign(bytes.begin(), bytes.end());
  data_end_ = data_at_ + header + length;
}

FloppySector TrackRecord::sector(u32 index) {
  const std::size_t at = kHeaderBytes + std::size_t{index} * 16;
  FloppySector sector;
  const u8 flags = record_.u8_at(at + 14);
  sector.id_at = record_.u16_at(at + 4) / 8;
  for (u32 i = 0; i < 4; ++i) sector.id[i] = record_.u8_at(at + 8 + i);
  sector.id_crc = static_cast<u16>(record_.u16_big_at(at + 12));
  sector.has_data = (flags & kRecordNotFound) == 0;
  const bool crc_ok = (flags & kCrcError) == 0;
  sector.id_crc_ok = sector.has_data || crc_ok;
  if (!sector.has_data) return sector;

  sector.data_at = sector.id_at + kIdToData;
  sector.data_crc_ok = crc_ok;
  sector.data_mark = (flags & kDeleted) != 0 ? FloppySector::kDeletedDataMark : FloppySector::kDataMark;
  const std::size_t content_at = data_at_ + record_.u32_at(at);
  const std::span<const u8> content = record_.piece(content_at, sector.bytes());
  sector.own_data.assign(content.begin(), content.end());
  data_end_ = std::max(data_end_, content_at + sector.bytes());
  if ((flags & kFuzzy) != 0) {
    // In the file a one is a bit that can be relied upon.
    for (const u8 solid : record_.piece(fuzzy_at_, sector.bytes())) sector.fuzzy.push_back(static_cast<u8>(~solid));
    fuzzy_at_ += sector.bytes();
  }
  const u32 blocks = sector.bytes() / kBlockBytes;
  const u32 read_us = record_.u16_at(at + 6);
  if ((flags & kVariableBits) != 0) {
    for (u32 i = 0; i < blocks; ++i) sector.block_us.push_back(block_us(kQuarters[i * 4 / blocks]));
  } else if (read_us != 0 && read_us != sector.bytes() * kNominalByteUs) {
    sector.block_us.assign(blocks, static_cast<u16>(read_us / blocks));
  }
  return sector;
}

// After all data: two bytes of flags, the record's length with these four bytes, a value for each block of each sector
// of variable bit width.
void TrackRecord::read_timings(std::vector<FloppySector>& sectors) const {
  if (revision_ != 2 || record_.size() < data_end_ + 4) return;
  std::size_t at = data_end_ + 4;
  for (u32 i = 0; i < sectors.size(); ++i) {
    FloppySector& sector = sectors[i];
    const u8 flags = record_.u8_at(kHeaderBytes + std::size_t{i} * 16 + 14);
    if ((flags & kVariableBits) == 0) continue;
    for (u16& us : sector.block_us) {
      us = block_us(record_.u16_big_at(at));
      at += 2;
    }
  }
}

// Where the file has no track image, Read Track finds the fields at their places between plain gaps.
void TrackRecord::lay_out(const std::vector<FloppySector>& sectors) {
  image_.assign(std::clamp<u32>(length_, 1000, FloppyTrack::kMaxBytes), 0x4e);
  const auto put = [this](u32 at, std::span<const u8> bytes) {
    for (const u8 byte : bytes) image_[at++ % image_.size()] = byte;
  };
  constexpr u8 kIdMarks[] = {0xa1, 0xa1, 0xa1, 0xfe}, kDataMarks[] = {0xa1, 0xa1, 0xa1};
  const u32 length = static_cast<u32>(image_.size());
  for (const FloppySector& sector : sectors) {
    put(sector.id_at + length - 4, kIdMarks);
    put(sector.id_at, sector.id);
    const u8 crc[] = {static_cast<u8>(sector.id_crc >> 8), static_cast<u8>(sector.id_crc)};
    put(sector.id_at + 4, crc);
    if (!sector.has_data) continue;
    put(sector.data_at + length - 4, kDataMarks);
    put(sector.data_at + length - 1, std::span(&sector.data_mark, 1));
    put(sector.data_at, sector.own_data);
  }
}

FloppyTrack TrackRecord::track() {
  if ((flags_ & kHasSectors) == 0) return count_ == 0 ? FloppyTrack() : plain_track();
  fuzzy_at_ = kHeaderBytes + std::size_t{count_} * 16;
  data_at_ = data_end_ = fuzzy_at_ + fuzzy_bytes_;
  read_track_image();
  std::vector<FloppySector> sectors;
  for (u32 i = 0; i < count_; ++i) sectors.push_back(sector(i));
  read_timings(sectors);
  if (image_.empty()) lay_out(sectors);
  const u32 length = static_cast<u32>(image_.size());
  for (FloppySector& sector : sectors) {
    sector.id_at %= length;
    sector.data_at %= length;
  }
  return FloppyTrack::recorded(std::move(image_), std::move(sectors));
}

}  // namespace

bool is_stx(std::span<const u8> file) { return file.size() >= 4 && std::memcmp(file.data(), "RSY", 4) == 0; }

FloppyDisk disk_of_stx(std::string_view name, std::span<const u8> file) {
  if (!is_stx(file))
    throw UserError(fmt::format("{} is no STX image, although it is called one: get another copy", name));
  const Bytes bytes(name, file);
  const u32 version = bytes.u16_at(4), tracks = bytes.u8_at(10);
  const u8 revision = bytes.u8_at(11);
  if (version != 3) {
    throw UserError(fmt::format("{}: STX images of version {} are not known, only those of version 3", name, version));
  }
  FloppyDisk disk;
  disk.set_write_protected(true);
  std::size_t at = kHeaderBytes;
  for (u32 i = 0; i < tracks; ++i) {
    const u32 length = bytes.u32_at(at);
    if (length < kHeaderBytes) bytes.fail();
    TrackRecord record(bytes.part(at, length), revision);
    disk.track(record.cylinder(), record.side()) = record.track();
    at += length;
  }
  return disk;
}

}  // namespace sosie
