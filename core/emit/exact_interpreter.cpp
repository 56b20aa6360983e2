#include "core/emit/exact_interpreter.h"

namespace sosie {

void ExactInterpreter::refuse(u32 address, bool write, Access access, u16 value) {
  const BusCycle cycle{address, 2, write, privilege(), access.space};
  bus_.refuse(cycle, value);
  throw ExactFault{ExactFault::kAddressError, 0, cycle, access.note};
}

void ExactInterpreter::fail(const BusCycle& cycle, Access access) {
  throw ExactFault{ExactFault::kBusError, 0, cycle, access.note};
}

}  // namespace sosie
