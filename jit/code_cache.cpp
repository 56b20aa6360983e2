#include "jit/code_cache.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "core/base/error.h"

namespace sosie::jit {

namespace {

constexpr std::size_t kAlignment = 16;

asmjit::VirtMem::DualMapping map_twice(std::size_t bytes) {
  asmjit::VirtMem::DualMapping mapping{};
  if (asmjit::VirtMem::allocDualMapping(&mapping, bytes, asmjit::VirtMem::MemoryFlags::kAccessRWX) !=
      asmjit::kErrorOk) {
    throw UserError("the host gives no memory for translated code; run with --jit off");
  }
  return mapping;
}

void move_mapping(void* from, void* to, std::size_t bytes) {
  if (mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
    throw UserError("the host does not let a forked process have its own translated code; run with --jit off");
  }
}

}  // namespace

CodeCache::CodeCache(std::size_t bytes) : bytes_(bytes), mapping_(map_twice(bytes)) {
  begin_ = static_cast<u8*>(mapping_.rx);
  writable_offset_ = static_cast<u8*>(mapping_.rw) - begin_;
}

CodeCache::~CodeCache() { asmjit::VirtMem::releaseDualMapping(&mapping_, bytes_); }

u8* CodeCache::allocate(std::size_t bytes, std::span<const u32> fields) {
  const std::size_t size = (bytes + kAlignment - 1) & ~(kAlignment - 1);
  std::size_t start = used_;
  for (std::size_t skipped = 0; skipped < kLineBytes; skipped += kAlignment) {
    const u8* const place = begin_ + used_ + skipped;
    if (!std::ranges::all_of(fields, [&](u32 field) { return within_line(place + field, sizeof(u32)); })) continue;
    start = used_ + skipped;
    break;
  }
  if (start > bytes_ || size > bytes_ - start) return nullptr;
  used_ = start + size;
  return begin_ + start;
}

void CodeCache::before_fork() {
  // Copied here and not by the child, while nobody changes it.
  for_child_ = map_twice(bytes_);
  std::memcpy(for_child_.rw, mapping_.rx, used_);
}

void CodeCache::after_fork(bool in_child) {
  if (in_child) {
    move_mapping(for_child_.rx, mapping_.rx, bytes_);
    move_mapping(for_child_.rw, mapping_.rw, bytes_);
  } else {
    asmjit::VirtMem::releaseDualMapping(&for_child_, bytes_);
  }
  for_child_ = {};
}

}  // namespace sosie::jit
