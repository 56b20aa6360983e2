#include "app/command_info.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/choice.h"
#include "core/board/describe.h"
#include "machines/atari_st/board.h"

namespace sosie::app {

void add_info_options(CLI::App& command, InfoOptions& options) {
  command.add_option("machine", options.machine, "the machine")->required()->check(one_of(atari_st::kModels));
  command.footer("Clocks, parts, addresses and wires, as Markdown.");
}

int command_info(const InfoOptions& options) {
  fmt::print("{}", describe(atari_st::board({.model = chosen(atari_st::kModels, options.machine)})));
  return 0;
}

}  // namespace sosie::app
