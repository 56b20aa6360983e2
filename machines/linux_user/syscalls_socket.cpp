// System calls on sockets. Source: the calls' man pages, socket(7), cmsg(3). Addresses are the same for guest and host;
// messages and their control data are not.
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>

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

i64 sys_bind(Thread& t, arg::Fd fd, arg::Pointer address, u32 bytes) {
  return host_syscall(SYS_bind, fd, t.memory().input(address, bytes), bytes);
}
i64 sys_connect(Thread& t, arg::Fd fd, arg::Pointer address, u32 bytes) {
  return t.call(SYS_connect, fd, t.memory().input(address, bytes), bytes);
}
i64 sys_listen(Thread&, arg::Fd fd, i32 backlog) { return host_syscall(SYS_listen, fd, backlog); }
i64 sys_shutdown(Thread&, arg::Fd fd, i32 how) { return host_syscall(SYS_shutdown, fd, how); }

/// Makes a call that fills an address whose length is in memory, before and after.
template <class Call>
i64 with_address(Thread& t, u32 address, u32 length_address, Call call) {
  if (address == 0) return call(nullptr, nullptr);
  u32 length = std::min(t.memory().read<u32>(length_address), kMaxAddressBytes);
  const i64 result = call(t.memory().output(address, length), &length);
  if (result >= 0) t.memory().write(length_address, length);
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
                t.memory().input_or_null(address, address_bytes), address_bytes);
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
    for (u32 i = 0; i < data_bytes; ++i) host[at + CMSG_LEN(0) + i] = memory.read<u8>(address + sizeof guest + i);
    address += align4(guest.bytes);
  }
  return host;
}

/// Writes what the host received. \return how many bytes the guest got; sets MSG_CTRUNC where its room was too small.
u32 control_to_guest(GuestMemory& memory, u32 address, u32 room, const msghdr& host, int& flags) {
  u32 used = 0;
  for (const cmsghdr* header = CMSG_FIRSTHDR(&host); header;
       header = CMSG_NXTHDR(const_cast<msghdr*>(&host), const_cast<cmsghdr*>(header))) {
    const u32 data_bytes = static_cast<u32>(header->cmsg_len - CMSG_LEN(0));
    const u32 bytes = static_cast<u32>(sizeof(GuestControl)) + data_bytes;
    if (bytes > room - used) {
      flags |= MSG_CTRUNC;
      break;
    }
    memory.write(address + used, GuestControl{bytes, header->cmsg_level, header->cmsg_type});
    memory.write_bytes(address + used + sizeof(GuestControl), CMSG_DATA(header), data_bytes);
    used = std::min(used + align4(bytes), room);
  }
  return used;
}

i64 sys_sendmsg(Thread& t, arg::Fd fd, arg::Pointer message, arg::Flags flags) {
  const auto guest = t.memory().read<GuestMessage>(message);
  auto vectors = t.memory().vectors(guest.vectors, guest.vector_count, false);
  if (guest.control_bytes > kMaxControlBytes) return -ENOBUFS;
  std::vector<u8> control = control_to_host(t.memory(), guest.control, guest.control_bytes);
  msghdr host{};
  host.msg_name = const_cast<void*>(t.memory().input_or_null(guest.name, guest.name_bytes));
  host.msg_namelen = guest.name_bytes;
  host.msg_iov = vectors.data();
  host.msg_iovlen = vectors.size();
  host.msg_control = control.empty() ? nullptr : control.data();
  host.msg_controllen = control.size();
  return t.call(SYS_sendmsg, fd, &host, flags);
}

i64 sys_recvmsg(Thread& t, arg::Fd fd, arg::Pointer message, arg::Flags flags) {
  auto guest = t.memory().read<GuestMessage>(message);
  auto vectors = t.memory().vectors(guest.vectors, guest.vector_count, true);
  // The host's headers are longer: twice the room always suffices.
  std::vector<u8> control(2 * std::min(guest.control_bytes, kMaxControlBytes));
  msghdr host{};
  host.msg_name = t.memory().output_or_null(guest.name, guest.name_bytes);
  host.msg_namelen = guest.name_bytes;
  host.msg_iov = vectors.data();
  host.msg_iovlen = vectors.size();
  host.msg_control = control.empty() ? nullptr : control.data();
  host.msg_controllen = control.size();
  const i64 result = t.call(SYS_recvmsg, fd, &host, flags);
  if (result < 0) return result;
  guest.name_bytes = host.msg_namelen;
  guest.control_bytes = control_to_guest(t.memory(), guest.control, guest.control_bytes, host, host.msg_flags);
  guest.flags = static_cast<u32>(host.msg_flags);
  t.memory().write(message, guest);
  return result;
}

// Options.

/// SO_RCVTIMEO, SO_SNDTIMEO with the guest's 32-bit times; those with 64 bits have numbers of their own.
bool is_short_timeout(i32 level, i32 option) {
  return level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO);
}

bool holds_pointers(i32 level, i32 option) {
  return level == SOL_SOCKET && (option == SO_ATTACH_FILTER || option == SO_ATTACH_REUSEPORT_CBPF);
}

i64 sys_setsockopt(Thread& t, arg::Fd fd, i32 level, i32 option, arg::Pointer value, u32 bytes) {
  if (holds_pointers(level, option)) return -ENOPROTOOPT;
  if (is_short_timeout(level, option)) {
    if (bytes < sizeof(GuestTimeval)) return -EINVAL;
    const timeval host = to_host(t.memory().read<GuestTimeval>(value));
    return host_syscall(SYS_setsockopt, fd, level, option, &host, sizeof host);
  }
  return host_syscall(SYS_setsockopt, fd, level, option, t.memory().input_or_null(value, bytes), bytes);
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
  const i64 error = host_syscall(SYS_getsockopt, fd, level, option, t.memory().output(value, bytes), &bytes);
  if (error == 0) t.memory().write(length, bytes);
  return error;
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
    syscall_row<sys_setsockopt>("setsockopt"),
    syscall_row<sys_getsockopt>("getsockopt"),
};

}  // namespace

std::span<const Syscall> socket_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
