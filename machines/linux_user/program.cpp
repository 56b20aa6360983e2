#include "machines/linux_user/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "machines/linux_user/exit_codes.h"

namespace sosie::linux_user {

namespace {

constexpr int kMaxScripts = 4;            ///< scripts whose interpreters are scripts
constexpr std::size_t kStartBytes = 256;  ///< of a file are looked at, as the kernel does

[[noreturn]] void fail(const std::string& name, std::string_view why, int error_number) {
  const bool missing = error_number == ENOENT || error_number == ENOTDIR;
  throw ProgramError(fmt::format("cannot run {}: {}", name, why), missing ? kNotFound : kCannotExecute, error_number);
}

[[noreturn]] void fail_to_open(const std::string& name, int error_number) {
  switch (error_number) {
    case ENOENT: fail(name, "there is no such file; give the path of a program (PATH is not searched)", error_number);
    case ENOTDIR: fail(name, "a part of its path is no directory; give the path of a program", error_number);
    case EACCES: fail(name, "it may not be read; it needs read and execute permission (chmod +rx)", error_number);
    default: fail(name, std::strerror(error_number), error_number);
  }
}

UniqueFd open_program(const std::string& name, const std::string& host_path) {
  UniqueFd fd(open(host_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) fail_to_open(name, errno);
  struct stat status;
  if (fstat(fd.get(), &status) != 0) fail_to_open(name, errno);
  if (S_ISDIR(status.st_mode)) fail(name, "it is a directory; give the path of a program in it", EACCES);
  if (!S_ISREG(status.st_mode)) fail(name, "it is no regular file; give the path of a program", EACCES);
  if (faccessat(AT_FDCWD, host_path.c_str(), X_OK, AT_EACCESS) != 0) {
    fail(name, "it may not be executed; it needs execute permission (chmod +x)", EACCES);
  }
  return fd;
}

constexpr std::string_view kBlanks = " \t";

/// "#! interpreter [argument]": the kernel passes all that follows the interpreter as one argument.
std::vector<std::string> script_line(std::string_view start) {
  std::string_view line = start.substr(2, start.find('\n') == start.npos ? start.npos : start.find('\n') - 2);
  const auto trim = [&] {
    const std::size_t first = line.find_first_not_of(kBlanks);
    line.remove_prefix(first == line.npos ? line.size() : first);
    line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
  };
  trim();
  if (line.empty()) return {};
  const std::size_t blank = line.find_first_of(kBlanks);
  std::vector<std::string> words{std::string(line.substr(0, blank))};
  line.remove_prefix(blank == line.npos ? line.size() : blank);
  trim();
  if (!line.empty()) words.emplace_back(line);
  return words;
}

}  // namespace

std::vector<std::string> Program::arguments(std::vector<std::string> argv) const {
  if (script_words.empty()) return argv;
  std::vector<std::string> all = script_words;
  if (!argv.empty()) all.insert(all.end(), argv.begin() + 1, argv.end());
  return all;
}

Program find_program(const std::string& path, const Paths& paths) {
  Program program;
  program.path = path;
  for (int scripts = 0;; ++scripts) {
    program.host_path = paths.to_host(program.path);
    try {
      program.fd = open_program(program.path, program.host_path);
    } catch (const ProgramError& error) {
      if (scripts == 0) throw;
      fail(path,
           fmt::format("its #! line names {}, which cannot be used; correct the line or give the guest's root "
                       "with -L",
                       program.path),
           error.error_number());
    }
    std::array<char, kStartBytes> start;
    const ssize_t count = pread(program.fd.get(), start.data(), start.size(), 0);
    if (count < 0) fail_to_open(program.path, errno);
    const std::string_view text(start.data(), static_cast<std::size_t>(count));
    const std::span bytes(reinterpret_cast<const u8*>(text.data()), text.size());
    program.kind = file_kind(bytes);
    program.guest = guest_of(bytes);
    if (program.kind != FileKind::kScript) return program;
    if (scripts == kMaxScripts) fail(path, "the interpreters of its #! line are scripts themselves, too many", ELOOP);
    std::vector<std::string> words = script_line(text);
    if (words.empty()) fail(path, "its #! line names no interpreter; write one after the #!", ENOEXEC);
    const std::string interpreter = words[0];
    words.push_back(program.path);
    if (!program.script_words.empty())
      words.insert(words.end(), program.script_words.begin() + 1, program.script_words.end());
    program.script_words = std::move(words);
    program.path = interpreter;
  }
}

FileView::FileView(int fd, const std::string& name) {
  struct stat status;
  if (fstat(fd, &status) != 0) fail_to_open(name, errno);
  if (status.st_size == 0) return;
  void* const mapped = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
  if (mapped == MAP_FAILED) fail_to_open(name, errno);
  bytes_ = {static_cast<const u8*>(mapped), static_cast<std::size_t>(status.st_size)};
}

FileView::~FileView() {
  if (!bytes_.empty()) munmap(const_cast<u8*>(bytes_.data()), bytes_.size());
}

}  // namespace sosie::linux_user
