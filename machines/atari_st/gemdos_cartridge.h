/// machines/atari_st/gemdos_cartridge.h — the program in the cartridge port that leads GEMDOS's calls to a host folder.
///
/// Source: gemdos.s, assembled when the program is built.
#pragma once

#include <span>

#include "core/base/types.h"

namespace sosie::atari_st {

/// \return 2 KB; empty where the program was built without binutils-m68k-linux-gnu.
std::span<const u8> gemdos_cartridge();

}  // namespace sosie::atari_st
