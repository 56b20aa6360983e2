/// core/engine/processor.h — one processor: interprets cold blocks, enters the host code of hot ones, says why it stopped.
#pragma once

#include <optional>
#include <stdexcept>

#include "core/emit/interpreter.h"
#include "core/engine/engine.h"

namespace sosie {

/// Why `Processor::run` came back. The guest's pc is that of the next instruction (kRequest) or of the one that did not
/// happen (kRaise, kFault, kFetchFault).
struct Stop {
  enum Kind : u8 { kBudget, kInterrupted, kRequest, kRaise, kFault, kFetchFault } kind;
  u64 detail = 0;         ///< StopRequest; vector; guest address of the fault
  bool is_write = false;  ///< kFault
};

/// Verify mode found a block whose translation and interpretation differ: our own bug.
struct VerifyError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Belongs to one host thread.
class Processor {
 public:
  /// `state` lies in a CpuRecord.
  Processor(Engine& engine, void* state);
  ~Processor();
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  /// Runs about `budget` guest instructions; may overshoot by less than a block.
  Stop run(i64 budget);
  RunContext& context() { return context_; }

 private:
  u64 pc() const;
  u32 mode() const;
  CodeBlock& current_block();
  std::optional<Stop> interpret(CodeBlock& block);
  /// Runs a block for the first time and notes what it is made of; `done` counts instructions begun.
  std::optional<Stop> record(CodeBlock& block, std::size_t& done);
  void replay(const CodeBlock& block, std::size_t& done);
  std::optional<Stop> after_fault(const GuestFault& fault, const DecodedInsn& insn);
  /// Executes the instruction at pc, which stores to a page that holds code.
  std::optional<Stop> step_over_code_write(u32 address);
  std::optional<Stop> run_translated(CodeBlock& block);
  std::optional<Stop> after_exit(const Exit& exit, bool may_link);

  // verify.cpp
  struct Outcome;
  std::optional<Stop> run_verified(CodeBlock& block);
  Outcome interpret_path(const std::vector<u64>& path);
  std::vector<u8> copy_state() const;
  std::vector<u8> stored_bytes(const std::vector<Interpreter::Undo>& log) const;

  Engine& engine_;
  const Isa& isa_;
  FlatMemory& memory_;
  u8* const state_;
  RunContext& context_;
  JumpCache& jump_cache_;
  Interpreter interpreter_;
};

}  // namespace sosie
