#include "machines/atari_st/mc68000.h"

#include <utility>

namespace sosie::atari_st {

Mc68000::Mc68000(const DeviceContext& context)
    : space_(*context.master),
      clock_ticks_(static_cast<u32>(context.clock.begin_of(1).n)),
      bus_(context.scheduler, space_, clock_ticks_),
      cpu_(isa_, bus_, {.acknowledge = this, .reset_devices = [this] { reset_devices_(); }}) {}

void Mc68000::connect(IrqAcknowledge* interrupts, std::function<void()> reset) {
  interrupts_ = interrupts;
  reset_devices_ = std::move(reset);
}

void Mc68000::be_fast(const m68k::FastCpu::MakeTranslator& make_translator) {
  constexpr u32 kBusCycleClocks = 4;
  fast_ = std::make_unique<m68k::FastCpu>(
      isa_, space_, bus_.scheduler(), kBusCycleClocks * clock_ticks_,
      m68k::FastCpu::Wires{.acknowledge = this, .reset_devices = [this] { reset_devices_(); }}, make_translator);
  fast_->set_interrupt_level(level_);
}

std::optional<u8> Mc68000::acknowledge(unsigned level) {
  return interrupts_ != nullptr ? interrupts_->acknowledge(level) : std::nullopt;
}

std::function<void(bool)> Mc68000::input(std::string_view pin) {
  if (pin.size() != 4 || !pin.starts_with("ipl") || pin[3] < '0' || pin[3] > '2') return {};
  return [this, bit = static_cast<unsigned>(pin[3] - '0')](bool active) {
    level_ = static_cast<u8>((level_ & ~(1u << bit)) | unsigned{active} << bit);
    if (fast_) fast_->set_interrupt_level(level_);
    else cpu_.set_interrupt_level(level_);
  };
}

void Mc68000::run(Ticks until) {
  if (std::exchange(reset_, false)) fast_ ? fast_->reset() : cpu_.reset();
  if (fast_) fast_->run(until);
  else cpu_.run(until);
}

void Mc68000::serialize(Archive& archive) {
  archive("level", level_)("reset", reset_);
  if (fast_) fast_->serialize(archive);
  else cpu_.serialize(archive);
}

}  // namespace sosie::atari_st
