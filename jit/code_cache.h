/// jit/code_cache.h — memory for host code: one piece, seen through two mappings, never writable and executable at
/// once.
#pragma once

#include <asmjit/core.h>

#include <atomic>
#include <span>

#include "core/base/types.h"

namespace sosie::jit {

class CodeCache {
 public:
  /// Throws UserError where the host gives no such memory. `bytes` is a multiple of the page size.
  explicit CodeCache(std::size_t bytes);
  ~CodeCache();
  CodeCache(const CodeCache&) = delete;
  CodeCache& operator=(const CodeCache&) = delete;

  /// Processors fetch code in pieces of this size: a field within one changes at once for all of them.
  static constexpr std::size_t kLineBytes = 64;
  static bool within_line(const u8* field, std::size_t bytes) {
    return reinterpret_cast<std::uintptr_t>(field) % kLineBytes + bytes <= kLineBytes;
  }

  /// Takes the next bytes, aligned to 16. \return where they will be executed, or null when there is no room.
  /// \param fields offsets of four bytes that are to be within a line; this is met unless it costs too much.
  u8* allocate(std::size_t bytes, std::span<const u32> fields = {});
  /// The writable view of an address of the executable one.
  u8* writable(u8* executable) const { return executable + writable_offset_; }
  bool contains(const void* executable) const {
    const u8* p = static_cast<const u8*>(executable);
    return p >= begin_ && p < begin_ + used();
  }
  std::size_t used() const { return used_.load(std::memory_order_relaxed); }
  /// Gives back all but the first `bytes`.
  void shrink_to(std::size_t bytes) { used_ = bytes; }
  /// The mapping is shared memory, which a child of fork would share with its parent. Called around the fork, these
  /// give the child its own, with the same contents at the same addresses.
  void before_fork();
  void after_fork(bool in_child);

 private:
  const std::size_t bytes_;
  asmjit::VirtMem::DualMapping mapping_{};
  asmjit::VirtMem::DualMapping for_child_{};
  u8* begin_ = nullptr;
  std::ptrdiff_t writable_offset_ = 0;
  std::atomic<std::size_t> used_{0};  ///< read by fault handlers of other threads
};

}  // namespace sosie::jit
