#include "devices/storage/gemdos_program.h"

#include <optional>
#include <utility>

namespace sosie {

namespace {

constexpr u32 kHeaderBytes = 28, kBasePageBytes = 0x100;
constexpr u16 kMagic = 0x601a;

// In the header.
constexpr u32 kText = 2, kData = 6, kBss = 10, kSymbols = 14, kFlags = 22, kAbsolute = 26;
constexpr u32 kFastLoad = 1;  // of the flags: the memory behind the BSS need not be cleared

// In the base page.
constexpr u32 kHighTpa = 4, kTextBase = 8;

u32 longword(std::span<const u8> file, u64 at) {
  return u32{file[at]} << 24 | u32{file[at + 1]} << 16 | u32{file[at + 2]} << 8 | file[at + 3];
}

/// The places of longwords to which the text's address is added: the first one's, then distances of bytes, of which 1
/// means 254 and none, and 0 the end.
class Fixups {
 public:
  Fixups(std::span<const u8> table, u64 limit) : table_(table), limit_(limit) {
    if (table.size() >= kFirst) place_ = longword(table, 0);
  }
  bool damaged() const { return damaged_; }
  /// Nothing: there are no more, or the table is damaged.
  std::optional<u64> next() {
    if (place_ == 0) return {};
    if (std::exchange(first_, false)) return checked();
    while (at_ < table_.size() && table_[at_] == 1) place_ += 254, ++at_;
    if (at_ >= table_.size() || table_[at_] == 0) return {};
    place_ += table_[at_++];
    return checked();
  }

 private:
  static constexpr u64 kFirst = 4;  // bytes of the first place

  std::optional<u64> checked() {
    damaged_ = place_ + 4 > limit_ || place_ % 2 != 0;
    return damaged_ ? std::nullopt : std::optional(place_);
  }

  std::span<const u8> table_;
  u64 limit_, at_ = kFirst, place_ = 0;
  bool first_ = true, damaged_ = false;
};

}  // namespace

bool is_gemdos_program(std::span<const u8> file) {
  return file.size() >= kHeaderBytes && (file[0] << 8 | file[1]) == kMagic;
}

bool load_gemdos_program(std::span<const u8> file, GemdosGuest& guest, u32 base_page) {
  const u64 text = longword(file, kText), data = longword(file, kData), bss = longword(file, kBss);
  const u64 symbols = longword(file, kSymbols), image = text + data;
  const u32 begin = base_page + kBasePageBytes, end = guest.longword(base_page + kHighTpa);
  if (end < begin || image + bss > end - begin || kHeaderBytes + image + symbols > file.size()) return false;
  guest.copy_in(begin, file.subspan(kHeaderBytes, image));
  if (file[kAbsolute] == 0 && file[kAbsolute + 1] == 0) {
    Fixups fixups(file.subspan(kHeaderBytes + image + symbols), image);
    while (const auto place = fixups.next()) {
      const u32 address = begin + static_cast<u32>(*place);
      guest.set_longword(address, guest.longword(address) + begin);
    }
    if (fixups.damaged()) return false;
  }
  const bool all = (longword(file, kFlags) & kFastLoad) == 0;
  guest.clear(begin + static_cast<u32>(image), all ? end - begin - static_cast<u32>(image) : static_cast<u32>(bss));
  const u32 pieces[] = {begin,
                        static_cast<u32>(text),
                        begin + static_cast<u32>(text),
                        static_cast<u32>(data),
                        begin + static_cast<u32>(image),
                        static_cast<u32>(bss)};
  u32 field = base_page + kTextBase;
  for (const u32 piece : pieces) {
    guest.set_longword(field, piece);
    field += 4;
  }
  return true;
}

}  // namespace sosie
