#include "app/command_isa.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "frontends/arm/isa.h"

namespace sosie::app {

void add_isa_options(CLI::App& command, IsaOptions& options) {
  command.add_option("guest", options.name, "the instruction set")->required()->check(CLI::IsMember({"arm"}));
  command.footer("One line an encoding: the set, the bits (letters are fields), the name.");
}

int command_isa(const IsaOptions&) {
  const arm::ArmIsa isa;
  const std::string text = isa.describe();
  fmt::print("{} ({}): {} encodings\n{}", isa.name(), isa.source(), std::count(text.begin(), text.end(), '\n'), text);
  return 0;
}

}  // namespace sosie::app
