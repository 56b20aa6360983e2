/// app/command_info.h — `sosie info`: a machine's board as its table has it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace sosie::app {

struct InfoOptions {
  std::string machine;
};

void add_info_options(CLI::App& command, InfoOptions& options);
int command_info(const InfoOptions& options);

}  // namespace sosie::app
