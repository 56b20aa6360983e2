/// frontends/m68k/rows.h — the groups of rows that make up the instruction set, a file each (M68000PRM 3.1).
#pragma once

#include <span>

#include "frontends/m68k/insn.h"

namespace sosie::m68k {

std::span<const Row> data_movement();
std::span<const Row> integer_arithmetic();
std::span<const Row> multiply_divide();
std::span<const Row> logical();
std::span<const Row> shift_rotate();
std::span<const Row> bit_manipulation();
std::span<const Row> bcd();
std::span<const Row> program_control();
std::span<const Row> system_control();
// What later models add, or do otherwise.
std::span<const Row> mc68010();
std::span<const Row> mc68020();
std::span<const Row> bit_field();
std::span<const Row> floating_point();
std::span<const Row> mc68040();

}  // namespace sosie::m68k
