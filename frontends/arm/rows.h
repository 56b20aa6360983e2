/// frontends/arm/rows.h — the groups of rows that make up the ARM and Thumb instruction sets, a file each.
#pragma once

#include <span>

#include "frontends/arm/insn.h"

namespace sosie::arm {

std::span<const Row> a32_data_processing();
std::span<const Row> a32_branch();
std::span<const Row> a32_multiply();
std::span<const Row> a32_media();
std::span<const Row> a32_status();
std::span<const Row> a32_synchronization();
std::span<const Row> a32_coprocessor();
std::span<const Row> a32_load_store();
std::span<const Row> a32_load_store_multiple();
std::span<const Row> t16();
std::span<const Row> t32_data_processing();
std::span<const Row> t32_multiply_media();
std::span<const Row> t32_load_store();
std::span<const Row> t32_branch();
std::span<const Row> t32_coprocessor();
std::span<const Row> a32_vfp();
std::span<const Row> t32_vfp();
std::span<const Row> a32_neon_three_same();
std::span<const Row> t32_neon_three_same();
std::span<const Row> a32_neon_three_long();
std::span<const Row> t32_neon_three_long();
std::span<const Row> a32_neon_three_float();
std::span<const Row> t32_neon_three_float();
std::span<const Row> a32_neon_shift();
std::span<const Row> t32_neon_shift();
std::span<const Row> a32_neon_two_registers();
std::span<const Row> t32_neon_two_registers();
std::span<const Row> a32_neon_immediate();
std::span<const Row> t32_neon_immediate();
std::span<const Row> a32_neon_load_store();
std::span<const Row> t32_neon_load_store();

}  // namespace sosie::arm
