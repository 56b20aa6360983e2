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
};

/// A decoded instruction: its fields (at most 16 bytes) and what it means.
struct DecodedInsn {
  alignas(8) u8 fields[16];
  void (*run)(Interpreter&, const void* fields);  ///< meaning->run, here to save a load
  const Meaning* meaning;
  const char* name;
  u64 address;    ///< guest-virtual
  u32 mode;       ///< mode key it was decoded under
  u32 next_mode;  ///< mode key of the instruction that follows in memory
  u32 bytes;      ///< length in guest memory

  u64 next_address() const { return address + bytes; }
};

}  // namespace sosie
