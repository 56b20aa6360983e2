#include "devices/audio/ym2149.h"

#include <algorithm>

namespace sosie {

namespace {

constexpr u64 kCyclesPerStep = 8;
constexpr u8 kMixer = 7;
constexpr u8 kNothing = 0xff;  // read where the chip does not drive the bus

constexpr u8 kBits[16] = {0xff, 0x0f, 0xff, 0x0f, 0xff, 0x0f, 0x1f, 0xff,
                          0x1f, 0x1f, 0x1f, 0xff, 0xff, 0x0f, 0xff, 0xff};

}  // namespace

Ym2149::Ym2149(const DeviceContext& context)
    : clock_(context.clock), play_(context.scheduler, "play", [this](Ticks due) {
        play();
        play_.arm(clock_.after(clock_.hz() / 100, due));
      }) {}

// --- ports ---

/// "porta3"
std::optional<Ym2149::Pin> Ym2149::pin_of(std::string_view name) {
  if (name.size() != 6 || !name.starts_with("port")) return {};
  if (name[4] < 'a' || name[4] > 'b' || name[5] < '0' || name[5] > '7') return {};
  return Pin{static_cast<unsigned>(name[4] - 'a'), static_cast<unsigned>(name[5] - '0')};
}

IrqLine* Ym2149::output(std::string_view name) {
  const auto pin = pin_of(name);
  return pin ? &port_pins_[pin->port][pin->bit] : nullptr;
}

std::function<void(bool)> Ym2149::input(std::string_view name) {
  const auto pin = pin_of(name);
  if (!pin) return {};
  return [this, pin = *pin](bool level) {
    u8& inputs = port_inputs_[pin.port];
    inputs = static_cast<u8>((inputs & ~(1u << pin.bit)) | unsigned{level} << pin.bit);
  };
}

bool Ym2149::is_output(unsigned port) const { return ((registers_[kMixer] >> (6 + port)) & 1) != 0; }

void Ym2149::update_port(unsigned port) {
  const u8 levels = is_output(port) ? registers_[kPortA + port] : u8{0xff};
  for (unsigned i = 0; i < 8; ++i) port_pins_[port][i].set(((levels >> i) & 1) != 0);
}

// --- registers ---

std::optional<u64> Ym2149::peek(u64 offset, unsigned) const {
  if (offset != 0 || selected_ >= kRegisters) return kNothing;
  if (selected_ >= kPortA && !is_output(selected_ - kPortA)) return port_inputs_[selected_ - kPortA];
  return registers_[selected_];
}

void Ym2149::write(u64 offset, unsigned, u64 value) {
  if (offset == 0) {
    selected_ = static_cast<u8>(value);
  } else if (selected_ < kRegisters) {
    write_register(static_cast<u8>(value));
  }
}

void Ym2149::write_register(u8 value) {
  value &= kBits[selected_];
  registers_[selected_] = value;
  if (selected_ < kPortA) {
    catch_up();
    generator_.write(selected_, value);
  }
  // Where both change at once, port B first: on an ST it has data for which port A has a strobe.
  if (selected_ == kMixer || selected_ == kPortA + 1) update_port(1);
  if (selected_ == kMixer || selected_ == kPortA) update_port(0);
}

void Ym2149::reset() {
  catch_up();
  registers_.fill(0);
  selected_ = 0;
  for (unsigned i = 0; i < kPortA; ++i) generator_.write(i, 0);
  for (unsigned port = 0; port < kPorts; ++port) update_port(port);
}

// --- sound ---

void Ym2149::connect(AudioSink* sink) {
  catch_up();
  sink_ = sink;
  levels_.clear();
  samples_.clear();
  if (sink == nullptr) {
    play_.cancel();
    resampler_.reset();
  } else {
    resampler_.emplace(clock_.hz(), kCyclesPerStep, kSoundHz);
    play_.arm(clock_.after(clock_.hz() / 100));
  }
}

/// Brings the generator to the present.
void Ym2149::catch_up() {
  const u64 now = clock_.now() / kCyclesPerStep;
  const u64 steps = now - step_;
  step_ = now;
  if (sink_ == nullptr) {
    generator_.skip(steps);
    return;
  }
  levels_.resize(steps);
  generator_.render(levels_);
  resampler_->add(levels_, samples_);
}

void Ym2149::play() {
  catch_up();
  stereo_.clear();
  for (const f32 sample : samples_) {
    const i16 both = sound_sample(sample);
    stereo_.insert(stereo_.end(), {both, both});
  }
  samples_.clear();
  if (!stereo_.empty()) sink_->play(stereo_, kSoundHz);
}

void Ym2149::serialize(Archive& archive) {
  if (!archive.loading()) catch_up();
  archive("registers", registers_)("selected", selected_)("port_inputs", port_inputs_)("step", step_);
  for (auto& port : port_pins_) {
    for (IrqLine& pin : port) pin.serialize(archive, "pin");
  }
  generator_.serialize(archive);
  if (archive.loading() && sink_ != nullptr) connect(sink_);
}

}  // namespace sosie
