#include "devices/input/ikbd_output.h"

#include <utility>

namespace sosie {

IkbdOutput::IkbdOutput(const DeviceContext& context, std::function<void()> idle)
    : clock_(context.clock),
      idle_(std::move(idle)),
      sending_(context.scheduler, "sending", [this](Ticks due) { sent(due); }) {}

void IkbdOutput::send(std::span<const u8> packet) {
  if (packet.size() > kRoom - count_) return;
  for (std::size_t i = 0; i < packet.size(); ++i) {
    const unsigned at = (first_ + count_) % kRoom;
    waiting_[at] = packet[i];
    begins_packet_[at] = i == 0;
    ++count_;
  }
  if (!sending_.armed()) begin(clock_.now());
}

void IkbdOutput::begin(u64 cycle) {
  if (count_ == 0 || (paused_ && begins_packet_[first_])) return;
  character_ = waiting_[first_];
  first_ = static_cast<u16>((first_ + 1) % kRoom);
  --count_;
  sending_.arm(clock_.begin_of(cycle + kCharacterCycles));
}

void IkbdOutput::sent(Ticks due) {
  const u8 character = character_;
  begin(clock_.cycle_at(due));
  line_.send(character);
  if (idle()) idle_();
}

void IkbdOutput::resume() {
  if (!paused_) return;
  paused_ = false;
  if (!sending_.armed()) begin(clock_.now());
  if (idle()) idle_();
}

void IkbdOutput::clear() {
  sending_.cancel();
  count_ = 0;
  paused_ = false;
}

void IkbdOutput::serialize(Archive& archive) {
  archive("waiting", waiting_)("begins_packet", begins_packet_)("first", first_)("count", count_);
  archive("character", character_)("paused", paused_);
  sending_.serialize(archive);
}

}  // namespace sosie
