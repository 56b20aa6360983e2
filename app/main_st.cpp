// `sosie-st`, which `sosie st` becomes.
#include "app/command_line.h"
#include "app/command_st.h"
#include "app/heap.h"

int main(int argc, char** argv) {
  using namespace sosie::app;
  prepare_heap();
  StOptions st;
  const Command commands[] = {{"st", "runs an Atari ST", [&](CLI::App& app) { add_st_options(app, st); },
                               [&](CLI::App& app) { return command_st(app, st); }}};
  return run_command_line(commands, {argv, argv + argc});
}
