// System calls that C libraries have newer ones for: identities of 16 bits, struct stat and directory entries without
// 64-bit numbers, signal sets of 32 bits. Source: the calls' man pages, "Historical" and "C library/kernel
// differences".
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cstring>

#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

// Identities. -1, "as it is", stays -1; what has no 16 bits becomes the overflow identity (credentials of "nobody").

constexpr u16 kOverflowId = 65534;
constexpr u16 kNoChange = 0xffff;

u32 wide(u32 id) { return static_cast<u16>(id) == kNoChange ? ~0u : static_cast<u16>(id); }
u16 narrow(u32 id) { return id > 0xffff ? kOverflowId : static_cast<u16>(id); }

template <long number>
i64 get_id(Thread&) {
  return narrow(static_cast<u32>(host_syscall(number)));
}
template <long number>
i64 set_id1(Thread&, u32 a) {
  return host_syscall(number, wide(a));
}
template <long number>
i64 set_id2(Thread&, u32 a, u32 b) {
  return host_syscall(number, wide(a), wide(b));
}
template <long number>
i64 set_id3(Thread&, u32 a, u32 b, u32 c) {
  return host_syscall(number, wide(a), wide(b), wide(c));
}
/// setfsuid, setfsgid: they return the one before.
template <long number>
i64 exchange_id(Thread&, u32 id) {
  return narrow(static_cast<u32>(host_syscall(number, wide(id))));
}

template <long number>
i64 get_three_ids(Thread& t, arg::Pointer real, arg::Pointer effective, arg::Pointer saved) {
  u32 ids[3];
  const i64 error = host_syscall(number, &ids[0], &ids[1], &ids[2]);
  if (error != 0) return error;
  t.memory().write(real, narrow(ids[0]));
  t.memory().write(effective, narrow(ids[1]));
  t.memory().write(saved, narrow(ids[2]));
  return 0;
}

constexpr i32 kMaxGroups = 65536;  ///< NGROUPS_MAX

i64 sys_getgroups(Thread& t, i32 count, arg::Pointer groups) {
  if (count < 0) return -EINVAL;
  std::vector<u32> host(static_cast<std::size_t>(std::min(count, kMaxGroups)));
  const i64 result = host_syscall(SYS_getgroups, host.size(), host.data());
  if (count == 0) return result;
  for (i64 i = 0; i < result; ++i) {
    t.memory().write(groups + static_cast<u32>(i) * 2, narrow(host[static_cast<std::size_t>(i)]));
  }
  return result;
}

i64 sys_setgroups(Thread& t, i32 count, arg::Pointer groups) {
  if (count < 0 || count > kMaxGroups) return -EINVAL;
  std::vector<u32> host;
  for (u32 i = 0; i < static_cast<u32>(count); ++i) host.push_back(wide(t.memory().read<u16>(groups + i * 2)));
  return host_syscall(SYS_setgroups, host.size(), host.data());
}

template <int flags>
i64 change_owner(Thread& t, arg::Text path, u32 user, u32 group) {
  constexpr bool kFollow = !(flags & AT_SYMLINK_NOFOLLOW);
  return host_syscall(SYS_fchownat, AT_FDCWD, t.host_path(path, kFollow).c_str(), wide(user), wide(group), flags);
}
i64 sys_fchown(Thread&, arg::Fd fd, u32 user, u32 group) {
  return host_syscall(SYS_fchown, fd, wide(user), wide(group));
}

// Files.

i64 write_stat(Thread& t, i64 error, u32 address, const struct stat& host) {
  if (error != 0) return error;
  return t.abi().write_short_stat(t.memory(), address, host) ? 0 : -EOVERFLOW;
}
template <long number, bool follow>
i64 sys_stat(Thread& t, arg::Text path, arg::Pointer result) {
  struct stat host;
  return write_stat(t, host_syscall(number, t.host_path(path, follow).c_str(), &host), result, host);
}
i64 sys_fstat(Thread& t, arg::Fd fd, arg::Pointer result) {
  struct stat host;
  return write_stat(t, host_syscall(SYS_fstat, fd, &host), result, host);
}

/// struct linux_dirent64; type and name follow.
struct [[gnu::packed]] LongEntry {
  u64 inode;
  i64 offset;
  u16 bytes;
  u8 type;
};
/// struct linux_dirent: the name follows, and in the last byte of the entry the type.
struct [[gnu::packed]] ShortEntry {
  u32 inode, offset;
  u16 bytes;
};
static_assert(sizeof(LongEntry) == 19 && sizeof(ShortEntry) == 10);

