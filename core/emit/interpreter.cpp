#include "core/emit/interpreter.h"

namespace sosie {

void Interpreter::check(u32 address, unsigned bytes, u8 needed, GuestFault::Kind kind) const {
  // The fault's address is the first byte that may not be touched, as the host's MMU reports it.
  for (unsigned i = 0; i < bytes; ++i) {
    const u32 byte = address + i;
    if ((page_flags(byte) & needed) != needed) throw GuestFault{kind, byte};
  }
  if (bytes > FlatMemory::kSpaceBytes - address) throw GuestFault{kind, 0};
}

void Interpreter::prepare_store(u32 address, unsigned bytes) {
  check(address, bytes, kPageWrite, GuestFault::kWrite);
  for (unsigned i : {0u, bytes - 1}) {
    if (page_flags(address + i) & kPageHoldsCode) throw GuestFault{GuestFault::kCodeWrite, address + i};
  }
  if (log_) {
    Undo undo{address, static_cast<u8>(bytes), 0};
    std::memcpy(&undo.before, memory_.host(address), bytes);
    log_->push_back(undo);
  }
}

}  // namespace sosie
