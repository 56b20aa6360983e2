#include "devices/input/ikbd_joysticks.h"

#include <algorithm>

namespace sosie {

namespace {

constexpr u64 kTenth = 100'000, kHundredth = 10'000;  // of a second, in cycles of 1 MHz
constexpr u8 kTrigger = 0x80;
constexpr u8 kAxis[2] = {0x0c, 0x03};  // left and right; up and down
constexpr u8 kAxisKeys[2][2] = {{0x4b, 0x4d}, {0x48, 0x50}};
constexpr u8 kTriggerKeys[2] = {0x74, 0x75};

}  // namespace

IkbdJoysticks::IkbdJoysticks(const DeviceContext& context, IkbdOutput& output)
    : clock_(context.clock),
      output_(output),
      sample_(context.scheduler, "sample", [this](Ticks due) { sample(due); }),
      repeat_{{context.scheduler, "repeat_horizontal", [this](Ticks due) { repeat_key(0, due); }},
              {context.scheduler, "repeat_vertical", [this](Ticks due) { repeat_key(1, due); }}} {}

void IkbdJoysticks::reset() { enter(Mode::kEvents); }

void IkbdJoysticks::enter(Mode mode) {
  mode_ = mode;
  sample_.cancel();
  for (Deadline& repeat : repeat_) repeat.cancel();
}

void IkbdJoysticks::disable() { enter(Mode::kDisabled); }

void IkbdJoysticks::interrogate() { output_.send({0xfd, state_[0], state_[1]}); }

void IkbdJoysticks::set_monitoring(u8 rate) {
  enter(Mode::kMonitoring);
  sample_cycles_ = std::max(rate, u8{1}) * kHundredth;
  sample_.arm(clock_.after(sample_cycles_));
}

/// Eight samples fill a byte in the time that the line takes for one.
void IkbdJoysticks::set_fire_monitoring() {
  enter(Mode::kFireMonitoring);
  sample_cycles_ = IkbdOutput::kCharacterCycles / 8;
  fire_samples_ = fire_count_ = 0;
  sample_.arm(clock_.after(sample_cycles_));
}

void IkbdJoysticks::set_keycode(const u8 (&times)[6]) {
  enter(Mode::kKeycode);
  std::copy_n(times, 6, key_times_);
}

void IkbdJoysticks::sample(Ticks due) {
  sample_.arm(clock_.after(sample_cycles_, due));
  if (output_.paused()) return;
  const auto trigger = [&](unsigned port) { return (state_[port] & kTrigger) != 0; };
  if (mode_ == Mode::kMonitoring) {
    const unsigned triggers = (trigger(0) ? 2u : 0u) | (trigger(1) ? 1u : 0u);
    const unsigned sticks = (state_[0] & 0x0fu) << 4 | (state_[1] & 0x0fu);
    output_.send({static_cast<u8>(triggers), static_cast<u8>(sticks)});
    return;
  }
  fire_samples_ = static_cast<u8>(fire_samples_ << 1 | (trigger(1) ? 1 : 0));
  if (++fire_count_ < 8) return;
  output_.send({fire_samples_});
  fire_count_ = 0;
}

void IkbdJoysticks::move(unsigned port, u8 state, bool reported) {
  if (port > 1 || state_[port] == state) return;
  const u8 before = state_[port];
  state_[port] = state;
  if (!reported) return;
  if (mode_ == Mode::kEvents) output_.send({static_cast<u8>(0xfe + port), state});
  if (mode_ != Mode::kKeycode) return;
  if (((before ^ state) & kTrigger) != 0) {
    output_.send({static_cast<u8>(kTriggerKeys[port] | ((state & kTrigger) != 0 ? 0 : 0x80))});
  }
  for (unsigned axis = 0; axis < 2 && port == 0; ++axis) {
    if (((before ^ state) & kAxis[axis]) != 0) close_axis(axis);
  }
}

// --- key codes: a closed switch of joystick 0 repeats a cursor key, faster after a while ---

void IkbdJoysticks::close_axis(unsigned axis) {
  repeat_[axis].cancel();
  held_tenths_[axis] = 0;
  if ((state_[0] & kAxis[axis]) == 0) return;
  press_key(axis);
  repeat_key(axis, clock_.begin_of(clock_.now()));
}

/// Also arms the next one.
void IkbdJoysticks::repeat_key(unsigned axis, Ticks due) {
  const u8 breakpoint = key_times_[axis], before = key_times_[2 + axis], after = key_times_[4 + axis];
  if (held_tenths_[axis] > 0) press_key(axis);
  const u8 tenths = held_tenths_[axis] < breakpoint ? before : after;
  if (tenths == 0) return;  // it does not repeat
  held_tenths_[axis] = static_cast<u16>(std::min(held_tenths_[axis] + tenths, 0xffff));
  repeat_[axis].arm(clock_.after(tenths * kTenth, due));
}

void IkbdJoysticks::press_key(unsigned axis) {
  const bool forward = (state_[0] & kAxis[axis] & 0x0a) != 0;  // right, down
  const u8 key = kAxisKeys[axis][forward];
  output_.send({key, static_cast<u8>(key | 0x80)});
}

void IkbdJoysticks::tell_mode() {
  if (mode_ == Mode::kKeycode) {
    const u8* const t = key_times_;
    output_.send({0xf6, 0x19, t[0], t[1], t[2], t[3], t[4], t[5]});
  } else {
    output_.send({0xf6, u8{mode_ == Mode::kInterrogation ? u8{0x15} : u8{0x14}}, 0, 0, 0, 0, 0, 0});
  }
}

void IkbdJoysticks::serialize(Archive& archive) {
  archive("mode", mode_)("state", state_)("sample_cycles", sample_cycles_)("fire_samples", fire_samples_);
  archive("fire_count", fire_count_)("key_times", key_times_)("held_tenths", held_tenths_);
  sample_.serialize(archive);
  for (Deadline& repeat : repeat_) repeat.serialize(archive);
}

}  // namespace sosie
