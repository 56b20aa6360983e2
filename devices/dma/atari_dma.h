/// devices/dma/atari_dma.h — the ST's DMA controller, between memory and the disk bus: registers 0xFF8600 up.
///
/// Through it the processor reaches the registers of the floppy controller and of the hard disk port; when they request
/// data it moves them, sixteen bytes at a time, from or to memory.
/// Bus master: memory. Peripherals: the disk bus, on which the floppy controller's four registers are at 0, the hard
/// disk port's at 8 (command bytes: 8 with A1 low, 9 with A1 high; data: 10).
/// Input pins: `fdrq` and `hdrq`, data requests of the two.
/// Source: "Hitchhiker's Guide to the BIOS", DMA/Disk; "ACSI/DMA integration guide" (Atari, 1991).
#pragma once

#include <array>

#include "core/board/device.h"

namespace sosie {

class AtariDma final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"C025913", "DMA controller", "ACSI/DMA integration guide (Atari, 1991)"};

  /// On the disk bus.
  static constexpr u64 kFloppy = 0, kFloppyData = 3, kHardDisk = 8, kHardDiskData = 10;

  explicit AtariDma(const DeviceContext& context) : memory_(context.master), disks_(context.peripherals) {}

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  std::function<void(bool)> input(std::string_view pin) override;

  u64 size() const override { return 0x10; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  bool answers(u64 offset, unsigned bytes, bool write) const override;

 private:
  static constexpr u32 kFifoBytes = 16;
  static constexpr u16 kFloppyRequests = 0x80;  ///< of the mode

  u64 disk_register() const;
  u16 status() const;
  void set_mode(u16 mode);
  bool requested() const { return (mode_ & kFloppyRequests) != 0 ? fdrq_ : hdrq_; }
  /// Moves a byte if one is requested. \return false: all sectors have been.
  bool serve();
  void to_memory(u8 byte);
  u8 from_memory();
  void count_bytes(u32 bytes);

  AddressSpace* const memory_;
  AddressSpace* const disks_;
  u16 mode_ = 0;
  u32 address_ = 0;
  u8 sectors_ = 0;  ///< to go
  u16 bytes_ = 0;   ///< of the present sector
  bool error_ = false;
  bool fdrq_ = false, hdrq_ = false;
  std::array<u8, kFifoBytes> fifo_{};
  u8 fifo_used_ = 0;  ///< reading a disk: bytes in it; writing one: bytes taken out of it, if any are left
};

}  // namespace sosie
