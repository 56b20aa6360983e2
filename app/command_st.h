/// app/command_st.h — `sosie st`: an Atari ST.
#pragma once

#include <optional>
#include <string>

#include "core/base/types.h"

namespace CLI {
class App;
}

namespace sosie::app {

struct StOptions {
  // The machine.
  bool jit = false;
  std::string rom, machine = "st", memory = "1M", monitor = "color";
  // What is in it and at it.
  std::string disk_a, disk_b, hard_disk, folder, cartridge, serial, printer, midi_out, midi_in;
  std::string disk;  ///< in drive A, given without a name
  // The window.
  std::string speed, borders = "on", sound = "on", joystick_0 = "none", joystick_1 = "pad";
  int zoom = 0;
  bool full_screen = false;
  // This run.
  bool headless = false, save_config = false;
  std::optional<u64> run_frames;
  std::string screenshot, wav, type, date, config;
};

void add_st_options(CLI::App& command, StOptions& options);
/// After the command line is parsed: it looks into the file of settings for what was not given.
int command_st(CLI::App& command, StOptions& options);

}  // namespace sosie::app
