/// frontends/arm/coprocessor.h — the meanings of the few CP15 accesses that user mode may make.
/// Source: ARM DDI 0406C.d, A8.8.98 (MCR), A8.8.107 (MRC), B3.17.1 (CP15 by register), B4.2.5 (CP15 barriers).
#pragma once

#include "frontends/arm/synchronization.h"

namespace sosie::arm {

/// MRC to the PC would set the flags: UNPREDICTABLE for these registers.
template <Slot<u32> kRegister>
inline constexpr auto read_system_register = conditional([](Emitter auto& e, const Insn& i) {
  put_reg(e, i.t, e.get(kRegister));
});
template <Slot<u32> kRegister>
inline constexpr auto write_system_register = conditional([](Emitter auto& e, const Insn& i) {
  e.put(kRegister, reg(e, i.t));
});

}  // namespace sosie::arm
