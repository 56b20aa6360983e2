#include "machines/linux_user/guest_memory.h"

#include <climits>
#include <cstring>

#include "core/memory/exchange.h"
#include "machines/linux_user/guest_layout.h"

namespace sosie::linux_user {

namespace {

constexpr std::size_t kMaxStrings = 1 << 20;
constexpr u32 kMaxStringBytes = 128 << 10;  ///< MAX_ARG_STRLEN (execve(2))

u32 exchange_guarded(void* where, u32 expected, u32 desired) {
  FaultGuard guard;
  if (sigsetjmp(guard.point(), 0) != 0) throw SyscallError{EFAULT};
  return compare_exchange(where, expected, desired);
}

}  // namespace

void GuestMemory::write_bytes(u32 address, const void* bytes, u64 count) {
  check(address, count, kPageWrite);
  memory_.release_code(address, count);
  if (!memory_.gate().one_at_a_time() && copy_guarded(memory_.host(address), bytes, count)) return;
  const FlatMemory::Change change(memory_, {{address, count}});  // no other thread makes blocks from the pages now
  if (!copy_guarded(memory_.host(address), bytes, count)) throw SyscallError{EFAULT};
}

u32 GuestMemory::exchange_if(u32 address, u32 expected, u32 desired) {
  const FlatMemory::Change change(memory_, {{address, sizeof expected}});
  check(address, sizeof expected, kPageWrite);
  reorder(expected, order_);
  reorder(desired, order_);
  u32 before = exchange_guarded(memory_.host(address), expected, desired);
  reorder(before, order_);
  return before;
}

bool GuestMemory::copy(void* to, const void* from, u64 bytes) const {
  if (copy_guarded(to, from, bytes)) return true;
  const RunGate::Lock unchanging(memory_.gate());
  return copy_guarded(to, from, bytes);
}

void GuestMemory::read_bytes(u32 address, void* bytes, u64 count) const {
  check(address, count, kPageRead);
  if (!copy(bytes, memory_.host(address), count)) throw SyscallError{EFAULT};
}

std::string GuestMemory::string(u32 address, u32 max_bytes) const {
  std::string text;
  while (true) {
    check(address, 1, kPageRead);
    const u32 rest = FlatMemory::kPageBytes - (address & (FlatMemory::kPageBytes - 1));
    char part[FlatMemory::kPageBytes];
    if (!copy(part, memory_.host(address), rest)) throw SyscallError{EFAULT};
    const std::size_t length = strnlen(part, rest);
    text.append(part, length);
    if (text.size() >= max_bytes) throw SyscallError{ENAMETOOLONG};
    if (length < rest) return text;
    address += rest;
  }
}

std::vector<std::string> GuestMemory::strings(u32 array) const {
  std::vector<std::string> texts;
  if (array == 0) return texts;
  for (; texts.size() < kMaxStrings; array += sizeof(u32)) {
    const u32 address = read<u32>(array);
    if (address == 0) return texts;
    texts.push_back(string(address, kMaxStringBytes));
  }
  throw SyscallError{E2BIG};
}

const void* GuestMemory::input(u32 address, u64 bytes) const {
  if (bytes > FlatMemory::kSpaceBytes - address) throw SyscallError{EFAULT};
  return memory_.host(address);
}

void* GuestMemory::output(u32 address, u64 bytes) {
  if (bytes > FlatMemory::kSpaceBytes - address) throw SyscallError{EFAULT};
  if (bytes != 0) memory_.release_code(address, bytes);
  return memory_.host(address);
}

std::vector<iovec> GuestMemory::vectors(u32 address, u32 count, bool for_output) {
  if (count > IOV_MAX) throw SyscallError{EINVAL};
  std::vector<iovec> host(count);
  for (iovec& vector : host) {
    const GuestIovec guest = read<GuestIovec>(address);
    vector.iov_base = for_output ? output(guest.base, guest.bytes) : const_cast<void*>(input(guest.base, guest.bytes));
    vector.iov_len = guest.bytes;
    address += sizeof guest;
  }
  return host;
}

}  // namespace sosie::linux_user
