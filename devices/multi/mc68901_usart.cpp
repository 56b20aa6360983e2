#include "devices/multi/mc68901_usart.h"

#include "core/base/bits.h"

namespace sosie {

namespace {

// UCR [7.1.2]
constexpr u8 kUcrBits = 0xfe, kClockBy16 = 0x80, kParity = 0x04;
// RSR [7.2.1]
constexpr u8 kBufferFull = 0x80, kOverrun = 0x40, kSyncStrip = 0x02, kReceiverEnable = 0x01;
// TSR [7.3.1]
constexpr u8 kBufferEmpty = 0x80, kUnderrun = 0x40, kTurnaround = 0x20, kEnd = 0x10, kTransmitterEnable = 0x01;
constexpr u8 kTsrWritable = 0x2f;

unsigned data_bits(u8 ucr) { return 8 - bits(ucr, 6, 5); }

/// Times two, for there are one and a half stop bits.
unsigned half_bits(u8 ucr) {
  constexpr unsigned kStartAndStop[] = {0, 4, 5, 6};  // synchronous; one start bit and 1, 1.5, 2 stop bits
  return 2 * data_bits(ucr) + kStartAndStop[bits(ucr, 4, 3)] + ((ucr & kParity) != 0 ? 2 : 0);
}

}  // namespace

Mc68901Usart::Mc68901Usart(const DeviceContext& context, Mc68901Interrupts& interrupts)
    : interrupts_(interrupts),
      sent_(context.scheduler, "sent", [this](Ticks) { sent(); }),
      host_(
          context.scheduler, [this] { return listening() ? character_end(receive_clock_) : std::nullopt; },
          [this](u8 character) { receive(character); }),
      transmit_clock_{&context.clock},
      receive_clock_{&context.clock} {}

bool Mc68901Usart::listening() const { return (rsr_ & kReceiverEnable) != 0; }

u8 Mc68901Usart::data_mask() const { return static_cast<u8>(0xff >> (8 - data_bits(ucr_))); }

std::optional<Ticks> Mc68901Usart::character_end(const Pin& pin) const {
  if (pin.cycles == 0) return {};
  const u64 periods = half_bits(ucr_) * ((ucr_ & kClockBy16) != 0 ? u64{16} : u64{1});
  return pin.of->after(periods * pin.cycles / 2);
}

void Mc68901Usart::set_transmit_clock(const Clock& of, u64 cycles) {
  transmit_clock_ = {&of, cycles};
  if (!sending_) return;
  if (const auto end = character_end(transmit_clock_)) {
    sent_.arm(*end);
  } else {
    sent_.cancel();
  }
}

void Mc68901Usart::set_receive_clock(const Clock& of, u64 cycles) {
  receive_clock_ = {&of, cycles};
  host_.plan();
}

// --- registers ---

u8 Mc68901Usart::peek(Register index) const {
  switch (index) {
    case kScr: return scr_;
    case kUcr: return ucr_;
    case kRsr: return rsr_;
    case kTsr: return tsr_;
    case kUdr: return received_;
  }
  return 0;
}

u8 Mc68901Usart::read(Register index) {
  const u8 value = peek(index);
  if (index == kUdr) rsr_ &= static_cast<u8>(~kBufferFull);
  if (index == kRsr) rsr_ &= static_cast<u8>(~kOverrun);
  if (index == kTsr) tsr_ &= static_cast<u8>(~kUnderrun);
  return value;
}

void Mc68901Usart::write(Register index, u8 value) {
  switch (index) {
    case kScr: scr_ = value; return;
    case kUcr: ucr_ = value & kUcrBits; return;
    case kRsr:
      rsr_ = static_cast<u8>((rsr_ & ~(kSyncStrip | kReceiverEnable)) | (value & (kSyncStrip | kReceiverEnable)));
      if ((value & kReceiverEnable) == 0) rsr_ &= kSyncStrip;
      host_.plan();
      return;
    case kTsr:
      tsr_ = static_cast<u8>((tsr_ & ~kTsrWritable) | (value & kTsrWritable));
      if ((value & kTransmitterEnable) != 0) {
        tsr_ &= static_cast<u8>(~kEnd);
        begin_sending();
      } else {
        tsr_ &= static_cast<u8>(~kUnderrun);
        if (!sending_) tsr_ |= kEnd;
      }
      return;
    case kUdr:
      to_send_ = value;
      tsr_ &= static_cast<u8>(~kBufferEmpty);
      begin_sending();
      return;
  }
}

// --- the transmitter ---

void Mc68901Usart::begin_sending() {
  if (sending_ || (tsr_ & kTransmitterEnable) == 0 || (tsr_ & kBufferEmpty) != 0) return;
  sending_ = true;
  shifted_ = to_send_ & data_mask();
  if (const auto end = character_end(transmit_clock_)) sent_.arm(*end);
  send_buffer_became_empty();
}

void Mc68901Usart::send_buffer_became_empty() {
  tsr_ |= kBufferEmpty;
  interrupts_.trigger(Mc68901Interrupts::kTransmitEmpty);
}

void Mc68901Usart::sent() {
  sending_ = false;
  so_.send(shifted_);
  host_.send(shifted_);
  if ((tsr_ & kTransmitterEnable) == 0) {  // it was disabled in the middle of this character [7.3.1]
    tsr_ |= kEnd;
    if ((tsr_ & kTurnaround) != 0) write(kRsr, rsr_ | kReceiverEnable);
    interrupts_.trigger(Mc68901Interrupts::kTransmitError);
  } else if ((tsr_ & kBufferEmpty) != 0) {
    tsr_ |= kUnderrun;
    interrupts_.trigger(Mc68901Interrupts::kTransmitError);
  } else {
    begin_sending();
  }
}

// --- the receiver ---

void Mc68901Usart::receive(u8 character) {
  if (!listening()) return;
  if ((rsr_ & kBufferFull) != 0) {
    rsr_ |= kOverrun;
    const bool own_channel = interrupts_.enabled(Mc68901Interrupts::kReceiveError);
    interrupts_.trigger(own_channel ? Mc68901Interrupts::kReceiveError : Mc68901Interrupts::kReceiveFull);
    return;
  }
  received_ = character & data_mask();
  rsr_ |= kBufferFull;
  interrupts_.trigger(Mc68901Interrupts::kReceiveFull);
}

void Mc68901Usart::reset() {
  sent_.cancel();
  scr_ = ucr_ = rsr_ = 0;
  tsr_ = kBufferEmpty;
  sending_ = false;
  host_.plan();
}

void Mc68901Usart::serialize(Archive& archive) {
  archive("scr", scr_)("ucr", ucr_)("rsr", rsr_)("tsr", tsr_)("received", received_)("to_send", to_send_);
  archive("shifted", shifted_)("sending", sending_);
  archive("transmit_clock", transmit_clock_.cycles)("receive_clock", receive_clock_.cycles);
  sent_.serialize(archive);
  host_.serialize(archive);
}

}  // namespace sosie
