#include "devices/serial/mc6850.h"

#include "core/base/bits.h"

namespace sosie {

namespace {

// The status register.
constexpr u8 kReceiveFull = 0x01, kSendEmpty = 0x02, kDcd = 0x04, kCts = 0x08, kOverrun = 0x20, kIrq = 0x80;
// The control register.
constexpr u8 kReceiveInterrupt = 0x80;

/// CR4–CR2: data bits, and bits of the character with start, parity and stop.
struct Format {
  u8 data, all;
};
constexpr Format kFormats[8] = {{7, 11}, {7, 11}, {7, 10}, {7, 10}, {8, 11}, {8, 10}, {8, 11}, {8, 11}};

Format format(u8 control) { return kFormats[bits(control, 4, 2)]; }
bool send_interrupt(u8 control) { return bits(control, 6, 5) == 1; }
bool rts_is_low(u8 control) { return bits(control, 6, 5) != 2; }

}  // namespace

Mc6850::Mc6850(const DeviceContext& context)
    : clock_(context.clock),
      load_(context.scheduler, "load", [this](Ticks due) { begin_sending(clock_.cycle_at(due)); }),
      sent_(context.scheduler, "sent", [this](Ticks due) { sent(due); }),
      host_(
          context.scheduler, [this] { return character_end(); }, [this](u8 character) { receive(character); }) {}

IrqLine* Mc6850::output(std::string_view pin) { return pin == "irq" ? &irq_ : pin == "rts" ? &rts_ : nullptr; }

std::function<void(bool)> Mc6850::input(std::string_view pin) {
  if (pin != "cts" && pin != "dcd") return {};
  return [this, &level = pin == "cts" ? cts_high_ : dcd_high_](bool high) {
    level = high;
    update_irq();
  };
}

std::function<void(u8)> Mc6850::serial_input(std::string_view pin) {
  if (pin != "rxd") return {};
  return [this](u8 character) { receive(character); };
}

// --- rates ---

unsigned Mc6850::divider() const {
  constexpr unsigned kDividers[4] = {1, 16, 64, 64};
  return kDividers[control_ & 3];
}

unsigned Mc6850::character_bits() const { return format(control_).all; }
u8 Mc6850::data_mask() const { return static_cast<u8>(0xff >> (8 - format(control_).data)); }

/// The next cycle at which the divider begins a bit.
u64 Mc6850::next_bit() const {
  const u64 counted = clock_.now() - divider_began_;
  return divider_began_ + (counted / divider() + 1) * divider();
}

std::optional<Ticks> Mc6850::character_end() const {
  if (in_master_reset()) return {};
  return clock_.after(u64{character_bits()} * divider());
}

// --- registers ---

u8 Mc6850::status() const {
  u8 status = 0;
  if (receive_full_ && !dcd_high_) status |= kReceiveFull;
  if (send_empty_ && !cts_high_ && !in_master_reset()) status |= kSendEmpty;
  if (dcd_high_) status |= kDcd;
  if (cts_high_) status |= kCts;
  if (overrun_) status |= kOverrun;
  if (irq_.active()) status |= kIrq;
  return status;
}

std::optional<u64> Mc6850::peek(u64 offset, unsigned) const { return offset == kControl ? status() : received_; }

u64 Mc6850::read(u64 offset, unsigned) { return offset == kControl ? status() : read_data(); }

void Mc6850::write(u64 offset, unsigned, u64 value) {
  if (offset == kControl) {
    write_control(static_cast<u8>(value));
  } else {
    write_data(static_cast<u8>(value));
  }
}

void Mc6850::write_control(u8 value) {
  const bool other_rate = (value & 3) != (control_ & 3);
  control_ = value;
  if (in_master_reset()) master_reset();
  if (other_rate) divider_began_ = clock_.now();
  rts_.set(rts_is_low(control_));
  host_.plan();
  update_irq();
}

void Mc6850::master_reset() {
  load_.cancel();
  sent_.cancel();
  receive_full_ = sending_ = overrun_follows_ = overrun_ = false;
  send_empty_ = true;
}

/// An overrun shows only when the last good character was read, and is over with the next read.
u8 Mc6850::read_data() {
  receive_full_ = overrun_ = overrun_follows_;
  overrun_follows_ = false;
  update_irq();
  return received_;
}

void Mc6850::write_data(u8 value) {
  if (in_master_reset()) return;
  to_send_ = value;
  send_empty_ = false;
  if (!sending_) load_.arm(clock_.begin_of(next_bit()));
  update_irq();
}

void Mc6850::update_irq() {
  const bool receive = (control_ & kReceiveInterrupt) != 0 && (receive_full_ || overrun_ || dcd_high_);
  const bool send = send_interrupt(control_) && send_empty_ && !cts_high_;
  irq_.set(!in_master_reset() && (receive || send));
}

// --- the line ---

void Mc6850::begin_sending(u64 cycle) {
  sending_ = send_empty_ = true;
  shifted_ = to_send_ & data_mask();
  sent_.arm(clock_.begin_of(cycle + u64{character_bits()} * divider()));
  update_irq();
}

void Mc6850::sent(Ticks due) {
  const u8 character = shifted_;
  sending_ = false;
  if (!send_empty_) begin_sending(clock_.cycle_at(due));
  txd_.send(character);
  host_.send(character);
}

void Mc6850::receive(u8 character) {
  if (in_master_reset()) return;
  if (receive_full_) {
    overrun_follows_ = true;
    return;
  }
  received_ = character & data_mask();
  receive_full_ = true;
  update_irq();
}

void Mc6850::serialize(Archive& archive) {
  archive("control", control_)("received", received_)("to_send", to_send_)("shifted", shifted_);
  archive("receive_full", receive_full_)("send_empty", send_empty_)("sending", sending_);
  archive("overrun_follows", overrun_follows_)("overrun", overrun_)("cts_high", cts_high_)("dcd_high", dcd_high_);
  archive("divider_began", divider_began_);
  irq_.serialize(archive, "irq");
  rts_.serialize(archive, "rts");
  load_.serialize(archive);
  sent_.serialize(archive);
  host_.serialize(archive);
}

}  // namespace sosie
