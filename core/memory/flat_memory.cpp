#include "core/memory/flat_memory.h"

#include <sys/mman.h>

#include <cassert>
#include <cerrno>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr u64 kPages = FlatMemory::kSpaceBytes >> FlatMemory::kPageBits;

int host_protection(u8 flags) {
  // Pages are never executable for the host: guest code is data here.
  if (flags & kPageWrite) return flags & kPageHoldsCode ? PROT_READ : PROT_READ | PROT_WRITE;
  return flags & (kPageRead | kPageExecute) ? PROT_READ : PROT_NONE;
}

u64 page_end(u32 begin, u64 bytes) { return (begin + bytes + FlatMemory::kPageBytes - 1) >> FlatMemory::kPageBits; }

}  // namespace

FlatMemory::FlatMemory() : flags_(std::make_unique<u8[]>(kPages)) {
  void* reservation =
      mmap(nullptr, kSpaceBytes + 2 * kGuardBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reservation == MAP_FAILED) {
    throw UserError("no room for the guest's 4 GiB of address space: raise the limit on virtual memory (ulimit -v)",
                    126);
  }
  base_ = static_cast<u8*>(reservation) + kGuardBytes;
}

FlatMemory::~FlatMemory() { munmap(base_ - kGuardBytes, kSpaceBytes + 2 * kGuardBytes); }

bool FlatMemory::owns(const void* host_address) const {
  const u8* p = static_cast<const u8*>(host_address);
  return p >= base_ - kGuardBytes && p < base_ + kSpaceBytes + kGuardBytes;
}

bool FlatMemory::allows(u32 address, u64 bytes, u8 needed) const {
  if (bytes > kSpaceBytes - address) return false;
  const u64 end = page_end(address, bytes);
  for (u64 page = address >> kPageBits; page < end; ++page) {
    if ((flags_[page] & needed) != needed) return false;
  }
  return true;
}

void FlatMemory::protect_host(u32 page, u64 pages) {
  for (u64 i = 0; i < pages;) {
    const int protection = host_protection(flags_[page + i]);
    u64 run = 1;
    while (i + run < pages && host_protection(flags_[page + i + run]) == protection) ++run;
    mprotect(base_ + ((u64{page} + i) << kPageBits), run << kPageBits, protection);
    i += run;
  }
}

void FlatMemory::set_flags(u32 begin, u64 bytes, u8 permissions) {
  assert(begin % kPageBytes == 0);
  release_code(begin, bytes);
  const u64 end = page_end(begin, bytes);
  for (u64 page = begin >> kPageBits; page < end; ++page) flags_[page] = permissions | kPageMapped;
  protect_host(begin >> kPageBits, end - (begin >> kPageBits));
}

void FlatMemory::unmap(u32 begin, u64 bytes) {
  assert(begin % kPageBytes == 0);
  release_code(begin, bytes);
  const u64 end = page_end(begin, bytes);
  mmap(host(begin), (end - (begin >> kPageBits)) << kPageBits, PROT_NONE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  std::memset(&flags_[begin >> kPageBits], 0, end - (begin >> kPageBits));
}

void FlatMemory::map_zeroed(u32 begin, u64 bytes, u8 permissions) {
  unmap(begin, bytes);
  set_flags(begin, bytes, permissions);
}

void FlatMemory::protect_code(u32 address) {
  u8& flags = flags_[address >> kPageBits];
  if (flags & kPageHoldsCode) return;
  flags |= kPageHoldsCode;
  if (flags & kPageWrite) protect_host(address >> kPageBits, 1);
}

void FlatMemory::release_code(u32 begin, u64 bytes) {
  const u64 end = page_end(begin, bytes);
  for (u64 page = begin >> kPageBits; page < end; ++page) {
    if (!(flags_[page] & kPageHoldsCode)) continue;
    const u32 address = static_cast<u32>(page << kPageBits);
    if (listener_) listener_->code_changes(address, kPageBytes);
    flags_[page] &= static_cast<u8>(~kPageHoldsCode);
    if (flags_[page] & kPageWrite) protect_host(static_cast<u32>(page), 1);
  }
}

}  // namespace sosie
