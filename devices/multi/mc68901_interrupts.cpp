#include "devices/multi/mc68901_interrupts.h"

#include <bit>

namespace sosie {

namespace {

constexpr u8 kSoftwareEnd = 0x08, kVectorBase = 0xf0;

}  // namespace

void Mc68901Interrupts::trigger(Channel channel) {
  pending_ = static_cast<u16>(pending_ | (enabled_ & (1u << channel)));
  update();
}

void Mc68901Interrupts::set_enable(u16 enable) {
  enabled_ = enable;
  pending_ &= enable;
  update();
}

void Mc68901Interrupts::clear_pending(u16 keep) {
  pending_ &= keep;
  update();
}

void Mc68901Interrupts::clear_in_service(u16 keep) {
  in_service_ &= keep;
  update();
}

void Mc68901Interrupts::set_mask(u16 mask) {
  mask_ = mask;
  update();
}

void Mc68901Interrupts::set_vector_register(u8 value) {
  vector_register_ = value & (kVectorBase | kSoftwareEnd);
  if ((value & kSoftwareEnd) == 0) in_service_ = 0;
  update();
}

/// One that is in service keeps its own and all lower ones waiting.
std::optional<unsigned> Mc68901Interrupts::requesting() const {
  const u16 wanted = pending_ & mask_;
  if (std::bit_width(wanted) <= std::bit_width(in_service_)) return {};
  return static_cast<unsigned>(std::bit_width(wanted)) - 1;
}

std::optional<u8> Mc68901Interrupts::acknowledge() {
  const auto channel = requesting();
  if (!channel) return {};
  const u16 bit = static_cast<u16>(1u << *channel);
  pending_ = static_cast<u16>(pending_ & ~bit);
  if ((vector_register_ & kSoftwareEnd) != 0) in_service_ |= bit;
  update();
  return static_cast<u8>((vector_register_ & kVectorBase) | *channel);
}

void Mc68901Interrupts::reset() {
  enabled_ = pending_ = in_service_ = mask_ = 0;
  vector_register_ = 0;
  update();
}

void Mc68901Interrupts::serialize(Archive& archive) {
  archive("enabled", enabled_)("pending", pending_)("in_service", in_service_)("mask", mask_);
  archive("vector_register", vector_register_);
  irq_.serialize(archive, "irq");
}

}  // namespace sosie
