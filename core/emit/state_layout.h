/// core/emit/state_layout.h — where the place that a processor has reached stands in its guest's state struct.
#pragma once

#include <cstring>

#include "core/base/types.h"

namespace sosie {

struct StateLayout {
  u16 pc_offset;      ///< address of the next instruction
  u16 mode_offset;    ///< u32 of bits that change decoding: the mode key
  u32 address_bytes;  ///< width of the pc: 4 or 8

  u64 pc(const void* state) const {
    return address_bytes == 4 ? read<u32>(state, pc_offset) : read<u64>(state, pc_offset);
  }
  u32 mode(const void* state) const { return read<u32>(state, mode_offset); }
  void set(void* state, u64 pc, u32 mode) const {
    u8* const bytes = static_cast<u8*>(state);
    if (address_bytes == 4) std::memcpy(bytes + pc_offset, &pc, 4);
    else std::memcpy(bytes + pc_offset, &pc, 8);
    std::memcpy(bytes + mode_offset, &mode, sizeof mode);
  }

 private:
  template <class T>
  static T read(const void* state, u16 offset) {
    T value;
    std::memcpy(&value, static_cast<const u8*>(state) + offset, sizeof value);
    return value;
  }
};

}  // namespace sosie
