// System calls on sockets. Source: the calls' man pages, socket(7), cmsg(3). Addresses are the same for guest and host,
// but for the order of bytes (socket_numbers.h); messages and their control data are not.
#include <linux/filter.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>

#include "machines/linux_user/socket_numbers.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

/// struct msghdr
struct GuestMessage {
  u32 name;
  u32 name_bytes;
  u32 vectors, vector_count;
  u32 control, control_bytes;
  u32 flags;
};
static_assert(sizeof(GuestMessage) == 28);

/// struct cmsghdr; the data follow at once, the next header at a multiple of four.
struct GuestControl {
  u32 bytes;  ///< with this header
  i32 level, type;
};
static_assert(sizeof(GuestControl) == 12);

constexpr u32 kMaxControlBytes = 1 << 16, kMaxAddressBytes = 1 << 12;
constexpr u32 align4(u32 bytes) { return (bytes + 3) & ~u32{3}; }

i64 sys_socket(Thread&, i32 domain, arg::Flags type, i32 protocol) {
  return host_syscall(SYS_socket, domain, type, protocol);
}

i64 sys_socketpair(Thread& t, i32 domain, arg::Flags type, i32 protocol, arg::Pointer fds) {
  int host[2];
  const i64 error = host_syscall(SYS_socketpair, domain, type, protocol, host);
  if (error == 0) t.memory().write(fds, host);
  return error;
}

HostArgument given_address(Thread& t, u32 address, u32 bytes) {
  if (address != 0 && bytes > kMaxAddressBytes) throw SyscallError{EINVAL};
  return {t.memory(), address, bytes, Way::kIn, address_to_host};
}
HostArgument filled_address(Thread& t, u32 address, u32 bytes) {
  return {t.memory(), address, std::min(bytes, kMaxAddressBytes), Way::kOut, address_to_guest};
}

i64 sys_bind(Thread& t, arg::Fd fd, arg::Pointer address, u32 bytes) {
  return host_syscall(SYS_bind, fd, given_address(t, address, bytes).pointer(), bytes);
}
i64 sys_connect(Thread& t, arg::Fd fd, arg::Pointer address, u32 bytes) {
  return t.call(SYS_connect, fd, given_address(t, address, bytes).pointer(), bytes);
}
i64 sys_listen(Thread&, arg::Fd fd, i32 backlog) { return host_syscall(SYS_listen, fd, backlog); }
i64 sys_shutdown(Thread&, arg::Fd fd, i32 how) { return host_syscall(SYS_shutdown, fd, how); }

/// Makes a call that fills an address whose length is in memory, before and after.
template <class Call>
i64 with_address(Thread& t, u32 address, u32 length_address, Call call) {
  if (address == 0) return call(nullptr, nullptr);
  u32 length = std::min(t.memory().read<u32>(length_address), kMaxAddressBytes);
  HostArgument host = filled_address(t, address, length);
  const i64 result = call(host.pointer(), &length);
  if (result < 0) return result;
  host.write_back(length);
  t.memory().write(length_address, length);
  return result;
}

i64 sys_accept4(Thread& t, arg::Fd fd, arg::Pointer address, arg::Pointer length, arg::Flags flags) {
  return with_address(t, address, length,
                      [&](void* host, u32* bytes) { return t.call(SYS_accept4, fd, host, bytes, flags); });
}
i64 sys_accept(Thread& t, arg::Fd fd, arg::Pointer address, arg::Pointer length) {
  return sys_accept4(t, fd, address, length, {0});
}
template <long number>
i64 sys_name(Thread& t, arg::Fd fd, arg::Pointer address, arg::Pointer length) {
  if (address == 0) return -EFAULT;
  return with_address(t, address, length,
                      [&](void* host, u32* bytes) { return host_syscall(number, fd, host, bytes); });
}

i64 sys_sendto(Thread& t, arg::Fd fd, arg::Input buffer, u32 bytes, arg::Flags flags, arg::Pointer address,
               u32 address_bytes) {
  return t.call(SYS_sendto, fd, t.memory().input(buffer, bytes), bytes, flags,
                given_address(t, address, address_bytes).pointer(), address_bytes);
}
i64 sys_send(Thread& t, arg::Fd fd, arg::Input buffer, u32 bytes, arg::Flags flags) {
  return sys_sendto(t, fd, buffer, bytes, flags, {0}, 0);
}
i64 sys_recvfrom(Thread& t, arg::Fd fd, arg::Output buffer, u32 bytes, arg::Flags flags, arg::Pointer address,
                 arg::Pointer length) {
  void* const host_buffer = t.memory().output(buffer, bytes);
  return with_address(t, address, length, [&](void* host, u32* address_bytes) {
    return t.call(SYS_recvfrom, fd, host_buffer, bytes, flags, host, address_bytes);
  });
}
i64 sys_recv(Thread& t, arg::Fd fd, arg::Output buffer, u32 bytes, arg::Flags flags) {
  return sys_recvfrom(t, fd, buffer, bytes, flags, {0}, {0});
}

