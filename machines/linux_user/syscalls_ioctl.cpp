// ioctl: requests whose arguments are known here. Source: ioctl_tty(2), ioctl_list(2), netdevice(7), sockios.h.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <algorithm>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

enum class IoctlArgument { kNone, kNumber, kInput, kOutput, kBoth };

/// A request whose argument has the same layout for guest and host, as those of terminals have.
struct IoctlRow {
  u32 guest;
  unsigned long host;
  IoctlArgument argument;
  u32 bytes;
};

constexpr u32 kTermiosBytes = 36, kTermios2Bytes = 44, kTermioBytes = 18;  ///< of the kernel's structs

constexpr IoctlRow same(unsigned long request, IoctlArgument argument, u32 bytes = 0) {
  return {static_cast<u32>(request), request, argument, bytes};
}

constexpr IoctlRow kIoctls[] = {
    same(TCGETS, IoctlArgument::kOutput, kTermiosBytes),
    same(TCSETS, IoctlArgument::kInput, kTermiosBytes),
    same(TCSETSW, IoctlArgument::kInput, kTermiosBytes),
    same(TCSETSF, IoctlArgument::kInput, kTermiosBytes),
    same(TCGETA, IoctlArgument::kOutput, kTermioBytes),
    same(TCSETA, IoctlArgument::kInput, kTermioBytes),
    same(TCSETAW, IoctlArgument::kInput, kTermioBytes),
    same(TCSETAF, IoctlArgument::kInput, kTermioBytes),
    same(0x802c'542a, IoctlArgument::kOutput, kTermios2Bytes),  // TCGETS2, TCSETS2, TCSETSW2, TCSETSF2
    same(0x402c'542b, IoctlArgument::kInput, kTermios2Bytes),
    same(0x402c'542c, IoctlArgument::kInput, kTermios2Bytes),
    same(0x402c'542d, IoctlArgument::kInput, kTermios2Bytes),
    same(TCSBRK, IoctlArgument::kNumber),
    same(TCSBRKP, IoctlArgument::kNumber),
    same(TCXONC, IoctlArgument::kNumber),
    same(TCFLSH, IoctlArgument::kNumber),
    same(TIOCEXCL, IoctlArgument::kNone),
    same(TIOCNXCL, IoctlArgument::kNone),
    same(TIOCSCTTY, IoctlArgument::kNumber),
    same(TIOCNOTTY, IoctlArgument::kNone),
    same(TIOCGPGRP, IoctlArgument::kOutput, 4),
    same(TIOCSPGRP, IoctlArgument::kInput, 4),
    same(TIOCGSID, IoctlArgument::kOutput, 4),
    same(TIOCOUTQ, IoctlArgument::kOutput, 4),
    same(TIOCSTI, IoctlArgument::kInput, 1),
    same(TIOCGWINSZ, IoctlArgument::kOutput, sizeof(winsize)),
    same(TIOCSWINSZ, IoctlArgument::kInput, sizeof(winsize)),
    same(TIOCMGET, IoctlArgument::kOutput, 4),
    same(TIOCMSET, IoctlArgument::kInput, 4),
    same(TIOCMBIS, IoctlArgument::kInput, 4),
    same(TIOCMBIC, IoctlArgument::kInput, 4),
    same(TIOCGETD, IoctlArgument::kOutput, 4),
    same(TIOCSETD, IoctlArgument::kInput, 4),
    same(TIOCSBRK, IoctlArgument::kNone),
    same(TIOCCBRK, IoctlArgument::kNone),
    same(TIOCGPTN, IoctlArgument::kOutput, 4),
    same(TIOCSPTLCK, IoctlArgument::kInput, 4),
    same(TIOCGPTPEER, IoctlArgument::kNumber),
    same(TIOCPKT, IoctlArgument::kInput, 4),
    same(TIOCGPKT, IoctlArgument::kOutput, 4),
    same(TIOCGPTLCK, IoctlArgument::kOutput, 4),
    same(TIOCGEXCL, IoctlArgument::kOutput, 4),
    same(TIOCSIG, IoctlArgument::kNumber),
    same(TIOCVHANGUP, IoctlArgument::kNone),
    same(TIOCCONS, IoctlArgument::kNone),
    same(FIONREAD, IoctlArgument::kOutput, 4),
    same(FIONBIO, IoctlArgument::kInput, 4),
    same(FIOASYNC, IoctlArgument::kInput, 4),
    same(FIONCLEX, IoctlArgument::kNone),
    same(FIOCLEX, IoctlArgument::kNone),
    same(FIOQSIZE, IoctlArgument::kOutput, 8),
    same(BLKROGET, IoctlArgument::kOutput, 4),
    same(BLKSSZGET, IoctlArgument::kOutput, 4),
    same(BLKFLSBUF, IoctlArgument::kNone),
    same(FICLONE, IoctlArgument::kNumber),
    same(FICLONERANGE, IoctlArgument::kInput, sizeof(file_clone_range)),
    same(FIGETBSZ, IoctlArgument::kOutput, 4),
    same(FIFREEZE, IoctlArgument::kNumber),
    same(FITHAW, IoctlArgument::kNumber),
    // Sockets.
    same(FIOSETOWN, IoctlArgument::kInput, 4),
    same(SIOCSPGRP, IoctlArgument::kInput, 4),
    same(FIOGETOWN, IoctlArgument::kOutput, 4),
    same(SIOCGPGRP, IoctlArgument::kOutput, 4),
    same(SIOCATMARK, IoctlArgument::kOutput, 4),
    // These have the size of a long in their number, and yet an int or 64 bits as their argument.
    {0x8004'1272, BLKGETSIZE64, IoctlArgument::kOutput, 8},
    {0x8004'6601, FS_IOC_GETFLAGS, IoctlArgument::kOutput, 4},
    {0x4004'6602, FS_IOC_SETFLAGS, IoctlArgument::kInput, 4},
};

// Network interfaces (netdevice(7)). The guest's struct ifreq is shorter, as its union has no 64-bit addresses: 16
// bytes of name and 16 of whatever is asked.

constexpr u32 kGuestIfreqBytes = 32;
constexpr unsigned long kInterfaceRequests[] = {
    SIOCGIFNAME,    SIOCGIFFLAGS,   SIOCSIFFLAGS,  SIOCGIFADDR,    SIOCSIFADDR,   SIOCGIFDSTADDR, SIOCGIFBRDADDR,
    SIOCGIFNETMASK, SIOCSIFNETMASK, SIOCGIFMETRIC, SIOCGIFMTU,     SIOCSIFMTU,    SIOCGIFHWADDR,  SIOCGIFINDEX,
    SIOCGIFTXQLEN,  SIOCSIFTXQLEN,  SIOCSIFNAME,   SIOCSIFBRDADDR, SIOCSIFDSTADDR};

i64 interface_call(Thread& t, int fd, unsigned long request, u32 address) {
  ifreq host{};
  static_assert(sizeof host >= kGuestIfreqBytes);
  t.memory().read_bytes(address, &host, kGuestIfreqBytes);
  const i64 result = host_syscall(SYS_ioctl, fd, request, &host);
  if (result >= 0) t.memory().write_bytes(address, &host, kGuestIfreqBytes);
  return result;
}

/// struct ifconf: how long the list of addresses may be or is, and where it goes; null: how long would it be?
struct GuestIfconf {
  i32 bytes;
  u32 buffer;
};

i64 interface_list(Thread& t, int fd, u32 address) {
  auto guest = t.memory().read<GuestIfconf>(address);
  constexpr i32 kMostBytes = 1 << 20;
  const i32 room = guest.buffer == 0 ? kMostBytes : std::clamp(guest.bytes, 0, kMostBytes);
  std::vector<ifreq> list(static_cast<std::size_t>(room) / kGuestIfreqBytes);
  ifconf host{};
  host.ifc_len = static_cast<int>(list.size() * sizeof(ifreq));
  host.ifc_req = list.data();
  const i64 result = host_syscall(SYS_ioctl, fd, SIOCGIFCONF, &host);
  if (result < 0) return result;
  const u32 count = static_cast<u32>(host.ifc_len) / sizeof(ifreq);
  for (u32 i = 0; guest.buffer != 0 && i < count; ++i) {
    t.memory().write_bytes(guest.buffer + i * kGuestIfreqBytes, &list[i], kGuestIfreqBytes);
  }
  guest.bytes = static_cast<i32>(count * kGuestIfreqBytes);
  t.memory().write(address, guest);
  return result;
}

i64 sys_ioctl(Thread& t, arg::Fd fd, arg::Flags request, arg::Pointer argument) {
  if (request == SIOCGIFCONF) return interface_list(t, fd, argument);
  if (std::find(std::begin(kInterfaceRequests), std::end(kInterfaceRequests), request.value) !=
      std::end(kInterfaceRequests)) {
    return interface_call(t, fd, request.value, argument);
  }
  for (const IoctlRow& row : kIoctls) {
    if (row.guest != request) continue;
    switch (row.argument) {
      case IoctlArgument::kNone: return t.call(SYS_ioctl, fd, row.host, 0);
      case IoctlArgument::kNumber: return t.call(SYS_ioctl, fd, row.host, argument.value);
      case IoctlArgument::kInput: return t.call(SYS_ioctl, fd, row.host, t.memory().input(argument, row.bytes));
      case IoctlArgument::kOutput:
      case IoctlArgument::kBoth: return t.call(SYS_ioctl, fd, row.host, t.memory().output(argument, row.bytes));
    }
  }
  // As for a request that the file does not know; a bad descriptor is told all the same.
  const i64 flags = host_syscall(SYS_fcntl, fd, F_GETFD);
  return flags < 0 ? flags : -ENOTTY;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_ioctl>("ioctl"),
};

}  // namespace

std::span<const Syscall> ioctl_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
