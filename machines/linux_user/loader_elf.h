/// machines/linux_user/loader_elf.h — puts an ELF file into the guest's memory.
/// Source: System V ABI 4.1, ch. 5 (program loading); elf(5).
#pragma once

#include <string_view>

#include "machines/linux_user/elf_file.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

/// Where a file has come to lie.
struct LoadedElf {
  u32 bias = 0;  ///< what was added to the file's addresses
  u32 entry = 0;
  u32 program_headers = 0;  ///< 0: not in memory
  u64 end = 0;              ///< of the last segment
};

/// Maps the segments of `elf`, which `fd` is open on. A relocatable file goes to `base`, or to a gap where that is 0.
/// UserError where the host cannot map it; `name` is for that.
LoadedElf load_elf(const ElfFile& elf, int fd, std::string_view name, u32 base, MemoryMap& map);

}  // namespace sosie::linux_user
