#include "core/memory/flat_memory.h"

#include <sys/mman.h>

#include <algorithm>
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

FlatMemory::FlatMemory() : CodeMemory(kPageBits, kSpaceBytes - 1), flags_(std::make_unique<Flags[]>(kPages)) {
  void* reservation =
      mmap(nullptr, kSpaceBytes + 2 * kGuardBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reservation == MAP_FAILED) {
    throw UserError("no room for the guest's 4 GiB of address space: raise the limit on virtual memory (ulimit -v)",
                    125);
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
  if (allows_now(address, bytes, needed)) return true;
  const RunGate::Lock lock(gate_);
  return allows_now(address, bytes, needed);
}

bool FlatMemory::allows_now(u32 address, u64 bytes, u8 needed) const {
  const u64 end = page_end(address, bytes);
  for (u64 page = address >> kPageBits; page < end; ++page) {
    if ((this->page(page) & needed) != needed) return false;
  }
  return true;
}

bool FlatMemory::holds_code(u32 begin, u64 bytes) const {
  const u64 end = page_end(begin, bytes);
  for (u64 number = begin >> kPageBits; number < end; ++number) {
    if (page(number) & kPageHoldsCode) return true;
  }
  return false;
}

FlatMemory::Change::Change(FlatMemory& memory, std::initializer_list<Range> ranges) {
  const auto hold_code = [&] {
    return std::ranges::any_of(ranges, [&](const Range& r) { return memory.holds_code(r.begin, r.bytes); });
  };
  if (!memory.gate_.one_at_a_time()) lock_.emplace(memory.gate_);
  if (!lock_ || hold_code()) {
    lock_.reset();
    alone_.emplace(memory.gate_);
    for (const Range& r : ranges) memory.release_code(r.begin, r.bytes);
  }
  ++memory.changes_;
}

void FlatMemory::protect_host(u32 page, u64 pages) {
  for (u64 i = 0; i < pages;) {
    const int protection = host_protection(this->page(page + i));
    u64 run = 1;
    while (i + run < pages && host_protection(this->page(page + i + run)) == protection) ++run;
    mprotect(base_ + ((u64{page} + i) << kPageBits), run << kPageBits, protection);
    i += run;
  }
}

void FlatMemory::set_flags(u32 begin, u64 bytes, u8 permissions) {
  assert(begin % kPageBytes == 0);
  const Change change(*this, {{begin, bytes}});
  const u64 end = page_end(begin, bytes);
  for (u64 page = begin >> kPageBits; page < end; ++page) set_page(page, permissions | kPageMapped);
  protect_host(begin >> kPageBits, end - (begin >> kPageBits));
}

void FlatMemory::unmap(u32 begin, u64 bytes) {
  assert(begin % kPageBytes == 0);
  const Change change(*this, {{begin, bytes}});
  const u64 end = page_end(begin, bytes);
  mmap(host(begin), (end - (begin >> kPageBits)) << kPageBits, PROT_NONE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  for (u64 page = begin >> kPageBits; page < end; ++page) set_page(page, 0);
}

void FlatMemory::map_zeroed(u32 begin, u64 bytes, u8 permissions) {
  const Change change(*this, {{begin, bytes}});
  unmap(begin, bytes);
  set_flags(begin, bytes, permissions);
}

bool FlatMemory::protect_code(u32 address) {
  const u64 number = address >> kPageBits;
  const u8 flags = page(number);
  if (flags & kPageHoldsCode) return false;
  set_page(number, flags | kPageHoldsCode);
  if (flags & kPageWrite) protect_host(static_cast<u32>(number), 1);
  return true;
}

bool FlatMemory::store_hits_code(u32 address) const {
  constexpr u8 kBoth = kPageHoldsCode | kPageWrite;
  return (flags(address) & kBoth) == kBoth;
}

bool FlatMemory::fetch_bytes(u64 address, u32, void* to, unsigned bytes) const {
  const u32 at = static_cast<u32>(address);
  return allows(at, bytes, kPageExecute) && copy_guarded(to, host(at), bytes);
}

void FlatMemory::release_code(u32 begin, u64 bytes) {
  if (!holds_code(begin, bytes)) return;
  const RunGate::Alone alone(gate_);
  const u64 end = page_end(begin, bytes);
  for (u64 number = begin >> kPageBits; number < end; ++number) {
    if (!(page(number) & kPageHoldsCode)) continue;
    if (listener_) listener_->code_changes(static_cast<u32>(number << kPageBits), kPageBytes);
    set_page(number, page(number) & static_cast<u8>(~kPageHoldsCode));
    if (page(number) & kPageWrite) protect_host(static_cast<u32>(number), 1);
  }
  ++changes_;
}

}  // namespace sosie
