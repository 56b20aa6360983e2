/// app/command_st.h — `sosie st`: an Atari ST.
#pragma once

#include <string>

#include "core/base/types.h"

namespace CLI {
class App;
}

namespace sosie::app {

struct StOptions {
  std::string rom, machine = "st", monitor = "color", memory = "1M", screenshot;
  bool headless = false;
  u64 run_frames = 0;
};

void add_st_options(CLI::App& command, StOptions& options);
int command_st(const StOptions& options);

}  // namespace sosie::app
