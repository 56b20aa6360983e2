#include "app/command_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "app/guest_trace.h"
#include "core/base/error.h"
#include "jit/translator.h"
#include "machines/linux_user/abis.h"
#include "machines/linux_user/exit_codes.h"
#include "machines/linux_user/process.h"

extern char** environ;

namespace sosie::app {

namespace {

using linux_user::Ending;
using linux_user::Process;
using linux_user::ProcessOptions;

constexpr std::string_view kRestartedAs = "--restarted-as";

std::string_view variable_name(std::string_view variable) { return variable.substr(0, variable.find('=')); }

/// The host's environment as the options change it.
std::vector<std::string> guest_environment(const RunOptions& options) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  const auto drop = [&](std::string_view name) {
    std::erase_if(variables, [&](const std::string& variable) { return variable_name(variable) == name; });
  };
  for (const std::string& name : options.unset_variables) drop(name);
  for (const std::string& variable : options.set_variables) {
    if (variable.find('=') == variable.npos) {
      throw UserError(
          fmt::format("-E {} sets no variable; write -E {}=value, or -U {} to unset it", variable, variable, variable),
          linux_user::kOwnFailure);
    }
    drop(variable_name(variable));
    variables.push_back(variable);
  }
  return variables;
}

/// How the guest's execve starts sosie again for another guest program. Names of files hold in any directory.
std::function<std::vector<std::string>(bool, int)> restart_command(const RunOptions& options) {
  std::vector<std::string> command{"sosie", "run", "--jit", options.jit};
  if (!options.cpu.empty()) command.insert(command.end(), {"--cpu", options.cpu});
  const auto absolute = [](const std::string& path) { return std::filesystem::absolute(path).string(); };
  if (!options.root.empty()) command.insert(command.end(), {"-L", absolute(options.root)});
  if (options.strace) command.push_back("--strace");
  if (options.stats) command.push_back("--stats");
  if (!options.trace.empty())
    command.insert(command.end(), {"--trace", options.trace == "-" ? "-" : absolute(options.trace)});
  return [command](bool child, int log_fd) {
    auto full = command;
    full.insert(full.end(), {std::string(kRestartedAs), fmt::format("{}:{}", child ? "child" : "first", log_fd)});
    return full;
  };
}

void choose_engine(const RunOptions& options, ProcessOptions& process) {
  process.engine.verify = options.jit == "verify";
  if (options.jit != "off") {
    process.make_translator = [](const Isa& isa, FlatMemory& memory) {
      return std::make_unique<jit::JitTranslator>(isa, memory);
    };
  }
}

std::string with_commas(u64 number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
  return text;
}

/// scripts/bench reads the instructions and the speed off this line.
void print_stats(const EngineStats& stats, double seconds) {
  const u64 all = stats.interpreted + stats.translated;
  const double share = all ? 100.0 * static_cast<double>(stats.translated) / static_cast<double>(all) : 0;
  fmt::print(
      stderr,
      "sosie: {} guest instructions in {:.3f} s, {:.1f} % of them as host code: {:.1f} M instructions a second\n",
      with_commas(all), seconds, share, static_cast<double>(all) / seconds / 1e6);
}

[[noreturn]] void leave(const Ending& ending) {
  if (ending.by_signal) linux_user::end_by_host_signal(ending.number);
  // The guest's memory and blocks go with the process; taking them apart one by one would only take time.
  _exit(ending.number);
}

/// Where in `arguments`, which begin with "run", the options end: at the guest program.
std::size_t program_index(const CLI::App& command, const std::vector<std::string>& arguments) {
  std::size_t i = 1;
  while (i < arguments.size()) {
    const std::string& argument = arguments[i];
    if (argument == "--") return i + 1;
    if (argument.size() < 2 || argument[0] != '-') return i;
    const bool is_long = argument[1] == '-';
    const bool has_value = is_long ? argument.find('=') != argument.npos : argument.size() > 2;
    const CLI::Option* const option =
        command.get_option_no_throw(is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2));
    i += option && option->get_expected_min() > 0 && option->get_type_size() > 0 && !has_value ? 2 : 1;
  }
  return std::min(i, arguments.size());
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& options) {
  command
      .add_option("-L", options.root,
                  "directory that holds the guest's libraries; its files are looked for there first")
      ->option_text("DIR (or SOSIE_SYSROOT)")
      ->envname("SOSIE_SYSROOT");
  command.add_option("-E", options.set_variables, "sets a variable for the program")
      ->option_text("NAME=value ...")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("-U", options.unset_variables, "unsets a variable")
      ->option_text("NAME ...")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("-0", options.argv0, "what the program gets as its own name")->option_text("NAME");
  command.add_flag("--strace", options.strace, "writes each system call to standard error");
  command
      .add_option("--cpu", options.cpu, fmt::format("the processor to be; by default {}", linux_user::default_cpus()))
      ->option_text("MODEL");
  command.add_option("--jit", options.jit, "translate hot code; verify: run every block both ways and compare")
      ->option_text("on|off|verify")
      ->check(CLI::IsMember({"on", "off", "verify"}))
      ->capture_default_str();
  command.add_flag("--stats", options.stats, "closes with what was run, and how fast, on standard error");
  command.add_option("--trace", options.trace, "writes each instruction before it runs; - is standard error")
      ->option_text("FILE");
  command.add_option(std::string(kRestartedAs), options.restarted_as)->group("");
  command.add_option("program", options.shown.program, "the program: a path, PATH is not searched");
  command.add_option("arguments", options.shown.arguments, "its arguments");
  command.footer(
      "Options stand before the program; what follows it is the program's.\n"
      "The exit status is the program's; 128 + N when signal N ended it; 127: not found; 126: it cannot be\n"
      "executed; 125: sosie itself failed, by a wrong option or a difference that --jit verify found.");
}

void take_program(const CLI::App& command, std::vector<std::string>& arguments, RunOptions& options) {
  const std::size_t program = program_index(command, arguments);
  options.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(program), arguments.end());
  arguments.resize(program);
  if (arguments.back() == "--") arguments.pop_back();
}

int command_run(const RunOptions& options) {
  if (options.command.empty()) {
    throw UserError("no program is given; see sosie run --help", linux_user::kOwnFailure);
  }
  ProcessOptions process_options;
  process_options.command = options.command;
  process_options.argv0 = options.argv0;
  process_options.environment = guest_environment(options);
  process_options.root = options.root;
  process_options.strace = options.strace;
  if (!options.restarted_as.empty()) {
    process_options.is_child = options.restarted_as.starts_with("child");
    process_options.log_fd = std::atoi(options.restarted_as.c_str() + options.restarted_as.find(':') + 1);
  }
  process_options.restart_command = restart_command(options);
  choose_engine(options, process_options);
  std::unique_ptr<GuestTrace> trace;
  if (!options.trace.empty()) {
    trace = std::make_unique<GuestTrace>(options.trace, !options.restarted_as.empty());
    process_options.own_fds.push_back(trace->fd());
    process_options.engine.trace = [&trace](const DecodedInsn& insn) { trace->instruction(insn); };
  }
  const auto abi = linux_user::abi_of_program(options.command[0], linux_user::Paths(options.root), options.cpu);
  Process process(*abi, std::move(process_options));
  if (trace) trace->set_guest(abi->isa(), process.memory());

  const auto start = std::chrono::steady_clock::now();
  const Ending ending = process.run();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (options.stats && !process.is_child()) print_stats(process.stats(), elapsed.count());
  leave(ending);
}

}  // namespace sosie::app
