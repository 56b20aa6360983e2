/// frontends/arm/branch.h — the meanings of branches and of instructions that leave the program.
/// Source: ARM DDI 0406C.d, A4.3, A8.8.
#pragma once

#include "frontends/arm/registers.h"

namespace sosie::arm {

/// The address of the next instruction as a return address: bit 0 says Thumb.
u32 return_address(auto& e) { return static_cast<u32>(e.next_address()) | (e.mode() & kModeThumb); }

inline constexpr auto b = conditional([](Emitter auto& e, const Insn& i) { branch_to(e, pc_value(e) + i.imm); });
inline constexpr auto bl = conditional([](Emitter auto& e, const Insn& i) {
  e.put(kLr, e.lit(return_address(e)));
  branch_to(e, pc_value(e) + i.imm, JumpHint::kCall);
});
/// BLX to the other instruction set; the base is Align(PC, 4).
inline constexpr auto blx_imm = conditional([](Emitter auto& e, const Insn& i) {
  e.put(kLr, e.lit(return_address(e)));
  e.jump(e.lit(align_down(pc_value(e), 4) + i.imm), e.lit((e.mode() & ~kModeIt) ^ kModeThumb), JumpHint::kCall);
});
inline constexpr auto bx = conditional([](Emitter auto& e, const Insn& i) {
  bx_write_pc(e, reg(e, i.m), i.m == 14 ? JumpHint::kReturn : JumpHint::kNone);
});
inline constexpr auto blx_reg = conditional([](Emitter auto& e, const Insn& i) {
  const auto target = reg(e, i.m);
  e.put(kLr, e.lit(return_address(e)));
  bx_write_pc(e, target, JumpHint::kCall);
});

inline constexpr auto svc = conditional([](Emitter auto& e, const Insn&) { e.stop(StopRequest::kSystemCall); });
inline constexpr auto bkpt = [](Emitter auto& e, const Insn&) { e.raise(kBreakpoint); };
/// Where the condition fails, an undefined instruction may be a NOP (B1.9.5): as in QEMU it is.
inline constexpr auto udf = conditional([](Emitter auto& e, const Insn&) { e.raise(kUndefined); });

}  // namespace sosie::arm