i64 sys_getdents(Thread& t, arg::Fd fd, arg::Pointer entries, u32 bytes) {
  // A short entry needs no more room than the long one it is made from.
  constexpr u32 kMostBytes = 1 << 16;
  std::vector<u8> host(std::min(bytes, kMostBytes));
  const i64 used = host_syscall(SYS_getdents64, fd, host.data(), host.size());
  if (used <= 0) return used;
  t.process().directory_offsets().shorten(fd, {host.data(), static_cast<std::size_t>(used)});
  u32 at = 0;
  for (std::size_t from = 0; from < static_cast<std::size_t>(used);) {
    LongEntry entry;
    std::memcpy(&entry, &host[from], sizeof entry);
    const char* const name = reinterpret_cast<const char*>(&host[from + sizeof entry]);
    const u32 name_bytes = static_cast<u32>(std::strlen(name)) + 1;
    const u32 header_bytes = sizeof(ShortEntry), length = (header_bytes + name_bytes + 1 + 3) & ~3u;
    t.memory().write(entries + at, ShortEntry{Cut{entry.inode}, Cut{entry.offset}, Cut{length}});
    t.memory().write_bytes(entries + at + header_bytes, name, name_bytes);
    t.memory().write(entries + at + length - 1, u8{entry.type});
    at += length;
    from += entry.bytes;
  }
  return at;
}

// Signals.

/// struct old_sigaction
struct GuestOldSigaction {
  u32 handler, mask, flags, restorer;
};
static_assert(sizeof(GuestOldSigaction) == 16);

i64 sys_sigaction(Thread& t, arg::Signal signal, arg::Pointer action, arg::Pointer old) {
  if (!valid_signal(signal) || (action != 0 && kUnblockable & signal_bit(signal))) return -EINVAL;
  const SignalAction before = t.process().actions().get(signal);
  if (action != 0) {
    const auto guest = t.memory().read<GuestOldSigaction>(action);
    t.process().actions().set(
        signal,
        {.handler = guest.handler, .flags = guest.flags, .restorer = guest.restorer, .mask = SignalSet{guest.mask}});
  }
  if (old != 0) {
    t.memory().write(old,
                     GuestOldSigaction{before.handler, static_cast<u32>(before.mask), before.flags, before.restorer});
  }
  return 0;
}

i64 sys_sigprocmask(Thread& t, i32 how, arg::Pointer set, arg::Pointer old) {
  constexpr SignalSet kLow = 0xffff'ffff;
  const SignalSet before = t.signals().mask();
  if (set != 0) {
    const SignalSet change = t.memory().read<u32>(set);
    SignalSet mask = (before & ~kLow) | change;
    if (how == SIG_BLOCK) mask = before | change;
    else if (how == SIG_UNBLOCK) mask = before & ~change;
    else if (how != SIG_SETMASK) return -EINVAL;
    if (const i64 result = t.signals().set_mask(mask); result != 0) return result;
  }
  if (old != 0) t.memory().write(old, static_cast<u32>(before));
  return 0;
}

constexpr Syscall kSyscalls[] = {
    syscall_row<get_id<SYS_getuid>>("getuid"),
    syscall_row<get_id<SYS_geteuid>>("geteuid"),
    syscall_row<get_id<SYS_getgid>>("getgid"),
    syscall_row<get_id<SYS_getegid>>("getegid"),
    syscall_row<set_id1<SYS_setuid>>("setuid"),
    syscall_row<set_id1<SYS_setgid>>("setgid"),
    syscall_row<set_id2<SYS_setreuid>>("setreuid"),
    syscall_row<set_id2<SYS_setregid>>("setregid"),
    syscall_row<set_id3<SYS_setresuid>>("setresuid"),
    syscall_row<set_id3<SYS_setresgid>>("setresgid"),
    syscall_row<get_three_ids<SYS_getresuid>>("getresuid"),
    syscall_row<get_three_ids<SYS_getresgid>>("getresgid"),
    syscall_row<exchange_id<SYS_setfsuid>>("setfsuid"),
    syscall_row<exchange_id<SYS_setfsgid>>("setfsgid"),
    syscall_row<sys_getgroups>("getgroups"),
    syscall_row<sys_setgroups>("setgroups"),
    syscall_row<change_owner<0>>("chown"),
    syscall_row<change_owner<AT_SYMLINK_NOFOLLOW>>("lchown"),
    syscall_row<sys_fchown>("fchown"),
    syscall_row<sys_stat<SYS_stat, true>>("stat"),
    syscall_row<sys_stat<SYS_lstat, false>>("lstat"),
    syscall_row<sys_fstat>("fstat"),
    syscall_row<sys_getdents>("getdents"),
    syscall_row<sys_sigaction>("sigaction"),
    syscall_row<sys_sigprocmask>("sigprocmask"),
};

}  // namespace

std::span<const Syscall> legacy_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
