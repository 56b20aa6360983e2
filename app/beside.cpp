#include "app/beside.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::app {

void become_beside(const std::string& name, const std::vector<std::string>& arguments) {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
  std::vector<char*> words;
  for (const std::string& each : arguments) words.push_back(const_cast<char*>(each.c_str()));
  words.push_back(nullptr);
  execv(program.c_str(), words.data());
  throw UserError(fmt::format("{} cannot be started: {}; build sosie again", program.string(), std::strerror(errno)),
                  linux_user::kOwnFailure);
}

}  // namespace sosie::app
