/// tests/support/arm/row_groups.h — all rows of an instruction set, for tests that walk over them.
#pragma once

#include <span>
#include <vector>

#include "frontends/arm/rows.h"

namespace sosie::arm {

enum class Set { kA32, kT16, kT32 };

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
              a32_vfp()};
    case Set::kT16: return {t16()};
    default:
      return {t32_data_processing(), t32_multiply_media(), t32_load_store(),
              t32_branch(),          t32_coprocessor(),    t32_vfp()};
  }
}

}  // namespace sosie::arm
