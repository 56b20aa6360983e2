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

u64 Interpreter::load_slowly(u32 address, unsigned bytes, GuestFault::Kind fault) {
  u64 value;
  const BoardMemory::Outcome outcome = board_->load(*tlb_, view(), address, bytes, value);
  if (outcome.status != BoardMemory::Outcome::kDone) {
    throw GuestFault{fault, outcome.address, outcome.status == BoardMemory::Outcome::kMisaligned};
  }
  return value;
}

void Interpreter::store_slowly(u32 address, unsigned bytes, u64 value) {
  const BoardMemory::Outcome outcome = board_->store(*tlb_, view(), address, bytes, value);
  if (outcome.changed_code) leave_after_change();
  if (outcome.status != BoardMemory::Outcome::kDone) {
    throw GuestFault{GuestFault::kWrite, outcome.address, outcome.status == BoardMemory::Outcome::kMisaligned};
  }
}

/// What was decoded behind this instruction need not be there any more. Where the instruction goes elsewhere itself, it
/// does so after its stores.
void Interpreter::leave_after_change() {
  if (insn_ == nullptr || left_ != Left::kNo) return;
  set_location(insn_->next_address(), insn_->next_mode);
  jump_hint_ = JumpHint::kNone;
  left_ = Left::kJumped;
}

void Interpreter::prepare_store(u32 address, unsigned bytes) {
  check(address, bytes, kPageWrite, GuestFault::kWrite);
  for (unsigned i : {0u, bytes - 1}) {
    if (page_flags(address + i) & kPageHoldsCode) throw GuestFault{GuestFault::kCodeWrite, address + i};
  }
  if (log_) {
    Undo undo{address, static_cast<u8>(bytes), 0};
    std::memcpy(&undo.before, base_ + address, bytes);
    log_->push_back(undo);
  }
}

}  // namespace sosie
