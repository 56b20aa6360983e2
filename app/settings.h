/// app/settings.h — a command's options kept in a TOML file, under their own names.
///
/// What the command line says wins. Options that are for one run only are not `configurable` and have no place there.
/// Source: TOML 1.0.0; XDG Base Directory Specification 0.8.
#pragma once

#include <filesystem>
#include <string_view>

namespace CLI {
class App;
}

namespace sosie::app {

/// Of a command: XDG_CONFIG_HOME/sosie/<command>.toml.
std::filesystem::path usual_settings_file(std::string_view command);

/// Gives the file's values to those options that the command line did not give. To be called when that is parsed. Files
/// named in it are beside it, unless their path says otherwise. Throws UserError, with the line that is wrong.
void load_settings(CLI::App& command, const std::filesystem::path& file);

/// Replaces the file by one with all values that the options were given, here or in a file. Throws UserError.
void save_settings(const CLI::App& command, const std::filesystem::path& file);

}  // namespace sosie::app
