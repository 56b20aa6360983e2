/// jit/x86_64/stubs.h — the host code that all blocks share: the way in, the ways out, the search for a block.
#pragma once

#include "core/engine/translator.h"
#include "core/ir/evaluator.h"
#include "jit/code_cache.h"
#include "jit/x86_64/frame.h"
#include "jit/x86_64/target.h"

namespace sosie::jit::x86_64 {

struct Stubs {
  /// Runs translated code from `entry` until it is left. \return Exit::Kind.
  u32 (*enter)(const void* entry, void* state) = nullptr;
  std::array<const u8*, kStubs> leave{};  ///< by Stub
  const u8* cold_entry = nullptr;         ///< leaves with kLookup, the place being in rax and ecx
  const u8* return_underflow = nullptr;   ///< what lies at the bottom of a return-address stack
};

/// C++ that stubs call.
struct StubCalls {
  void (*settle)(void* state);                    ///< does the puts that are deferred
  void (*collect_float_exceptions)(void* state);  ///< from the host's register to the state
  /// Makes the access that is described in the context. \return 0: the guest faults; the state is as it has to be then,
  /// but for the homes. `registers`: the host's, by number.
  u32 (*access)(void* state, const u64* registers);
};

Stubs make_stubs(CodeCache& cache, const Target& target, const StubCalls& calls);

/// Jumps to the block at address rax and mode ecx by way of the jump cache, or leaves with kLookup. Takes rdx.
void emit_lookup(asmjit::x86::Assembler& a);

}  // namespace sosie::jit::x86_64
