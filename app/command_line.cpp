#include "app/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/error.h"
#include "core/engine/processor.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::app {

namespace {

using linux_user::kOwnFailure;

/// Help and version are no errors; a mistake is told in one line.
int finish(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : " " + chosen[0]->get_name();
  throw UserError(fmt::format("{}; see sosie{} --help", text, command), kOwnFailure);
}

int parse_and_run(std::span<const Command> commands, const std::vector<std::string>& arguments) {
  CLI::App app{"Sosie runs software made for other processors.", "sosie"};
  app.set_version_flag("--version", "sosie " SOSIE_VERSION);
  app.require_subcommand(1);
  app.failure_message(nullptr);
  app.footer("`sosie COMMAND --help` tells a command's options.");
  std::vector<std::string> options(arguments.begin() + 1, arguments.end());
  for (const Command& each : commands) {
    CLI::App& command = *app.add_subcommand(std::string(each.name), std::string(each.purpose));
    each.add_options(command);
    if (each.take_rest && !options.empty() && options[0] == each.name) each.take_rest(command, options);
  }
  std::reverse(options.begin(), options.end());
  try {
    app.parse(options);
  } catch (const CLI::ParseError& error) {
    return finish(app, error);
  }
  CLI::App& chosen = *app.get_subcommands()[0];
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [&](const Command& each) { return each.name == chosen.get_name(); });
  return found->run(chosen);
}

}  // namespace

int run_command_line(std::span<const Command> commands, const std::vector<std::string>& arguments) {
  const auto fail = [](const char* text, int code) {
    fmt::print(stderr, "sosie: {}\n", text);
    return code;
  };
  try {
    return parse_and_run(commands, arguments);
  } catch (const UserError& error) {
    return fail(error.what(), error.exit_code());
  } catch (const VerifyError& error) {
    return fail(error.what(), kOwnFailure);
  } catch (const std::exception& error) {
    return fail(error.what(), kOwnFailure);
  }
}

}  // namespace sosie::app
