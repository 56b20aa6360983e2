#include "devices/audio/ste_sound.h"

#include <algorithm>

namespace sosie {

namespace {

constexpr u64 kControl = 0x01, kBase = 0x03, kCounter = 0x09, kEnd = 0x0f, kMode = 0x21, kMicrowireData = 0x22,
              kMicrowireMask = 0x24;
constexpr u8 kPlay = 1, kRepeat = 2;   // of the control register
constexpr u8 kMono = 0x80, kRate = 3;  // of the mode
constexpr u64 kCyclesPerStep = 160;
constexpr u64 kCyclesPerShift = 8;  // Microwire has 1 MHz
constexpr u8 kShifts = 16;
constexpr u32 kAddressBits = 0x3f'fffe;

/// High, middle and low byte of an address are two apart.
constexpr u32 shift_of(u64 offset, u64 high) { return static_cast<u32>(16 - (offset - high) * 4); }
constexpr bool is_in(u64 offset, u64 high) { return offset >= high && offset < high + 6; }

}  // namespace

SteSound::SteSound(const DeviceContext& context)
    : clock_(context.clock),
      memory_(context.master),
      play_(context.scheduler, "play",
            [this](Ticks due) {
              play();
              play_.arm(clock_.after(clock_.hz() / 100, due));
            }),
      shift_(context.scheduler, "shift", [this](Ticks) { shift(); }) {}

void SteSound::reset() {
  catch_up();
  control_ = mode_ = 0;
  fifo_used_ = 0;
  shifts_left_ = 0;
  shift_.cancel();
  mwen_.set(false);
  set_playing(false);
}

IrqLine* SteSound::output(std::string_view pin) {
  if (pin == "xsint") return &xsint_;
  if (pin == "i7") return &i7_;
  if (pin == "mwd") return &mwd_;
  if (pin == "mwk") return &mwk_;
  if (pin == "mwen") return &mwen_;
  return nullptr;
}

std::function<void(bool)> SteSound::input(std::string_view pin) {
  if (pin == "hbl") {
    return [this](bool begins) {
      if (begins && (control_ & kPlay) != 0) fetch();
    };
  }
  if (pin == "mono") {
    return [this](bool level) {
      colour_ = level;
      i7_.set(colour_ != xsint_.active());
    };
  }
  return {};
}

// --- registers ---

// Bytes are on odd addresses; Microwire has words.
bool SteSound::answers(u64 offset, unsigned bytes, bool) const {
  return bytes > 1 || offset >= kMicrowireData || offset % 2 == 1;
}

u64 SteSound::read(u64 offset, unsigned bytes) {
  if (offset >= kMicrowireData) {
    const u16 word = offset < kMicrowireMask ? microwire_data_ : microwire_mask_;
    return bytes > 1 ? word : offset % 2 == 0 ? word >> 8 : word & 0xff;
  }
  catch_up();
  return read_byte(offset | 1);
}

u8 SteSound::read_byte(u64 offset) const {
  if (offset == kControl) return control_;
  if (offset == kMode) return mode_;
  if (is_in(offset, kBase)) return static_cast<u8>(base_ >> shift_of(offset, kBase));
  if (is_in(offset, kCounter)) return static_cast<u8>(counter_ >> shift_of(offset, kCounter));
  if (is_in(offset, kEnd)) return static_cast<u8>(end_ >> shift_of(offset, kEnd));
  return 0;
}

void SteSound::write(u64 offset, unsigned bytes, u64 value) {
  if (offset < kMicrowireData) return write_byte(offset | 1, static_cast<u8>(value));
  const u64 word = bytes > 1 ? value : (value & 0xff) * 0x101;
  write_microwire(offset & ~u64{1}, static_cast<u16>(word));
}

void SteSound::write_byte(u64 offset, u8 value) {
  const auto put = [&](u32& address, u64 high) {
    const u32 shift = shift_of(offset, high);
    address = ((address & ~(u32{0xff} << shift)) | u32{value} << shift) & kAddressBits;
  };
  catch_up();
  if (offset == kControl) set_control(value);
  if (offset == kMode) set_mode(value);
  if (is_in(offset, kBase)) put(base_, kBase);
  if (is_in(offset, kEnd)) put(end_, kEnd);
}

// --- frames ---

void SteSound::set_control(u8 value) {
  const bool was_on = (control_ & kPlay) != 0;
  control_ = value & (kPlay | kRepeat);
  const bool is_on = (control_ & kPlay) != 0;
  if (is_on && !was_on) begin_frame();
  if (!is_on && was_on) set_playing(false);
}

void SteSound::set_playing(bool on) {
  xsint_.set(on);
  i7_.set(colour_ != on);
}

// Stereo takes whole words.
void SteSound::set_mode(u8 value) {
  mode_ = value & (kMono | kRate);
  if ((mode_ & kMono) == 0 && fifo_used_ % 2 != 0) next_byte();
}

// What is written to the addresses from now on is for the frame after this one.
void SteSound::begin_frame() {
  counter_ = base_;
  frame_end_ = end_;
  set_playing(true);
}

void SteSound::end_frame() {
  set_playing(false);
  if ((control_ & kRepeat) != 0) begin_frame();
  else control_ &= static_cast<u8>(~kPlay);
}

void SteSound::fetch() {
  catch_up();
  while ((control_ & kPlay) != 0 && fifo_used_ + 2u <= kFifoBytes) {
    u64 word = 0;
    memory_->read(counter_, 2, word);
    fifo_[fifo_used_++] = static_cast<u8>(word >> 8);
    fifo_[fifo_used_++] = static_cast<u8>(word);
    counter_ = (counter_ + 2) & kAddressBits;
    if (counter_ == frame_end_) end_frame();
  }
}

// --- samples ---

void SteSound::connect(AudioSink* sink) {
  catch_up();
  sink_ = sink;
  for (unsigned side = 0; side < 2; ++side) {
    levels_[side].clear();
    samples_[side].clear();
    if (sink == nullptr) resamplers_[side].reset();
    else resamplers_[side].emplace(clock_.hz(), kCyclesPerStep, kSoundHz);
  }
  if (sink == nullptr) play_.cancel();
  else play_.arm(clock_.after(clock_.hz() / 100));
}

i8 SteSound::next_byte() {
  const i8 byte = static_cast<i8>(fifo_[0]);
  std::copy(fifo_.begin() + 1, fifo_.end(), fifo_.begin());
  --fifo_used_;
  return byte;
}

/// Brings the converters to the present. They keep what they have where the FIFO has nothing more.
void SteSound::catch_up() {
  const u64 now = clock_.now() / kCyclesPerStep;
  const u64 period = u64{1} << (kRate - (mode_ & kRate));
  const bool mono = (mode_ & kMono) != 0;
  if (fifo_used_ == 0 && sink_ == nullptr) step_ = now;
  for (; step_ < now; ++step_) {
    if (step_ % period == 0 && fifo_used_ >= (mono ? 1 : 2)) {
      sample_[0] = next_byte();
      sample_[1] = mono ? sample_[0] : next_byte();
    }
    if (sink_ == nullptr) continue;
    for (unsigned side = 0; side < 2; ++side) levels_[side].push_back(static_cast<f32>(sample_[side]) / 255);
  }
}

void SteSound::play() {
  catch_up();
  for (unsigned side = 0; side < 2; ++side) {
    resamplers_[side]->add(levels_[side], samples_[side]);
    levels_[side].clear();
  }
  stereo_.clear();
  for (std::size_t i = 0; i < samples_[0].size(); ++i) {
    for (unsigned side = 0; side < 2; ++side) {
      stereo_.push_back(sound_sample(samples_[side][i]));
    }
  }
  for (auto& side : samples_) side.clear();
  if (!stereo_.empty()) sink_->play(stereo_, kSoundHz);
}

// --- Microwire ---

// Data that are written are sent, as far as the mask has ones; meanwhile nothing can be written.
void SteSound::write_microwire(u64 offset, u16 value) {
  if (shifts_left_ != 0) return;
  if (offset == kMicrowireMask) {
    microwire_mask_ = value;
    return;
  }
  microwire_data_ = value;
  shifts_left_ = kShifts;
  shift_.arm(clock_.after(kCyclesPerShift));
}

void SteSound::shift() {
  const auto turned = [](u16 word) { return static_cast<u16>(word << 1 | word >> 15); };
  mwen_.set((microwire_mask_ & 0x8000) != 0);
  mwd_.set((microwire_data_ & 0x8000) != 0);
  mwk_.set(true);
  mwk_.set(false);
  microwire_data_ = turned(microwire_data_);
  microwire_mask_ = turned(microwire_mask_);
  if (--shifts_left_ != 0) shift_.arm(clock_.after(kCyclesPerShift));
  else mwen_.set(false);
}

void SteSound::serialize(Archive& archive) {
  if (!archive.loading()) catch_up();
  archive("colour", colour_)("control", control_)("mode", mode_)("base", base_)("end", end_)("counter", counter_);
  archive("frame_end", frame_end_)("fifo", fifo_)("fifo_used", fifo_used_)("sample", sample_)("step", step_);
  archive("microwire_data", microwire_data_)("microwire_mask", microwire_mask_)("shifts_left", shifts_left_);
  shift_.serialize(archive);
  xsint_.serialize(archive, "xsint");
  i7_.serialize(archive, "i7");
  mwd_.serialize(archive, "mwd");
  mwk_.serialize(archive, "mwk");
  mwen_.serialize(archive, "mwen");
  if (!archive.loading()) return;
  fifo_used_ = std::min(fifo_used_, static_cast<u8>(kFifoBytes));
  shifts_left_ = std::min(shifts_left_, kShifts);
  connect(sink_);
}

}  // namespace sosie
