/// core/memory/tlb.h — where one processor's virtual pages lie in the host's memory, as far as it has asked.
///
/// Translated code looks here first: one comparison says that an access goes to memory, may be made, is aligned and
/// stays within its page. Everything else is a miss, and BoardMemory's business.
#pragma once

#include <array>

#include "core/base/types.h"

namespace sosie {

/// What a guest's accesses are like.
struct TlbShape {
  unsigned page_bits = 12;
  u32 alignment = 1;        ///< of an access of so many bytes or more; a smaller one is aligned to its size
  u32 privileged_mode = 0;  ///< the bit of the mode key that is set for supervisors

  unsigned view(u32 mode) const { return (mode & privileged_mode) != 0; }
  u32 aligned_to(unsigned bytes) const { return bytes < alignment ? bytes : alignment; }
  /// What is looked up: the page of the access's last aligned piece, and the bits that have to be zero.
  u32 reach(unsigned bytes) const { return bytes - aligned_to(bytes); }
  u32 mask(unsigned bytes) const { return (~u32{0} << page_bits) | (aligned_to(bytes) - 1); }
};

class Tlb {
 public:
  struct Entry {
    u32 read_page = kNoPage, write_page = kNoPage;  ///< guest address of the page, where that may be done
    u64 addend = 0;                                 ///< host address - guest address
  };
  static constexpr unsigned kViews = 2;  ///< users', supervisors'
  static constexpr unsigned kEntryBits = 12;
  static constexpr u32 kEntries = 1u << kEntryBits;
  /// Differs from every page under every mask: see TlbShape.
  static constexpr u32 kNoPage = ~u32{0};

  static constexpr u32 index(u32 address, unsigned page_bits) { return address >> page_bits & (kEntries - 1); }
  Entry& entry(unsigned view, u32 address, unsigned page_bits) { return views_[view][index(address, page_bits)]; }

  void clear() { views_.fill(View{}); }

 private:
  using View = std::array<Entry, kEntries>;
  std::array<View, kViews> views_{};
};

static_assert(sizeof(Tlb::Entry) == 16);

}  // namespace sosie
