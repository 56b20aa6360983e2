/// machines/linux_user/guest_files.h — what ABIs share on files: flags of open(2), the fields of struct stat.
/// Source: uapi headers asm/fcntl.h of arm and m68k, asm-generic/fcntl.h; stat(2).
#pragma once

#include <sys/stat.h>

#include <climits>
#include <cstdint>

#include "machines/linux_user/guest_layout.h"

namespace sosie::linux_user {

// Some architectures have four flags at other places than the host, ARM and m68k the same ones.
int moved_open_flags_to_host(u32 guest);
u32 moved_open_flags_to_guest(int host);

/// Sizes and numbers of 32 bits, counts of links of 16.
inline bool fits_short_stat(const struct stat& host) {
  return host.st_size <= INT32_MAX && host.st_ino <= UINT32_MAX && host.st_nlink <= UINT16_MAX;
}

/// What all structs of the guests' have, cut to the widths that they have it in.
template <class GuestStat>
GuestStat guest_stat(const struct stat& host) {
  GuestStat guest{};
  guest.dev = Cut{host.st_dev};
  guest.ino = Cut{host.st_ino};
  guest.mode = Cut{host.st_mode};
  guest.nlink = Cut{host.st_nlink};
  guest.uid = Cut{host.st_uid};
  guest.gid = Cut{host.st_gid};
  guest.rdev = Cut{host.st_rdev};
  guest.size = Cut{host.st_size};
  guest.block_bytes = Cut{host.st_blksize};
  guest.blocks = Cut{host.st_blocks};
  guest.atime = Cut{host.st_atim.tv_sec};
  guest.atime_ns = Cut{host.st_atim.tv_nsec};
  guest.mtime = Cut{host.st_mtim.tv_sec};
  guest.mtime_ns = Cut{host.st_mtim.tv_nsec};
  guest.ctime = Cut{host.st_ctim.tv_sec};
  guest.ctime_ns = Cut{host.st_ctim.tv_nsec};
  return guest;
}

}  // namespace sosie::linux_user
