#include "app/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/command_info.h"
#include "app/command_isa.h"
#include "app/command_run.h"
#include "app/command_st.h"
#include "core/base/error.h"
#include "core/engine/processor.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::app {

namespace {

using linux_user::kOwnFailure;

/// The program's options and those of its commands.
class CommandLine {
 public:
  CommandLine() {
    app_.set_version_flag("--version", "sosie " SOSIE_VERSION);
    app_.require_subcommand(1);
    app_.failure_message(nullptr);
    app_.footer("`sosie COMMAND --help` tells a command's options.");
    add_run_options(*app_.add_subcommand("run", "runs a Linux program made for another processor"), run_);
    add_st_options(*app_.add_subcommand("st", "runs an Atari ST"), st_);
    add_info_options(*app_.add_subcommand("info", "shows a machine's board"), info_);
    add_isa_options(*app_.add_subcommand("isa", "lists the encodings of an instruction set"), isa_);
  }

  int run(const std::vector<std::string>& arguments) {
    std::vector<std::string> options(arguments.begin() + 1, arguments.end());
    // What follows the options of `run` belongs to the guest and is nothing for an option parser.
    if (!options.empty() && options[0] == "run") {
      const std::size_t program = program_index(*app_.get_subcommand("run"), options);
      run_.command.assign(options.begin() + static_cast<std::ptrdiff_t>(program), options.end());
      options.resize(program);
      if (!options.empty() && options.back() == "--") options.pop_back();
    }
    std::reverse(options.begin(), options.end());
    try {
      app_.parse(options);
    } catch (const CLI::ParseError& error) {
      return finish(error);
    }
    if (app_.got_subcommand("run")) return command_run(run_);
    if (app_.got_subcommand("st")) return command_st(*app_.get_subcommand("st"), st_);
    if (app_.got_subcommand("info")) return command_info(info_);
    return command_isa(isa_);
  }

 private:
  /// Help and version are no errors; a mistake is told in one line.
  int finish(const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app_.exit(error);
    std::string text = error.what();
    std::replace(text.begin(), text.end(), '\n', ' ');
    const auto chosen = app_.get_subcommands();
    const std::string command = chosen.empty() ? "" : " " + chosen[0]->get_name();
    throw UserError(fmt::format("{}; see sosie{} --help", text, command), kOwnFailure);
  }

  CLI::App app_{"Sosie runs software made for other processors.", "sosie"};
  RunOptions run_;
  StOptions st_;
  InfoOptions info_;
  IsaOptions isa_;
};

}  // namespace

int run_command_line(const std::vector<std::string>& arguments) {
  const auto fail = [](const char* text, int code) {
    fmt::print(stderr, "sosie: {}\n", text);
    return code;
  };
  try {
    return CommandLine().run(arguments);
  } catch (const UserError& error) {
    return fail(error.what(), error.exit_code());
  } catch (const VerifyError& error) {
    return fail(error.what(), kOwnFailure);
  } catch (const std::exception& error) {
    return fail(error.what(), kOwnFailure);
  }
}

}  // namespace sosie::app
