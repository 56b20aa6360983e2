#include "core/engine/processor.h"

#include <utility>

namespace sosie {

namespace {

/// A recorded stretch ends here at the latest; longer ones cost more to record than they save.
constexpr std::size_t kRecordedInsns = 64;

}  // namespace

Processor::Processor(Engine& engine, void* state, AskOut ask_out)
    : engine_(engine),
      isa_(engine.isa_),
      layout_(isa_.layout()),
      memory_(engine.memory_),
      flat_(engine.flat_),
      state_(static_cast<u8*>(state)),
      context_(context_of(state)),
      jump_cache_(jump_cache_of(state)),
      interpreter_(engine.board_ ? Interpreter(state, *engine.board_, tlb_of(state), layout_)
                                 : Interpreter(state, *engine.flat_, layout_)),
      ask_out_(std::move(ask_out)) {
  context_.memory = flat_ ? flat_->base() : nullptr;
  context_.board = engine.board_;
  recording_.insns.reserve(kRecordedInsns);
  engine_.attach(*this);
}

Processor::~Processor() { engine_.detach(*this); }

CodeBlock& Processor::current_block() {
  const u64 address = pc();
  const u32 mode_key = mode();
  if (const BlockHead* head = jump_cache_.find(address, mode_key)) {
    return const_cast<CodeBlock&>(static_cast<const CodeBlock&>(*head));
  }
  CodeBlock& block = engine_.block_at(address, mode_key);
  if (!engine_.options_.verify) jump_cache_.put(block);
  return block;
}

CodeBlock& Processor::block_after(CodeBlock& from, u64 losses) {
  const u64 address = pc();
  const u32 mode_key = mode();
  CodeBlock* const successor = from.successor(losses);
  if (successor && successor->address == address && successor->mode == mode_key) return *successor;
  CodeBlock& block = current_block();
  from.set_successor(block, losses);
  return block;
}

Stop Processor::run(i64 budget) {
  const RunGate::Inside inside(engine_.gate(), *this);
  context_.budget = budget;
  if (context_.interrupted) context_.taken_budget = 0;
  first_ = nullptr;
  recorded_ = nullptr;
  FaultGuard guard;
  if (sigsetjmp(guard.point(), 0) != 0) {
    // Only the interpreter touches the guest's data under this guard: its instruction did not happen.
    const GuestFault fault{guard.is_write() ? GuestFault::kWrite : GuestFault::kRead, flat_->guest(guard.address())};
    if (!after_interpreting(fault)) return stop_;
  }
  return run_guarded();
}

Stop Processor::run_guarded() {
  CodeBlock* interpreted = nullptr;  // just now, if it is still there
  while (true) {
    if (context_.interrupted || context_.budget <= 0) {
      std::atomic_signal_fence(std::memory_order_seq_cst);  // an interrupt may have taken the budget in between
      return {context_.interrupted ? Stop::kInterrupted : Stop::kBudget};
    }
    const u64 losses = engine_.blocks_.losses();
    CodeBlock& block = interpreted ? block_after(*interpreted, losses) : current_block();
    interpreted = nullptr;
    if (block.translated) {
      if (!run_translated(block)) return stop_;
      continue;
    }
    const i32 heat = block.heat.load(std::memory_order_relaxed) + 1;
    block.heat.store(heat, std::memory_order_relaxed);
    if (heat > engine_.hot_after_) {
      engine_.translate(block.address, block.mode);
      continue;
    }
    if (!interpret(block)) return stop_;
    if (losses == engine_.blocks_.losses()) interpreted = &block;
  }
}

bool Processor::interpret(CodeBlock& block) {
  interpreter_.clear_left();
  try {
    if (!block.recorded || engine_.options_.trace) {
      if (!record(block)) return false;
    } else {
      first_ = block.recording.insns.data();
      replay(block.recording);
    }
  } catch (const GuestFault& fault) {
    return after_interpreting(fault);
  }
  account(1);
  end_recording();
  if (interpreter_.left() == Interpreter::Left::kStopped) {
    return stop({Stop::kRequest, static_cast<u64>(interpreter_.stop_request())});
  }
  return true;
}

void Processor::replay(const Recording& recording) {
  for (const DecodedInsn& insn : recording.insns) {
    if (interpreter_.run(insn) != Interpreter::Left::kNo) return;
  }
  interpreter_.set_location(recording.end_address, recording.end_mode);
}

bool Processor::record(CodeBlock& block) {
  // With a trace every run is recorded anew: the trace is written before each instruction.
  recorded_ = &block;
  recording_.insns.clear();
  recording_.end_address = block.address;
  recording_.end_mode = block.mode;
  first_ = recording_.insns.data();
  while (recording_.insns.size() < kRecordedInsns) {
    DecodedInsn insn;
    if (!engine_.decode_next(block, recording_, insn)) {
      if (!recording_.insns.empty()) break;
      return stop({Stop::kFetchFault, block.address});
    }
    recording_.insns.push_back(insn);
    if (engine_.options_.trace) engine_.options_.trace(insn);
    if (interpreter_.run(recording_.insns.back()) != Interpreter::Left::kNo) return true;
  }
  interpreter_.set_location(recording_.end_address, recording_.end_mode);
  return true;
}

void Processor::end_recording() {
  CodeBlock* const block = std::exchange(recorded_, nullptr);
  if (block && !block->recorded) engine_.set_recording(*block, recording_);
}

void Processor::account(unsigned last) {
  const auto insns = static_cast<i64>(&interpreter_.insn() - first_ + last);
  context_.budget -= insns;
  Engine::Counters::add(counters_.interpreted, static_cast<u64>(insns));
  first_ = nullptr;
}

bool Processor::after_interpreting(const GuestFault& fault) {
  if (first_) account(0);
  end_recording();
  return after_fault(fault, interpreter_.insn());
}

bool Processor::after_fault(const GuestFault& fault, const DecodedInsn& insn) {
  interpreter_.set_location(insn.address, insn.mode);
  interpreter_.clear_left();
  switch (fault.kind) {
    case GuestFault::kRaise: return stop({Stop::kRaise, fault.detail});
    case GuestFault::kCodeWrite: return step_over_code_write(static_cast<u32>(fault.detail));
    default: return after_access(fault.detail, fault.kind == GuestFault::kWrite, fault.is_misaligned);
  }
}

bool Processor::after_access(u64 address, bool is_write, bool is_misaligned) {
  const bool code_write = is_write && !is_misaligned && memory_.store_hits_code(static_cast<u32>(address));
  return code_write ? step_over_code_write(static_cast<u32>(address))
                    : stop({Stop::kFault, address, is_write, is_misaligned});
}

bool Processor::step_over_code_write(u32 address) {
  // Nobody may make blocks from the page again before the instruction has stored.
  const RunGate::Alone alone(engine_.gate());
  FaultGuard guard;
  if (sigsetjmp(guard.point(), 0) != 0) {
    const GuestFault fault{guard.is_write() ? GuestFault::kWrite : GuestFault::kRead, flat_->guest(guard.address())};
    return after_fault(fault, stepped_);
  }
  return step_over_alone(address);
}

bool Processor::step_over_alone(u32 address) {
  while (true) {
    memory_.release_code(address, 1);
    DecodedInsn& insn = stepped_;
    const u64 here = pc();
    if (isa_.decode(here, mode(), memory_, insn) != FetchResult::kOk) return stop({Stop::kFetchFault, here});
    try {
      interpreter_.clear_left();
      if (interpreter_.run(insn) == Interpreter::Left::kNo) {
        interpreter_.set_location(insn.next_address(), insn.next_mode);
      }
    } catch (const GuestFault& fault) {
      if (fault.kind != GuestFault::kCodeWrite) return after_fault(fault, insn);
      address = static_cast<u32>(fault.detail);
      continue;
    }
    --context_.budget;
    Engine::Counters::add(counters_.interpreted, 1);
    return true;
  }
}

bool Processor::run_translated(CodeBlock& block) {
  if (engine_.options_.verify) return run_verified(block);
  const i64 before = context_.left();
  const Exit exit = engine_.options_.translator->run(block.entry, state_);
  Engine::Counters::add(counters_.translated, static_cast<u64>(before - context_.left()));
  return after_exit(exit, true);
}

bool Processor::after_exit(const Exit& exit, bool may_link) {
  switch (exit.kind) {
    case Exit::kJump:
    case Exit::kLookup: {
      if (!may_link) return true;
      CodeBlock& target = current_block();
      if (exit.kind == Exit::kLookup) {
        Engine::Counters::add(counters_.lookups_missed, 1);
      } else if (target.translated && exit.site != kNoLinkSite) {
        engine_.link(exit.site, target.address, target.mode);
      }
      return true;
    }
    case Exit::kBudget: return stop({context_.interrupted ? Stop::kInterrupted : Stop::kBudget});
    case Exit::kRaise: return stop({Stop::kRaise, exit.detail});
    case Exit::kStop: return stop({Stop::kRequest, exit.detail});
    case Exit::kFault: break;
  }
  return after_access(exit.fault_address, exit.fault_is_write, exit.fault_is_misaligned);
}

}  // namespace sosie
