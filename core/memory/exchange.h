/// core/memory/exchange.h — an atomic exchange in the guest's memory, wherever it lies.
#pragma once

#include "core/base/types.h"

namespace sosie {

/// Stores `desired` where `expected` stands, in one piece. \return what stood there. Unaligned ones are the host's own
/// locked accesses too.
template <class T>
T compare_exchange(void* where, T expected, T desired) {
  __atomic_compare_exchange_n(static_cast<T*>(where), &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  return expected;
}

}  // namespace sosie
