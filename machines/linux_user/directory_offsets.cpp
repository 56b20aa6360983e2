#include "machines/linux_user/directory_offsets.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sosie::linux_user {

namespace {

/// struct linux_dirent64 (getdents(2)), up to the name.
struct Entry {
  u64 inode;
  i64 position;
  u16 bytes;
};

/// Calls `visit` with a reference to each position.
template <class Visit>
void for_each_position(std::span<u8> entries, Visit visit) {
  while (entries.size() >= offsetof(Entry, bytes) + sizeof(u16)) {
    i64 position;
    u16 bytes;
    std::memcpy(&position, &entries[offsetof(Entry, position)], sizeof position);
    std::memcpy(&bytes, &entries[offsetof(Entry, bytes)], sizeof bytes);
    visit(position);
    std::memcpy(&entries[offsetof(Entry, position)], &position, sizeof position);
    if (bytes == 0 || bytes > entries.size()) return;
    entries = entries.subspan(bytes);
  }
}

}  // namespace

void DirectoryOffsets::shorten(int fd, std::span<u8> entries) {
  const std::lock_guard lock(mutex_);
  bool long_ones = positions_.contains(fd);
  for_each_position(entries, [&](i64 position) { long_ones |= position > INT32_MAX; });
  if (!long_ones) return;
  std::vector<i64>& known = positions_[fd];
  for_each_position(entries, [&](i64& position) {
    known.push_back(position);
    position = static_cast<i64>(known.size());
  });
}

std::optional<i64> DirectoryOffsets::position(int fd, i64 number) const {
  const std::lock_guard lock(mutex_);
  const auto found = positions_.find(fd);
  if (found == positions_.end() || number < 1 || number > static_cast<i64>(found->second.size())) return std::nullopt;
  return found->second[static_cast<std::size_t>(number - 1)];
}

std::optional<i64> DirectoryOffsets::number(int fd, i64 position) const {
  const std::lock_guard lock(mutex_);
  const auto found = positions_.find(fd);
  if (found == positions_.end()) return std::nullopt;
  const auto place = std::find(found->second.begin(), found->second.end(), position);
  if (place == found->second.end()) return std::nullopt;
  return place - found->second.begin() + 1;
}

}  // namespace sosie::linux_user
