/// machines/linux_user/program.h — the file that a command names: found, opened, and what it takes to run it.
/// Source: execve(2), including its section on interpreter scripts.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "machines/linux_user/elf_file.h"
#include "machines/linux_user/paths.h"
#include "machines/linux_user/unique_fd.h"

namespace sosie::linux_user {

/// A program that cannot be run, for a person and for a guest.
class ProgramError : public UserError {
 public:
  ProgramError(const std::string& sentence, int exit_code, int error_number)
      : UserError(sentence, exit_code), error_number_(error_number) {}
  int error_number() const { return error_number_; }

 private:
  int error_number_;
};

struct Program {
  FileKind kind = FileKind::kOther;  ///< kGuest or kNative
  const ElfRules* guest = nullptr;   ///< whose program it is, where it is a guest's
  std::string path;                  ///< as the guest names it: what was given, or a script's last interpreter
  std::string host_path;
  UniqueFd fd;
  /// For scripts: what stands in place of argv[0], "interpreter [argument] script".
  std::vector<std::string> script_words;

  /// argv as the program gets it.
  std::vector<std::string> arguments(std::vector<std::string> argv) const;
};

/// Finds `path` and, while it is a script, its interpreter. Throws ProgramError; a file that no kind fits is returned
/// as kOther.
Program find_program(const std::string& path, const Paths& paths);

/// A whole file in memory, for reading its headers.
class FileView {
 public:
  /// ProgramError where it cannot be mapped.
  FileView(int fd, const std::string& name);
  ~FileView();
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;
  std::span<const u8> bytes() const { return bytes_; }

 private:
  std::span<const u8> bytes_;
};

}  // namespace sosie::linux_user
