/// devices/storage/gemdos_guest.h — the memory of a machine that runs GEMDOS, and the processes in it.
///
/// Source: "GEMDOS Reference Manual" (Atari, 1986): base page, DTA; "Hitchhiker's Guide to the BIOS": OS header.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/types.h"
#include "core/memory/address_space.h"

namespace sosie {

class GemdosGuest {
 public:
  /// Nobody answers at an address that the guest gave. Every function may throw it.
  struct BadAddress {};

  explicit GemdosGuest(AddressSpace& memory) : memory_(memory) {}

  u8 byte(u32 address) const { return static_cast<u8>(number(address, 1)); }
  u16 word(u32 address) const { return static_cast<u16>(number(address, 2)); }
  u32 longword(u32 address) const;
  void set_word(u32 address, u16 value) { set_number(address, 2, value); }
  void set_longword(u32 address, u32 value);
  /// What ends in a zero; at most 255 characters of it.
  std::string text(u32 address) const;
  void set_text(u32 address, std::string_view text);
  void copy_in(u32 address, std::span<const u8> bytes);
  void copy_out(u32 address, std::span<u8> bytes) const;
  void clear(u32 address, u32 bytes);

  /// Of the process that runs.
  u32 base_page() const;
  /// The same, and its parent's, and so on.
  std::vector<u32> lineage() const;
  u16 default_drive() const { return byte(base_page() + 0x37); }
  /// Where it wants to have what searches find.
  u32 dta() const { return longword(base_page() + 0x20); }

 private:
  u64 number(u32 address, unsigned bytes) const;
  void set_number(u32 address, unsigned bytes, u64 value);

  AddressSpace& memory_;
};

}  // namespace sosie
