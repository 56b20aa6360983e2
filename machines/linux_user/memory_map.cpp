#include "machines/linux_user/memory_map.h"

#include <sys/mman.h>
#include <sys/shm.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "core/base/bits.h"

namespace sosie::linux_user {

namespace {

constexpr u64 kPage = FlatMemory::kPageBytes;

constexpr u64 page_up(u64 bytes) { return (bytes + kPage - 1) & ~(kPage - 1); }
constexpr bool page_aligned(u64 address) { return address % kPage == 0; }

/// What of mmap's flags is passed on; the rest are hints (MAP_DENYWRITE, MAP_STACK, MAP_GROWSDOWN, ...).
constexpr int kPassedFlags = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_POPULATE | MAP_LOCKED;

/// Guest pages are never executable for the host.
int host_protection(int protection) {
  int host = protection & (PROT_READ | PROT_WRITE);
  if (protection & PROT_EXEC) host |= PROT_READ;
  return host;
}

}  // namespace

bool MemoryMap::valid_range(u32 address, u64 bytes) {
  return page_aligned(address) && bytes > 0 && bytes <= AddressLayout::kTaskEnd - u64{address};
}

u8 MemoryMap::page_flags(int protection) const {
  u8 flags = 0;
  // The hardware has no pages that can be written or executed and not be read (ARM DDI 0406C B3.7.1).
  if (protection & (PROT_READ | PROT_WRITE | PROT_EXEC)) flags |= kPageRead;
  if (protection & PROT_WRITE) flags |= kPageWrite;
  if (protection & PROT_EXEC || (read_implies_execute_ && protection & PROT_READ)) flags |= kPageExecute;
  return flags;
}

void MemoryMap::take(u32 begin, u64 bytes, bool plain) {
  give_back(begin, bytes);
  used_.add(begin, begin + bytes);
  if (plain) plain_.add(begin, begin + bytes);
}

void MemoryMap::give_back(u32 begin, u64 bytes) {
  used_.remove(begin, begin + bytes);
  plain_.remove(begin, begin + bytes);
  attached_.erase(attached_.lower_bound(begin), attached_.lower_bound(static_cast<u32>(begin + bytes)));
}

i64 MemoryMap::map(const MapRequest& request) {
  const auto held = hold();
  const int type = request.flags & MAP_TYPE;
  if (request.bytes == 0 || (type != MAP_SHARED && type != MAP_PRIVATE && type != MAP_SHARED_VALIDATE)) return -EINVAL;
  if (request.flags & MAP_HUGETLB || !page_aligned(request.offset)) return -EINVAL;
  const u64 bytes = page_up(request.bytes);
  if (bytes > AddressLayout::kTaskEnd - AddressLayout::kLowest) return -ENOMEM;
  const bool exact = request.flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);
  if (exact) {
    if (!page_aligned(request.address)) return -EINVAL;
    if (!valid_range(request.address, bytes)) return -ENOMEM;
    if (request.address < AddressLayout::kLowest) return -EPERM;
    if (request.flags & MAP_FIXED_NOREPLACE && used_.overlaps(request.address, request.address + bytes)) return -EEXIST;
    return map_at(request.address, bytes, request);
  }
  const u32 hint = request.address & ~static_cast<u32>(kPage - 1);
  if (hint >= AddressLayout::kLowest && is_free(hint, bytes)) return map_at(hint, bytes, request);
  const auto found = find_gap(bytes);
  return found ? map_at(*found, bytes, request) : -ENOMEM;
}

i64 MemoryMap::map_at(u32 begin, u64 bytes, const MapRequest& request) {
  const u8 flags = page_flags(request.protection);
  const FlatMemory::Change change(memory_, {{begin, bytes}});
  const bool plain = request.flags & MAP_ANONYMOUS && request.flags & MAP_PRIVATE;
  if (plain && !(request.flags & (MAP_LOCKED | MAP_POPULATE))) {
    memory_.map_zeroed(begin, bytes, flags);
  } else {
    int type = request.flags & kPassedFlags;
    if ((request.flags & MAP_TYPE) == MAP_SHARED_VALIDATE) type = (type & ~MAP_TYPE) | MAP_SHARED;
    const int fd = request.flags & MAP_ANONYMOUS ? -1 : request.fd;
    void* const mapped = mmap(memory_.host(begin), bytes, host_protection(request.protection), type | MAP_FIXED, fd,
                              static_cast<off_t>(request.offset));
    if (mapped == MAP_FAILED) return -errno;
    memory_.set_flags(begin, bytes, flags);
  }
  take(begin, bytes, plain);
  return begin;
}

i64 MemoryMap::unmap(u32 address, u32 bytes) {
  const auto held = hold();
  return unmap_pages(address, bytes);
}

