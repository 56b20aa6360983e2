/// app/command_line.h — what a program is asked to do: its commands and their options.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace sosie::app {

/// `sosie NAME …`
struct Command {
  std::string_view name, purpose;
  std::function<void(CLI::App& command)> add_options;
  /// Does the work, when its options are read. \return the exit status.
  std::function<int(CLI::App& command)> run;
  /// Takes off the end of the arguments, which begin with the name, what no option parser is to see. May be empty.
  std::function<void(const CLI::App& command, std::vector<std::string>& arguments)> take_rest = {};
};

/// Does what the arguments (argv, with the program's name) say; errors are told in one line. \return the exit status.
int run_command_line(std::span<const Command> commands, const std::vector<std::string>& arguments);

}  // namespace sosie::app
