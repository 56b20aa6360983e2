/// machines/linux_user/memory_map.h — the guest's address space as its kernel manages it: mmap, munmap, mremap, brk.
/// Source: the man pages of these calls (Linux man-pages 6.03); limits as on a 32-bit ARM kernel.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/memory/flat_memory.h"
#include "machines/linux_user/address_ranges.h"

namespace sosie::linux_user {

/// Where things lie. Programs may use [kLowest, kTaskEnd); the kernel's own pages are above.
struct AddressLayout {
  static constexpr u32 kLowest = 0x1'0000;             ///< vm.mmap_min_addr
  static constexpr u32 kRelocatable = 0x40'0000;       ///< where programs go that run anywhere
  static constexpr u32 kLargestProgram = 0xe000'0000;  ///< where the segments of a program end at the latest
  static constexpr u32 kStackTop = 0xfffe'0000;
  static constexpr u32 kSignalPage = 0xfffe'f000;  ///< the code that ends signal handlers
  static constexpr u32 kTaskEnd = 0xffff'0000;
  static constexpr u32 kStackGap = 0x10'0000;  ///< kept free below the stack
  static constexpr u32 kDefaultStackBytes = 0x80'0000;
};

/// What mmap is asked for. `offset` in bytes; `flags` and `protection` have the generic values, which are the host's.
struct MapRequest {
  u32 address = 0;
  u32 bytes = 0;
  int protection = 0;
  int flags = 0;
  int fd = -1;
  u64 offset = 0;
};

/// Results are an address or 0, or a negative errno. System calls of several threads come one after the other.
class MemoryMap {
 public:
  explicit MemoryMap(FlatMemory& memory) : memory_(memory) {}

  FlatMemory& memory() const { return memory_; }

  i64 map(const MapRequest& request);
  i64 unmap(u32 address, u32 bytes);
  /// `flags`: MREMAP_*. Anonymous private memory grows in place where there is room; other mappings are moved, which
  /// the host's kernel does in one step, or stay.
  i64 remap(u32 address, u32 old_bytes, u32 new_bytes, int flags, u32 new_address);
  i64 protect(u32 address, u32 bytes, int protection);
  i64 advise(u32 address, u32 bytes, int advice);
  i64 synchronise(u32 address, u32 bytes, int flags);

  /// shmat of a segment of so many bytes.
  i64 attach(int segment, u64 bytes, u32 address, int flags);
  /// shmdt. EINVAL: no segment begins there.
  i64 detach(u32 address);

  /// Moves the end of the heap. \return where it ends now.
  u32 brk(u32 end);
  void set_heap(u32 begin) { heap_begin_ = heap_end_ = begin; }

  /// Maps the stack below AddressLayout::kStackTop.
  void map_stack(u32 bytes, bool executable);
  /// A page of the kernel's own that the guest may read and execute.
  void map_kernel_page(u32 address, std::string_view name, const void* code, std::size_t bytes);

  /// While it is held the map stays as it is; for those who look at more than one thing.
  std::unique_lock<std::mutex> hold() const { return std::unique_lock(mutex_); }
  void before_fork() { mutex_.lock(); }
  void after_fork() { mutex_.unlock(); }

  bool is_free(u32 address, u64 bytes) const;
  /// The highest free stretch, where mmap would put as much.
  std::optional<u32> find_gap(u64 bytes) const;

  /// Old programs expect that what they can read they can also execute (personality READ_IMPLIES_EXEC).
  void set_read_implies_execute(bool value) { read_implies_execute_ = value; }

  u32 stack_bytes() const { return stack_bytes_; }
  /// \return the address is in the unmapped stretch just below the stack: a recursion without end went there.
  bool below_stack(u32 address) const;
  /// What /proc/self/maps calls the page: "[stack]", "[heap]", "[vectors]"; empty: nothing special.
  std::string_view special_name(u32 address) const;

  /// Whole pages of the program's own address space. False: not aligned, empty or outside.
  static bool valid_range(u32 address, u64 bytes);

 private:
  u8 page_flags(int protection) const;
  void take(u32 begin, u64 bytes, bool plain);
  void give_back(u32 begin, u64 bytes);
  i64 map_at(u32 begin, u64 bytes, const MapRequest& request);
  i64 unmap_pages(u32 address, u32 bytes);
  i64 move(u32 from, u64 old_bytes, u32 to, u64 new_bytes);
  struct KernelPage {
    u32 address;
    std::string name;
  };

  mutable std::mutex mutex_;
  FlatMemory& memory_;
  AddressRanges used_;
  AddressRanges plain_;          ///< of these, private and anonymous: growing them means more zeros
  std::map<u32, u64> attached_;  ///< segments of shared memory by address, with their length
  std::vector<KernelPage> kernel_pages_;
  u32 heap_begin_ = 0, heap_end_ = 0;
  u32 stack_bytes_ = 0;
  u64 search_end_ = AddressLayout::kStackTop;
  bool read_implies_execute_ = false;
};

}  // namespace sosie::linux_user
