#include "machines/linux_user/loader_elf.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstring>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kPage = FlatMemory::kPageBytes;

constexpr u64 page_up(u64 address) { return (address + kPage - 1) & ~u64{kPage - 1}; }

class Loader {
 public:
  Loader(const ElfFile& elf, int fd, std::string_view name, MemoryMap& map)
      : elf_(elf), fd_(fd), name_(name), map_(map) {}

  LoadedElf load(u32 base) {
    const u32 bias = elf_.relocatable ? choose_base(base) - align_down(elf_.begin(), kPage) : 0;
    for (const ElfSegment& segment : elf_.segments) load_segment(segment, bias);
    return {.bias = bias,
            .entry = elf_.entry + bias,
            .program_headers = elf_.program_headers ? elf_.program_headers + bias : 0,
            .end = elf_.end() + bias};
  }

 private:
  u32 choose_base(u32 base) const {
    const u64 bytes = page_up(elf_.end()) - align_down(elf_.begin(), kPage);
    if (base != 0 && map_.is_free(base, bytes)) return base;
    const auto gap = map_.find_gap(bytes);
    if (!gap)
      throw UserError(fmt::format("cannot run {}: it needs {} bytes of address space in one piece; there is no "
                                  "such gap",
                                  name_, bytes),
                      kCannotExecute);
    return *gap;
  }

  void load_segment(const ElfSegment& segment, u32 bias) {
    const u32 address = segment.address + bias;
    const u32 first_page = align_down(address, kPage);
    const u64 file_end = u64{address} + segment.file_bytes, end = u64{address} + segment.memory_bytes;
    const bool has_zeros = end > file_end;
    u64 zeros_from = first_page;
    if (segment.file_bytes > 0) {
      // The rest of the last page from the file has to be zeroed, all of it: the dynamic linker's own malloc begins
      // behind its data and counts on that. This needs a page that can be written.
      const int protection = segment.protection | (has_zeros ? PROT_WRITE : 0);
      map_range(first_page, file_end - first_page, protection, fd_, segment.offset - (address - first_page));
      zeros_from = page_up(file_end);
      if (has_zeros) std::memset(map_.memory().host(static_cast<u32>(file_end)), 0, zeros_from - file_end);
      if (protection != segment.protection) {
        map_.protect(first_page, static_cast<u32>(zeros_from - first_page), segment.protection);
      }
    }
    if (end > zeros_from) map_range(static_cast<u32>(zeros_from), end - zeros_from, segment.protection, -1, 0);
  }

  void map_range(u32 begin, u64 bytes, int protection, int fd, u64 offset) {
    const int flags = MAP_PRIVATE | MAP_FIXED | (fd < 0 ? MAP_ANONYMOUS : 0);
    const i64 result = map_.map({begin, static_cast<u32>(bytes), protection, flags, fd, offset});
    if (result < 0) {
      throw UserError(
          fmt::format("cannot run {}: {:#x}..{:#x} cannot be mapped: {}; link it for another address or copy "
                      "it to another file system",
                      name_, begin, begin + bytes, std::strerror(static_cast<int>(-result))),
          kCannotExecute);
    }
  }

  const ElfFile& elf_;
  const int fd_;
  const std::string_view name_;
  MemoryMap& map_;
};

}  // namespace

LoadedElf load_elf(const ElfFile& elf, int fd, std::string_view name, u32 base, MemoryMap& map) {
  return Loader(elf, fd, name, map).load(base);
}

}  // namespace sosie::linux_user
