/// devices/input/ikbd_keys.h — which key of the ST's keyboard is where a host's key is.
#pragma once

#include "core/base/types.h"
#include "core/host/input.h"

namespace sosie {

/// \return the scan code that the keyboard sends when it goes down (0x80 more when it comes up); 0: there is no such
/// key.
u8 ikbd_scan_code(Key key);

}  // namespace sosie
