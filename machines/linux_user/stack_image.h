/// machines/linux_user/stack_image.h — what a program finds on its stack: arguments, environment, auxiliary vector.
/// Source: System V ABI, the processors' supplements, "Process Initialization"; getauxval(3).
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "machines/linux_user/guest_memory.h"

namespace sosie::linux_user {

struct StackImage {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string program;             ///< AT_EXECFN
  std::string platform;            ///< AT_PLATFORM, unless empty
  std::array<u8, 16> random = {};  ///< AT_RANDOM
  /// Type and value of the entries that are plain numbers. Those that point into the stack, and AT_NULL, are added.
  std::vector<std::pair<u32, u32>> auxiliary;
};

struct WrittenStack {
  u32 pointer;                                 ///< argc lies there
  std::vector<std::pair<u32, u32>> auxiliary;  ///< in full
  u32 arguments_begin, arguments_end;          ///< the strings of argv (/proc/self/cmdline)
};

/// Writes the image below `top`, using at most `limit_bytes`. UserError with exit code 126 where that is not enough.
WrittenStack write_stack(GuestMemory& memory, u32 top, u32 limit_bytes, const StackImage& image);

}  // namespace sosie::linux_user