i64 MemoryMap::unmap_pages(u32 address, u32 bytes) {
  const u64 length = page_up(bytes);
  if (!valid_range(address, length)) return -EINVAL;
  memory_.unmap(address, length);
  give_back(address, length);
  return 0;
}

i64 MemoryMap::remap(u32 address, u32 old_bytes, u32 new_bytes, int flags, u32 new_address) {
  const auto held = hold();
  const u64 old_length = page_up(old_bytes), new_length = page_up(new_bytes);
  if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED) || !page_aligned(address) || new_length == 0) return -EINVAL;
  if (flags & MREMAP_FIXED && !(flags & MREMAP_MAYMOVE)) return -EINVAL;
  if (!valid_range(address, std::max(old_length, kPage)) || old_length == 0) return -EINVAL;
  if (!memory_.allows(address, old_length, kPageMapped)) return -EFAULT;
  if (flags & MREMAP_FIXED) {
    if (!valid_range(new_address, new_length) || new_address < AddressLayout::kLowest) return -EINVAL;
    if (new_address < address + old_length && address < new_address + new_length) return -EINVAL;
    return move(address, old_length, new_address, new_length);
  }
  if (new_length <= old_length) {
    if (new_length < old_length)
      unmap_pages(address + static_cast<u32>(new_length), static_cast<u32>(old_length - new_length));
    return address;
  }
  const u32 end = address + static_cast<u32>(old_length);
  const u64 more = new_length - old_length;
  if (plain_.contains(address, end) && is_free(end, more)) {
    memory_.map_zeroed(end, more, memory_.flags(end - 1) & (kPageRead | kPageWrite | kPageExecute));
    take(end, more, true);
    return address;
  }
  if (!(flags & MREMAP_MAYMOVE)) return -ENOMEM;
  const auto found = find_gap(new_length);
  return found ? move(address, old_length, *found, new_length) : -ENOMEM;
}

i64 MemoryMap::move(u32 from, u64 old_bytes, u32 to, u64 new_bytes) {
  // Pages that hold code are protected singly; the host moves one mapping at a time, so they become one again first.
  const FlatMemory::Change change(memory_, {{from, old_bytes}, {to, new_bytes}});
  const u8 permissions = memory_.flags(from) & (kPageRead | kPageWrite | kPageExecute);
  const u64 moved = std::min(old_bytes, new_bytes);
  void* const result = mremap(memory_.host(from), moved, new_bytes, MREMAP_MAYMOVE | MREMAP_FIXED, memory_.host(to));
  if (result == MAP_FAILED) return -errno;
  memory_.set_flags(to, new_bytes, permissions);
  memory_.unmap(from, old_bytes);
  const bool plain = plain_.contains(from, from + old_bytes);
  give_back(from, old_bytes);
  take(to, new_bytes, plain);
  return to;
}

i64 MemoryMap::attach(int segment, u64 segment_bytes, u32 address, int flags) {
  const auto held = hold();
  // Where a segment begins is a multiple of this, as caches of old ARM processors want it (asm/shmparam.h).
  constexpr u32 kUnit = 4 * kPage;
  const u64 bytes = page_up(segment_bytes);
  if (address % kUnit != 0 && flags & SHM_RND) address -= address % kUnit;
  if (address % kUnit != 0 || (address == 0 && flags & SHM_REMAP)) return -EINVAL;
  if (address == 0) {
    const auto found = find_gap(bytes + kUnit - kPage);
    if (!found) return -ENOMEM;
    address = (*found + kUnit - 1) & ~(kUnit - 1);
  } else if (address < AddressLayout::kLowest || !valid_range(address, bytes) ||
             (!(flags & SHM_REMAP) && used_.overlaps(address, address + bytes))) {
    return -EINVAL;
  }
  const FlatMemory::Change change(memory_, {{address, bytes}});
  // Over the reservation, whose pages are there for the host.
  if (shmat(segment, memory_.host(address), SHM_REMAP | (flags & SHM_RDONLY)) == reinterpret_cast<void*>(-1)) {
    return -errno;
  }
  const int writes = flags & SHM_RDONLY ? 0 : PROT_WRITE;
  memory_.set_flags(address, bytes, page_flags(PROT_READ | writes | (flags & SHM_EXEC ? PROT_EXEC : 0)));
  take(address, bytes, false);
  attached_[address] = bytes;
  return address;
}

i64 MemoryMap::detach(u32 address) {
  const auto held = hold();
  const auto found = attached_.find(address);
  if (found == attached_.end()) return -EINVAL;
  const u64 bytes = found->second;
  memory_.unmap(address, bytes);
  give_back(address, bytes);
  return 0;
}

