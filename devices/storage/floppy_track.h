/// devices/storage/floppy_track.h — one side of one cylinder of a floppy as its controller sees it: bytes, marks,
/// fields.
///
/// Double density (MFM), 250 kbit/s at 300 rpm: about 6250 bytes a revolution. A mark is a byte with a missing clock
/// (0xA1 or 0xC2), by which the controller finds byte borders and address marks.
/// Source: Western Digital WD177X-00 data sheet (1983), "Track format", "Cyclic redundancy check".
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/base/types.h"
#include "core/state/archive.h"

namespace sosie {

/// The CRC of ID and data fields: CCITT, x^16 + x^12 + x^5 + 1, preset to ones, over the marks too.
class FloppyCrc {
 public:
  /// What three 0xA1 marks leave behind; the controller stands there after each mark that it finds.
  static constexpr u16 kAfterMarks = 0xcdb4;
  void preset() { value_ = kAfterMarks; }
  void add(u8 byte);
  void add(std::span<const u8> bytes) {
    for (const u8 byte : bytes) add(byte);
  }
  u16 value() const { return value_; }

 private:
  u16 value_ = kAfterMarks;
};

/// An ID field and the data field that follows it, if one does.
struct FloppySector {
  static constexpr u8 kDataMark = 0xfb, kDeletedDataMark = 0xf8;

  u32 id_at = 0;           ///< byte of the track, counted from the index: the first one after the ID address mark
  std::array<u8, 4> id{};  ///< track, side, sector, length code
  u16 id_crc = 0;          ///< as recorded
  bool id_crc_ok = true;
  bool has_data = false;  ///< false: nothing but the ID; a read finds no record
  u32 data_at = 0;        ///< byte of the track after the data address mark
  u8 data_mark = kDataMark;
  bool data_crc_ok = true;

  /// What protected disks have beside. `own_data`: the content where the track's bytes do not give it (sectors that
  /// overlap). `fuzzy`: a one is a bit that reads differently each time. `block_us`: how long sixteen bytes take.
  std::vector<u8> own_data, fuzzy;
  std::vector<u16> block_us;

  u32 bytes() const { return 128u << (id[3] & 3); }
};

class FloppyTrack {
 public:
  static constexpr u32 kStandardBytes = 6250;
  static constexpr u32 kMaxBytes = 8192;

  /// An unformatted track: no marks at all.
  FloppyTrack() : bytes_(kStandardBytes, 0), marks_(kStandardBytes, 0) {}
  /// Laid out as TOS formats it: sectors of 512 bytes numbered from 1, `content` being all of them.
  /// Ten and eleven sectors fit in with smaller gaps. content.size() is a multiple of 512, at most 11 of them.
  static FloppyTrack formatted(u8 cylinder, u8 side, std::span<const u8> content);
  /// What a controller's Read Track brought, with the sectors found by other means. Cannot be written to.
  static FloppyTrack recorded(std::vector<u8> bytes, std::vector<FloppySector> sectors);

  u32 bytes() const { return static_cast<u32>(bytes_.size()); }
  u8 byte(u32 at) const { return bytes_[at]; }
  bool mark(u32 at) const { return marks_[at] != 0; }
  /// In the order in which they pass the head. Found anew after each write.
  std::span<const FloppySector> sectors() const;
  /// The n-th byte of a sector's data field; it wraps at the index. `noise` gives the fuzzy bits' values.
  u8 data(const FloppySector& sector, u32 n, u8 noise = 0) const;
  /// The content of sector `number` if it is there, of 512 bytes, readable and of this cylinder.
  std::optional<std::array<u8, 512>> sector_content(u8 number) const;

  /// Writes one byte as it passes the head.
  void write(u32 at, u8 byte, bool as_mark = false);
  bool changed() const { return changed_; }
  void set_changed(bool changed) { changed_ = changed; }

  /// Only what the guest changed is part of a machine's state; the rest is the image's.
  void serialize(Archive&);

 private:
  void append(std::initializer_list<u8> bytes, bool as_mark = false);
  void append(u32 count, u8 byte, bool as_mark = false);
  void append_field(u8 address_mark, std::span<const u8> content);
  std::vector<FloppySector> find_sectors() const;
  bool read_marked(u32 at, u8& address_mark) const;

  std::vector<u8> bytes_, marks_;
  mutable std::vector<FloppySector> sectors_;
  mutable bool sectors_known_ = false;
  bool changed_ = false;
};

}  // namespace sosie
