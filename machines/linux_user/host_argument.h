/// machines/linux_user/host_argument.h — an argument in the guest's memory that a host's system call reads or fills.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "machines/linux_user/guest_memory.h"

namespace sosie::linux_user {

enum class Way : u8 { kIn, kOut, kBoth };

/// Between the byte orders of guest and host, whichever way.
using Reorder = void (*)(std::span<u8> bytes);

/// As many Ts as there are bytes for.
template <class T>
void reorder_all(std::span<u8> bytes) {
  swap_numbers<T>(bytes.data(), bytes.size() / sizeof(T));
}
/// For what has no order: texts, addresses of the network.
inline void reorder_nothing(std::span<u8>) {}

/// Bytes that guest and host have alike but for the order of the numbers in them. Where that is the same too the host's
/// call gets the guest's memory, which its kernel checks page by page; where not, a copy, which `write_back` brings to
/// the guest. A null address is a null pointer.
class HostArgument {
 public:
  HostArgument(GuestMemory& memory, u32 address, u64 bytes, Way way, Reorder reorder);
  HostArgument(HostArgument&&) = default;

  void* pointer() const { return pointer_; }
  /// After a call that has filled `bytes` of it, at most.
  void write_back(u64 bytes = ~u64{0});
  /// After a call that fills it unless it fails. \return `result`
  i64 done(i64 result) {
    if (result >= 0) write_back();
    return result;
  }

 private:
  GuestMemory& memory_;
  const u32 address_;
  const u64 bytes_;
  const Reorder reorder_;
  std::vector<u8> copy_;
  void* pointer_ = nullptr;
};

/// A HostArgument of `count` Ts.
template <class T>
class HostCopy : public HostArgument {
 public:
  HostCopy(GuestMemory& memory, u32 address, Way way, u64 count = 1)
      : HostArgument(memory, address, count * sizeof(T), way, reorder_all<T>) {}
};

}  // namespace sosie::linux_user
