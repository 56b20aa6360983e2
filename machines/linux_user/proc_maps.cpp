#include "machines/linux_user/proc_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace sosie::linux_user {

namespace {

constexpr u64 kPage = FlatMemory::kPageBytes;
constexpr u8 kShownFlags = kPageRead | kPageWrite | kPageExecute | kPageMapped;

/// A line of the host's own list, which knows files, offsets and sharing.
struct HostMapping {
  u64 begin = 0, end = 0, offset = 0, inode = 0;
  char permissions[8] = {}, device[16] = {};
  std::string path;

  bool parse(const std::string& line) {
    int path_at = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx %7s %lx %15s %lu %n", &begin, &end, permissions, &offset, device, &inode,
                    &path_at) < 6)
      return false;
    path = line.substr(static_cast<std::size_t>(path_at));
    return true;
  }
};

/// What the guest sees of a stretch of one host mapping, all of one kind.
std::string line_of(u32 begin, u64 end, u8 flags, const HostMapping& host, u64 offset, std::string_view name) {
  const std::string start = fmt::format(
      "{:08x}-{:08x} {}{}{}{} {:08x} {} {} ", begin, end, flags & kPageRead ? 'r' : '-', flags & kPageWrite ? 'w' : '-',
      flags & kPageExecute ? 'x' : '-', host.permissions[3], offset, host.device, host.inode);
  return name.empty() ? start + "\n" : fmt::format("{:<73}{}\n", start, name);
}

}  // namespace

std::string proc_maps(const MemoryMap& map, const std::function<std::string(const std::string&)>& guest_path) {
  const FlatMemory& memory = map.memory();
  const u64 base = reinterpret_cast<u64>(memory.base());
  std::ifstream host_maps("/proc/self/maps");
  std::string text;
  for (std::string line; std::getline(host_maps, line);) {
    HostMapping host;
    if (!host.parse(line) || host.end <= base || host.begin >= base + FlatMemory::kSpaceBytes) continue;
    const std::string file = host.inode != 0 ? guest_path(host.path) : "";
    const u64 first = std::max(host.begin, base) - base;
    const u64 end = std::min(host.end - base, FlatMemory::kSpaceBytes);
    for (u64 begin = first, stop = 0; begin < end; begin = stop) {
      const u8 flags = memory.flags(static_cast<u32>(begin)) & kShownFlags;
      const std::string_view special = map.special_name(static_cast<u32>(begin));
      for (stop = begin + kPage; stop < end; stop += kPage) {
        const u32 page = static_cast<u32>(stop);
        if ((memory.flags(page) & kShownFlags) != flags || map.special_name(page) != special) break;
      }
      if (!(flags & kPageMapped)) continue;
      const u64 offset = host.inode != 0 ? host.offset + (begin - first) : 0;
      text +=
          line_of(static_cast<u32>(begin), stop, flags, host, offset, file.empty() ? special : std::string_view(file));
    }
  }
  return text;
}

}  // namespace sosie::linux_user
