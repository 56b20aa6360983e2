#include "devices/serial/host_port.h"

#include <utility>

namespace sosie {

HostPort::HostPort(Scheduler& scheduler, std::function<std::optional<Ticks>()> character_end,
                   std::function<void(u8)> receive)
    : character_end_(std::move(character_end)),
      receive_(std::move(receive)),
      arrives_(scheduler, "from_host", [this](Ticks) { arrive(); }) {}

void HostPort::connect(CharBackend& backend) {
  backend_ = &backend;
  backend.received = [this](std::span<const u8> characters) {
    for (const u8 character : characters) {
      if (waiting_.size() < kMaxWaiting) waiting_.push_back(character);
    }
    plan();
  };
}

void HostPort::plan() {
  const auto end = waiting_.empty() ? std::nullopt : character_end_();
  if (!end) {
    arrives_.cancel();
  } else if (!arrives_.armed()) {
    arrives_.arm(*end);
  }
}

void HostPort::arrive() {
  const u8 character = waiting_.front();
  waiting_.pop_front();
  receive_(character);
  plan();
}

void HostPort::serialize(Archive& archive) {
  if (archive.loading()) plan();
}

}  // namespace sosie
