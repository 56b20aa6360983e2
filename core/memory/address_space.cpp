#include "core/memory/address_space.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <utility>

#include "core/base/bits.h"

namespace sosie {

namespace {

/// \return whether [begin, end) lies in [base, base + bytes)
bool covers(u64 base, u64 bytes, u64 begin, u64 end) { return base <= begin && end - base <= bytes; }

u64 ones(unsigned bytes) { return bits(~u64{0}, bytes * 8 - 1, 0); }

AccessStatus status(Unmapped unmapped) {
  return unmapped == Unmapped::kBusError ? AccessStatus::kBusError : AccessStatus::kOk;
}

}  // namespace

AddressSpace::AddressSpace(std::string_view name, unsigned address_bits, Unmapped unmapped, ByteOrder order)
    : name_(name), address_bits_(address_bits), unmapped_(unmapped), order_(order) {
  assert(address_bits >= kPageBits && address_bits <= 63);
  if (address_bits <= kMaxPagedBits) {
    for (auto& pages : pages_) pages = std::make_unique<Page[]>(u64{1} << (address_bits - kPageBits));
  }
  rebuild();
}

// --- layers ---

u8* AddressSpace::allocate(std::string_view name, u64 bytes, bool saved) {
  memory_.push_back({std::string(name), std::vector<u8>(bytes), saved});
  return memory_.back().bytes.data();
}

AddressSpace::Layer AddressSpace::add(Mapping mapping) {
  assert(mapping.bytes > 0 && covers(0, u64{1} << address_bits_, mapping.base, mapping.base + mapping.bytes));
  mapping.id = Layer{layers_made_++};
  mappings_.push_back(std::move(mapping));
  rebuild();
  return mappings_.back().id;
}

AddressSpace::Layer AddressSpace::map_ram(std::string_view name, u64 base, u64 bytes) {
  u8* const memory = allocate(name, bytes, true);
  return add_memory(name, base, {memory, bytes}, {});
}

AddressSpace::Layer AddressSpace::map_rom(std::string_view name, u64 base, std::span<const u8> image, Unmapped writes) {
  u8* const memory = allocate(name, image.size(), false);
  std::copy(image.begin(), image.end(), memory);
  return add_memory(name, base, {memory, image.size()}, writes);
}

AddressSpace::Layer AddressSpace::map_alias(std::string_view name, u64 base, u64 of, u64 bytes) {
  const Mapping* const source = memory_at(of, bytes);
  assert(source != nullptr);
  const auto writes = source->writable ? std::nullopt : std::optional(source->unmapped);
  return add_memory(name, base, {source->memory + (of - source->base), bytes}, writes);
}

AddressSpace::Layer AddressSpace::add_memory(std::string_view name, u64 base, std::span<u8> memory,
                                             std::optional<Unmapped> writes) {
  return add({.id = {},
              .name = std::string(name),
              .base = base,
              .bytes = memory.size(),
              .memory = memory.data(),
              .writable = !writes,
              .unmapped = writes.value_or(unmapped_)});
}

AddressSpace::Layer AddressSpace::map(std::string_view name, Mmio& device, DeviceAt at) {
  const u64 lanes = at.lane == Lane::kAll ? 1 : 2;
  return add({.id = {},
              .name = std::string(name),
              .base = at.base,
              .bytes = at.bytes > 0 ? at.bytes : (device.size() - at.offset) * lanes,
              .device = &device,
              .offset = at.offset,
              .lane = at.lane,
              .unmapped = at.lane == Lane::kAll ? unmapped_ : at.other_lane});
}

AddressSpace::Layer AddressSpace::map_nothing(std::string_view name, u64 base, u64 bytes, Unmapped unmapped) {
  return add({.id = {}, .name = std::string(name), .base = base, .bytes = bytes, .unmapped = unmapped});
}

void AddressSpace::unmap(Layer layer) {
  mappings_.remove_if([&](const Mapping& mapping) { return mapping.id == layer; });
  rebuild();
}

void AddressSpace::protect(u64 base, u64 bytes) {
  protections_.push_back({base, bytes});
  rebuild();
}

void AddressSpace::set_wait(u64 base, u64 bytes, WaitRule rule) {
  waits_.push_back({base, bytes, rule});
  rebuild();
}

// --- the flat view ---

void AddressSpace::rebuild() {
  std::vector<u64> borders = {0, u64{1} << address_bits_};
  const auto add_borders = [&](const auto& ranges) {
    for (const auto& range : ranges) borders.insert(borders.end(), {range.base, range.base + range.bytes});
  };
  add_borders(mappings_);
  add_borders(protections_);
  add_borders(waits_);
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  pieces_.clear();
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) pieces_.push_back(piece_at(borders[i], borders[i + 1]));
  rebuild_pages();
  if (watcher_) watcher_->remapped();
}

