/// tests/support/arm/row_groups.h — all rows of an instruction set, for tests that walk over them.
#pragma once

#include <span>
#include <vector>

#include "frontends/arm/rows.h"

namespace sosie::arm {

enum class Set { kA32, kT16, kT32 };

/// Advanced SIMD.
inline std::vector<std::span<const Row>> neon_groups(Set set) {
  if (set == Set::kA32) {
    return {a32_neon_three_same(),    a32_neon_three_long(), a32_neon_three_float(), a32_neon_shift(),
            a32_neon_two_registers(), a32_neon_immediate(),  a32_neon_load_store()};
  }
  return {t32_neon_three_same(),    t32_neon_three_long(), t32_neon_three_float(), t32_neon_shift(),
          t32_neon_two_registers(), t32_neon_immediate(),  t32_neon_load_store()};
}

inline std::vector<std::span<const Row>> groups_of(Set set) {
  switch (set) {
    case Set::kA32:
      return {a32_data_processing(),
              a32_branch(),
              a32_multiply(),
              a32_media(),
              a32_status(),
              a32_synchronization(),
              a32_coprocessor(),
              a32_load_store(),
              a32_load_store_multiple(),
              a32_vfp(),
              a32_neon_three_same(),
              a32_neon_three_long(),
              a32_neon_three_float(),
              a32_neon_shift(),
              a32_neon_two_registers(),
              a32_neon_immediate(),
              a32_neon_load_store()};
    case Set::kT16: return {t16()};
    default:
      return {t32_data_processing(), t32_multiply_media(),     t32_load_store(),
              t32_branch(),          t32_coprocessor(),        t32_vfp(),
              t32_neon_three_same(), t32_neon_three_long(),    t32_neon_three_float(),
              t32_neon_shift(),      t32_neon_two_registers(), t32_neon_immediate(),
              t32_neon_load_store()};
  }
}

}  // namespace sosie::arm
