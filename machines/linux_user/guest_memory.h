/// machines/linux_user/guest_memory.h — the one way in which system calls and signal frames touch guest memory.
#pragma once

#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/reorder.h"
#include "core/memory/flat_memory.h"

namespace sosie::linux_user {

/// Thrown inside a system call: it ends with this errno.
struct SyscallError {
  int number;
};

/// All functions throw SyscallError{EFAULT} where the guest may not access what it named. Pages that hold code are
/// released before they are written. Numbers and structs are in the host's byte order here, in the guest's there; bytes
/// are bytes.
class GuestMemory {
 public:
  explicit GuestMemory(FlatMemory& memory, ByteOrder order = ByteOrder::kLittle) : memory_(memory), order_(order) {}

  ByteOrder order() const { return order_; }

  template <class T>
  T read(u32 address) const {
    static_assert(std::is_trivially_copyable_v<T>);
    check(address, sizeof(T), kPageRead);
    T value;
    if (!copy(&value, memory_.host(address), sizeof value)) throw SyscallError{EFAULT};
    reorder(value, order_);
    return value;
  }
  template <class T>
  void write(u32 address, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (order_ == ByteOrder::kLittle) return write_bytes(address, &value, sizeof value);
    T guest;
    std::memcpy(&guest, &value, sizeof guest);
    reorder(guest, order_);
    write_bytes(address, &guest, sizeof guest);
  }
  template <class T>
  void read_array(u32 address, std::span<T> values) const {
    read_bytes(address, values.data(), values.size_bytes());
    if (order_ == ByteOrder::kBig) swap_numbers<T>(values.data(), values.size());
  }
  template <class T>
  void write_array(u32 address, std::span<const T> values) {
    if (order_ == ByteOrder::kLittle) return write_bytes(address, values.data(), values.size_bytes());
    std::vector<T> guest(values.begin(), values.end());
    swap_numbers<T>(guest.data(), guest.size());
    write_bytes(address, guest.data(), values.size_bytes());
  }
  void write_bytes(u32 address, const void* bytes, u64 count);
  /// An aligned word, in one step that other threads see whole: it gets `desired` where it is `expected`. \return what
  /// it was.
  u32 exchange_if(u32 address, u32 expected, u32 desired);

  void read_bytes(u32 address, void* bytes, u64 count) const;

  /// The characters up to a NUL. ENAMETOOLONG where there are more than `max_bytes`.
  std::string string(u32 address, u32 max_bytes = 4096) const;
  /// The strings of a null-terminated array of pointers (argv, envp). A null `array` is an empty one.
  std::vector<std::string> strings(u32 array) const;

  // Host pointers for the host's system calls on bytes; for those on numbers there is HostArgument. Its kernel checks
  // page by page, so that a partly accessible buffer is partly filled, as it should be; here only the bounds are
  // checked.

  /// For bytes that the host reads.
  const void* input(u32 address, u64 bytes) const;
  /// For bytes that the host writes.
  void* output(u32 address, u64 bytes);
  /// The same where null has a meaning of its own.
  const void* input_or_null(u32 address, u64 bytes) const { return address ? input(address, bytes) : nullptr; }
  void* output_or_null(u32 address, u64 bytes) { return address ? output(address, bytes) : nullptr; }
  /// `count` of the guest's struct iovec; EINVAL for too many.
  std::vector<iovec> vectors(u32 address, u32 count, bool for_output);

  FlatMemory& memory() const { return memory_; }

 private:
  void check(u32 address, u64 bytes, u8 needed) const {
    if (!memory_.allows(address, bytes, needed)) throw SyscallError{EFAULT};
  }

  /// False where some bytes are not there, also when no other thread is changing pages.
  bool copy(void* to, const void* from, u64 bytes) const;

  FlatMemory& memory_;
  const ByteOrder order_;
};

}  // namespace sosie::linux_user
