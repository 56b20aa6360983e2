/// app/command_isa.h — `sosie isa`: the encoding space of a guest, as its rows have it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace sosie::app {

struct IsaOptions {
  std::string name;
};

void add_isa_options(CLI::App& command, IsaOptions& options);
int command_isa(const IsaOptions& options);

}  // namespace sosie::app
