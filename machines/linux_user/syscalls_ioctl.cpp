// ioctl: requests whose arguments are known here. Source: ioctl_tty(2), ioctl_list(2), netdevice(7), sockios.h.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <algorithm>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

enum class IoctlArgument { kNone, kNumber, kInput, kOutput };

/// A request whose argument has the same layout for guest and host, as those of terminals have.
struct IoctlRow {
  u32 guest;
  unsigned long host;
  IoctlArgument argument;
  u32 bytes = 0;
  Reorder reorder = nullptr;
};

// The kernel's structs of terminals (ioctl_tty(2)).
struct KernelTermio {
  u16 modes[4];
  u8 line, characters[9];
};
struct KernelTermios {
  u32 modes[4];
  u8 line, characters[19];
};
struct KernelTermios2 {
  KernelTermios first;
  u32 input_speed, output_speed;
};
static_assert(sizeof(KernelTermio) == 18 && sizeof(KernelTermios) == 36 && sizeof(KernelTermios2) == 44);

constexpr IoctlRow plain(unsigned long request) { return {static_cast<u32>(request), request, IoctlArgument::kNone}; }
constexpr IoctlRow number(unsigned long request) {
  return {static_cast<u32>(request), request, IoctlArgument::kNumber};
}
template <class T>
constexpr IoctlRow input(unsigned long request, u32 guest) {
  return {guest, request, IoctlArgument::kInput, sizeof(T), reorder_all<T>};
}
template <class T>
constexpr IoctlRow input(unsigned long request) {
  return input<T>(request, static_cast<u32>(request));
}
template <class T>
constexpr IoctlRow output(unsigned long request, u32 guest) {
  return {guest, request, IoctlArgument::kOutput, sizeof(T), reorder_all<T>};
}
template <class T>
constexpr IoctlRow output(unsigned long request) {
  return output<T>(request, static_cast<u32>(request));
}

