/// devices/storage/gemdos_program.h — a GEMDOS program's file, into the memory that was given to it.
///
/// Source: "GEMDOS Reference Manual" (Atari, 1986), Executable File Format and The Base Page.
#pragma once

#include <span>

#include "core/base/types.h"
#include "devices/storage/gemdos_guest.h"

namespace sosie {

/// Whether it begins as a program does.
bool is_gemdos_program(std::span<const u8> file);

/// Copies text and data behind the base page, which says where its memory ends, relocates them, clears what follows,
/// and writes into the base page what is where.
/// \return false: there is too little memory, or the file is damaged.
bool load_gemdos_program(std::span<const u8> file, GemdosGuest& guest, u32 base_page);

}  // namespace sosie