// Messages.

/// The guest's control data as the host's.
std::vector<u8> control_to_host(const GuestMemory& memory, u32 address, u32 bytes) {
  std::vector<u8> host;
  const u64 end = u64{address} + bytes;
  while (u64{address} + sizeof(GuestControl) <= end) {
    const auto guest = memory.read<GuestControl>(address);
    if (guest.bytes < sizeof guest || address + u64{guest.bytes} > end) throw SyscallError{EINVAL};
    const u32 data_bytes = guest.bytes - static_cast<u32>(sizeof guest);
    const std::size_t at = host.size();
    host.resize(at + CMSG_SPACE(data_bytes));
    cmsghdr header{};
    header.cmsg_len = CMSG_LEN(data_bytes);
    header.cmsg_level = guest.level;
    header.cmsg_type = guest.type;
    std::memcpy(&host[at], &header, sizeof header);
    const std::span data(&host[at + CMSG_LEN(0)], data_bytes);
    memory.read_bytes(address + static_cast<u32>(sizeof guest), data.data(), data_bytes);
    if (memory.order() == ByteOrder::kBig) control_reorder(guest.level, guest.type)(data);
    address += align4(guest.bytes);
  }
  return host;
}

bool is_rights(const cmsghdr& header) { return header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS; }

/// What a message of the host's says, as the guest reads it. Times of 32 bits have numbers of their own, which are the
/// host's for 64.
std::vector<u8> control_data(const cmsghdr& header) {
  const u8* const data = CMSG_DATA(const_cast<cmsghdr*>(&header));
  const std::size_t bytes = header.cmsg_len - CMSG_LEN(0);
  const bool is_time =
      header.cmsg_level == SOL_SOCKET && (header.cmsg_type == SO_TIMESTAMP || header.cmsg_type == SO_TIMESTAMPNS);
  if (!is_time || bytes != 2 * sizeof(i64)) return {data, data + bytes};
  i64 host[2];
  std::memcpy(host, data, sizeof host);
  const i32 guest[2] = {static_cast<i32>(host[0]), static_cast<i32>(host[1])};
  const u8* const first = reinterpret_cast<const u8*>(guest);
  return {first, first + sizeof guest};
}

/// Closes the descriptors behind the first `kept`, which the guest never learns of. \return how many bytes stay.
u32 close_descriptors(const std::vector<u8>& data, u32 kept) {
  for (std::size_t at = kept * sizeof(i32); at + sizeof(i32) <= data.size(); at += sizeof(i32)) {
    i32 fd;
    std::memcpy(&fd, &data[at], sizeof fd);
    host_syscall(SYS_close, fd);
  }
  return kept * static_cast<u32>(sizeof(i32));
}

/// Writes what the host received. \return how many bytes the guest got; sets MSG_CTRUNC where its room was too small.
u32 control_to_guest(GuestMemory& memory, u32 address, u32 room, const msghdr& host, int& flags) {
  u32 used = 0;
  for (const cmsghdr* header = CMSG_FIRSTHDR(&host); header;
       header = CMSG_NXTHDR(const_cast<msghdr*>(&host), const_cast<cmsghdr*>(header))) {
    std::vector<u8> data = control_data(*header);
    const u32 header_bytes = static_cast<u32>(sizeof(GuestControl)), left = room - used;
    u32 bytes = header_bytes + static_cast<u32>(data.size());
    if (bytes > left) {
      flags |= MSG_CTRUNC;
      const u32 fitting = left > header_bytes ? left - header_bytes : 0;
      const u32 kept = is_rights(*header) ? close_descriptors(data, fitting / sizeof(i32)) : fitting;
      if (kept == 0) continue;
      bytes = header_bytes + kept;
    }
    memory.write(address + used, GuestControl{bytes, header->cmsg_level, header->cmsg_type});
    if (memory.order() == ByteOrder::kBig) control_reorder(header->cmsg_level, header->cmsg_type)(data);
    memory.write_bytes(address + used + header_bytes, data.data(), bytes - header_bytes);
    used = std::min(used + align4(bytes), room);
  }
  return used;
}

