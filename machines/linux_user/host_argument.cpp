#include "machines/linux_user/host_argument.h"

namespace sosie::linux_user {

HostArgument::HostArgument(GuestMemory& memory, u32 address, u64 bytes, Way way, Reorder reorder)
    : memory_(memory), address_(address), bytes_(bytes), reorder_(reorder) {
  if (address == 0) return;
  if (memory.order() == ByteOrder::kLittle) {
    pointer_ = way == Way::kIn ? const_cast<void*>(memory.input(address, bytes)) : memory.output(address, bytes);
    return;
  }
  const u8 needed = way == Way::kIn ? kPageRead : kPageWrite;
  if (!memory.memory().allows(address, bytes, needed)) throw SyscallError{EFAULT};
  copy_.resize(std::max<u64>(bytes, 1));  // one that is empty has a pointer all the same
  pointer_ = copy_.data();
  if (way == Way::kOut) return;
  memory.read_bytes(address, copy_.data(), bytes);
  reorder(std::span(copy_).first(bytes));
}

void HostArgument::write_back(u64 bytes) {
  if (copy_.empty()) return;
  const auto filled = std::span(copy_).first(std::min(bytes, bytes_));
  reorder_(filled);
  memory_.write_bytes(address_, filled.data(), filled.size());
}

}  // namespace sosie::linux_user
