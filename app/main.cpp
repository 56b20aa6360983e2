// `sosie`. Its machines with windows are programs of their own, as the libraries of a window would take longer to load
// than most runs of others last.
#include "app/beside.h"
#include "app/command_info.h"
#include "app/command_isa.h"
#include "app/command_line.h"
#include "app/command_run.h"
#include "app/heap.h"

int main(int argc, char** argv) {
  using namespace sosie::app;
  prepare_heap();
  RunOptions run;
  InfoOptions info;
  IsaOptions isa;
  const std::vector<std::string> arguments(argv, argv + argc);
  const Command commands[] = {
      {"run", "runs a Linux program made for another processor", [&](CLI::App& app) { add_run_options(app, run); },
       [&](CLI::App&) { return command_run(run); },
       [&](const CLI::App& app, std::vector<std::string>& words) { take_program(app, words, run); }},
      {"st", "runs an Atari ST", [](CLI::App&) {}, [&](CLI::App&) -> int { become_beside("sosie-st", arguments); },
       [&](const CLI::App&, std::vector<std::string>&) { become_beside("sosie-st", arguments); }},
      {"info", "shows a machine's board", [&](CLI::App& app) { add_info_options(app, info); },
       [&](CLI::App&) { return command_info(info); }},
      {"isa", "lists the encodings of an instruction set", [&](CLI::App& app) { add_isa_options(app, isa); },
       [&](CLI::App&) { return command_isa(isa); }},
  };
  return run_command_line(commands, arguments);
}
