#include "devices/glue/atari_mmu.h"

#include <bit>

namespace sosie {

namespace {

constexpr u32 k128 = 128u << 10, k512 = 512u << 10, k2048 = 2048u << 10;
constexpr std::array<std::array<u32, 2>, 6> kEquipped = {
    {{k2048, k2048}, {k2048, k512}, {k2048, 0}, {k512, k512}, {k512, 0}, {k128, k128}}};

// The first eight bytes are ROM, whatever memory is like.
constexpr u32 kFirst = 8;

// Chips of 2^n by 2^n cells hold words, so that a bank of 128 KB has n = 8.
u32 lines(u32 bank_bytes) { return (static_cast<u32>(std::countr_zero(bank_bytes)) - 1) / 2; }

}  // namespace

AtariMmu::AtariMmu(const DeviceContext& context) : memory_(context.master) {
  for (const Sizes& sizes : kEquipped) {
    const u32 bytes = sizes[0] + sizes[1];
    // What lies over the beginning of RAM is put there later, or is the ROM's eight bytes.
    if (memory_->ram(kFirst, bytes - kFirst).empty()) continue;
    ram_ = memory_->ram(kFirst, bytes - kFirst);
    chips_ = sizes;
    break;
  }
}

AtariMmu::Sizes AtariMmu::configured() const {
  constexpr std::array<u32, 4> kSizes = {k128, k512, k2048, 0};
  return {kSizes[configuration_ >> 2 & 3], kSizes[configuration_ & 3]};
}

// The controller puts the low bits of an address on the chips as the column, the bits above them as the row.
std::optional<u32> AtariMmu::place(u32 address) const {
  const Sizes sizes = configured();
  u32 base = 0;
  for (u32 bank = 0; bank < kBanks; ++bank) {
    if (address >= sizes[bank]) {
      address -= sizes[bank];
      base += chips_[bank];
      continue;
    }
    if (chips_[bank] == 0) return {};
    const u32 word = address / 2, n = lines(chips_[bank]), mask = (1u << n) - 1;
    const u32 column = word & mask, row = word >> lines(sizes[bank]) & mask;
    return base + (row << n | column) * 2 + address % 2;
  }
  return {};
}

void AtariMmu::configure(u8 configuration) {
  configuration_ = configuration & 0xf;
  if (layer_) memory_->unmap(*layer_);
  layer_.reset();
  const Sizes sizes = configured();
  // An absent second bank is configured as anything: nothing answers there either way.
  const bool fits = sizes[0] == chips_[0] && (sizes[1] == chips_[1] || chips_[1] == 0);
  if (!fits && !ram_.empty()) layer_ = memory_->map("ram, misconfigured", view_, {.base = kFirst, .offset = kFirst});
}

u64 AtariMmu::read(u64, unsigned) { return configuration_; }

void AtariMmu::write(u64 offset, unsigned bytes, u64 value) {
  if (offset + bytes == size()) configure(static_cast<u8>(value));
}

u64 AtariMmu::View::read(u64 offset, unsigned bytes) {
  u64 value = 0;
  for (unsigned i = 0; i < bytes; ++i) {
    const std::optional<u32> at = mmu_.place(static_cast<u32>(offset + i));
    value = value << 8 | (at && *at >= kFirst ? mmu_.ram_[*at - kFirst] : 0xffu);
  }
  return value;
}

void AtariMmu::View::write(u64 offset, unsigned bytes, u64 value) {
  for (unsigned i = bytes; i-- > 0; value >>= 8) {
    const std::optional<u32> at = mmu_.place(static_cast<u32>(offset + i));
    if (at && *at >= kFirst) mmu_.ram_[*at - kFirst] = static_cast<u8>(value);
  }
}

void AtariMmu::serialize(Archive& archive) {
  archive("configuration", configuration_);
  if (archive.loading()) configure(configuration_);
}

}  // namespace sosie
