#include "devices/storage/wd1772.h"

#include "devices/storage/wd1772_bits.h"

namespace sosie {

using namespace wd1772;

namespace {

enum Register : u64 { kCommand, kTrackRegister, kSectorRegister, kData };

constexpr u64 kStepCycles[] = {6 * kMillisecond, 12 * kMillisecond, 2 * kMillisecond, 3 * kMillisecond};

}  // namespace

Wd1772::Wd1772(const DeviceContext& context)
    : clock_(context.clock),
      deadline_(context.scheduler, "command", [this](Ticks) { go_on(); }),
      index_(context.scheduler, "index", [this](Ticks) { index_pulse(); }) {}

// Master reset: the command is ended, the sector register is 1.
void Wd1772::reset() {
  deadline_.cancel();
  step_ = Step::kNone;
  busy_ = false;
  type_i_ = true;
  errors_ = 0;
  sector_ = 1;
  intrq_at_index_ = intrq_held_ = false;
  intrq_.set(false);
  drq_.set(false);
  set_motor(false);
}

IrqLine* Wd1772::output(std::string_view pin) {
  if (pin == "intrq") return &intrq_;
  if (pin == "drq") return &drq_;
  if (pin == "mo") return &mo_;
  return nullptr;
}

std::function<void(bool)> Wd1772::input(std::string_view pin) {
  if (pin == "s1") return [this](bool level) { second_side_ = level; };
  for (u32 i = 0; i < kDrives; ++i) {
    if (pin != (i == 0 ? "d0sel" : "d1sel")) continue;
    return [this, i](bool level) {
      select_[i] = level;
      arm_index();
    };
  }
  return {};
}

void Wd1772::insert(u32 drive, FloppyDisk& disk) {
  drives_[drive].insert(disk, now());
  arm_index();
}

void Wd1772::eject(u32 drive) {
  drives_[drive].eject(now());
  arm_index();
}

FloppyDrive* Wd1772::selected() {
  for (u32 i = 0; i < kDrives; ++i) {
    if (select_[i]) return &drives_[i];
  }
  return nullptr;
}

FloppyTrack* Wd1772::track() {
  FloppyDrive* const drive = selected();
  return drive != nullptr ? drive->track(second_side_ ? 1 : 0, now()) : nullptr;
}

// --- registers ---

u8 Wd1772::status() const {
  u8 status = errors_;
  if (mo_.active()) status |= kMotorOn;
  if (busy_) status |= kBusy;
  if (!type_i_) return drq_.active() ? status | kDataRequest : status;
  if (spun_up_) status |= kSpunUp;
  if (const FloppyDrive* const drive = selected()) {
    if (drive->write_protected(now())) status |= kWriteProtect;
    if (drive->track_0()) status |= kTrack0;
    if (drive->index_pulse(now())) status |= kIndex;
  }
  return status;
}

std::optional<u64> Wd1772::peek(u64 offset, unsigned) const {
  switch (offset) {
    case kCommand: return status();
    case kTrackRegister: return track_;
    case kSectorRegister: return sector_;
    default: return data_;
  }
}

u64 Wd1772::read(u64 offset, unsigned bytes) {
  const u64 value = *peek(offset, bytes);
  if (offset == kCommand && !intrq_held_) intrq_.set(false);
  if (offset == kData) drq_.set(false);
  return value;
}

void Wd1772::write(u64 offset, unsigned, u64 value) {
  const u8 byte = static_cast<u8>(value);
  switch (offset) {
    case kTrackRegister: track_ = byte; break;
    case kSectorRegister: sector_ = byte; break;
    case kData:
      data_ = byte;
      drq_.set(false);
      break;
    default: start(byte); break;
  }
}

// --- commands ---

void Wd1772::start(u8 command) {
  if (kind(command) == kForceInterrupt) {
    command_ = command;
    force_interrupt();
    return;
  }
  if (busy_) return;
  command_ = command;
  intrq_at_index_ = intrq_held_ = false;
  intrq_.set(false);
  drq_.set(false);
  errors_ = 0;
  busy_ = true;
  type_i_ = is_type_i(command);
  const bool spin_up = (command & kNoSpinUp) == 0 && !mo_.active();
  set_motor(true);
  index_pulses_ = 0;
  if (spin_up) {
    spun_up_ = false;
    step_ = Step::kSpinUp;
    return;
  }
  begin();
}

// I0 and I1, for the READY line, are the WD179X's.
void Wd1772::force_interrupt() {
  if (!busy_) {
    type_i_ = true;
    errors_ = 0;
  }
  deadline_.cancel();
  step_ = Step::kNone;
  busy_ = false;
  drq_.set(false);
  index_pulses_ = 0;
  intrq_at_index_ = (command_ & kInterruptAtIndex) != 0;
  intrq_held_ = (command_ & kInterruptNow) != 0;
  intrq_.set(intrq_held_);
}

void Wd1772::begin() {
  index_pulses_ = 0;
  steps_ = 0;
  if (!type_i_) {
    const bool settle = (command_ & kSettle) != 0;
    wait(settle ? kSettleCycles : kPrepareCycles, Step::kSettled);
    return;
  }
  if (kind(command_) == kStepIn) inwards_ = true;
  if (kind(command_) == kStepOut) inwards_ = false;
  wait(kPrepareCycles, Step::kSeek);
}

void Wd1772::finish(u8 errors) {
  errors_ |= errors;
  deadline_.cancel();
  step_ = Step::kNone;
  busy_ = false;
  index_pulses_ = 0;
  intrq_.set(true);
}

void Wd1772::wait(u64 cycles, Step then) {
  step_ = then;
  deadline_.arm(clock_.after(cycles));
}

void Wd1772::go_on() {
  switch (step_) {
    case Step::kNone:
    case Step::kSpinUp:
    case Step::kSearch:
    case Step::kAwaitIndex: break;  // an index pulse's business
    case Step::kSeek: seek(); break;
    case Step::kStepped: verify(); break;
    case Step::kSettled:
      if (type_i_) find_id();
      else begin_transfer();
      break;
    case Step::kFoundId: found_id(); break;
    case Step::kDataMark:
    case Step::kReadByte:
    case Step::kReadCrc: read_byte(); break;
    case Step::kReadIdByte: read_id_byte(); break;
    case Step::kWriteRequest:
    case Step::kWriteCheck:
    case Step::kWriteMark: write_mark(); break;
    case Step::kWriteByte: write_byte(); break;
    case Step::kWritten: end_sector(0); break;
    case Step::kReadTrackByte: read_track_byte(); break;
    case Step::kWriteTrackCheck:
      if (drq_.active()) finish(kLostData);
      else step_ = Step::kAwaitIndex;
      break;
    case Step::kWriteTrackByte: write_track_byte(); break;
    case Step::kTrackDone: finish(); break;
  }
}

// --- motor and index ---

void Wd1772::set_motor(bool on) {
  mo_.set(on);
  if (!on) spun_up_ = false;
  for (FloppyDrive& drive : drives_) drive.set_motor(on, now());
  arm_index();
}

void Wd1772::arm_index() {
  const FloppyDrive* const drive = selected();
  const std::optional<u64> next = drive != nullptr ? drive->next_index(now()) : std::nullopt;
  if (next) index_.arm(clock_.begin_of(*next));
  else index_.cancel();
}

void Wd1772::index_pulse() {
  arm_index();
  if (intrq_at_index_) intrq_.set(true);
  if (index_pulses_ < 0xff) ++index_pulses_;
  switch (step_) {
    case Step::kNone:
      if (index_pulses_ >= kIdlePulses) set_motor(false);
      break;
    case Step::kSpinUp:
      if (index_pulses_ < kSpinUpPulses) break;
      spun_up_ = true;
      begin();
      break;
    case Step::kSearch:
    case Step::kFoundId:
    case Step::kReadIdByte:
      if (index_pulses_ >= kSearchPulses && count_ == 0) finish(kRecordNotFound);
      break;
    case Step::kAwaitIndex: at_index(); break;
    default: break;
  }
}

// --- type I ---

void Wd1772::seek() {
  const FloppyDrive* const drive = selected();
  const bool at_0 = drive != nullptr && drive->track_0();
  const u8 kind = wd1772::kind(command_);
  if (kind == kRestore) {
    if (at_0) {
      track_ = 0;
      return verify();
    }
    constexpr u16 kMaxSteps = 255;
    if (++steps_ > kMaxSteps) return finish(kRecordNotFound);
    inwards_ = false;
  } else if (kind == kSeek) {
    if (track_ == data_) return verify();
    inwards_ = data_ > track_;
    track_ = static_cast<u8>(inwards_ ? track_ + 1 : track_ - 1);
  } else if ((command_ & kUpdateTrack) != 0) {
    track_ = static_cast<u8>(inwards_ ? track_ + 1 : track_ - 1);
  }
  if (!inwards_ && at_0) {
    track_ = 0;
    return verify();
  }
  move_head(inwards_);
  wait(kStepCycles[command_ & kRateMask], kind == kRestore || kind == kSeek ? Step::kSeek : Step::kStepped);
}

void Wd1772::move_head(bool inwards) {
  if (FloppyDrive* const drive = selected()) drive->step(inwards);
}

void Wd1772::verify() {
  if ((command_ & kVerify) == 0) return finish();
  index_pulses_ = 0;
  wait(kSettleCycles, Step::kSettled);
}

void Wd1772::serialize(Archive& archive) {
  archive("command", command_)("track", track_)("sector", sector_)("data", data_)("errors", errors_);
  archive("busy", busy_)("type_i", type_i_)("spun_up", spun_up_);
  archive("intrq_at_index", intrq_at_index_)("intrq_held", intrq_held_)("inwards", inwards_);
  archive("step", step_)("index_pulses", index_pulses_)("steps", steps_);
  archive("id", id_)("at", at_)("count", count_)("length", length_)("crc", crc_)("noise", noise_);
  archive("select", select_)("second_side", second_side_);
  intrq_.serialize(archive, "intrq");
  drq_.serialize(archive, "drq");
  mo_.serialize(archive, "mo");
  deadline_.serialize(archive);
  index_.serialize(archive);
  for (FloppyDrive& drive : drives_) {
    archive.begin("drive");
    drive.serialize(archive);
    archive.end();
  }
  if (archive.loading() && step_ > Step::kTrackDone) step_ = Step::kNone;
}

}  // namespace sosie
