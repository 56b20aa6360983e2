/// app/play.h — a machine that is used: in a window, or without one. What all machines' commands have in common.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/guest_machine.h"
#include "app/sdl_joysticks.h"
#include "app/speed.h"

namespace sosie::app {

struct PlayOptions {
  bool headless = false;
  std::optional<Speed> speed;        ///< nothing: the real machine's in a window, the most without one
  std::optional<u64> run_frames;     ///< end after so many pictures
  std::filesystem::path screenshot;  ///< written at the end; empty: none
  std::filesystem::path wav;         ///< the sound; empty: none
  std::string type;                  ///< TypedText
  bool borders = true, full_screen = false, sound = true;
  int zoom = 0;
  JoystickSources joysticks{JoystickSource::kNone, JoystickSource::kPad};
};

/// Runs until the window is closed, the pictures are over or a signal comes; then disks and files are written.
/// \return the exit status: 0, or 128 + the signal.
int play(GuestMachine& machine, const PlayOptions& options);

}  // namespace sosie::app
