/// core/base/error.h — UserError: a mistake that a person can mend, told in one line: what, where, how to mend it.
#pragma once

#include <stdexcept>
#include <string>

namespace sosie {

/// Thrown where a person's input cannot be used; app/ prints `what()` after "sosie: " and ends with `exit_code()`.
/// `what()` is one ready sentence without a newline. Our own bugs are `assert`s, never this.
class UserError : public std::runtime_error {
 public:
  explicit UserError(const std::string& sentence, int exit_code = 1)
      : std::runtime_error(sentence), exit_code_(exit_code) {}
  int exit_code() const { return exit_code_; }

 private:
  int exit_code_;
};

}  // namespace sosie