i64 MemoryMap::protect(u32 address, u32 bytes, int protection) {
  const auto held = hold();
  const u64 length = page_up(bytes);
  protection &= ~(PROT_GROWSDOWN | PROT_GROWSUP);
  if (!page_aligned(address) || protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC)) return -EINVAL;
  if (length == 0) return 0;
  if (!valid_range(address, length) || !memory_.allows(address, length, kPageMapped)) return -ENOMEM;
  const FlatMemory::Change change(memory_, {{address, length}});
  // A shared mapping of a file that was opened for reading cannot become writable: the host knows.
  if (protection & PROT_WRITE && mprotect(memory_.host(address), length, PROT_READ | PROT_WRITE) != 0) return -errno;
  memory_.set_flags(address, length, page_flags(protection));
  return 0;
}

i64 MemoryMap::advise(u32 address, u32 bytes, int advice) {
  const auto held = hold();
  const u64 length = page_up(bytes);
  if (!page_aligned(address)) return -EINVAL;
  if (length == 0) return 0;
  if (!valid_range(address, length)) return -EINVAL;
  std::optional<FlatMemory::Change> change;
  switch (advice) {
    case MADV_DONTFORK:
    case MADV_DOFORK: return 0;  // the child needs the whole reservation
    case MADV_DONTNEED:
    case MADV_FREE:
    case MADV_REMOVE:
      change.emplace(memory_, std::initializer_list<FlatMemory::Change::Range>{{address, length}});
      break;
    default: break;
  }
  if (!memory_.allows(address, length, kPageMapped)) return -ENOMEM;
  return madvise(memory_.host(address), length, advice) == 0 ? 0 : -errno;
}

i64 MemoryMap::synchronise(u32 address, u32 bytes, int flags) {
  const auto held = hold();
  const u64 length = page_up(bytes);
  if (!page_aligned(address)) return -EINVAL;
  if (length == 0) return 0;
  if (!valid_range(address, length) || !memory_.allows(address, length, kPageMapped)) return -ENOMEM;
  return msync(memory_.host(address), length, flags) == 0 ? 0 : -errno;
}

u32 MemoryMap::brk(u32 end) {
  const auto held = hold();
  if (end < heap_begin_ || end >= AddressLayout::kStackTop) return heap_end_;
  const u32 old_page = static_cast<u32>(page_up(heap_end_)), new_page = static_cast<u32>(page_up(end));
  if (new_page < old_page) {
    unmap_pages(new_page, old_page - new_page);
  } else if (new_page > old_page) {
    if (used_.overlaps(old_page, new_page)) return heap_end_;
    memory_.map_zeroed(old_page, new_page - old_page, page_flags(PROT_READ | PROT_WRITE));
    take(old_page, new_page - old_page, true);
  }
  heap_end_ = end;
  return end;
}

void MemoryMap::map_stack(u32 bytes, bool executable) {
  stack_bytes_ = static_cast<u32>(page_up(bytes));
  const u32 begin = AddressLayout::kStackTop - stack_bytes_;
  memory_.map_zeroed(begin, stack_bytes_, page_flags(PROT_READ | PROT_WRITE | (executable ? PROT_EXEC : 0)));
  take(begin, stack_bytes_, true);
  search_end_ = begin - AddressLayout::kStackGap;
}

void MemoryMap::map_kernel_page(u32 address, std::string_view name, const void* code, std::size_t bytes) {
  assert(page_aligned(address) && bytes <= kPage);
  memory_.map_zeroed(address, kPage, kPageRead | kPageWrite);
  std::memcpy(memory_.host(address), code, bytes);
  memory_.set_flags(address, kPage, kPageRead | kPageExecute);
  take(address, kPage, false);
  kernel_pages_.push_back({address, std::string(name)});
}

bool MemoryMap::is_free(u32 address, u64 bytes) const {
  return valid_range(address, bytes) && !used_.overlaps(address, address + bytes);
}

std::optional<u32> MemoryMap::find_gap(u64 bytes) const {
  const auto found = used_.highest_gap(bytes, AddressLayout::kLowest, search_end_);
  if (!found) return std::nullopt;
  return static_cast<u32>(*found);
}

bool MemoryMap::below_stack(u32 address) const {
  const u32 begin = AddressLayout::kStackTop - stack_bytes_;
  return address < begin && address >= begin - AddressLayout::kStackGap;
}

std::string_view MemoryMap::special_name(u32 address) const {
  for (const KernelPage& page : kernel_pages_) {
    if (page.address == address) return page.name;
  }
  if (address >= AddressLayout::kStackTop - stack_bytes_ && address < AddressLayout::kStackTop) return "[stack]";
  if (address >= heap_begin_ && address < page_up(heap_end_)) return "[heap]";
  return {};
}

}  // namespace sosie::linux_user
