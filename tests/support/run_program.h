/// tests/support/run_program.h — a command in a directory of its own: what it printed and how it ended.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sosie {

using Command = std::vector<std::string>;

struct ProgramRun {
  std::string output, errors;
  int status = 0;         ///< exit status, or 128 + signal as a shell has it
  bool too_slow = false;  ///< it was ended after its time
};

struct RunSettings {
  std::string directory = {};                           ///< empty: the current one
  std::map<std::string, std::string> environment = {};  ///< added to a small fixed one
  int seconds = 120;
};

/// Runs `command` with an empty standard input.
ProgramRun run_program(const Command& command, const RunSettings& settings = {});

/// A directory with the same files each time, gone at the end.
class WorkDirectory {
 public:
  WorkDirectory();
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  const std::string& path() const { return path_; }
  void add_file(const std::string& name, const std::string& contents, unsigned permissions = 0644) const;

 private:
  std::string path_;
};

}  // namespace sosie
