// System calls on names: directories, links, permissions, what a file is. Source: the calls' man pages.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cstring>

#include "machines/linux_user/host_argument.h"
#include "machines/linux_user/proc_files.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"
#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

namespace {

constexpr arg::Fd kHere{AT_FDCWD};

// What a file is.

i64 stat_at(Thread& t, int directory, const std::string& path, u32 result, int flags) {
  struct stat host;
  const i64 error = host_syscall(SYS_newfstatat, directory, path.c_str(), &host, flags);
  if (error == 0) t.abi().write_stat(t.memory(), result, host);
  return error;
}

/// Follows links in the guest's root unless the flags forbid it.
std::string path_at(Thread& t, u32 path, u32 flags) { return t.host_path(path, !(flags & AT_SYMLINK_NOFOLLOW)); }

i64 sys_fstatat64(Thread& t, arg::Fd directory, arg::Text path, arg::Pointer result, arg::Flags flags) {
  if (is_program_link(t.memory().string(path)) && !(flags & AT_SYMLINK_NOFOLLOW)) {
    return stat_at(t, AT_FDCWD, t.process().program_host_path(), result, 0);
  }
  return stat_at(t, directory, path_at(t, path, flags), result, static_cast<int>(flags.value));
}
i64 sys_stat64(Thread& t, arg::Text path, arg::Pointer result) { return sys_fstatat64(t, kHere, path, result, {0}); }
i64 sys_lstat64(Thread& t, arg::Text path, arg::Pointer result) {
  return sys_fstatat64(t, kHere, path, result, {AT_SYMLINK_NOFOLLOW});
}
i64 sys_fstat64(Thread& t, arg::Fd fd, arg::Pointer result) { return stat_at(t, fd, "", result, AT_EMPTY_PATH); }

i64 sys_statx(Thread& t, arg::Fd directory, arg::Text path, arg::Flags flags, arg::Flags mask, arg::Pointer result) {
  const bool program = is_program_link(t.memory().string(path)) && !(flags & AT_SYMLINK_NOFOLLOW);
  const std::string host_path = program ? t.process().program_host_path() : path_at(t, path, flags);
  HostCopy<struct statx> host(t.memory(), result, Way::kOut);
  return host.done(host_syscall(SYS_statx, directory, host_path.c_str(), flags, mask, host.pointer()));
}

/// What both of the guest's structs have, cut to the widths that they have it in.
template <class Statfs>
void write_statfs(Thread& t, u32 address, const struct statfs& host) {
  Statfs guest{};
  guest.type = Cut{host.f_type};
  guest.block_bytes = Cut{host.f_bsize};
  guest.blocks = Cut{host.f_blocks};
  guest.free_blocks = Cut{host.f_bfree};
  guest.available_blocks = Cut{host.f_bavail};
  guest.files = Cut{host.f_files};
  guest.free_files = Cut{host.f_ffree};
  guest.id[0] = host.f_fsid.__val[0];
  guest.id[1] = host.f_fsid.__val[1];
  guest.name_bytes = Cut{host.f_namelen};
  guest.fragment_bytes = Cut{host.f_frsize};
  guest.flags = Cut{host.f_flags};
  t.memory().write(address, guest);
}

i64 sys_statfs64(Thread& t, arg::Text path, u32 bytes, arg::Pointer result) {
  struct statfs host;
  const i64 error = host_syscall(SYS_statfs, t.host_path(path).c_str(), &host);
  if (error == 0) write_statfs<GuestStatfs64>(t, result, host);
  return bytes == 0 ? -EINVAL : error;
}
i64 sys_fstatfs64(Thread& t, arg::Fd fd, u32 bytes, arg::Pointer result) {
  struct statfs host;
  const i64 error = host_syscall(SYS_fstatfs, fd, &host);
  if (error == 0) write_statfs<GuestStatfs64>(t, result, host);
  return bytes == 0 ? -EINVAL : error;
}

/// The older struct, whose counts have 32 bits.
i64 write_short_statfs(Thread& t, u32 address, const struct statfs& host) {
  constexpr u64 kLargest = UINT32_MAX;
  if (host.f_blocks > kLargest || host.f_bfree > kLargest || host.f_files > kLargest) return -EOVERFLOW;
  write_statfs<GuestStatfs>(t, address, host);
  return 0;
}
i64 sys_statfs(Thread& t, arg::Text path, arg::Pointer result) {
  struct statfs host;
  const i64 error = host_syscall(SYS_statfs, t.host_path(path).c_str(), &host);
  return error == 0 ? write_short_statfs(t, result, host) : error;
}
i64 sys_fstatfs(Thread& t, arg::Fd fd, arg::Pointer result) {
  struct statfs host;
  const i64 error = host_syscall(SYS_fstatfs, fd, &host);
  return error == 0 ? write_short_statfs(t, result, host) : error;
}

i64 sys_faccessat2(Thread& t, arg::Fd directory, arg::Text path, arg::Mode mode, arg::Flags flags) {
  const std::string host = path_at(t, path, flags);
  if (flags == 0) return host_syscall(SYS_faccessat, directory, host.c_str(), mode);
  return host_syscall(SYS_faccessat2, directory, host.c_str(), mode, flags);
}
i64 sys_faccessat(Thread& t, arg::Fd directory, arg::Text path, arg::Mode mode) {
  return sys_faccessat2(t, directory, path, mode, {0});
}
i64 sys_access(Thread& t, arg::Text path, arg::Mode mode) { return sys_faccessat2(t, kHere, path, mode, {0}); }

// Links.

i64 sys_readlinkat(Thread& t, arg::Fd directory, arg::Text path, arg::Output buffer, u32 bytes) {
  const std::string guest = t.memory().string(path);
  if (static_cast<i32>(bytes) <= 0) return -EINVAL;
  if (is_program_link(guest)) {
    const std::string& target = t.process().program_path();
    const u32 length = std::min(bytes, static_cast<u32>(target.size()));
    t.memory().write_bytes(buffer, target.data(), length);
    return length;
  }
  return host_syscall(SYS_readlinkat, directory, t.process().paths().to_host(guest, false).c_str(),
                      t.memory().output(buffer, bytes), bytes);
}
i64 sys_readlink(Thread& t, arg::Text path, arg::Output buffer, u32 bytes) {
  return sys_readlinkat(t, kHere, path, buffer, bytes);
}

i64 sys_linkat(Thread& t, arg::Fd old_directory, arg::Text old_path, arg::Fd new_directory, arg::Text new_path,
               arg::Flags flags) {
  return host_syscall(SYS_linkat, old_directory, t.host_path(old_path, flags & AT_SYMLINK_FOLLOW).c_str(),
                      new_directory, t.host_path(new_path, false).c_str(), flags);
}
i64 sys_link(Thread& t, arg::Text old_path, arg::Text new_path) {
  return sys_linkat(t, kHere, old_path, kHere, new_path, {0});
}

i64 sys_symlinkat(Thread& t, arg::Text target, arg::Fd directory, arg::Text path) {
  // What a link says is the guest's business: it stays as it is.
  return host_syscall(SYS_symlinkat, t.memory().string(target).c_str(), directory, t.host_path(path, false).c_str());
}
i64 sys_symlink(Thread& t, arg::Text target, arg::Text path) { return sys_symlinkat(t, target, kHere, path); }

i64 sys_unlinkat(Thread& t, arg::Fd directory, arg::Text path, arg::Flags flags) {
  return host_syscall(SYS_unlinkat, directory, t.host_path(path, false).c_str(), flags);
}
i64 sys_unlink(Thread& t, arg::Text path) { return sys_unlinkat(t, kHere, path, {0}); }
i64 sys_rmdir(Thread& t, arg::Text path) { return sys_unlinkat(t, kHere, path, {AT_REMOVEDIR}); }

i64 sys_renameat2(Thread& t, arg::Fd old_directory, arg::Text old_path, arg::Fd new_directory, arg::Text new_path,
                  arg::Flags flags) {
  return host_syscall(SYS_renameat2, old_directory, t.host_path(old_path, false).c_str(), new_directory,
                      t.host_path(new_path, false).c_str(), flags);
}
i64 sys_renameat(Thread& t, arg::Fd old_directory, arg::Text old_path, arg::Fd new_directory, arg::Text new_path) {
  return sys_renameat2(t, old_directory, old_path, new_directory, new_path, {0});
}
i64 sys_rename(Thread& t, arg::Text old_path, arg::Text new_path) {
  return sys_renameat2(t, kHere, old_path, kHere, new_path, {0});
}

// Directories and special files.

i64 sys_mkdirat(Thread& t, arg::Fd directory, arg::Text path, arg::Mode mode) {
  return host_syscall(SYS_mkdirat, directory, t.host_path(path, false).c_str(), mode);
}
i64 sys_mkdir(Thread& t, arg::Text path, arg::Mode mode) { return sys_mkdirat(t, kHere, path, mode); }

i64 sys_mknodat(Thread& t, arg::Fd directory, arg::Text path, arg::Mode mode, u32 device) {
  return host_syscall(SYS_mknodat, directory, t.host_path(path, false).c_str(), mode, device);
}
i64 sys_mknod(Thread& t, arg::Text path, arg::Mode mode, u32 device) {
  return sys_mknodat(t, kHere, path, mode, device);
}

/// struct linux_dirent64, the same everywhere; type and name follow.
struct [[gnu::packed]] DirectoryEntry {
  u64 inode;
  i64 offset;
  u16 bytes;
};

void reorder_entries(std::span<u8> entries) {
  while (entries.size() >= sizeof(DirectoryEntry)) {
    DirectoryEntry entry;
    std::memcpy(&entry, entries.data(), sizeof entry);
    swap_numbers<DirectoryEntry>(entries.data());
    if (entry.bytes == 0 || entry.bytes > entries.size()) return;
    entries = entries.subspan(entry.bytes);
  }
}

i64 sys_getdents64(Thread& t, arg::Fd fd, arg::Pointer entries, u32 bytes) {
  HostArgument host(t.memory(), entries, bytes, Way::kOut, reorder_entries);
  const i64 used = host_syscall(SYS_getdents64, fd, host.pointer(), bytes);
  if (used <= 0) return used;
  t.process().directory_offsets().shorten(fd, {static_cast<u8*>(host.pointer()), static_cast<std::size_t>(used)});
  host.write_back(static_cast<u64>(used));
  return used;
}

i64 sys_chdir(Thread& t, arg::Text path) { return host_syscall(SYS_chdir, t.host_path(path).c_str()); }
i64 sys_fchdir(Thread&, arg::Fd fd) { return host_syscall(SYS_fchdir, fd); }
i64 sys_chroot(Thread& t, arg::Text path) { return host_syscall(SYS_chroot, t.host_path(path).c_str()); }

i64 sys_getcwd(Thread& t, arg::Pointer buffer, u32 bytes) {
  char host[PATH_MAX];
  const i64 length = host_syscall(SYS_getcwd, host, sizeof host);
  if (length <= 0) return length;
  const std::string guest = t.process().paths().to_guest(host);
  if (guest.size() + 1 > bytes) return -ERANGE;
  t.memory().write_bytes(buffer, guest.c_str(), guest.size() + 1);
  return static_cast<i64>(guest.size() + 1);
}

i64 sys_umask(Thread&, arg::Mode mask) { return host_syscall(SYS_umask, mask); }

// Owners, permissions, times.

i64 sys_fchmodat(Thread& t, arg::Fd directory, arg::Text path, arg::Mode mode) {
  return host_syscall(SYS_fchmodat, directory, t.host_path(path).c_str(), mode);
}
i64 sys_chmod(Thread& t, arg::Text path, arg::Mode mode) { return sys_fchmodat(t, kHere, path, mode); }
i64 sys_fchmod(Thread&, arg::Fd fd, arg::Mode mode) { return host_syscall(SYS_fchmod, fd, mode); }

i64 sys_fchownat(Thread& t, arg::Fd directory, arg::Text path, u32 user, u32 group, arg::Flags flags) {
  return host_syscall(SYS_fchownat, directory, path_at(t, path, flags).c_str(), user, group, flags);
}
i64 sys_chown32(Thread& t, arg::Text path, u32 user, u32 group) {
  return sys_fchownat(t, kHere, path, user, group, {0});
}
i64 sys_lchown32(Thread& t, arg::Text path, u32 user, u32 group) {
  return sys_fchownat(t, kHere, path, user, group, {AT_SYMLINK_NOFOLLOW});
}
i64 sys_fchown32(Thread&, arg::Fd fd, u32 user, u32 group) { return host_syscall(SYS_fchown, fd, user, group); }

template <class Timespec>
i64 sys_utimensat(Thread& t, arg::Fd directory, arg::Text path, arg::Pointer times, arg::Flags flags) {
  timespec host[2];
  if (times != 0) {
    for (u32 i : {0u, 1u}) host[i] = read_timespec<Timespec>(t.memory(), times + i * sizeof(Timespec));
  }
  // A null path is the directory descriptor itself (utimensat(2), "C library/kernel ABI differences").
  const std::string host_path = path != 0 ? path_at(t, path, flags) : std::string();
  return host_syscall(SYS_utimensat, directory, path != 0 ? host_path.c_str() : nullptr, times != 0 ? host : nullptr,
                      flags);
}

i64 sys_futimesat(Thread& t, arg::Fd directory, arg::Text path, arg::Pointer times) {
  timespec host[2];
  if (times != 0) {
    for (u32 i : {0u, 1u}) {
      const auto guest = t.memory().read<GuestTimeval>(times + i * sizeof(GuestTimeval));
      if (guest.microseconds < 0 || guest.microseconds >= 1'000'000) return -EINVAL;
      host[i] = {.tv_sec = guest.seconds, .tv_nsec = guest.microseconds * 1000};
    }
  }
  return host_syscall(SYS_utimensat, directory, t.host_path(path).c_str(), times != 0 ? host : nullptr, 0);
}
i64 sys_utimes(Thread& t, arg::Text path, arg::Pointer times) { return sys_futimesat(t, kHere, path, times); }

// Extended attributes.

template <long number, bool follow>
i64 sys_getxattr(Thread& t, arg::Text path, arg::Text name, arg::Output value, u32 bytes) {
  return host_syscall(number, t.host_path(path, follow).c_str(), t.memory().string(name).c_str(),
                      t.memory().output_or_null(value, bytes), bytes);
}
i64 sys_fgetxattr(Thread& t, arg::Fd fd, arg::Text name, arg::Output value, u32 bytes) {
  return host_syscall(SYS_fgetxattr, fd, t.memory().string(name).c_str(), t.memory().output_or_null(value, bytes),
                      bytes);
}
template <long number, bool follow>
i64 sys_setxattr(Thread& t, arg::Text path, arg::Text name, arg::Input value, u32 bytes, arg::Flags flags) {
  return host_syscall(number, t.host_path(path, follow).c_str(), t.memory().string(name).c_str(),
                      t.memory().input_or_null(value, bytes), bytes, flags);
}
i64 sys_fsetxattr(Thread& t, arg::Fd fd, arg::Text name, arg::Input value, u32 bytes, arg::Flags flags) {
  return host_syscall(SYS_fsetxattr, fd, t.memory().string(name).c_str(), t.memory().input_or_null(value, bytes), bytes,
                      flags);
}
template <long number, bool follow>
i64 sys_listxattr(Thread& t, arg::Text path, arg::Output list, u32 bytes) {
  return host_syscall(number, t.host_path(path, follow).c_str(), t.memory().output_or_null(list, bytes), bytes);
}
i64 sys_flistxattr(Thread& t, arg::Fd fd, arg::Output list, u32 bytes) {
  return host_syscall(SYS_flistxattr, fd, t.memory().output_or_null(list, bytes), bytes);
}
template <long number, bool follow>
i64 sys_removexattr(Thread& t, arg::Text path, arg::Text name) {
  return host_syscall(number, t.host_path(path, follow).c_str(), t.memory().string(name).c_str());
}
i64 sys_fremovexattr(Thread& t, arg::Fd fd, arg::Text name) {
  return host_syscall(SYS_fremovexattr, fd, t.memory().string(name).c_str());
}

// Handles of files: two words, and bytes that mean something to the file system only.

constexpr u64 kHandleHeaderBytes = 8;
HostArgument handle_argument(Thread& t, u32 handle) {
  const u64 bytes = kHandleHeaderBytes + t.memory().read<u32>(handle);
  return {t.memory(), handle, bytes, Way::kBoth,
          [](std::span<u8> all) { reorder_all<u32>(all.first(kHandleHeaderBytes)); }};
}

i64 sys_name_to_handle_at(Thread& t, arg::Fd directory, arg::Text path, arg::Pointer handle, arg::Pointer mount,
                          arg::Flags flags) {
  HostArgument host = handle_argument(t, handle);
  HostCopy<i32> host_mount(t.memory(), mount, Way::kOut);
  const i64 result = host_mount.done(host_syscall(SYS_name_to_handle_at, directory,
                                                  t.host_path(path, flags & AT_SYMLINK_FOLLOW).c_str(), host.pointer(),
                                                  host_mount.pointer(), flags));
  if (result == 0 || result == -EOVERFLOW) host.write_back();  // how long it would be
  return result;
}
i64 sys_open_by_handle_at(Thread& t, arg::Fd mount, arg::Pointer handle, arg::Flags flags) {
  return t.call(SYS_open_by_handle_at, mount, handle_argument(t, handle).pointer(), t.abi().open_flags_to_host(flags));
}

// File systems.

i64 sys_mount(Thread& t, arg::Text source, arg::Text target, arg::Text type, arg::Flags flags, arg::Pointer data) {
  const auto text = [&](u32 address) { return address != 0 ? t.memory().string(address) : std::string(); };
  const std::string host_source = text(source), host_type = text(type), host_data = text(data);
  const auto or_null = [](const std::string& value, u32 address) { return address != 0 ? value.c_str() : nullptr; };
  return host_syscall(SYS_mount, or_null(host_source, source), t.host_path(target).c_str(), or_null(host_type, type),
                      flags, or_null(host_data, data));
}
i64 sys_umount2(Thread& t, arg::Text target, arg::Flags flags) {
  return host_syscall(SYS_umount2, t.host_path(target).c_str(), flags);
}

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_stat64>("stat64"),
    syscall_row<sys_lstat64>("lstat64"),
    syscall_row<sys_fstat64>("fstat64"),
    syscall_row<sys_fstatat64>("fstatat64"),
    syscall_row<sys_statx>("statx"),
    syscall_row<sys_statfs>("statfs"),
    syscall_row<sys_fstatfs>("fstatfs"),
    syscall_row<sys_statfs64>("statfs64"),
    syscall_row<sys_fstatfs64>("fstatfs64"),
    syscall_row<sys_access>("access"),
    syscall_row<sys_faccessat>("faccessat"),
    syscall_row<sys_faccessat2>("faccessat2"),
    syscall_row<sys_readlink>("readlink"),
    syscall_row<sys_readlinkat>("readlinkat"),
    syscall_row<sys_link>("link"),
    syscall_row<sys_linkat>("linkat"),
    syscall_row<sys_symlink>("symlink"),
    syscall_row<sys_symlinkat>("symlinkat"),
    syscall_row<sys_unlink>("unlink"),
    syscall_row<sys_unlinkat>("unlinkat"),
    syscall_row<sys_rmdir>("rmdir"),
    syscall_row<sys_rename>("rename"),
    syscall_row<sys_renameat>("renameat"),
    syscall_row<sys_renameat2>("renameat2"),
    syscall_row<sys_mkdir>("mkdir"),
    syscall_row<sys_mkdirat>("mkdirat"),
    syscall_row<sys_mknod>("mknod"),
    syscall_row<sys_mknodat>("mknodat"),
    syscall_row<sys_getdents64>("getdents64"),
    syscall_row<sys_chdir>("chdir"),
    syscall_row<sys_fchdir>("fchdir"),
    syscall_row<sys_chroot>("chroot"),
    syscall_row<sys_getcwd>("getcwd"),
    syscall_row<sys_umask>("umask"),
    syscall_row<sys_chmod>("chmod"),
    syscall_row<sys_fchmod>("fchmod"),
    syscall_row<sys_fchmodat>("fchmodat"),
    syscall_row<sys_chown32>("chown32"),
    syscall_row<sys_lchown32>("lchown32"),
    syscall_row<sys_fchown32>("fchown32"),
    syscall_row<sys_fchownat>("fchownat"),
    syscall_row<sys_utimensat<GuestTimespec32>>("utimensat"),
    syscall_row<sys_utimensat<GuestTimespec64>>("utimensat_time64"),
    syscall_row<sys_futimesat>("futimesat"),
    syscall_row<sys_utimes>("utimes"),
    syscall_row<sys_getxattr<SYS_getxattr, true>>("getxattr"),
    syscall_row<sys_getxattr<SYS_lgetxattr, false>>("lgetxattr"),
    syscall_row<sys_fgetxattr>("fgetxattr"),
    syscall_row<sys_setxattr<SYS_setxattr, true>>("setxattr"),
    syscall_row<sys_setxattr<SYS_lsetxattr, false>>("lsetxattr"),
    syscall_row<sys_fsetxattr>("fsetxattr"),
    syscall_row<sys_listxattr<SYS_listxattr, true>>("listxattr"),
    syscall_row<sys_listxattr<SYS_llistxattr, false>>("llistxattr"),
    syscall_row<sys_flistxattr>("flistxattr"),
    syscall_row<sys_removexattr<SYS_removexattr, true>>("removexattr"),
    syscall_row<sys_removexattr<SYS_lremovexattr, false>>("lremovexattr"),
    syscall_row<sys_fremovexattr>("fremovexattr"),
    syscall_row<sys_name_to_handle_at>("name_to_handle_at"),
    syscall_row<sys_open_by_handle_at>("open_by_handle_at"),
    syscall_row<sys_mount>("mount"),
    syscall_row<sys_umount2>("umount2"),
};

}  // namespace

std::span<const Syscall> directory_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
