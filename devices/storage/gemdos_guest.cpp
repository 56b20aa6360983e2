#include "devices/storage/gemdos_guest.h"

namespace sosie {

namespace {

constexpr u32 kSysbase = 0x4f2;                           // system variable: the OS header
constexpr u32 kVersion = 2, kOsBegin = 8, kOsRun = 0x28;  // in the header
constexpr u16 kHasOsRun = 0x0102;                         // since that version
constexpr u32 kOldestRun = 0x602c;                        // where it is in the first
constexpr std::size_t kLongestText = 255;

}  // namespace

u64 GemdosGuest::number(u32 address, unsigned bytes) const {
  u64 value = 0;
  if (memory_.read(address, bytes, value) != AccessStatus::kOk) throw BadAddress{};
  return value;
}

void GemdosGuest::set_number(u32 address, unsigned bytes, u64 value) {
  if (memory_.write(address, bytes, value) != AccessStatus::kOk) throw BadAddress{};
}

u32 GemdosGuest::longword(u32 address) const { return u32{word(address)} << 16 | word(address + 2); }

void GemdosGuest::set_longword(u32 address, u32 value) {
  set_word(address, static_cast<u16>(value >> 16));
  set_word(address + 2, static_cast<u16>(value));
}

std::string GemdosGuest::text(u32 address) const {
  std::string result;
  for (u8 c = byte(address); c != 0 && result.size() < kLongestText; c = byte(++address))
    result += static_cast<char>(c);
  return result;
}

void GemdosGuest::set_text(u32 address, std::string_view text) {
  for (const char c : text) set_number(address++, 1, static_cast<u8>(c));
  set_number(address, 1, 0);
}

void GemdosGuest::copy_in(u32 address, std::span<const u8> bytes) {
  for (const u8 byte : bytes) set_number(address++, 1, byte);
}

void GemdosGuest::copy_out(u32 address, std::span<u8> bytes) const {
  for (u8& each : bytes) each = byte(address++);
}

void GemdosGuest::clear(u32 address, u32 bytes) {
  for (; bytes > 0; --bytes) set_number(address++, 1, 0);
}

u32 GemdosGuest::base_page() const {
  const u32 header = longword(longword(kSysbase) + kOsBegin);
  return longword(word(header + kVersion) >= kHasOsRun ? longword(header + kOsRun) : kOldestRun);
}

std::vector<u32> GemdosGuest::lineage() const {
  constexpr u32 kParent = 0x24;
  constexpr std::size_t kGenerations = 32;
  std::vector<u32> lineage;
  for (u32 each = base_page(); each != 0 && lineage.size() < kGenerations; each = longword(each + kParent)) {
    lineage.push_back(each);
  }
  return lineage;
}

}  // namespace sosie
