/// core/emit/decoded_insn.h — an instruction ready to be executed, translated or looked at.
#pragma once

#include "core/base/types.h"

namespace sosie {

class Effects;
class ExactInterpreter;
class Interpreter;
class IrBuilder;

/// One meaning, compiled once for each emitter. `fields` is the guest's own struct of decoded fields.
struct Meaning {
  void (*run)(Interpreter&, const void* fields);
  void (*translate)(IrBuilder&, const void* fields);
  void (*observe)(Effects&, const void* fields);
  void (*run_exact)(ExactInterpreter&, const void* fields) = nullptr;  ///< for guests that run exactly
  const char* name = "";                                               ///< the manual's mnemonic, lower case
};

/// A decoded instruction: its fields (at most 32 bytes) and what it means. A cache line: cold code is read from these.
struct DecodedInsn {
  alignas(8) u8 fields[32];
  void (*run)(Interpreter&, const void* fields);  ///< meaning->run, here to save a load
  const Meaning* meaning;
  u64 address;    ///< guest-virtual
  u16 mode;       ///< mode key it was decoded under
  u16 next_mode;  ///< mode key of the instruction that follows in memory
  u32 bytes;      ///< length in guest memory

  const char* name() const { return meaning->name; }
  u64 next_address() const { return address + bytes; }
};
static_assert(sizeof(DecodedInsn) == 64);

}  // namespace sosie
