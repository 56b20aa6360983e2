/// core/engine/superblock.h — which guest instructions a translated block is made of.
#pragma once

#include <vector>

#include "core/guest/guest.h"
#include "core/ir/block.h"
#include "core/memory/code_memory.h"

namespace sosie {

struct SuperblockLimits {
  u32 insns = 64;     ///< along one way; more of them are seldom all run
  u32 unrolled = 64;  ///< a loop is laid out again as long as this holds it
  u32 operations = 3000;
};

/// Lists what starts at (address, mode): follows direct jumps, falls through conditional ones unless they lead
/// backwards, runs a short loop several times over, and ends at computed jumps, calls or a limit. `lines` gets the
/// lines of code (address >> CodeMemory::kLineBits) that were read. Nothing decodable: the block has no instructions.
ir::Block make_superblock(const Isa& isa, const CodeMemory& memory, u64 address, u32 mode,
                          const SuperblockLimits& limits, std::vector<u32>& lines);

}  // namespace sosie
