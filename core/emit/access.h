/// core/emit/access.h — how a load or store is made, beside address and width: facts of decoding.
#pragma once

#include "core/base/byte_order.h"
#include "core/emit/values.h"
#include "core/memory/bus_cycle.h"

namespace sosie {

/// What only counts where every bus cycle does is ignored by the other emitters.
struct Access {
  ByteOrder order = ByteOrder::kLittle;
  BusSpace space = BusSpace::kData;
  bool low_word_first = false;  ///< of 32 bits on a 16-bit bus
  u8 note = 0;                  ///< the guest's own, given back with an exact fault: what it has done by then
};

/// A value that lies in host memory, from or to the access's order. Hosts are little-endian.
template <RuntimeValue V>
V in_order(V value, Access access) {
  if constexpr (sizeof(typename V::value_type) == 1) return value;
  else return access.order == ByteOrder::kBig ? bswap(value) : value;
}

}  // namespace sosie
