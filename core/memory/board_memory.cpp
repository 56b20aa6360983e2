#include "core/memory/board_memory.h"

#include <cassert>
#include <cstring>
#include <utility>

namespace sosie {

namespace {

Privilege privilege(unsigned view) { return view ? Privilege::kSupervisor : Privilege::kUser; }

}  // namespace

BoardMemory::BoardMemory(AddressSpace& space, const Shape& shape)
    : CodeMemory(shape.page_bits, (u64{1} << space.address_bits()) - 1),
      space_(space),
      shape_(shape),
      address_mask_(static_cast<u32>((u64{1} << space.address_bits()) - 1)) {
  assert(space.address_bits() <= AddressSpace::kMaxPagedBits && shape.page_bits == AddressSpace::kPageBits);
  space_.set_watcher(this);
}

BoardMemory::~BoardMemory() { space_.set_watcher(nullptr); }

const AddressSpace::Page& BoardMemory::page_of(u32 address, unsigned view) const {
  return space_.pages(privilege(view))[(address & address_mask_) >> AddressSpace::kPageBits];
}

bool BoardMemory::fill(Tlb& tlb, unsigned view, u32 address) {
  const AddressSpace::Page& page = page_of(address, view);
  if (page.read == nullptr) return false;
  const u32 begin = address & ~(page_bytes() - 1);
  Tlb::Entry& entry = tlb.entry(view, address, shape_.page_bits);
  entry.read_page = begin;
  entry.write_page = page.write != nullptr ? begin : Tlb::kNoPage;
  entry.addend = reinterpret_cast<u64>(page.read) - begin;
  return true;
}

BoardMemory::Outcome BoardMemory::load(Tlb& tlb, unsigned view, u32 address, unsigned bytes, u64& value) {
  if ((address & (shape_.aligned_to(bytes) - 1)) != 0) return {Outcome::kMisaligned, address};
  value = 0;
  if (is_plain(address, bytes) && fill(tlb, view, address)) {
    std::memcpy(&value, page_of(address, view).read + (address & (page_bytes() - 1)), bytes);
    return {Outcome::kDone};
  }
  const unsigned step = bytes < shape_.bus_bytes ? bytes : shape_.bus_bytes;
  u8* const to = reinterpret_cast<u8*>(&value);
  for (unsigned at = 0; at < bytes; at += step) {
    const u32 here = address + at;
    if (load_piece(here, step, view, to + at) != AccessStatus::kOk) return {Outcome::kBusError, here};
  }
  return {Outcome::kDone};
}

BoardMemory::Outcome BoardMemory::store(Tlb& tlb, unsigned view, u32 address, unsigned bytes, u64 value) {
  if ((address & (shape_.aligned_to(bytes) - 1)) != 0) return {Outcome::kMisaligned, address};
  const bool changes_code = is_code(address) || is_code(address + bytes - 1);
  if (is_plain(address, bytes) && fill(tlb, view, address)) {
    if (u8* const page = page_of(address, view).write) {
      std::memcpy(page + (address & (page_bytes() - 1)), &value, bytes);
      return {Outcome::kDone};
    }
  }
  const unsigned step = bytes < shape_.bus_bytes ? bytes : shape_.bus_bytes;
  const u8* const from = reinterpret_cast<const u8*>(&value);
  for (unsigned at = 0; at < bytes; at += step) {
    const u32 here = address + at;
    if (store_piece(here, step, view, from + at) != AccessStatus::kOk) return {Outcome::kBusError, here};
  }
  return {Outcome::kDone, 0, changes_code};
}

AccessStatus BoardMemory::load_piece(u32 address, unsigned bytes, unsigned view, u8* to) {
  const bool is_memory = space_.is_memory(address, bytes);
  if (!is_memory && master_) master_->begin_bus_cycle(address, false);
  u64 value = 0;
  const AccessStatus status = space_.read(address, bytes, value, privilege(view));
  for (unsigned i = 0; i < bytes; ++i) to[i] = static_cast<u8>(value >> space_.shift_of(i, bytes));
  if (!is_memory && master_) master_->end_bus_cycle();
  return status;
}

AccessStatus BoardMemory::store_piece(u32 address, unsigned bytes, unsigned view, const u8* from) {
  const bool is_beside_code = lines_at(code_page(address)) != 0 && !is_code(address) && !is_code(address + bytes - 1);
  if (is_beside_code && page_of(address, view).read != nullptr) {
    if (const std::span<u8> ram = space_.ram(address, bytes); !ram.empty()) {
      std::memcpy(ram.data(), from, bytes);
      return AccessStatus::kOk;
    }
  }
  const bool is_memory = space_.is_memory(address, bytes);
  if (!is_memory && master_) master_->begin_bus_cycle(address, true);
  u64 value = 0;
  for (unsigned i = 0; i < bytes; ++i) value |= u64{from[i]} << space_.shift_of(i, bytes);
  const AccessStatus status = space_.write(address, bytes, value, privilege(view));
  if (!is_memory && master_) master_->end_bus_cycle();
  return status;
}

// --- code ---

bool BoardMemory::fetch_bytes(u64 address, u32 mode, void* to, unsigned bytes) const {
  const u32 at = static_cast<u32>(address);
  const AddressSpace::Page& page = page_of(at, shape_.view(mode));
  if (page.read != nullptr && is_plain(at, bytes)) {
    std::memcpy(to, page.read + (at & (page_bytes() - 1)), bytes);
    return true;
  }
  if (!space_.is_memory(at, bytes)) return false;
  u64 value = 0;
  if (space_.read(at, bytes, value, privilege(shape_.view(mode))) != AccessStatus::kOk) return false;
  for (unsigned i = 0; i < bytes; ++i) static_cast<u8*>(to)[i] = static_cast<u8>(value >> space_.shift_of(i, bytes));
  return true;
}

u16 BoardMemory::lines_at(u32 page) const {
  const auto found = code_.find(page);
  return found == code_.end() ? u16{0} : found->second;
}

bool BoardMemory::is_code(u32 address) const {
  const u32 line = (address & (page_bytes() - 1)) >> kLineBits;
  return lines_at(code_page(address)) >> line & 1;
}

bool BoardMemory::protect_code(u32 address) {
  u16& lines = code_[code_page(address)];
  const u16 line = static_cast<u16>(1u << ((address & (page_bytes() - 1)) >> kLineBits));
  if ((lines & line) != 0) return false;
  const bool is_new_page = lines == 0;
  lines |= line;
  space_.watch(address);
  if (is_new_page) clear_tlbs();
  return is_new_page;
}

void BoardMemory::release_code(u32 begin, u64 bytes) {
  const u32 last = code_page(begin + bytes - 1);
  for (u32 page = code_page(begin); page <= last; ++page) {
    if (code_.erase(page) == 0) continue;
    const u32 address = page << shape_.page_bits;
    space_.unwatch(address);
    const RunGate::Alone alone(gate_);
    if (listener_) listener_->code_changes(address, page_bytes());
  }
}

void BoardMemory::memory_changes(u64 page) {
  changed_.insert(code_page(page));
  if (master_) master_->code_changed();
}

void BoardMemory::remapped() {
  clear_tlbs();
  for (const auto& [page, lines] : code_) changed_.insert(page);
  if (master_) master_->code_changed();
}

void BoardMemory::forget_changed() {
  for (const u32 page : std::exchange(changed_, {})) release_code(page << shape_.page_bits, 1);
}

void BoardMemory::forget_all() {
  remapped();
  forget_changed();
}

void BoardMemory::clear_tlbs() {
  for (Tlb* tlb : tlbs_) tlb->clear();
}

}  // namespace sosie
