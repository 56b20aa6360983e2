/// jit/x86_64/target.h — what host code is made for: the guest's registers, and what the host has.
#pragma once

#include <vector>

#include "core/memory/tlb.h"
#include "jit/x86_64/homes.h"

namespace sosie::jit::x86_64 {

/// What the code is made for.
struct Target {
  Homes homes;
  StateLayout layout;
  std::vector<u16> flags;  ///< slots
  const FloatExceptions* float_exceptions = nullptr;
  const TlbShape* tlb = nullptr;  ///< how memory is found; null: at the gs segment
  bool bmi2 = false, lzcnt = false, avx = false, fma = false;
};

}  // namespace sosie::jit::x86_64
