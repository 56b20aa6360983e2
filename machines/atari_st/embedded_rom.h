/// machines/atari_st/embedded_rom.h — the ROM of our own that an ST boots when it is given none.
///
/// Source: roms-test/m68k_st, assembled when the program is built.
#pragma once

#include <span>

#include "core/base/types.h"

namespace sosie::atari_st {

/// \return the 192 KB image; empty where the program was built without binutils-m68k-linux-gnu.
std::span<const u8> embedded_rom();

}  // namespace sosie::atari_st