AddressSpace::Piece AddressSpace::piece_at(u64 begin, u64 end) const {
  const auto covering = [&](const auto& range) { return covers(range.base, range.bytes, begin, end); };
  const auto mapping = std::find_if(mappings_.rbegin(), mappings_.rend(), covering);
  const auto wait = std::find_if(waits_.rbegin(), waits_.rend(), covering);
  return {begin, end, mapping == mappings_.rend() ? nullptr : &*mapping,
          std::any_of(protections_.begin(), protections_.end(), covering),
          wait == waits_.rend() ? WaitRule{} : wait->rule};
}

void AddressSpace::rebuild_pages() {
  for (const Privilege privilege : {Privilege::kUser, Privilege::kSupervisor}) {
    Page* const pages = pages_[static_cast<unsigned>(privilege)].get();
    if (pages == nullptr) return;
    const Piece* piece = pieces_.data();
    for (u64 begin = 0; begin < u64{1} << address_bits_; begin += kPageBytes) {
      while (piece->end <= begin) ++piece;
      pages[begin >> kPageBits] = page_of(*piece, begin, privilege);
    }
  }
}

AddressSpace::Page AddressSpace::page_of(const Piece& piece, u64 begin, Privilege privilege) const {
  const Mapping* const mapping = piece.mapping;
  if (mapping == nullptr || mapping->memory == nullptr || piece.end - begin < kPageBytes || piece.begin > begin)
    return {};
  if (piece.privileged && privilege == Privilege::kUser) return {};
  if (!std::has_single_bit(piece.wait.slot_ticks) || piece.wait.extra_ticks > 0) return {};
  u8* const memory = mapping->memory + (begin - mapping->base);
  return {memory, mapping->writable && !is_watched(memory) ? memory : nullptr, piece.wait.slot_ticks - 1};
}

const AddressSpace::Piece& AddressSpace::find(u64 address) const {
  return *std::prev(std::upper_bound(pieces_.begin(), pieces_.end(), address,
                                     [](u64 wanted, const Piece& piece) { return wanted < piece.begin; }));
}

std::vector<AddressSpace::Range> AddressSpace::flat() const {
  std::vector<Range> ranges;
  const Mapping* last = nullptr;
  for (const Piece& piece : pieces_) {
    if (piece.mapping != nullptr && piece.mapping == last && ranges.back().end == piece.begin) {
      ranges.back().end = piece.end;
    } else if (piece.mapping != nullptr) {
      ranges.push_back({piece.begin, piece.end, piece.mapping->name});
    }
    last = piece.mapping;
  }
  return ranges;
}

std::vector<AddressSpace::Range> AddressSpace::devices() const {
  std::vector<Range> ranges;
  for (const Mapping& mapping : mappings_) {
    if (mapping.device != nullptr) ranges.push_back({mapping.base, mapping.base + mapping.bytes, mapping.name});
  }
  return ranges;
}

// --- accesses ---

unsigned AddressSpace::shift_of(unsigned byte, unsigned bytes) const {
  return 8 * (order_ == ByteOrder::kBig ? bytes - 1 - byte : byte);
}

u64 AddressSpace::load(const u8* from, unsigned bytes) const {
  u64 value = 0;
  for (unsigned i = 0; i < bytes; ++i) value |= u64{from[i]} << shift_of(i, bytes);
  return value;
}

void AddressSpace::store(u8* to, unsigned bytes, u64 value) const {
  for (unsigned i = 0; i < bytes; ++i) to[i] = static_cast<u8>(value >> shift_of(i, bytes));
}

std::optional<AddressSpace::DeviceOffset> AddressSpace::device_offset(const Mapping& mapping, u64 address,
                                                                      unsigned bytes) {
  const u64 into = address - mapping.base;
  const u64 size = mapping.device->size() - mapping.offset;
  if (mapping.lane == Lane::kAll) return DeviceOffset{mapping.offset + into % size, bytes, 0};
  const bool odd = mapping.lane == Lane::kOdd;
  if (bytes == 1 && (into & 1) != odd) return {};
  return DeviceOffset{mapping.offset + into / 2 % size, 1, bytes == 2 && !odd ? 8u : 0u};
}

