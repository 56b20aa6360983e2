/// tests/programs/jit_modes.h — the ways in which every program is run.
#pragma once

#include <string>

namespace sosie {

inline constexpr const char* kJitModes[] = {"off", "on", "verify"};

/// "On", "Off", "Verify": a part of a test's name.
inline std::string mode_name(std::string mode) {
  mode[0] = static_cast<char>(mode[0] - 'a' + 'A');
  return mode;
}

}  // namespace sosie
