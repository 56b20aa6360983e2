/// machines/linux_user/directory_offsets.h — positions in directories, made small enough for 32-bit programs.
///
/// File systems such as ext4 use all 64 bits of a position for a hash. A program whose off_t has 32 bits cannot read
/// such a directory: its C library says EOVERFLOW. The kernel gives 32-bit programs shorter hashes; from outside there
/// is no way to ask for these, so here the long ones are numbered, for each descriptor.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "core/base/types.h"

namespace sosie::linux_user {

/// Shared by the threads of a process.
class DirectoryOffsets {
 public:
  /// Replaces the positions in what getdents64 has written, where one is too long.
  void shorten(int fd, std::span<u8> entries);
  /// The position that `number`, which a guest got from `shorten`, stands for.
  std::optional<i64> position(int fd, i64 number) const;
  /// The number of a position, if it has one.
  std::optional<i64> number(int fd, i64 position) const;
  /// The descriptor is closed or read from the start again.
  void forget(int fd) {
    const std::lock_guard lock(mutex_);
    if (!positions_.empty()) positions_.erase(fd);
  }

  void before_fork() { mutex_.lock(); }
  void after_fork() { mutex_.unlock(); }

 private:
  mutable std::mutex mutex_;
  /// By descriptor; number n stands for element n - 1.
  std::map<int, std::vector<i64>> positions_;
};

}  // namespace sosie::linux_user
