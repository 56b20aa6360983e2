#include "devices/storage/acsi_port.h"

#include <algorithm>
#include <cstring>

namespace sosie {

/// Sense key, additional sense code.
enum class AcsiPort::Sense : u32 {
  kNone = 0,
  kUnreadable = 0x03'11,
  kWriteFault = 0x03'03,
  kUnknownOperation = 0x05'20,
  kNoSuchBlock = 0x05'21,
  kNoSuchUnit = 0x05'25,
  kWriteProtected = 0x07'27,
};

namespace {

enum Operation : u8 {
  kTestUnitReady = 0x00,
  kRequestSense = 0x03,
  kFormatUnit = 0x04,
  kRead6 = 0x08,
  kWrite6 = 0x0a,
  kSeek6 = 0x0b,
  kInquiry = 0x12,
  kModeSelect6 = 0x15,
  kModeSense6 = 0x1a,
  kStartStopUnit = 0x1b,
  kExtended = 0x1f,
  kReadCapacity = 0x25,
  kRead10 = 0x28,
  kWrite10 = 0x2a,
};

constexpr u8 kGood = 0x00, kCheckCondition = 0x02;

// Cycles at 8 MHz. A quick disk of its time: a command byte in 10 us, an access in 1 ms, a megabyte a second.
constexpr u64 kByteCycles = 80, kAccessCycles = 8000, kPieceCycles = 128;
constexpr u32 kPieceBytes = 16;

u32 big_endian(std::span<const u8> bytes) {
  u32 value = 0;
  for (const u8 byte : bytes) value = value << 8 | byte;
  return value;
}

void put_big_endian(std::span<u8> to, u64 value) {
  for (std::size_t i = to.size(); i-- > 0; value >>= 8) to[i] = static_cast<u8>(value);
}

}  // namespace

AcsiPort::AcsiPort(const DeviceContext& context)
    : clock_(context.clock), deadline_(context.scheduler, "command", [this](Ticks) { go_on(); }) {}

void AcsiPort::reset() {
  deadline_.cancel();
  phase_ = Phase::kFree;
  sense_.fill(0);
  irq_.set(false);
  drq_.set(false);
}

IrqLine* AcsiPort::output(std::string_view pin) {
  if (pin == "irq") return &irq_;
  if (pin == "drq") return &drq_;
  return nullptr;
}

void AcsiPort::wait(u64 cycles) { deadline_.arm(clock_.after(cycles)); }

// --- the bus ---

u64 AcsiPort::read(u64 offset, unsigned) {
  if (offset == 2) {
    drq_.set(false);
    return position_ < length_ ? data_[position_++] : 0xff;
  }
  if (phase_ != Phase::kStatus) return 0xff;
  irq_.set(false);
  phase_ = Phase::kFree;
  return status_;
}

void AcsiPort::write(u64 offset, unsigned, u64 value) {
  const u8 byte = static_cast<u8>(value);
  if (offset == 2) {
    drq_.set(false);
    if (position_ < length_) data_[position_++] = byte;
  } else if (offset == 0) {
    select(byte);
  } else if (phase_ == Phase::kCommand) {
    take_command_byte(byte);
  }
}

// A disk that is not there says nothing, and the driver's patience ends.
void AcsiPort::select(u8 byte) {
  deadline_.cancel();
  irq_.set(false);
  drq_.set(false);
  phase_ = Phase::kFree;
  target_ = byte >> 5;
  if (disk() == nullptr) return;
  phase_ = Phase::kCommand;
  received_ = 0;
  extended_ = (byte & 0x1f) == kExtended;
  if (extended_) wait(kByteCycles);
  else take_command_byte(byte & 0x1f);
}

u32 AcsiPort::command_bytes() const {
  switch (command_[0] >> 5) {
    case 0: return 6;
    case 5: return 12;
    default: return 10;
  }
}

void AcsiPort::take_command_byte(u8 byte) {
  irq_.set(false);
  command_[received_++] = byte;
  if (received_ < command_bytes()) return wait(kByteCycles);
  phase_ = Phase::kExecute;
  wait(kAccessCycles);
}

void AcsiPort::go_on() {
  switch (phase_) {
    case Phase::kFree: break;
    case Phase::kCommand:
    case Phase::kStatus: irq_.set(true); break;
    case Phase::kExecute: execute(); break;
    case Phase::kDataIn:
    case Phase::kDataOut: move_data(); break;
  }
}

void AcsiPort::end(Sense sense) {
  sense_[target_] = static_cast<u32>(sense);
  status_ = sense == Sense::kNone ? kGood : kCheckCondition;
  phase_ = Phase::kStatus;
  drq_.set(false);
  wait(kByteCycles);
}

// --- commands ---

void AcsiPort::execute() {
  const u8 unit = command_[1] >> 5;
  if (unit != 0 && command_[0] != kInquiry && command_[0] != kRequestSense) return end(Sense::kNoSuchUnit);
  const std::span<const u8> bytes(command_);
  const u32 block6 = big_endian(bytes.subspan(1, 3)) & 0x1f'ffff;
  const u32 count6 = command_[4] == 0 ? 256 : command_[4];
  const u32 block10 = big_endian(bytes.subspan(2, 4)), count10 = big_endian(bytes.subspan(7, 2));
  switch (command_[0]) {
    case kTestUnitReady:
    case kFormatUnit:  // nothing has to be laid out on this medium
    case kStartStopUnit: return end(Sense::kNone);
    case kSeek6: return end(block6 < blocks() ? Sense::kNone : Sense::kNoSuchBlock);
    case kRequestSense: return request_sense();
    case kInquiry: return inquiry();
    case kModeSense6: return mode_sense();
    case kReadCapacity: return read_capacity();
    case kRead6: return transfer(block6, count6, false);
    case kWrite6: return transfer(block6, count6, true);
    case kRead10: return transfer(block10, count10, false);
    case kWrite10: return transfer(block10, count10, true);
    case kModeSelect6:  // parameters that nothing depends on
      if (command_[4] == 0) return end(Sense::kNone);
      writes_blocks_ = false;
      blocks_left_ = 0;
      position_ = 0;
      length_ = command_[4];
      phase_ = Phase::kDataOut;
      return move_data();
    default: return end(Sense::kUnknownOperation);
  }
}

void AcsiPort::answer(std::span<const u8> bytes, u32 allowed) {
  length_ = std::min(static_cast<u32>(bytes.size()), allowed);
  if (length_ == 0) return end(Sense::kNone);
  std::copy_n(bytes.begin(), length_, data_.begin());
  position_ = 0;
  blocks_left_ = 0;
  phase_ = Phase::kDataIn;
  move_data();
}

void AcsiPort::inquiry() {
  std::array<u8, 36> data{};
  const bool there = command_[1] >> 5 == 0;
  data[0] = there ? 0x00 : 0x7f;  // a disk; or: no such unit can be there
  data[2] = 1;                    // SCSI-1
  data[4] = static_cast<u8>(data.size() - 5);
  std::memcpy(&data[8], "SOSIE   ACSI DISK       1.0 ", 28);
  answer(data, command_[4]);
}

void AcsiPort::request_sense() {
  std::array<u8, 18> data{};
  const u32 sense = sense_[target_];
  data[0] = 0x70;
  data[2] = static_cast<u8>(sense >> 8);
  data[7] = static_cast<u8>(data.size() - 8);
  data[12] = static_cast<u8>(sense);
  sense_[target_] = 0;
  answer(data, command_[4] == 0 ? 4 : command_[4]);  // zero means four in SCSI-1
}

// A header and one block descriptor.
void AcsiPort::mode_sense() {
  std::array<u8, 12> data{};
  data[0] = static_cast<u8>(data.size() - 1);
  data[2] = disk()->read_only() ? 0x80 : 0x00;
  data[3] = 8;
  put_big_endian(std::span(data).subspan(5, 3), std::min<u64>(blocks(), 0xff'ffff));
  put_big_endian(std::span(data).subspan(9, 3), kBlockBytes);
  answer(data, command_[4]);
}

void AcsiPort::read_capacity() {
  std::array<u8, 8> data{};
  put_big_endian(std::span(data).subspan(0, 4), blocks() - 1);
  put_big_endian(std::span(data).subspan(4, 4), kBlockBytes);
  answer(data, static_cast<u32>(data.size()));
}

// --- blocks ---

void AcsiPort::transfer(u64 block, u32 count, bool writes) {
  if (block + count > blocks()) return end(Sense::kNoSuchBlock);
  if (writes && disk()->read_only()) return end(Sense::kWriteProtected);
  if (count == 0) return end(Sense::kNone);
  block_ = block;
  blocks_left_ = count;
  writes_blocks_ = writes;
  phase_ = writes ? Phase::kDataOut : Phase::kDataIn;
  next_block();
}

void AcsiPort::next_block() {
  if (phase_ == Phase::kDataIn && !disk()->read(block_ * kBlockBytes, data_)) return end(Sense::kUnreadable);
  --blocks_left_;
  position_ = 0;
  length_ = kBlockBytes;
  wait(kPieceCycles);
}

// A piece of sixteen bytes, as long as they are taken or given.
void AcsiPort::move_data() {
  for (u32 i = 0; i < kPieceBytes && position_ < length_; ++i) {
    const u32 before = position_;
    drq_.set(true);
    if (position_ == before) return wait(kPieceCycles);
  }
  if (position_ < length_) return wait(kPieceCycles);
  if (phase_ == Phase::kDataOut && writes_blocks_) {
    if (!disk()->write(block_ * kBlockBytes, data_)) return end(Sense::kWriteFault);
  }
  if (blocks_left_ == 0) return end(Sense::kNone);
  ++block_;
  next_block();
}

void AcsiPort::serialize(Archive& archive) {
  archive("phase", phase_)("target", target_)("command", command_)("received", received_)("extended", extended_);
  archive("status", status_)("sense", sense_)("data", data_)("position", position_)("length", length_);
  archive("block", block_)("blocks_left", blocks_left_)("writes_blocks", writes_blocks_);
  irq_.serialize(archive, "irq");
  drq_.serialize(archive, "drq");
  deadline_.serialize(archive);
  if (!archive.loading()) return;
  target_ %= kDisks;
  length_ = std::min(length_, kBlockBytes);
  received_ = std::min<u8>(received_, command_.size() - 1);
  if (disk() == nullptr || phase_ > Phase::kStatus) phase_ = Phase::kFree;
}

}  // namespace sosie
