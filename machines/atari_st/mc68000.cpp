#include "machines/atari_st/mc68000.h"

#include <utility>

namespace sosie::atari_st {

Mc68000::Mc68000(const DeviceContext& context)
    : bus_(context.scheduler, *context.master, static_cast<u32>(context.clock.begin_of(1).n)),
      cpu_(isa_, bus_, {.acknowledge = this, .reset_devices = [this] { reset_devices_(); }}) {}

void Mc68000::connect(IrqAcknowledge* interrupts, std::function<void()> reset) {
  interrupts_ = interrupts;
  reset_devices_ = std::move(reset);
}

std::optional<u8> Mc68000::acknowledge(unsigned level) {
  return interrupts_ != nullptr ? interrupts_->acknowledge(level) : std::nullopt;
}

std::function<void(bool)> Mc68000::input(std::string_view pin) {
  if (pin.size() != 4 || !pin.starts_with("ipl") || pin[3] < '0' || pin[3] > '2') return {};
  return [this, bit = static_cast<unsigned>(pin[3] - '0')](bool active) {
    level_ = static_cast<u8>((level_ & ~(1u << bit)) | unsigned{active} << bit);
    cpu_.set_interrupt_level(level_);
  };
}

void Mc68000::run(Ticks until) {
  if (std::exchange(reset_, false)) cpu_.reset();
  cpu_.run(until);
}

void Mc68000::serialize(Archive& archive) {
  archive("level", level_)("reset", reset_);
  cpu_.serialize(archive);
}

}  // namespace sosie::atari_st