AccessStatus AddressSpace::read_piece(const Piece& piece, u64 address, unsigned bytes, u64& value) {
  const Mapping* const mapping = piece.mapping;
  value = ones(bytes);
  if (mapping == nullptr) return status(unmapped_);
  if (mapping->memory != nullptr) {
    value = load(mapping->memory + (address - mapping->base), bytes);
    return AccessStatus::kOk;
  }
  if (mapping->device == nullptr) return status(mapping->unmapped);
  const auto at = device_offset(*mapping, address, bytes);
  if (!at || !mapping->device->answers(at->offset, at->bytes, false)) return status(mapping->unmapped);
  const u64 read = bits(mapping->device->read(at->offset, at->bytes), at->bytes * 8 - 1, 0);
  value = (value & ~(ones(at->bytes) << at->shift)) | read << at->shift;
  return AccessStatus::kOk;
}

AccessStatus AddressSpace::write_piece(const Piece& piece, u64 address, unsigned bytes, u64 value) {
  const Mapping* const mapping = piece.mapping;
  if (mapping == nullptr) return status(unmapped_);
  if (mapping->memory != nullptr && mapping->writable) {
    u8* const to = mapping->memory + (address - mapping->base);
    store(to, bytes, value);
    if (!watched_.empty()) written(to);
    return AccessStatus::kOk;
  }
  if (mapping->device == nullptr) return status(mapping->unmapped);
  const auto at = device_offset(*mapping, address, bytes);
  if (!at || !mapping->device->answers(at->offset, at->bytes, true)) return status(mapping->unmapped);
  mapping->device->write(at->offset, at->bytes, bits(value >> at->shift, at->bytes * 8 - 1, 0));
  return AccessStatus::kOk;
}

AccessStatus AddressSpace::read(u64 address, unsigned bytes, u64& value, Privilege privilege) {
  address = wrap(address);
  const Piece& piece = find(address);
  if (bytes > 1 && piece.end - address < bytes) {  // by bytes where it straddles two pieces
    value = 0;
    AccessStatus all = AccessStatus::kOk;
    for (unsigned i = 0; i < bytes; ++i) {
      u64 byte;
      if (read(address + i, 1, byte, privilege) != AccessStatus::kOk) all = AccessStatus::kBusError;
      value |= byte << shift_of(i, bytes);
    }
    return all;
  }
  if (piece.privileged && privilege == Privilege::kUser) {
    value = ones(bytes);
    return status(unmapped_);
  }
  return read_piece(piece, address, bytes, value);
}

AccessStatus AddressSpace::write(u64 address, unsigned bytes, u64 value, Privilege privilege) {
  address = wrap(address);
  const Piece& piece = find(address);
  if (bytes > 1 && piece.end - address < bytes) {
    AccessStatus all = AccessStatus::kOk;
    for (unsigned i = 0; i < bytes; ++i) {
      if (write(address + i, 1, value >> shift_of(i, bytes), privilege) != AccessStatus::kOk)
        all = AccessStatus::kBusError;
    }
    return all;
  }
  if (piece.privileged && privilege == Privilege::kUser) return status(unmapped_);
  return write_piece(piece, address, bytes, value);
}

u64 AddressSpace::wait_ticks(u64 address, bool write, Ticks now) const {
  address = wrap(address);
  const Piece& piece = find(address);
  const u64 into_slot = now.n % piece.wait.slot_ticks;
  u64 ticks = (into_slot > 0 ? piece.wait.slot_ticks - into_slot : 0) + piece.wait.extra_ticks;
  if (piece.mapping != nullptr && piece.mapping->device != nullptr) {
    if (const auto at = device_offset(*piece.mapping, address & ~u64{piece.mapping->lane != Lane::kAll}, 2)) {
      ticks += piece.mapping->device->wait_ticks(at->offset, write);
    }
  }
  return ticks;
}

std::optional<u64> AddressSpace::peek(u64 address, unsigned bytes) const {
  address = wrap(address);
  const Piece& piece = find(address);
  if (piece.mapping == nullptr || piece.end - address < bytes) return {};
  if (piece.mapping->memory != nullptr) return load(piece.mapping->memory + (address - piece.mapping->base), bytes);
  if (piece.mapping->device == nullptr) return {};
  const auto at = device_offset(*piece.mapping, address, bytes);
  if (!at) return {};
  const auto value = piece.mapping->device->peek(at->offset, at->bytes);
  return value ? std::optional(*value << at->shift) : std::nullopt;
}

