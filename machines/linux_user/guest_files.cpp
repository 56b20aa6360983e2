#include "machines/linux_user/guest_files.h"

#include <fcntl.h>

namespace sosie::linux_user {

namespace {

struct FlagPair {
  u32 guest;
  int host;
};
constexpr FlagPair kMovedFlags[] = {
    {0'040'000, O_DIRECTORY}, {0'100'000, O_NOFOLLOW}, {0'200'000, O_DIRECT}, {0'400'000, 0'100'000}};
constexpr u32 kMovedBits = 0'740'000;

}  // namespace

int moved_open_flags_to_host(u32 guest) {
  int host = static_cast<int>(guest & ~kMovedBits);
  for (const FlagPair& pair : kMovedFlags) {
    if (guest & pair.guest) host |= pair.host;
  }
  return host;
}

u32 moved_open_flags_to_guest(int host) {
  u32 guest = static_cast<u32>(host) & ~kMovedBits;
  for (const FlagPair& pair : kMovedFlags) {
    if (host & pair.host) guest |= pair.guest;
  }
  return guest;
}

}  // namespace sosie::linux_user
