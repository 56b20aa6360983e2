// System calls on files and their contents. Source: the calls' man pages; 64-bit arguments: syscall(2).
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machines/linux_user/descriptor_messages.h"
#include "machines/linux_user/proc_files.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

// Opening and closing.

std::string path_to_open(Thread& t, const std::string& guest_path, int flags) {
  const bool exclusive = flags & O_NOFOLLOW || (flags & O_CREAT && flags & O_EXCL);
  return t.process().paths().to_host(guest_path, !exclusive);
}

i64 sys_openat(Thread& t, arg::Fd directory, arg::Text path, arg::Flags guest_flags, arg::Mode mode) {
  const int flags = t.abi().open_flags_to_host(guest_flags);
  const std::string guest_path = t.memory().string(path);
  if (const auto opened = open_proc_file(t.process(), guest_path, flags)) return *opened;
  return t.call(SYS_openat, directory, path_to_open(t, guest_path, flags).c_str(), flags, mode);
}

/// Reads a struct that grows: more than is known here has to be zero (openat2(2), "Extensibility").
template <class Known>
Known read_extensible(Thread& t, u32 address, u32 bytes) {
  constexpr u32 kMostBytes = 4096;
  if (bytes < sizeof(Known)) throw SyscallError{EINVAL};
  if (bytes > kMostBytes) throw SyscallError{E2BIG};
  const auto known = t.memory().read<Known>(address);
  for (u32 at = sizeof known; at < bytes; ++at) {
    if (t.memory().read<u8>(address + at) != 0) throw SyscallError{E2BIG};
  }
  return known;
}

i64 sys_openat2(Thread& t, arg::Fd directory, arg::Text path, arg::Pointer how, u32 bytes) {
  // The same for all: three 64-bit numbers.
  auto wanted = read_extensible<open_how>(t, how, bytes);
  if (wanted.flags >> 32 != 0) return -EINVAL;
  const int flags = t.abi().open_flags_to_host(static_cast<u32>(wanted.flags));
  const std::string guest_path = t.memory().string(path);
  if (const auto opened = open_proc_file(t.process(), guest_path, flags)) return *opened;
  wanted.flags = static_cast<u32>(flags);
  // A name that must stay below its directory is not one of the guest's root.
  const bool beneath = wanted.resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT);
  const std::string host_path = beneath ? guest_path : path_to_open(t, guest_path, flags);
  return t.call(SYS_openat2, directory, host_path.c_str(), &wanted, sizeof wanted);
}

i64 sys_open(Thread& t, arg::Text path, arg::Flags flags, arg::Mode mode) {
  return sys_openat(t, {AT_FDCWD}, path, flags, mode);
}

i64 sys_creat(Thread& t, arg::Text path, arg::Mode mode) {
  return sys_openat(t, {AT_FDCWD}, path, {O_CREAT | O_WRONLY | O_TRUNC}, mode);
}

i64 sys_close(Thread& t, arg::Fd fd) {
  if (t.process().owns_fd(fd)) return -EBADF;
  t.process().directory_offsets().forget(fd);
  return host_syscall(SYS_close, fd);
}

i64 sys_close_range(Thread& t, u32 first, u32 last, arg::Flags flags) {
  if (first > last) return -EINVAL;
  for (const int fd : t.process().own_fds(first, last)) {
    const u32 own = static_cast<u32>(fd);
    if (own > first) {
      if (const i64 error = host_syscall(SYS_close_range, first, own - 1, flags)) return error;
    }
    first = own + 1;
  }
  return first > last ? 0 : host_syscall(SYS_close_range, first, last, flags);
}

// Reading and writing.

i64 sys_read(Thread& t, arg::Fd fd, arg::Output buffer, u32 bytes) {
  const Reorder reorder = t.memory().order() == ByteOrder::kBig ? message_reorder(fd) : nullptr;
  if (!reorder) return t.call(SYS_read, fd, t.memory().output(buffer, bytes), bytes);
  HostArgument host(t.memory(), buffer, bytes, Way::kOut, reorder);
  const i64 result = t.call(SYS_read, fd, host.pointer(), bytes);
  if (result > 0) host.write_back(static_cast<u64>(result));
  return result;
}

i64 sys_write(Thread& t, arg::Fd fd, arg::Input buffer, u32 bytes) {
  const Reorder reorder = t.memory().order() == ByteOrder::kBig ? message_reorder(fd) : nullptr;
  if (!reorder) return t.call(SYS_write, fd, t.memory().input(buffer, bytes), bytes);
  return t.call(SYS_write, fd, HostArgument(t.memory(), buffer, bytes, Way::kIn, reorder).pointer(), bytes);
}

i64 sys_pread64(Thread& t, arg::Fd fd, arg::Output buffer, u32 bytes, i64 offset) {
  return t.call(SYS_pread64, fd, t.memory().output(buffer, bytes), bytes, offset);
}

