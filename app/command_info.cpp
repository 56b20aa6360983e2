#include "app/command_info.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "core/board/describe.h"
#include "machines/atari_st/board.h"

namespace sosie::app {

void add_info_options(CLI::App& command, InfoOptions& options) {
  command.add_option("machine", options.machine, "the machine")
      ->required()
      ->check(CLI::IsMember({"st", "megast", "ste"}));
  command.footer("Clocks, parts, addresses and wires, as Markdown.");
}

int command_info(const InfoOptions& options) {
  using enum atari_st::Model;
  const auto model = options.machine == "ste" ? kSte : options.machine == "megast" ? kMegaSt : kSt;
  fmt::print("{}", describe(atari_st::board({.model = model})));
  return 0;
}

}  // namespace sosie::app
