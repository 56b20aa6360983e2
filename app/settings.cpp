#include "app/settings.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/types.h"
#include "devices/storage/replace_file.h"

namespace sosie::app {

namespace {

namespace fs = std::filesystem;

/// What it is called in the file: its long name without the dashes. Empty: it has no place there.
std::string setting_name(const CLI::Option& option) {
  if (!option.get_configurable() || option.get_lnames().empty()) return "";
  return option.get_lnames()[0];
}

bool is_flag(const CLI::Option& option) { return option.get_expected_min() == 0; }
bool is_file(const CLI::Option& option) { return option.get_type_name() == "FILE" || option.get_type_name() == "DIR"; }

CLI::Option* find_option(CLI::App& command, std::string_view name) {
  for (CLI::Option* const option : command.get_options()) {
    if (setting_name(*option) == name) return option;
  }
  return nullptr;
}

std::string home() {
  const char* const directory = std::getenv("HOME");
  return directory != nullptr ? directory : "";
}

/// As the option would have it on the command line; nothing: no option has such a value.
std::optional<std::string> value_of(const toml::node& node) {
  if (const auto* const text = node.as_string()) return text->get();
  if (const auto* const number = node.as_integer()) return std::to_string(number->get());
  return std::nullopt;
}

/// "~/x" and what lies beside the file of settings.
std::string resolved(const std::string& value, const fs::path& settings_file) {
  if (value.empty()) return value;
  if (value.starts_with("~/")) return home() + value.substr(1);
  return fs::absolute(settings_file.parent_path() / value).lexically_normal().string();
}

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw UserError(fmt::format("cannot read the settings in {}; name another file", file.string()));
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Of one line of the file.
class SettingError {
 public:
  SettingError(const fs::path& file, u32 line) : place_(fmt::format("{}:{}: ", file.string(), line)) {}
  [[noreturn]] void operator()(const std::string& what) const {
    std::string text = what;
    std::replace(text.begin(), text.end(), '\n', ' ');
    throw UserError(place_ + text);
  }

 private:
  std::string place_;
};

void apply(CLI::App& command, std::string_view name, const toml::node& node, const fs::path& file) {
  const SettingError fail(file, node.source().begin.line);
  CLI::Option* const option = find_option(command, name);
  if (option == nullptr) {
    fail(fmt::format("there is no setting {}; sosie {} --help has the options", name, command.get_name()));
  }
  std::optional<std::string> value = value_of(node);
  if (is_flag(*option)) {
    const auto* const on = node.as_boolean();
    if (on == nullptr) fail(fmt::format("{} is true or false", name));
    value = on->get() ? "true" : "false";
  }
  if (!value) fail(fmt::format("{} is text in quotes, or a number", name));
  if (option->count() != 0) return;
  option->add_result(is_file(*option) ? resolved(*value, file) : *value);
  try {
    option->run_callback();
  } catch (const CLI::Error& error) {
    fail(error.what());
  }
}

/// A number where the whole of the text is one.
std::optional<i64> integer_in(const std::string& text) {
  i64 number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text) return std::nullopt;
  return number;
}

}  // namespace

fs::path usual_settings_file(std::string_view command) {
  const char* const configured = std::getenv("XDG_CONFIG_HOME");
  const fs::path folder =
      configured != nullptr && *configured == '/' ? fs::path(configured) : fs::path(home()) / ".config";
  return folder / "sosie" / (std::string(command) + ".toml");
}

void load_settings(CLI::App& command, const fs::path& file) {
  toml::table table;
  try {
    table = toml::parse(read_file(file), file.string());
  } catch (const toml::parse_error& error) {
    SettingError(file, error.source().begin.line)(std::string(error.description()));
  }
  for (const auto& [name, node] : table) apply(command, name.str(), node, file);
}

void save_settings(const CLI::App& command, const fs::path& file) {
  toml::table table;
  for (const CLI::Option* const option : command.get_options()) {
    const std::string name = setting_name(*option);
    if (name.empty() || option->count() == 0) continue;
    const std::string& value = option->results().back();
    if (is_flag(*option)) {
      table.insert(name, value != "false");
    } else if (is_file(*option) && !value.empty()) {
      table.insert(name, fs::absolute(value).lexically_normal().string());
    } else if (const auto number = integer_in(value)) {
      table.insert(name, *number);
    } else {
      table.insert(name, value);
    }
  }
  std::ostringstream text;
  text << "# Options of `sosie " << command.get_name() << "`; what its command line says wins.\n" << table << "\n";
  std::error_code error;
  if (!file.parent_path().empty()) fs::create_directories(file.parent_path(), error);
  const std::string written = text.str();
  replace_file(file, {reinterpret_cast<const u8*>(written.data()), written.size()});
}

}  // namespace sosie::app
