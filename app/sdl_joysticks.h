/// app/sdl_joysticks.h — the guest's joysticks: the host's gamepads, or keys.
#pragma once

#include <SDL_events.h>
#include <SDL_gamecontroller.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/host/input.h"

namespace sosie::app {

enum class JoystickSource : u8 {
  kNone,
  kPad,   ///< a gamepad: the first one is port 1's, the next port 0's
  kKeys,  ///< the arrow keys, and the right Ctrl key to fire
};
/// By port.
using JoystickSources = std::array<JoystickSource, 2>;

class SdlJoysticks {
 public:
  SdlJoysticks(InputListener& guest, JoystickSources sources) : guest_(guest), sources_(sources) {}

  /// Gamepads that come and go, and what is done with them.
  void handle(const SDL_Event& event);
  /// \return whether the key is a joystick's.
  bool key(u8 usage, bool down);
  void release_all();

 private:
  static constexpr std::size_t kPorts = 2, kNoPort = kPorts;
  struct Close {
    void operator()(SDL_GameController* controller) const { SDL_GameControllerClose(controller); }
  };
  struct Pad {
    std::unique_ptr<SDL_GameController, Close> controller;
    i32 id;
    std::size_t port;
  };

  void add(int device);
  void remove(i32 id);
  void look_at(Pad& pad);
  std::size_t free_port() const;
  void tell(std::size_t port, u8 directions);

  InputListener& guest_;
  JoystickSources sources_;
  std::vector<Pad> pads_;
  u8 held_keys_ = 0;
  std::array<u8, kPorts> told_{};
};

}  // namespace sosie::app