i64 sys_pwrite64(Thread& t, arg::Fd fd, arg::Input buffer, u32 bytes, i64 offset) {
  return t.call(SYS_pwrite64, fd, t.memory().input(buffer, bytes), bytes, offset);
}

i64 sys_readv(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count) {
  const auto host = t.memory().vectors(vectors, count, true);
  return t.call(SYS_readv, fd, host.data(), host.size());
}

i64 sys_writev(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count) {
  const auto host = t.memory().vectors(vectors, count, false);
  return t.call(SYS_writev, fd, host.data(), host.size());
}

// The offset of these is two words in a fixed order, not a pair of registers (preadv(2), "C library/kernel
// differences").
u64 offset_of(u32 low, u32 high) { return u64{high} << 32 | low; }

i64 sys_preadv(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count, u32 low, u32 high) {
  const auto host = t.memory().vectors(vectors, count, true);
  return t.call(SYS_preadv, fd, host.data(), host.size(), offset_of(low, high), 0);
}

i64 sys_pwritev(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count, u32 low, u32 high) {
  const auto host = t.memory().vectors(vectors, count, false);
  return t.call(SYS_pwritev, fd, host.data(), host.size(), offset_of(low, high), 0);
}

i64 sys_preadv2(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count, u32 low, u32 high, arg::Flags flags) {
  const auto host = t.memory().vectors(vectors, count, true);
  return t.call(SYS_preadv2, fd, host.data(), host.size(), offset_of(low, high), 0, flags);
}

i64 sys_pwritev2(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count, u32 low, u32 high, arg::Flags flags) {
  const auto host = t.memory().vectors(vectors, count, false);
  return t.call(SYS_pwritev2, fd, host.data(), host.size(), offset_of(low, high), 0, flags);
}

// Position and length.

/// lseek, in directories by the numbers that their positions have.
i64 seek(Thread& t, int fd, i64 offset, u32 whence) {
  DirectoryOffsets& directories = t.process().directory_offsets();
  if (whence == SEEK_SET) offset = directories.position(fd, offset).value_or(offset);
  const i64 result = host_syscall(SYS_lseek, fd, offset, whence);
  if (result == 0) directories.forget(fd);
  return result > 0 ? directories.number(fd, result).value_or(result) : result;
}

i64 sys_lseek(Thread& t, arg::Fd fd, i32 offset, u32 whence) {
  const i64 result = seek(t, fd, offset, whence);
  return result > INT32_MAX ? -EOVERFLOW : result;
}

i64 sys_llseek(Thread& t, arg::Fd fd, u32 high, u32 low, arg::Pointer result, u32 whence) {
  const i64 position = seek(t, fd, static_cast<i64>(offset_of(low, high)), whence);
  if (position < 0) return position;
  t.memory().write(result, position);
  return 0;
}

i64 sys_truncate64(Thread& t, arg::Text path, i64 length) {
  return t.call(SYS_truncate, t.host_path(path).c_str(), length);
}
i64 sys_ftruncate64(Thread& t, arg::Fd fd, i64 length) { return t.call(SYS_ftruncate, fd, length); }
i64 sys_truncate(Thread& t, arg::Text path, i32 length) { return sys_truncate64(t, path, length); }
i64 sys_ftruncate(Thread& t, arg::Fd fd, i32 length) { return sys_ftruncate64(t, fd, length); }

i64 sys_fallocate(Thread& t, arg::Fd fd, i32 mode, i64 offset, i64 length) {
  return t.call(SYS_fallocate, fd, mode, offset, length);
}

// Copying inside the kernel.

/// Passes the position at `address`, if there is one, and writes back what the call made of it.
template <class Offset, class Call>
i64 with_offset(Thread& t, u32 address, Call call) {
  if (address == 0) return call(static_cast<i64*>(nullptr));
  i64 position = t.memory().read<Offset>(address);
  const i64 result = call(&position);
  if (result >= 0) t.memory().write(address, static_cast<Offset>(position));
  return result;
}

template <class Offset>
i64 sys_sendfile(Thread& t, arg::Fd out, arg::Fd in, arg::Pointer offset, u32 bytes) {
  return with_offset<Offset>(t, offset, [&](i64* position) { return t.call(SYS_sendfile, out, in, position, bytes); });
}

i64 sys_copy_file_range(Thread& t, arg::Fd in, arg::Pointer in_offset, arg::Fd out, arg::Pointer out_offset, u32 bytes,
                        arg::Flags flags) {
  return with_offset<i64>(t, in_offset, [&](i64* from) {
    return with_offset<i64>(t, out_offset,
                            [&](i64* to) { return t.call(SYS_copy_file_range, in, from, out, to, bytes, flags); });
  });
}

