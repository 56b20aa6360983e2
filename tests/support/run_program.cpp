#include "tests/support/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sosie {

namespace {

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

[[noreturn]] void start(const Command& command, const RunSettings& settings, int output, int errors) {
  setpgid(0, 0);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  if (!settings.directory.empty() && chdir(settings.directory.c_str()) != 0) _exit(99);
  clearenv();
  setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
  setenv("LC_ALL", "C", 1);
  setenv("TZ", "UTC", 1);
  setenv("HOME", "/", 1);
  for (const auto& [name, value] : settings.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

/// Reads both pipes until they are closed. \return false: the time was over first.
bool collect(std::array<pollfd, 2> pipes, ProgramRun& run, double until) {
  std::string* const texts[] = {&run.output, &run.errors};
  for (int open_pipes = 2; open_pipes > 0;) {
    const double rest = until - now();
    if (rest <= 0 || poll(pipes.data(), pipes.size(), static_cast<int>(rest * 1000) + 1) < 0) return false;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].fd < 0 || pipes[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t count = read(pipes[i].fd, buffer, sizeof buffer);
      if (count > 0) {
        texts[i]->append(buffer, static_cast<std::size_t>(count));
        continue;
      }
      pipes[i].fd = -1;
      --open_pipes;
    }
  }
  return true;
}

constexpr char kTable[] =
    "apple,3,red\nbanana,12,yellow\ncherry,200,red\ndate,7,brown\nelderberry,45,black\nfig,3,purple\n"
    "grape,500,green\napple,3,red\n";

std::string prose() {
  std::string text;
  for (int line = 1; line <= 120; ++line) {
    text += "line " + std::to_string(line) + ": the quick brown fox jumps over the lazy dog";
    text += line % 7 == 0 ? ", again and again\n" : line % 5 == 0 ? "; once more\n" : "\n";
  }
  return text;
}

std::string noise() {
  std::string bytes;
  for (unsigned state = 12345, i = 0; i < 20000; ++i) {
    state = state * 1103515245 + 12345;
    bytes += static_cast<char>(state >> 16);
  }
  return bytes;
}

}  // namespace

ProgramRun run_program(const Command& command, const RunSettings& settings) {
  int output[2], errors[2];
  if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0) return {"", "no pipes", -1, false};
  const pid_t child = fork();
  if (child == 0) start(command, settings, output[1], errors[1]);
  close(output[1]);
  close(errors[1]);
  ProgramRun run;
  run.too_slow = !collect({{{output[0], POLLIN, 0}, {errors[0], POLLIN, 0}}}, run, now() + settings.seconds);
  if (run.too_slow) kill(-child, SIGKILL);
  close(output[0]);
  close(errors[0]);
  int status = 0;
  waitpid(child, &status, 0);
  run.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return run;
}

WorkDirectory::WorkDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "sosie-XXXXXX").string();
  path_ = std::filesystem::canonical(mkdtemp(name.data())).string();
  std::filesystem::create_directories(path_ + "/tree/deep/er");
  add_file("prose", prose());
  add_file("table", kTable);
  add_file("noise", noise());
  add_file("tree/one", "1\n");
  add_file("tree/deep/two", "2\n", 0600);
  add_file("tree/deep/er/three", "3\n", 0755);
  std::filesystem::create_symlink("deep/two", path_ + "/tree/link");
  // Names and contents are the same in every run; so are the times.
  const timespec times[2] = {{1700000000, 0}, {1700000000, 0}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
    utimensat(AT_FDCWD, entry.path().c_str(), times, AT_SYMLINK_NOFOLLOW);
  }
}

WorkDirectory::~WorkDirectory() { std::filesystem::remove_all(path_); }

void WorkDirectory::add_file(const std::string& name, const std::string& contents, unsigned permissions) const {
  std::ofstream(path_ + "/" + name, std::ios::binary) << contents;
  chmod((path_ + "/" + name).c_str(), permissions);
}

}  // namespace sosie
