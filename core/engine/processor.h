/// core/engine/processor.h — one processor: interprets cold blocks, enters the host code of hot ones.
#pragma once

#include <functional>
#include <stdexcept>

#include "core/emit/interpreter.h"
#include "core/engine/engine.h"
#include "core/memory/fault_guard.h"

namespace sosie {

/// Why `Processor::run` came back. The guest's pc is that of the next instruction (kRequest) or of the one that did not
/// happen (kRaise, kFault, kFetchFault).
struct Stop {
  enum Kind : u8 { kBudget, kInterrupted, kRequest, kRaise, kFault, kFetchFault } kind;
  u64 detail = 0;              ///< StopRequest; vector; guest address of the fault
  bool is_write = false;       ///< kFault
  bool is_misaligned = false;  ///< kFault: the access was not made because its address is odd
};

/// Verify mode found a block whose translation and interpretation differ: our own bug.
struct VerifyError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Belongs to one host thread. While `run` is in progress it may be running blocks; otherwise it holds none.
class Processor final : public RunGate::Runner {
 public:
  /// Makes the processor's thread, from another one, call `RunContext::interrupt` soon: by a signal, for instance.
  using AskOut = std::function<void()>;
  /// `state` lies in a CpuRecord. \param ask_out is needed where there is more than one processor.
  Processor(Engine& engine, void* state, AskOut ask_out = {});
  ~Processor() override;
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  /// Runs about `budget` guest instructions; may overshoot by less than a block. Waits where another thread of the
  /// engine forgets blocks; when asked out for it, comes back with kInterrupted.
  Stop run(i64 budget);
  RunContext& context() { return context_; }
  /// What the instruction being executed would count is not in it yet.
  i64 left() const { return context_.left(); }

 private:
  friend class Engine;

  u64 pc() const { return layout_.pc(state_); }
  u32 mode() const { return layout_.mode(state_); }
  void ask_out() override { ask_out_(); }
  Stop run_guarded();
  CodeBlock& current_block();
  /// The block at pc, after `from` was interpreted. `losses` is BlockCache::losses() since before then.
  CodeBlock& block_after(CodeBlock& from, u64 losses);
  // These return whether the processor goes on. If not, stop_ says why.
  bool interpret(CodeBlock& block);
  /// Runs a block for the first time and notes what it is made of.
  bool record(CodeBlock& block);
  void replay(const Recording& recording);
  /// Gives the block what was recorded of it.
  void end_recording();
  /// Takes the instructions from first_ up to the last one that was run from the budget; `last`: with that one.
  void account(unsigned last);
  bool after_interpreting(const GuestFault& fault);
  bool after_fault(const GuestFault& fault, const DecodedInsn& insn);
  /// The host could not make the access of the instruction at pc.
  bool after_access(u64 address, bool is_write, bool is_misaligned);
  /// Executes the instruction at pc, which stores to a page that holds code.
  bool step_over_code_write(u32 address);
  bool step_over_alone(u32 address);
  bool run_translated(CodeBlock& block);
  bool after_exit(const Exit& exit, bool may_link);
  bool stop(const Stop& why) {
    stop_ = why;
    return false;
  }

  // verify.cpp
  struct Outcome;
  bool run_verified(CodeBlock& block);
  /// Interprets an instruction. \return it did not fault nor raise.
  bool happens(const DecodedInsn& insn);
  Outcome interpret_path(const std::vector<u64>& path);
  std::vector<u8> copy_state() const;
  std::vector<u8> stored_bytes(const std::vector<Interpreter::Undo>& log) const;

  Engine& engine_;
  const Isa& isa_;
  const StateLayout layout_;
  CodeMemory& memory_;
  FlatMemory* const flat_;  ///< the same, or null
  u8* const state_;
  RunContext& context_;
  JumpCache& jump_cache_;
  Interpreter interpreter_;
  const AskOut ask_out_;
  Engine::Counters counters_;
  const DecodedInsn* first_ = nullptr;  ///< of the block being interpreted, whose instructions are not counted yet
  CodeBlock* recorded_ = nullptr;       ///< the block being recorded
  Recording recording_;
  DecodedInsn stepped_{};
  Stop stop_{Stop::kBudget};
};

}  // namespace sosie