i64 sys_splice(Thread& t, arg::Fd in, arg::Pointer in_offset, arg::Fd out, arg::Pointer out_offset, u32 bytes,
               arg::Flags flags) {
  return with_offset<i64>(t, in_offset, [&](i64* from) {
    return with_offset<i64>(t, out_offset,
                            [&](i64* to) { return t.call(SYS_splice, in, from, out, to, bytes, flags); });
  });
}

i64 sys_vmsplice(Thread& t, arg::Fd fd, arg::Pointer vectors, u32 count, arg::Flags flags) {
  // Which way the bytes go is the descriptor's business: pages that the host fills must be ready for it.
  const auto host = t.memory().vectors(vectors, count, true);
  return t.call(SYS_vmsplice, fd, host.data(), host.size(), flags);
}

i64 sys_tee(Thread& t, arg::Fd in, arg::Fd out, u32 bytes, arg::Flags flags) {
  return t.call(SYS_tee, in, out, bytes, flags);
}

// To the disk.

i64 sys_fsync(Thread& t, arg::Fd fd) { return t.call(SYS_fsync, fd); }
i64 sys_fdatasync(Thread& t, arg::Fd fd) { return t.call(SYS_fdatasync, fd); }
i64 sys_syncfs(Thread& t, arg::Fd fd) { return t.call(SYS_syncfs, fd); }
i64 sys_sync(Thread&) { return host_syscall(SYS_sync); }

i64 sys_sync_file_range(Thread& t, arg::Fd fd, i64 offset, i64 bytes, arg::Flags flags) {
  return t.call(SYS_sync_file_range, fd, offset, bytes, flags);
}
i64 sys_fadvise64_64(Thread&, arg::Fd fd, i64 offset, i64 bytes, i32 advice) {
  return host_syscall(SYS_fadvise64, fd, offset, bytes, advice);
}
i64 sys_fadvise64(Thread& t, arg::Fd fd, i64 offset, u32 bytes, i32 advice) {
  return sys_fadvise64_64(t, fd, offset, bytes, advice);
}
// The flags come early in ARM's, so that the pairs need no filling (sync_file_range(2), posix_fadvise(2)).
i64 sys_arm_sync_file_range(Thread& t, arg::Fd fd, arg::Flags flags, i64 offset, i64 bytes) {
  return sys_sync_file_range(t, fd, offset, bytes, flags);
}
i64 sys_arm_fadvise64_64(Thread& t, arg::Fd fd, i32 advice, i64 offset, i64 bytes) {
  return sys_fadvise64_64(t, fd, offset, bytes, advice);
}
i64 sys_readahead(Thread& t, arg::Fd fd, i64 offset, u32 bytes) { return t.call(SYS_readahead, fd, offset, bytes); }

constexpr Syscall kSyscalls[] = {
    syscall_row<sys_open>("open"),
    syscall_row<sys_openat>("openat"),
    syscall_row<sys_openat2>("openat2"),
    syscall_row<sys_creat>("creat"),
    syscall_row<sys_close>("close"),
    syscall_row<sys_close_range>("close_range"),
    syscall_row<sys_read>("read"),
    syscall_row<sys_write>("write"),
    syscall_row<sys_pread64>("pread64"),
    syscall_row<sys_pwrite64>("pwrite64"),
    syscall_row<sys_readv>("readv"),
    syscall_row<sys_writev>("writev"),
    syscall_row<sys_preadv>("preadv"),
    syscall_row<sys_pwritev>("pwritev"),
    syscall_row<sys_preadv2>("preadv2"),
    syscall_row<sys_pwritev2>("pwritev2"),
    syscall_row<sys_lseek>("lseek"),
    syscall_row<sys_llseek>("_llseek"),
    syscall_row<sys_truncate64>("truncate64"),
    syscall_row<sys_ftruncate64>("ftruncate64"),
    syscall_row<sys_truncate>("truncate"),
    syscall_row<sys_ftruncate>("ftruncate"),
    syscall_row<sys_fallocate>("fallocate"),
    syscall_row<sys_sendfile<i32>>("sendfile"),
    syscall_row<sys_sendfile<i64>>("sendfile64"),
    syscall_row<sys_copy_file_range>("copy_file_range"),
    syscall_row<sys_splice>("splice"),
    syscall_row<sys_tee>("tee"),
    syscall_row<sys_vmsplice>("vmsplice"),
    syscall_row<sys_fsync>("fsync"),
    syscall_row<sys_fdatasync>("fdatasync"),
    syscall_row<sys_syncfs>("syncfs"),
    syscall_row<sys_sync>("sync"),
    syscall_row<sys_sync_file_range>("sync_file_range"),
    syscall_row<sys_arm_sync_file_range>("arm_sync_file_range"),
    syscall_row<sys_fadvise64>("fadvise64"),
    syscall_row<sys_fadvise64_64>("fadvise64_64"),
    syscall_row<sys_arm_fadvise64_64>("arm_fadvise64_64"),
    syscall_row<sys_readahead>("readahead"),
};

}  // namespace

std::span<const Syscall> file_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
