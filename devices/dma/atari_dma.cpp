#include "devices/dma/atari_dma.h"

#include <algorithm>

namespace sosie {

namespace {

constexpr u64 kData = 4, kMode = 6, kAddressHigh = 9, kAddressMid = 11, kEnd = 14;

// Mode bits. The chip's own A0 and A1 go to the disks.
constexpr u16 kAddressLines = 0x06, kHardDiskSelect = 0x08, kSectorCount = 0x10, kDisabled = 0x40, kToDisk = 0x100;

// Status bits.
constexpr u16 kNoError = 1, kSectorsLeft = 2, kRequest = 4;

constexpr u32 kSectorBytes = 512;
constexpr u32 kAddressMask = 0x3f'fffe;

}  // namespace

void AtariDma::reset() { set_mode(0); }

std::function<void(bool)> AtariDma::input(std::string_view pin) {
  if (pin == "fdrq") {
    return [this](bool level) {
      fdrq_ = level;
      if (requested() && !serve()) error_ = true;
    };
  }
  if (pin == "hdrq") {
    return [this](bool level) {
      hdrq_ = level;
      if (requested() && !serve()) error_ = true;
    };
  }
  return {};
}

// --- registers ---

bool AtariDma::answers(u64 offset, unsigned bytes, bool) const {
  const bool word_register = offset < kMode + 2;
  return offset >= kData && offset < kEnd && (bytes > 1 || !word_register);
}

u64 AtariDma::disk_register() const {
  const u64 lines = (mode_ & kAddressLines) >> 1;
  return (mode_ & kHardDiskSelect) != 0 ? kHardDisk + (lines & 1) : kFloppy + lines;
}

u16 AtariDma::status() const {
  return static_cast<u16>((error_ ? 0 : kNoError) | (sectors_ != 0 ? kSectorsLeft : 0) | (requested() ? kRequest : 0));
}

u64 AtariDma::read(u64 offset, unsigned) {
  switch (offset | 1) {
    case kData | 1: {
      if ((mode_ & kSectorCount) != 0) return sectors_;
      u64 value = 0xff;
      disks_->read(disk_register(), 1, value);
      return value;
    }
    case kMode | 1: return status();
    case kAddressHigh: return address_ >> 16 & 0xff;
    case kAddressMid: return address_ >> 8 & 0xff;
    default: return address_ & 0xff;
  }
}

void AtariDma::write(u64 offset, unsigned, u64 value) {
  const u32 byte = value & 0xff;
  switch (offset | 1) {
    case kData | 1:
      if ((mode_ & kSectorCount) != 0) {
        sectors_ = static_cast<u8>(byte);
        bytes_ = 0;
        serve();
      } else {
        disks_->write(disk_register(), 1, byte);
      }
      break;
    case kMode | 1: set_mode(static_cast<u16>(value)); break;
    case kAddressHigh: address_ = ((address_ & 0x00ffff) | byte << 16) & kAddressMask; break;
    case kAddressMid: address_ = (address_ & 0xff00ff) | byte << 8; break;
    default: address_ = ((address_ & 0xffff00) | byte) & kAddressMask; break;
  }
}

// Turning the direction over empties the FIFO and clears what the last transfer left.
void AtariDma::set_mode(u16 mode) {
  if (((mode ^ mode_) & kToDisk) != 0) {
    fifo_used_ = 0;
    sectors_ = 0;
    bytes_ = 0;
    error_ = false;
  }
  mode_ = mode;
  serve();
}

// --- transfers ---

// A request lasts until it is served: it may come before the mode that serves it.
bool AtariDma::serve() {
  if (!requested() || (mode_ & kDisabled) != 0) return true;
  if (sectors_ == 0) return false;
  const u64 data = (mode_ & kFloppyRequests) != 0 ? kFloppyData : kHardDiskData;
  if ((mode_ & kToDisk) != 0) {
    disks_->write(data, 1, from_memory());
    return true;
  }
  u64 byte = 0xff;
  disks_->read(data, 1, byte);
  to_memory(static_cast<u8>(byte));
  return true;
}

void AtariDma::count_bytes(u32 bytes) {
  bytes_ = static_cast<u16>(bytes_ + bytes);
  if (bytes_ < kSectorBytes) return;
  bytes_ = 0;
  --sectors_;
}

void AtariDma::to_memory(u8 byte) {
  fifo_[fifo_used_++] = byte;
  if (fifo_used_ < kFifoBytes) return;
  fifo_used_ = 0;
  for (u32 i = 0; i < kFifoBytes; i += 2) {
    memory_->write((address_ + i) & kAddressMask, 2, u64{fifo_[i]} << 8 | fifo_[i + 1]);
  }
  address_ = (address_ + kFifoBytes) & kAddressMask;
  count_bytes(kFifoBytes);
}

u8 AtariDma::from_memory() {
  if (fifo_used_ == 0) {
    for (u32 i = 0; i < kFifoBytes; i += 2) {
      u64 word = 0xffff;
      memory_->read((address_ + i) & kAddressMask, 2, word);
      fifo_[i] = static_cast<u8>(word >> 8);
      fifo_[i + 1] = static_cast<u8>(word);
    }
    address_ = (address_ + kFifoBytes) & kAddressMask;
  }
  const u8 byte = fifo_[fifo_used_];
  fifo_used_ = static_cast<u8>((fifo_used_ + 1) % kFifoBytes);
  if (fifo_used_ == 0) count_bytes(kFifoBytes);
  return byte;
}

void AtariDma::serialize(Archive& archive) {
  archive("mode", mode_)("address", address_)("sectors", sectors_)("bytes", bytes_)("error", error_);
  archive("fdrq", fdrq_)("hdrq", hdrq_)("fifo", fifo_)("fifo_used", fifo_used_);
  if (archive.loading()) fifo_used_ %= kFifoBytes;
}

}  // namespace sosie
