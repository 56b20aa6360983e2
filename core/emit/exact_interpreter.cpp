#include "core/emit/exact_interpreter.h"

namespace sosie {

void ExactInterpreter::throw_raise(u16 vector) {
  depth_ = 0;
  throw ExactFault{ExactFault::kRaise, vector, {}, 0};
}

void ExactInterpreter::refuse(u32 address, bool write, Access access, u16 value) {
  const BusCycle cycle{address, 2, write, privilege(), access.space};
  bus_.refuse(cycle, value);
  depth_ = 0;
  throw ExactFault{ExactFault::kAddressError, 0, cycle, access.note};
}

void ExactInterpreter::fail(const BusCycle& cycle, Access access) {
  depth_ = 0;
  throw ExactFault{ExactFault::kBusError, 0, cycle, access.note};
}

}  // namespace sosie
