/// devices/serial/host_port.h — the host at the other end of a serial line: its characters come at the receiver's rate.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/host/char_backend.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"

namespace sosie {

class HostPort {
 public:
  /// \param character_end when a character that begins now is complete; nothing while the receiver does not listen.
  HostPort(Scheduler& scheduler, std::function<std::optional<Ticks>()> character_end,
           std::function<void(u8 character)> receive);

  /// The back end outlives the port.
  void connect(CharBackend& backend);
  void send(u8 character) {
    if (backend_ != nullptr) backend_->send(character);
  }
  /// To be called when the receiver begins or stops to listen, or its rate changes.
  void plan();
  /// What the host has sent and the receiver not yet seen is not part of a snapshot.
  void serialize(Archive& archive);

 private:
  static constexpr std::size_t kMaxWaiting = 65536;

  void arrive();

  std::function<std::optional<Ticks>()> character_end_;
  std::function<void(u8)> receive_;
  CharBackend* backend_ = nullptr;
  std::deque<u8> waiting_;
  Deadline arrives_;
};

}  // namespace sosie
