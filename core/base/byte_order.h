/// core/base/byte_order.h — where the byte at the lower address is in a wider value.
#pragma once

#include "core/base/types.h"

namespace sosie {

enum class ByteOrder : u8 { kLittle, kBig };

}  // namespace sosie
