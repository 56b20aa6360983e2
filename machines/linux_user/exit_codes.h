/// machines/linux_user/exit_codes.h — how `sosie run` ends when no program could run: the shell's conventions.
/// Source: POSIX.1-2017 XCU 2.8.2 (exit status for commands); 125 as env(1) and timeout(1) have it.
#pragma once

namespace sosie::linux_user {

inline constexpr int kOwnFailure = 125;     ///< sosie's own: wrong options, a difference found by verifying
inline constexpr int kCannotExecute = 126;  ///< found, but it cannot be executed
inline constexpr int kNotFound = 127;
inline constexpr int kSignalBase = 128;  ///< plus the signal that ended the program

}  // namespace sosie::linux_user
