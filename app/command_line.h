/// app/command_line.h — what `sosie` is asked to do: its commands and their options.
#pragma once

#include <string>
#include <vector>

namespace sosie::app {

/// Does what the arguments (argv, with the program's name) say. \return the exit status.
int run_command_line(const std::vector<std::string>& arguments);

}  // namespace sosie::app