const AddressSpace::Mapping* AddressSpace::memory_at(u64 address, u64 bytes) const {
  const Piece* piece = &find(address);
  const Mapping* const mapping = piece->mapping;
  if (mapping == nullptr || mapping->memory == nullptr) return nullptr;
  while (piece->end - address < bytes) {  // privileges and waits may change within
    if (++piece == pieces_.data() + pieces_.size() || piece->mapping != mapping) return nullptr;
  }
  return mapping;
}

bool AddressSpace::is_memory(u64 address, u64 bytes) const { return memory_at(wrap(address), bytes) != nullptr; }

std::span<u8> AddressSpace::ram(u64 address, u64 bytes) {
  address = wrap(address);
  const Mapping* const mapping = memory_at(address, bytes);
  if (mapping == nullptr || !mapping->writable) return {};
  return {mapping->memory + (address - mapping->base), bytes};
}

// --- watching ---

const u8* AddressSpace::memory_page(const u8* byte) const {
  for (const Memory& memory : memory_) {
    const u8* const begin = memory.bytes.data();
    if (byte >= begin && byte < begin + memory.bytes.size()) {
      return begin + static_cast<u64>(byte - begin) / kPageBytes * kPageBytes;
    }
  }
  return nullptr;
}

void AddressSpace::watch(u64 address) {
  const Piece& piece = find(wrap(address));
  if (piece.mapping == nullptr || piece.mapping->memory == nullptr) return;
  const u8* const page = memory_page(piece.mapping->memory + (wrap(address) - piece.mapping->base));
  std::vector<u64>& addresses = watched_[page];
  if (std::find(addresses.begin(), addresses.end(), wrap(address)) == addresses.end())
    addresses.push_back(wrap(address));
  update_pages_of(page);
}

void AddressSpace::unwatch(u64 address) {
  const auto is_here = [&](u64 watched) { return watched / kPageBytes == wrap(address) / kPageBytes; };
  for (auto at = watched_.begin(); at != watched_.end();) {
    const u8* const page = at->first;
    const bool was_here = std::erase_if(at->second, is_here) > 0;
    at = at->second.empty() ? watched_.erase(at) : std::next(at);
    if (was_here) update_pages_of(page);
  }
}

void AddressSpace::written(const u8* byte) {
  const auto watched = watched_.find(memory_page(byte));
  if (watched == watched_.end()) return;
  const std::vector<u64> addresses = std::move(watched->second);
  watched_.erase(watched);
  update_pages_of(memory_page(byte));
  for (const u64 address : addresses) {
    if (watcher_) watcher_->memory_changes(address);
  }
}

void AddressSpace::update_pages_of(const u8* memory_page) {
  for (const Piece& piece : pieces_) {
    const Mapping* const mapping = piece.mapping;
    if (mapping == nullptr || mapping->memory == nullptr) continue;
    if (memory_page < mapping->memory || memory_page >= mapping->memory + mapping->bytes) continue;
    const u64 begin = (mapping->base + static_cast<u64>(memory_page - mapping->memory)) / kPageBytes * kPageBytes;
    if (begin < piece.begin || begin >= piece.end) continue;
    for (const Privilege privilege : {Privilege::kUser, Privilege::kSupervisor}) {
      Page* const pages = pages_[static_cast<unsigned>(privilege)].get();
      if (pages != nullptr) pages[begin >> kPageBits] = page_of(piece, begin, privilege);
    }
  }
}

void AddressSpace::serialize(Archive& archive) {
  archive.begin(name_);
  for (Memory& memory : memory_) {
    if (!memory.saved) continue;
    archive.begin(memory.name);
    // In pieces of a page: archives take values whose size is part of their type.
    for (u64 at = 0; at < memory.bytes.size(); at += kPageBytes) {
      std::array<u8, kPageBytes> page{};
      const u64 bytes = std::min(kPageBytes, memory.bytes.size() - at);
      std::copy_n(memory.bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes, page.begin());
      archive("page", page);
      std::copy_n(page.begin(), bytes, memory.bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
    archive.end();
  }
  archive.end();
}

}  // namespace sosie