/// A guest's message as the host's calls take it.
class HostMessage {
 public:
  /// To be sent.
  static HostMessage to_send(Thread& t, const GuestMessage& guest) {
    HostMessage made(t, guest, false, given_address(t, guest.name, guest.name_bytes));
    if (guest.control_bytes > kMaxControlBytes) throw SyscallError{ENOBUFS};
    made.set_control(control_to_host(t.memory(), guest.control, guest.control_bytes));
    return made;
  }
  /// To be filled. The host's control headers are longer: twice the room always suffices.
  static HostMessage to_fill(Thread& t, const GuestMessage& guest) {
    HostMessage made(t, guest, true, filled_address(t, guest.name, guest.name_bytes));
    made.set_control(std::vector<u8>(2 * std::min(guest.control_bytes, kMaxControlBytes)));
    return made;
  }
  /// Writes back what a filled one has beside the bytes.
  void give_back(Thread& t, GuestMessage& guest, u32 address) {
    if (guest.name != 0) {
      name_.write_back(header.msg_namelen);
      guest.name_bytes = header.msg_namelen;
    }
    guest.control_bytes = control_to_guest(t.memory(), guest.control, guest.control_bytes, header, header.msg_flags);
    guest.flags = static_cast<u32>(header.msg_flags);
    t.memory().write(address, guest);
  }

  msghdr header{};

 private:
  HostMessage(Thread& t, const GuestMessage& guest, bool for_output, HostArgument name)
      : name_(std::move(name)), vectors_(t.memory().vectors(guest.vectors, guest.vector_count, for_output)) {
    header.msg_name = name_.pointer();
    header.msg_namelen = std::min(guest.name_bytes, kMaxAddressBytes);
    header.msg_iov = vectors_.data();
    header.msg_iovlen = vectors_.size();
  }
  void set_control(std::vector<u8> control) {
    control_ = std::move(control);
    header.msg_control = control_.empty() ? nullptr : control_.data();
    header.msg_controllen = control_.size();
  }

  HostArgument name_;
  std::vector<iovec> vectors_;
  std::vector<u8> control_;
};

i64 sys_sendmsg(Thread& t, arg::Fd fd, arg::Pointer message, arg::Flags flags) {
  const HostMessage host = HostMessage::to_send(t, t.memory().read<GuestMessage>(message));
  return t.call(SYS_sendmsg, fd, &host.header, flags);
}

i64 sys_recvmsg(Thread& t, arg::Fd fd, arg::Pointer message, arg::Flags flags) {
  auto guest = t.memory().read<GuestMessage>(message);
  HostMessage host = HostMessage::to_fill(t, guest);
  const i64 result = t.call(SYS_recvmsg, fd, &host.header, flags);
  if (result >= 0) host.give_back(t, guest, message);
  return result;
}

/// struct mmsghdr: a message and how many bytes went.
constexpr u32 kMmsgBytes = sizeof(GuestMessage) + sizeof(u32);
constexpr u32 kMostMessages = 1024;  ///< UIO_MAXIOV, which both calls stop at

i64 sys_sendmmsg(Thread& t, arg::Fd fd, arg::Pointer messages, u32 count, arg::Flags flags) {
  // One after the other: what was sent counts, an error only where it is the first.
  u32 sent = 0;
  for (; sent < std::min(count, kMostMessages); ++sent) {
    const u32 address = messages + sent * kMmsgBytes;
    const i64 result = sys_sendmsg(t, fd, {address}, flags);
    if (result < 0) return sent == 0 ? result : sent;
    t.memory().write(address + static_cast<u32>(sizeof(GuestMessage)), static_cast<u32>(result));
  }
  return sent;
}

/// The host's own call, as it alone keeps the time limit.
template <class Timespec>
i64 sys_recvmmsg(Thread& t, arg::Fd fd, arg::Pointer messages, u32 count, arg::Flags flags, arg::Pointer timeout) {
  count = std::min(count, kMostMessages);
  OptionalTimespec<Timespec> limit(t.memory(), timeout);
  std::vector<GuestMessage> guests(count);
  std::vector<HostMessage> hosts;
  std::vector<mmsghdr> headers(count);
  for (u32 i = 0; i < count; ++i) {
    guests[i] = t.memory().read<GuestMessage>(messages + i * kMmsgBytes);
    hosts.push_back(HostMessage::to_fill(t, guests[i]));
    headers[i].msg_hdr = hosts[i].header;
  }
  const i64 received = t.call(SYS_recvmmsg, fd, headers.data(), count, flags, limit.pointer());
  for (u32 i = 0; i < received; ++i) {
    const u32 address = messages + i * kMmsgBytes;
    hosts[i].header = headers[i].msg_hdr;
    hosts[i].give_back(t, guests[i], address);
    t.memory().write(address + static_cast<u32>(sizeof(GuestMessage)), headers[i].msg_len);
  }
  if (received >= 0 && timeout != 0) write_timespec<Timespec>(t.memory(), timeout, *limit.pointer());
  return received;
}

