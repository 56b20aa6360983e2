/// jit/pass.h — the passes over a block, in the order in which they run.
#pragma once

#include "core/ir/block.h"

namespace sosie::jit {

/// A get of what was put or got before becomes that value; a put of what the slot holds already is dropped.
void forward_state(ir::Block&);
/// Computes what is known now, gives one value one name, and brings conditions into the form that hosts compare in.
void fold_constants(ir::Block&);
/// Drops puts that nobody can see before the next put to the slot, and values that nobody reads.
void drop_dead_writes(ir::Block&);
/// A region that only computes and puts a little becomes selects: nothing to mispredict. \return there was one.
bool choose_selects(ir::Block&);

/// All of them, until nothing is left to do.
void optimize(ir::Block&);

}  // namespace sosie::jit
