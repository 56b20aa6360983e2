/// devices/input/ikbd.h — the ST's keyboard: its processor's commands, keys, mouse, joysticks and clock.
///
/// Source: Atari, "Intelligent Keyboard (ikbd) Protocol", 1985. The HD6301 and its ROM are modelled by what they say,
/// not by their instructions; programs loaded into it do not run. The clock is the processor's, 1 MHz. Pins: rxd, txd
/// serial, 7812.5 baud.
#pragma once

#include <array>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/host/input.h"
#include "core/time/deadline.h"
#include "devices/input/ikbd_clock.h"
#include "devices/input/ikbd_joysticks.h"
#include "devices/input/ikbd_mouse.h"
#include "devices/input/ikbd_output.h"

namespace sosie {

class Ikbd final : public Device, public InputListener {
 public:
  static constexpr DeviceInfo kInfo{"HD6301V1", "keyboard processor", "Atari, Intelligent Keyboard Protocol, 1985"};

  explicit Ikbd(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  /// The keyboard has its own reset circuit: the board's line does not reach it.
  void reset() override {}
  void serialize(Archive& archive) override;
  SerialLine* serial_output(std::string_view pin) override { return pin == "txd" ? &output_.line() : nullptr; }
  std::function<void(u8)> serial_input(std::string_view pin) override;

  void happened(const InputEvent& event) override;

 private:
  struct Command;
  static const Command* find_command(u8 code);

  void receive(u8 character);
  void run();
  void begin_self_test();
  void self_test_is_over();
  void key(Key key, bool down);
  void joystick(u8 port, u8 state);

  // Commands; their parameters are in command_.
  u8 parameter(unsigned index) const { return command_[1 + index]; }
  u16 word(unsigned index) const { return static_cast<u16>(parameter(index) << 8 | parameter(index + 1)); }
  void mouse_command() { port_0_is_mouse_ = true; }
  void joystick_command() { port_0_is_mouse_ = false; }
  void set_clock();
  void tell_clock();
  void load_memory();
  void read_memory();

  IkbdOutput output_;
  IkbdMouse mouse_;
  IkbdJoysticks joysticks_;
  IkbdClock time_;
  Deadline self_test_;
  const Clock& clock_;

  std::array<u8, 8> command_{};
  u8 received_ = 0;  ///< of the command
  u8 to_load_ = 0;   ///< bytes of a memory load that are still to come
  u16 load_address_ = 0;
  std::array<u8, 128> ram_{};  ///< of the processor, at 0x80
  bool port_0_is_mouse_ = true;
  std::array<bool, 128> down_{};  ///< keys, by scan code
};

}  // namespace sosie
