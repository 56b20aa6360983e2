/// app/command_run.h — `sosie run`: a foreign Linux program as a process of this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sosie::app {

struct RunOptions {
  std::string root;
  std::vector<std::string> set_variables;    ///< NAME=value
  std::vector<std::string> unset_variables;  ///< NAME
  std::optional<std::string> argv0;
  bool strace = false;
  std::string cpu;
  std::string jit = "on";
  bool stats = false;
  std::string trace;         ///< a file, "-" for standard error; empty: none
  std::string restarted_as;  ///< by another sosie's guest: "first:N" or "child:N", N being the log's descriptor
  std::vector<std::string> command;
  /// For the help text only: the guest's words never reach the option parser.
  struct {
    std::string program;
    std::vector<std::string> arguments;
  } shown;
};

void add_run_options(CLI::App& command, RunOptions& options);
/// Moves the guest program and its arguments from the end of `arguments`, which begin with "run", into `options`.
void take_program(const CLI::App& command, std::vector<std::string>& arguments, RunOptions& options);
int command_run(const RunOptions& options);

}  // namespace sosie::app
