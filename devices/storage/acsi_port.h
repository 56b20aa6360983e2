/// devices/storage/acsi_port.h — the ST's hard disk port with up to eight disks, which speak the commands of SCSI.
///
/// A command's first byte, written with A1 low, holds the disk's number and the operation; each further one, with A1
/// high, is asked for by an interrupt. Data go through the DMA controller by requests; then an interrupt tells that the
/// status byte can be read. Commands of more than six bytes come after the operation 0x1F (ICD's extension).
/// On the disk bus: 0 with A1 low, 1 with A1 high, 2 data. Clock: 8 MHz. Output pins: `irq` and `drq`.
/// Source: "ACSI/DMA integration guide" (Atari, 1991); SCSI-2 (ANSI X3.131-1994), section 7, 8.
#pragma once

#include <array>

#include "core/board/device.h"
#include "core/host/block_backend.h"
#include "core/time/deadline.h"

namespace sosie {

class AcsiPort final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"ACSI", "hard disk port", "ACSI/DMA integration guide (Atari, 1991)"};
  static constexpr u32 kDisks = 8, kBlockBytes = 512;

  explicit AcsiPort(const DeviceContext& context);

  /// The disk's content stays its owner's. Null: no disk of that number, and no answer to its commands.
  void set_disk(u32 number, BlockBackend* content) { disks_[number] = content; }

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;

  u64 size() const override { return 4; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;

 private:
  enum class Phase : u8 { kFree, kCommand, kExecute, kDataIn, kDataOut, kStatus };
  enum class Sense : u32;

  BlockBackend* disk() const { return disks_[target_]; }
  u64 blocks() const { return disk()->bytes() / kBlockBytes; }
  void select(u8 byte);
  void take_command_byte(u8 byte);
  u32 command_bytes() const;
  void go_on();
  void execute();
  void transfer(u64 block, u32 count, bool writes);
  void answer(std::span<const u8> bytes, u32 allowed);
  void inquiry();
  void mode_sense();
  void request_sense();
  void read_capacity();
  void next_block();
  void move_data();
  void end(Sense sense);
  void wait(u64 cycles);

  const Clock& clock_;
  Deadline deadline_;
  IrqLine irq_, drq_;
  std::array<BlockBackend*, kDisks> disks_{};

  Phase phase_ = Phase::kFree;
  u8 target_ = 0;
  std::array<u8, 12> command_{};
  u8 received_ = 0;
  bool extended_ = false;
  u8 status_ = 0;
  std::array<u32, kDisks> sense_{};  ///< of each disk's last command
  std::array<u8, kBlockBytes> data_{};
  u32 position_ = 0, length_ = 0;  ///< in `data_`
  u64 block_ = 0;
  u32 blocks_left_ = 0;  ///< after the one in `data_`
  bool writes_blocks_ = false;
};

}  // namespace sosie