constexpr IoctlRow kIoctls[] = {
    output<KernelTermios>(TCGETS),
    input<KernelTermios>(TCSETS),
    input<KernelTermios>(TCSETSW),
    input<KernelTermios>(TCSETSF),
    output<KernelTermio>(TCGETA),
    input<KernelTermio>(TCSETA),
    input<KernelTermio>(TCSETAW),
    input<KernelTermio>(TCSETAF),
    output<KernelTermios2>(0x802c'542a),  // TCGETS2, TCSETS2, TCSETSW2, TCSETSF2
    input<KernelTermios2>(0x402c'542b),
    input<KernelTermios2>(0x402c'542c),
    input<KernelTermios2>(0x402c'542d),
    number(TCSBRK),
    number(TCSBRKP),
    number(TCXONC),
    number(TCFLSH),
    plain(TIOCEXCL),
    plain(TIOCNXCL),
    number(TIOCSCTTY),
    plain(TIOCNOTTY),
    output<u32>(TIOCGPGRP),
    input<u32>(TIOCSPGRP),
    output<u32>(TIOCGSID),
    output<u32>(TIOCOUTQ),
    input<u8>(TIOCSTI),
    output<winsize>(TIOCGWINSZ),
    input<winsize>(TIOCSWINSZ),
    output<u32>(TIOCMGET),
    input<u32>(TIOCMSET),
    input<u32>(TIOCMBIS),
    input<u32>(TIOCMBIC),
    output<u32>(TIOCGETD),
    input<u32>(TIOCSETD),
    plain(TIOCSBRK),
    plain(TIOCCBRK),
    output<u32>(TIOCGPTN),
    input<u32>(TIOCSPTLCK),
    number(TIOCGPTPEER),
    input<u32>(TIOCPKT),
    output<u32>(TIOCGPKT),
    output<u32>(TIOCGPTLCK),
    output<u32>(TIOCGEXCL),
    number(TIOCSIG),
    plain(TIOCVHANGUP),
    plain(TIOCCONS),
    output<u32>(FIONREAD),
    input<u32>(FIONBIO),
    input<u32>(FIOASYNC),
    plain(FIONCLEX),
    plain(FIOCLEX),
    output<u64>(FIOQSIZE),
    output<u32>(BLKROGET),
    output<u32>(BLKSSZGET),
    plain(BLKFLSBUF),
    number(FICLONE),
    input<file_clone_range>(FICLONERANGE),
    output<u32>(FIGETBSZ),
    number(FIFREEZE),
    number(FITHAW),
    // Sockets.
    input<u32>(FIOSETOWN),
    input<u32>(SIOCSPGRP),
    output<u32>(FIOGETOWN),
    output<u32>(SIOCGPGRP),
    output<u32>(SIOCATMARK),
    // These have the size of a long in their number, and yet an int or 64 bits as their argument.
    output<u64>(BLKGETSIZE64, 0x8004'1272),
    output<u32>(FS_IOC_GETFLAGS, 0x8004'6601),
    input<u32>(FS_IOC_SETFLAGS, 0x4004'6602),
};

// Network interfaces (netdevice(7)). The guest's struct ifreq is shorter, as its union has no 64-bit addresses: 16
// bytes of name and 16 of whatever is asked.

constexpr u32 kGuestIfreqBytes = 32;

/// What is asked.
template <class T>
void reorder_value(std::span<u8> ifreq) {
  swap_numbers<T>(&ifreq[IFNAMSIZ]);
}

struct InterfaceRow {
  unsigned long request;
  Reorder reorder;
};
// Of addresses the family only: the rest is in the network's order.
constexpr InterfaceRow kInterfaceRequests[] = {
    {SIOCGIFNAME, reorder_value<i32>},    {SIOCGIFFLAGS, reorder_value<i16>},   {SIOCSIFFLAGS, reorder_value<i16>},
    {SIOCGIFADDR, reorder_value<u16>},    {SIOCSIFADDR, reorder_value<u16>},    {SIOCGIFDSTADDR, reorder_value<u16>},
    {SIOCGIFBRDADDR, reorder_value<u16>}, {SIOCGIFNETMASK, reorder_value<u16>}, {SIOCSIFNETMASK, reorder_value<u16>},
    {SIOCGIFMETRIC, reorder_value<i32>},  {SIOCGIFMTU, reorder_value<i32>},     {SIOCSIFMTU, reorder_value<i32>},
    {SIOCGIFHWADDR, reorder_value<u16>},  {SIOCGIFINDEX, reorder_value<i32>},   {SIOCGIFTXQLEN, reorder_value<i32>},
    {SIOCSIFTXQLEN, reorder_value<i32>},  {SIOCSIFNAME, reorder_nothing},       {SIOCSIFBRDADDR, reorder_value<u16>},
    {SIOCSIFDSTADDR, reorder_value<u16>}};

i64 interface_call(Thread& t, int fd, const InterfaceRow& row, u32 address) {
  ifreq host{};
  static_assert(sizeof host >= kGuestIfreqBytes);
  const std::span bytes(reinterpret_cast<u8*>(&host), kGuestIfreqBytes);
  const auto reorder = [&] {
    if (t.memory().order() == ByteOrder::kBig) row.reorder(bytes);
  };
  t.memory().read_bytes(address, &host, kGuestIfreqBytes);
  reorder();
  const i64 result = host_syscall(SYS_ioctl, fd, row.request, &host);
  if (result < 0) return result;
  reorder();
  t.memory().write_bytes(address, &host, kGuestIfreqBytes);
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
    const std::span bytes(reinterpret_cast<u8*>(&list[i]), kGuestIfreqBytes);
    if (t.memory().order() == ByteOrder::kBig) reorder_value<u16>(bytes);
    t.memory().write_bytes(guest.buffer + i * kGuestIfreqBytes, bytes.data(), bytes.size());
  }
  guest.bytes = static_cast<i32>(count * kGuestIfreqBytes);
  t.memory().write(address, guest);
  return result;
}

i64 sys_ioctl(Thread& t, arg::Fd fd, arg::Flags request, arg::Pointer argument) {
  if (request == SIOCGIFCONF) return interface_list(t, fd, argument);
  for (const InterfaceRow& row : kInterfaceRequests) {
    if (row.request == request.value) return interface_call(t, fd, row, argument);
  }
  for (const IoctlRow& row : kIoctls) {
    if (row.guest != request) continue;
    if (row.argument == IoctlArgument::kNone) return t.call(SYS_ioctl, fd, row.host, 0);
    if (row.argument == IoctlArgument::kNumber) return t.call(SYS_ioctl, fd, row.host, argument.value);
    const bool fills = row.argument == IoctlArgument::kOutput;
    HostArgument host(t.memory(), argument, row.bytes, fills ? Way::kOut : Way::kIn, row.reorder);
    const i64 result = t.call(SYS_ioctl, fd, row.host, host.pointer());
    return fills ? host.done(result) : result;
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