// Options.

/// SO_RCVTIMEO, SO_SNDTIMEO with the guest's 32-bit times; those with 64 bits have numbers of their own.
bool is_short_timeout(i32 level, i32 option) {
  return level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO);
}

bool is_filter(i32 level, i32 option) {
  return level == SOL_SOCKET && (option == SO_ATTACH_FILTER || option == SO_ATTACH_REUSEPORT_CBPF);
}

/// struct sock_fprog: how many instructions, and where. An instruction is 8 bytes everywhere.
struct GuestFilter {
  u16 count, padding;
  u32 instructions;
};

i64 attach_filter(Thread& t, int fd, i32 option, u32 address, u32 bytes) {
  if (bytes < sizeof(GuestFilter)) return -EINVAL;
  const auto guest = t.memory().read<GuestFilter>(address);
  std::vector<sock_filter> instructions(guest.count);
  t.memory().read_array(guest.instructions, std::span(instructions));
  const sock_fprog host{guest.count, instructions.data()};
  return host_syscall(SYS_setsockopt, fd, SOL_SOCKET, option, &host, sizeof host);
}

i64 sys_setsockopt(Thread& t, arg::Fd fd, i32 level, i32 option, arg::Pointer value, u32 bytes) {
  if (is_filter(level, option)) return attach_filter(t, fd, option, value, bytes);
  if (is_short_timeout(level, option)) {
    if (bytes < sizeof(GuestTimeval)) return -EINVAL;
    const timeval host = to_host(t.memory().read<GuestTimeval>(value));
    return host_syscall(SYS_setsockopt, fd, level, option, &host, sizeof host);
  }
  const HostArgument host(t.memory(), value, bytes, Way::kIn, option_reorder(level, option));
  return host_syscall(SYS_setsockopt, fd, level, option, host.pointer(), bytes);
}

i64 sys_getsockopt(Thread& t, arg::Fd fd, i32 level, i32 option, arg::Pointer value, arg::Pointer length) {
  u32 bytes = t.memory().read<u32>(length);
  if (is_short_timeout(level, option)) {
    timeval host{};
    u32 host_bytes = sizeof host;
    const i64 error = host_syscall(SYS_getsockopt, fd, level, option, &host, &host_bytes);
    if (error != 0) return error;
    if (bytes < sizeof(GuestTimeval)) return -EINVAL;
    t.memory().write(value, to_guest(host));
    t.memory().write(length, static_cast<u32>(sizeof(GuestTimeval)));
    return 0;
  }
  HostArgument host(t.memory(), value, bytes, Way::kOut, option_reorder(level, option));
  const i64 error = host_syscall(SYS_getsockopt, fd, level, option, host.pointer(), &bytes);
  if (error != 0) return error;
  host.write_back(bytes);
  t.memory().write(length, bytes);
  return 0;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_socket>("socket"),
    syscall_row<sys_socketpair>("socketpair"),
    syscall_row<sys_bind>("bind"),
    syscall_row<sys_connect>("connect"),
    syscall_row<sys_listen>("listen"),
    syscall_row<sys_shutdown>("shutdown"),
    syscall_row<sys_accept>("accept"),
    syscall_row<sys_accept4>("accept4"),
    syscall_row<sys_name<SYS_getsockname>>("getsockname"),
    syscall_row<sys_name<SYS_getpeername>>("getpeername"),
    syscall_row<sys_send>("send"),
    syscall_row<sys_sendto>("sendto"),
    syscall_row<sys_recv>("recv"),
    syscall_row<sys_recvfrom>("recvfrom"),
    syscall_row<sys_sendmsg>("sendmsg"),
    syscall_row<sys_recvmsg>("recvmsg"),
    syscall_row<sys_sendmmsg>("sendmmsg"),
    syscall_row<sys_recvmmsg<GuestTimespec32>>("recvmmsg"),
    syscall_row<sys_recvmmsg<GuestTimespec64>>("recvmmsg_time64"),
    syscall_row<sys_setsockopt>("setsockopt"),
    syscall_row<sys_getsockopt>("getsockopt"),
};

}  // namespace

std::span<const Syscall> socket_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
