/// tests/support/m68k/repeated_memory.h — a flat memory in which a few megabytes are seen again and again.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include "core/memory/flat_memory.h"

namespace sosie::m68k::test {

/// What a bus with fewer address lines looks like to executors that know no bus.
class RepeatedMemory {
 public:
  /// \param bytes a power of two, not below 1 MiB.
  explicit RepeatedMemory(u64 bytes) {
    const int file = memfd_create("ram", 0);
    if (file < 0 || ftruncate(file, static_cast<off_t>(bytes)) != 0) throw std::runtime_error("no memory");
    for (u64 at = 0; at < FlatMemory::kSpaceBytes; at += bytes) {
      if (mmap(flat_.base() + at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) {
        throw std::runtime_error("no address space for 4 GiB");
      }
    }
    close(file);
    flat_.set_flags(0, FlatMemory::kSpaceBytes, kPageRead | kPageWrite | kPageExecute);
  }
  FlatMemory& flat() { return flat_; }
  u16 word(u32 address) const { return __builtin_bswap16(flat_.read<u16>(address)); }
  void put_word(u32 address, u16 value) { flat_.write<u16>(address, __builtin_bswap16(value)); }

 private:
  FlatMemory flat_;
};

}  // namespace sosie::m68k::test
