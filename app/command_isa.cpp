#include "app/command_isa.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "frontends/arm/isa.h"
#include "frontends/m68k/isa.h"

namespace sosie::app {

void add_isa_options(CLI::App& command, IsaOptions& options) {
  command.add_option("guest", options.name, "the instruction set")->required()->check(CLI::IsMember({"arm", "m68k"}));
  command.footer("One line an encoding: the set, the bits (letters are fields), the name, the operands it allows.");
}

int command_isa(const IsaOptions& options) {
  std::unique_ptr<Isa> isa;
  if (options.name == "arm") isa = std::make_unique<arm::ArmIsa>();
  else isa = std::make_unique<m68k::M68kIsa>();
  const std::string text = isa->describe();
  fmt::print("{} ({}): {} encodings\n{}", isa->name(), isa->source(), std::count(text.begin(), text.end(), '\n'), text);
  return 0;
}

}  // namespace sosie::app
