/// devices/storage/wd1772.h — Western Digital WD1772: floppy disk controller, with the cable to two drives.
///
/// Registers: status/command, track, sector, data. Clock: 8 MHz. Bytes pass the head when they do: a sector's time is
/// that of the rotating disk.
/// Output pins: `intrq`, `drq`, `mo` (motor on). Input pins, active high here: `d0sel`, `d1sel` select a drive, `s1`
/// its second side; on the ST they come from the sound chip's port A. Source: WD177X-00 data sheet (1983), section
/// names in comments.
#pragma once

#include <array>

#include "core/board/device.h"
#include "core/time/deadline.h"
#include "devices/storage/floppy_drive.h"

namespace sosie {

class Wd1772 final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"WD1772", "floppy disk controller", "WD177X-00 data sheet (1983)"};

  explicit Wd1772(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;

  u64 size() const override { return 4; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  static constexpr u32 kDrives = 2;
  /// Disks change at the front of the drive, not through the controller. \param drive 0 or 1.
  void insert(u32 drive, FloppyDisk& disk);
  void eject(u32 drive);
  const FloppyDrive& drive(u32 number) const { return drives_[number]; }
  bool motor_on() const { return mo_.active(); }

 private:
  /// What the deadline, or an index pulse, will go on with.
  enum class Step : u8 {
    kNone,
    kSpinUp,
    kSeek,
    kStepped,
    kSettled,
    kSearch,  ///< no ID on this track
    kFoundId,
    kDataMark,
    kReadByte,
    kReadCrc,
    kReadIdByte,
    kWriteRequest,
    kWriteCheck,
    kWriteMark,
    kWriteByte,
    kWritten,
    kAwaitIndex,
    kReadTrackByte,
    kWriteTrackCheck,
    kWriteTrackByte,
    kTrackDone,
  };

  u64 now() const { return clock_.now(); }
  FloppyDrive* selected();
  const FloppyDrive* selected() const { return const_cast<Wd1772*>(this)->selected(); }
  FloppyTrack* track();

  u8 status() const;
  void start(u8 command);
  void force_interrupt();
  void begin();
  void finish(u8 errors = 0);
  void set_motor(bool on);
  void arm_index();
  void index_pulse();
  void go_on();
  void wait(u64 cycles, Step then);

  // Type I.
  void seek();
  void move_head(bool inwards);
  void verify();

  // Types II and III (wd1772_transfer.cpp).
  void begin_transfer();
  void find_id();
  void found_id();
  void found_sector(const FloppySector& sector);
  void read_byte();
  void read_id_byte();
  void end_sector(u8 errors);
  void write_mark();
  void write_byte();
  void at_index();
  void read_track_byte();
  void write_track_byte();
  void put_data(u8 byte);
  u8 take_data();
  void wait_until_byte(u32 at, Step then);
  u32 byte_angle(u32 at);
  u32 data_byte_cycles(const FloppySector& sector) const;
  void write_next(u8 byte, bool as_mark = false);
  const FloppySector* sector_under_head();

  const Clock& clock_;
  Deadline deadline_, index_;
  IrqLine intrq_, drq_, mo_;
  std::array<FloppyDrive, kDrives> drives_;
  std::array<bool, kDrives> select_{};
  bool second_side_ = false;

  u8 command_ = 0, track_ = 0, sector_ = 0, data_ = 0;
  u8 errors_ = 0;  ///< status bits that a command sets
  bool busy_ = false, type_i_ = true, spun_up_ = false;
  bool intrq_at_index_ = false, intrq_held_ = false;
  bool inwards_ = false;
  Step step_ = Step::kNone;
  u8 index_pulses_ = 0;  ///< since the command, or the motor's idling, began to count
  u16 steps_ = 0;

  u32 id_ = 0;      ///< of the track's sectors: the one whose ID passed
  u32 at_ = 0;      ///< byte of the track that is next at the head
  u32 count_ = 0;   ///< bytes transferred
  u32 length_ = 0;  ///< bytes to transfer
  FloppyCrc crc_;
  u8 noise_ = 1;  ///< fuzzy bits
};

}  // namespace sosie
