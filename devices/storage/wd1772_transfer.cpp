// The WD1772's commands of type II and III: sectors, addresses, whole tracks.
#include <limits>

#include "devices/storage/wd1772.h"
#include "devices/storage/wd1772_bits.h"

namespace sosie {

using namespace wd1772;

namespace {

constexpr u32 kIdMarkBytes = 4;  // three marks and 0xfe
constexpr u32 kIdBytes = 6;      // with the CRC
constexpr u32 kGapToZeros = 22;  // from an ID to what Write Sector writes
constexpr u32 kZeros = 12;
constexpr u32 kCrcBytes = 2;

// What Write Track writes otherwise than as it is.
constexpr u8 kWriteA1 = 0xf5, kWriteC2 = 0xf6, kWriteCrc = 0xf7;

}  // namespace

// --- positions on the track ---

u32 Wd1772::byte_angle(u32 at) {
  const u32 bytes = track()->bytes();
  return static_cast<u32>(u64{at % bytes} * FloppyDrive::kRevolution / bytes);
}

// Until the byte begins to pass the head.
void Wd1772::wait_until_byte(u32 at, Step then) {
  if (track() == nullptr) {  // the disk was taken out: nothing passes any more
    step_ = Step::kSearch;
    return;
  }
  wait(selected()->cycles_until(byte_angle(at), now()), then);
}

const FloppySector* Wd1772::sector_under_head() {
  FloppyTrack* const here = track();
  return here != nullptr && id_ < here->sectors().size() ? &here->sectors()[id_] : nullptr;
}

u32 Wd1772::data_byte_cycles(const FloppySector& sector) const {
  constexpr u32 kBlock = 16, kCyclesPerUs = 8, kNominal = 256;
  const std::size_t block = count_ / kBlock;
  return block < sector.block_us.size() ? sector.block_us[block] * kCyclesPerUs / kBlock : kNominal;
}

// --- data register ---

void Wd1772::put_data(u8 byte) {
  if (drq_.active()) errors_ |= kLostData;
  data_ = byte;
  drq_.set(false);
  drq_.set(true);
}

u8 Wd1772::take_data() {
  if (!drq_.active()) return data_;
  errors_ |= kLostData;
  return 0;
}

// --- IDs ---

void Wd1772::begin_transfer() {
  const u8 kind = wd1772::kind(command_);
  const bool writes = kind == kWriteSector || kind == kWriteTrack;
  const FloppyDrive* const drive = selected();
  if (writes && drive != nullptr && drive->write_protected(now())) return finish(kWriteProtect);
  index_pulses_ = 0;
  if (kind == kReadTrack) {
    step_ = Step::kAwaitIndex;
  } else if (kind == kWriteTrack) {
    drq_.set(true);
    constexpr u64 kThreeBytes = 3 * 256;
    wait(kThreeBytes, Step::kWriteTrackCheck);
  } else {
    find_id();
  }
}

// The ID that begins to pass next. Without one, index pulses end the search.
void Wd1772::find_id() {
  count_ = 0;
  step_ = Step::kSearch;
  FloppyTrack* const here = track();
  if (here == nullptr) return;
  u32 nearest = std::numeric_limits<u32>::max();
  for (u32 i = 0; i < here->sectors().size(); ++i) {
    const u32 mark = here->sectors()[i].id_at + here->bytes() - kIdMarkBytes;
    const u32 cycles = selected()->cycles_until(byte_angle(mark), now());
    if (cycles >= nearest) continue;
    nearest = cycles;
    id_ = i;
  }
  if (nearest == std::numeric_limits<u32>::max()) return;
  const u32 id_at = here->sectors()[id_].id_at, mark = byte_angle(id_at + here->bytes() - kIdMarkBytes);
  const bool bytewise = kind(command_) == kReadAddress;
  const u32 then = byte_angle(id_at + (bytewise ? 1 : kIdBytes));
  wait(nearest + (then + FloppyDrive::kRevolution - mark) % FloppyDrive::kRevolution,
       bytewise ? Step::kReadIdByte : Step::kFoundId);
}

void Wd1772::found_id() {
  const FloppySector* const sector = sector_under_head();
  if (sector == nullptr) return find_id();
  const bool fits = sector->id[0] == track_ && (type_i_ || sector->id[2] == sector_);
  if (fits && !sector->id_crc_ok) errors_ |= kCrcError;
  if (!fits || !sector->id_crc_ok) return find_id();
  errors_ &= static_cast<u8>(~kCrcError);
  if (type_i_) return finish();
  found_sector(*sector);
}

void Wd1772::found_sector(const FloppySector& sector) {
  length_ = sector.bytes();
  if (kind(command_) == kWriteSector) {
    at_ = sector.id_at + kIdBytes;
    return wait_until_byte(at_ += 2, Step::kWriteRequest);
  }
  if (!sector.has_data) return find_id();
  wait_until_byte(sector.data_at, Step::kDataMark);
}

void Wd1772::read_id_byte() {
  const FloppySector* const sector = sector_under_head();
  if (sector == nullptr) return find_id();
  const u8 crc[] = {static_cast<u8>(sector->id_crc >> 8), static_cast<u8>(sector->id_crc)};
  const u8 byte = count_ < 4 ? sector->id[count_] : crc[count_ - 4];
  if (count_ == 0) sector_ = byte;  // the data sheet: the track address goes to the sector register
  put_data(byte);
  if (++count_ == kIdBytes) return finish(sector->id_crc_ok ? 0 : kCrcError);
  wait_until_byte(sector->id_at + count_ + 1, Step::kReadIdByte);
}

// --- sectors ---

// A byte is there when all of it has passed.
void Wd1772::read_byte() {
  const FloppySector* const sector = sector_under_head();
  if (sector == nullptr) return find_id();
  if (step_ == Step::kDataMark) {
    count_ = 0;
    if (sector->data_mark == FloppySector::kDeletedDataMark) errors_ |= kRecordType;
  } else if (step_ == Step::kReadByte) {
    noise_ = static_cast<u8>(noise_ << 1 | ((noise_ >> 7 ^ noise_ >> 5 ^ noise_ >> 4 ^ noise_ >> 3) & 1));
    put_data(track()->data(*sector, count_, noise_));
    ++count_;
  } else {
    return end_sector(sector->data_crc_ok ? 0 : kCrcError);
  }
  const bool is_data = count_ < length_;
  // A sector of its own speed is not where the track's bytes are.
  if (!sector->block_us.empty()) {
    return is_data ? wait(data_byte_cycles(*sector), Step::kReadByte) : wait(kCrcBytes * 256, Step::kReadCrc);
  }
  wait_until_byte(sector->data_at + count_ + (is_data ? 1 : kCrcBytes), is_data ? Step::kReadByte : Step::kReadCrc);
}

void Wd1772::end_sector(u8 errors) {
  if (errors != 0 || (command_ & kMultiple) == 0) return finish(errors);
  ++sector_;
  index_pulses_ = 0;
  find_id();
}

void Wd1772::write_next(u8 byte, bool as_mark) {
  FloppyTrack* const here = track();
  if (here == nullptr) return;
  here->write(at_ % here->bytes(), byte, as_mark);
  ++at_;
}

// Two bytes after the ID data are requested, nine later they have to be there; the field begins another eleven later.
void Wd1772::write_mark() {
  if (step_ == Step::kWriteRequest) {
    drq_.set(true);
    return wait_until_byte(at_ += 9, Step::kWriteCheck);
  }
  if (step_ == Step::kWriteCheck) {
    if (drq_.active()) return finish(kLostData);
    return wait_until_byte(at_ += kGapToZeros - 11, Step::kWriteMark);
  }
  for (u32 i = 0; i < kZeros; ++i) write_next(0);
  for (u32 i = 0; i < 3; ++i) write_next(0xa1, true);
  const u8 mark = (command_ & kDeletedMark) != 0 ? FloppySector::kDeletedDataMark : FloppySector::kDataMark;
  write_next(mark);
  crc_.preset();
  crc_.add(mark);
  count_ = 0;
  wait_until_byte(at_, Step::kWriteByte);
}

void Wd1772::write_byte() {
  const u8 byte = take_data();
  crc_.add(byte);
  write_next(byte);
  if (++count_ < length_) {
    drq_.set(true);
    return wait_until_byte(at_, Step::kWriteByte);
  }
  const u16 crc = crc_.value();
  wait_until_byte(at_ + kCrcBytes + 1, Step::kWritten);
  write_next(static_cast<u8>(crc >> 8));
  write_next(static_cast<u8>(crc));
  write_next(0xff);
}

// --- whole tracks ---

void Wd1772::at_index() {
  FloppyTrack* const here = track();
  if (here == nullptr) return;
  at_ = count_ = 0;
  length_ = here->bytes();
  if (kind(command_) == kReadTrack) return wait_until_byte(1, Step::kReadTrackByte);
  write_track_byte();
}

void Wd1772::read_track_byte() {
  FloppyTrack* const here = track();
  if (here == nullptr || at_ >= here->bytes()) return finish(kLostData);
  put_data(here->byte(at_));
  ++at_;
  if (at_ == length_) return finish();
  wait_until_byte(at_ + 1, Step::kReadTrackByte);
}

void Wd1772::write_track_byte() {
  const u8 byte = take_data();
  if (byte == kWriteCrc) {
    const u16 crc = crc_.value();
    write_next(static_cast<u8>(crc >> 8));
    if (at_ < length_) write_next(static_cast<u8>(crc));
  } else if (byte == kWriteA1 || byte == kWriteC2) {
    write_next(byte == kWriteA1 ? 0xa1 : 0xc2, true);
    crc_.preset();
  } else {
    crc_.add(byte);
    write_next(byte);
  }
  if (at_ >= length_) return wait_until_byte(0, Step::kTrackDone);
  drq_.set(true);
  wait_until_byte(at_, Step::kWriteTrackByte);
}

}  // namespace sosie
