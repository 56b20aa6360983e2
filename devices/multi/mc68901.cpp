#include "devices/multi/mc68901.h"

#include "core/base/bits.h"

namespace sosie {

namespace {

using Channel = Mc68901Interrupts::Channel;

constexpr Channel kPinChannels[] = {Mc68901Interrupts::kGpip0, Mc68901Interrupts::kGpip1, Mc68901Interrupts::kGpip2,
                                    Mc68901Interrupts::kGpip3, Mc68901Interrupts::kGpip4, Mc68901Interrupts::kGpip5,
                                    Mc68901Interrupts::kGpip6, Mc68901Interrupts::kGpip7};
constexpr Channel kTimerChannels[] = {Mc68901Interrupts::kTimerA, Mc68901Interrupts::kTimerB,
                                      Mc68901Interrupts::kTimerC, Mc68901Interrupts::kTimerD};
/// The pin whose edge bit and interrupt channel TAI and TBI share [6.1.2].
constexpr unsigned kAuxiliaryPins[] = {4, 3};

constexpr u8 kResetOutput = 0x10;

u8 high(u16 value) { return static_cast<u8>(value >> 8); }
u8 low(u16 value) { return static_cast<u8>(value); }

}  // namespace

Mc68901::Mc68901(const DeviceContext& context)
    : timers_{Mc68901Timer{context, "timer_a", [this] { interrupts_.trigger(Mc68901Interrupts::kTimerA); }},
              Mc68901Timer{context, "timer_b", [this] { interrupts_.trigger(Mc68901Interrupts::kTimerB); }},
              Mc68901Timer{context, "timer_c", [this] { interrupts_.trigger(Mc68901Interrupts::kTimerC); }},
              Mc68901Timer{context, "timer_d", [this] { interrupts_.trigger(Mc68901Interrupts::kTimerD); }}},
      usart_(context, interrupts_) {}

// --- pins ---

/// "tao" … "tdo"
Mc68901Timer* Mc68901::timer_of(std::string_view pin) {
  if (pin.size() != 3 || pin[0] != 't' || pin[2] != 'o' || pin[1] < 'a' || pin[1] > 'd') return nullptr;
  return &timers_[static_cast<std::size_t>(pin[1] - 'a')];
}

IrqLine* Mc68901::output(std::string_view pin) {
  if (pin == "irq") return &interrupts_.irq();
  Mc68901Timer* const timer = timer_of(pin);
  return timer != nullptr ? &timer->output() : nullptr;
}

ClockLine* Mc68901::clock_output(std::string_view pin) {
  Mc68901Timer* const timer = timer_of(pin);
  return timer != nullptr ? &timer->clock_output() : nullptr;
}

std::function<void(bool)> Mc68901::input(std::string_view pin) {
  if (pin == "tai") return [this](bool level) { set_auxiliary(kA, level); };
  if (pin == "tbi") return [this](bool level) { set_auxiliary(kB, level); };
  if (pin.size() != 2 || pin[0] != 'i' || pin[1] < '0' || pin[1] > '7') return {};
  return [this, index = static_cast<unsigned>(pin[1] - '0')](bool level) { set_pin(index, level); };
}

std::function<void(u64)> Mc68901::clock_input(std::string_view pin, const Clock& of) {
  if (pin == "tc") return [this, &of](u64 cycles) { usart_.set_transmit_clock(of, cycles); };
  if (pin == "rc") return [this, &of](u64 cycles) { usart_.set_receive_clock(of, cycles); };
  return {};
}

std::function<void(u8)> Mc68901::serial_input(std::string_view pin) {
  if (pin != "si") return {};
  return [this](u8 character) { usart_.receive(character); };
}

// The edge register is one input of an exclusive or in front of the edge detectors, so that writing to it, or to the
// direction register, can cause an interrupt as a pin does [4.2].
template <class Change>
void Mc68901::change_port(Change change) {
  const u8 before = static_cast<u8>(~(port() ^ aer_));
  change();
  const u8 risen = static_cast<u8>(~(port() ^ aer_) & ~before);
  for (unsigned pin = 0; pin < 8; ++pin) {
    if (!bit(risen, pin)) continue;
    const bool replaced = (pin == kAuxiliaryPins[kA] && timers_[kA].measures_pulses()) ||
                          (pin == kAuxiliaryPins[kB] && timers_[kB].measures_pulses());
    if (!replaced) interrupts_.trigger(kPinChannels[pin]);
  }
  update_auxiliaries();
}

void Mc68901::set_pin(unsigned index, bool level) {
  change_port([&] { pins_ = static_cast<u8>((pins_ & ~(1u << index)) | unsigned{level} << index); });
}

void Mc68901::set_auxiliary(TimerIndex index, bool level) {
  auxiliary_pins_[index] = level;
  update_auxiliaries();
}

void Mc68901::update_auxiliaries() {
  for (const TimerIndex index : {kA, kB}) {
    const bool active = auxiliary_pins_[index] == bit(aer_, kAuxiliaryPins[index]);
    const bool pulse_ended = timers_[index].measures_pulses() && timers_[index].auxiliary() && !active;
    timers_[index].set_auxiliary(active);
    if (pulse_ended) interrupts_.trigger(kPinChannels[kAuxiliaryPins[index]]);
  }
}

// --- registers ---

std::optional<u64> Mc68901::peek(u64 offset, unsigned) const {
  const auto& irq = interrupts_;
  switch (static_cast<Register>(offset)) {
    case kGpip: return port();
    case kAer: return aer_;
    case kDdr: return ddr_;
    case kIera: return high(irq.enable());
    case kIerb: return low(irq.enable());
    case kIpra: return high(irq.pending());
    case kIprb: return low(irq.pending());
    case kIsra: return high(irq.in_service());
    case kIsrb: return low(irq.in_service());
    case kImra: return high(irq.mask());
    case kImrb: return low(irq.mask());
    case kVr: return irq.vector_register();
    case kTacr: return timers_[kA].control();
    case kTbcr: return timers_[kB].control();
    case kTcdcr: return timers_[kC].control() << 4 | timers_[kD].control();
    case kTadr: return timers_[kA].counter();
    case kTbdr: return timers_[kB].counter();
    case kTcdr: return timers_[kC].counter();
    case kTddr: return timers_[kD].counter();
    case kScr:
    case kUcr:
    case kRsr:
    case kTsr:
    case kUdr: return usart_.peek(static_cast<Mc68901Usart::Register>(offset - kScr));
    case kRegisters: break;
  }
  return {};
}

u64 Mc68901::read(u64 offset, unsigned bytes) {
  if (offset >= kScr) return usart_.read(static_cast<Mc68901Usart::Register>(offset - kScr));
  return *peek(offset, bytes);
}

void Mc68901::write(u64 offset, unsigned, u64 value) {
  const auto index = static_cast<Register>(offset);
  const u8 byte = static_cast<u8>(value);
  if (index >= kScr) {
    usart_.write(static_cast<Mc68901Usart::Register>(index - kScr), byte);
  } else if (index >= kTacr) {
    write_timers(index, byte);
  } else if (index >= kIera) {
    write_interrupts(index, byte);
  } else {
    change_port([&] { (index == kGpip ? gpip_ : index == kAer ? aer_ : ddr_) = byte; });
  }
}

void Mc68901::write_interrupts(Register index, u8 value) {
  auto& irq = interrupts_;
  const auto with_high = [&](u16 now) { return static_cast<u16>(value << 8 | low(now)); };
  const auto with_low = [&](u16 now) { return static_cast<u16>((now & 0xff00) | value); };
  switch (index) {
    case kIera: irq.set_enable(with_high(irq.enable())); break;
    case kIerb: irq.set_enable(with_low(irq.enable())); break;
    case kIpra: irq.clear_pending(with_high(0x00ff)); break;
    case kIprb: irq.clear_pending(with_low(0xff00)); break;
    case kIsra: irq.clear_in_service(with_high(0x00ff)); break;
    case kIsrb: irq.clear_in_service(with_low(0xff00)); break;
    case kImra: irq.set_mask(with_high(irq.mask())); break;
    case kImrb: irq.set_mask(with_low(irq.mask())); break;
    default: irq.set_vector_register(value); break;
  }
  notify_timers();
}

/// A channel that is not enabled does not even become pending, so nobody waits for its timer.
void Mc68901::notify_timers() {
  for (unsigned i = 0; i < timers_.size(); ++i) timers_[i].notify(interrupts_.enabled(kTimerChannels[i]));
}

void Mc68901::write_timers(Register index, u8 value) {
  switch (index) {
    case kTacr:
    case kTbcr: {
      Mc68901Timer& timer = timers_[index - kTacr];
      timer.set_control(value & 0x0f);
      if ((value & kResetOutput) != 0) timer.reset_output();
      break;
    }
    case kTcdcr:
      timers_[kC].set_control(bits(value, 6, 4));
      timers_[kD].set_control(bits(value, 2, 0));
      break;
    default: timers_[index - kTadr].write_data(value); break;
  }
}

std::optional<u8> Mc68901::acknowledge(unsigned) { return interrupts_.acknowledge(); }

void Mc68901::reset() {
  interrupts_.reset();
  notify_timers();
  for (Mc68901Timer& timer : timers_) timer.reset();
  usart_.reset();
  gpip_ = aer_ = ddr_ = 0;
  update_auxiliaries();
}

void Mc68901::serialize(Archive& archive) {
  archive("gpip", gpip_)("aer", aer_)("ddr", ddr_)("pins", pins_)("auxiliary_pins", auxiliary_pins_);
  interrupts_.serialize(archive);
  constexpr std::string_view kNames[] = {"timer_a", "timer_b", "timer_c", "timer_d"};
  for (unsigned i = 0; i < timers_.size(); ++i) {
    archive.begin(kNames[i]);
    timers_[i].serialize(archive);
    archive.end();
  }
  archive.begin("usart");
  usart_.serialize(archive);
  archive.end();
}

}  // namespace sosie
