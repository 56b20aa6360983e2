/// core/memory/bus_cycle.h — what a processor says on its pins when it begins a bus cycle.
#pragma once

#include "core/base/types.h"

namespace sosie {

enum class Privilege : u8 { kUser, kSupervisor };
/// Why the processor asks.
enum class BusSpace : u8 { kData, kProgram };

struct BusCycle {
  u32 address;
  u8 bytes;  ///< 1 or 2
  bool write;
  Privilege privilege;
  BusSpace space;
};

}  // namespace sosie
