/// frontends/m68k/fp_default.h — the operations that programs are full of, under FPCR as it is after reset.
/// Source: M68000PRM 5 ("Floating-Point Instructions"), 1.2.3 (FPSR).
///
/// Hosts have counterparts of them. What such an instruction has raised is found when somebody asks: a helper accrues
/// it, and EXC stays kFpUnsettled where the meaning has put that. EXC is put before the call: as zero, to which a
/// helper adds, by instructions that only signalling NaNs can raise anything in.
#pragma once

#include "frontends/m68k/fp_helpers.h"

namespace sosie::m68k {

/// \return the helper for a general instruction, or null where only kFpGeneral has it. Its arguments are
/// `extended_places` and the number as kFpGeneral takes it; its result is the condition codes, in bits 3 to 0.
const Helper* default_operation(FpWord w);
/// The same for stores; the result is the number.
const Helper* default_store(FpWord w);
/// Its result may be inexact.
bool rounds(FpWord w);

/// Finds EXC, if it is unsettled. Before a register is overwritten otherwise, and before FPCR changes.
void fp_settle(State& state);
extern const Helper kFpSettle;

}  // namespace sosie::m68k
