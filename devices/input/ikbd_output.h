/// devices/input/ikbd_output.h — what the keyboard's processor has to say, packet by packet, at the line's rate.
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <span>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/board/serial_line.h"
#include "core/state/archive.h"
#include "core/time/deadline.h"

namespace sosie {

class IkbdOutput {
 public:
  /// \param idle called when everything was sent: there may be something to report that waited for the line.
  IkbdOutput(const DeviceContext& context, std::function<void()> idle);

  /// A packet that does not fit any more is lost.
  void send(std::span<const u8> packet);
  void send(std::initializer_list<u8> packet) { send(std::span<const u8>(packet.begin(), packet.size())); }
  /// Nothing is sent or waits.
  bool idle() const { return count_ == 0 && !sending_.armed() && !paused_; }
  bool paused() const { return paused_; }

  /// The packet that is being sent is sent to its end.
  void pause() { paused_ = true; }
  void resume();
  void clear();

  SerialLine& line() { return line_; }
  void serialize(Archive& archive);

  /// 7812.5 baud of a processor at 1 MHz, ten bits a character.
  static constexpr u64 kCharacterCycles = 1280;

 private:
  static constexpr unsigned kRoom = 256;

  void begin(u64 cycle);
  void sent(Ticks due);

  const Clock& clock_;
  std::function<void()> idle_;
  SerialLine line_;
  Deadline sending_;
  std::array<u8, kRoom> waiting_{};  ///< a ring
  std::array<bool, kRoom> begins_packet_{};
  u16 first_ = 0, count_ = 0;
  u8 character_ = 0;
  bool paused_ = false;
};

}  // namespace sosie
