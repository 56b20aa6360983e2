// Verify mode: a block is interpreted, taken back, run as host code, and both outcomes are compared.
#include <fmt/format.h>

#include <atomic>
#include <cstring>

#include "core/engine/processor.h"

namespace sosie {

/// What a run of a block left behind.
struct Processor::Outcome {
  std::vector<u8> state;
  std::vector<u8> stored;  ///< the bytes at the undo log's places
  u64 insns = 0;
};

std::vector<u8> Processor::copy_state() const { return {state_, state_ + isa_.state_bytes()}; }

std::vector<u8> Processor::stored_bytes(const std::vector<Interpreter::Undo>& log) const {
  std::vector<u8> bytes;
  for (const auto& undo : log)
    bytes.insert(bytes.end(), flat_->host(undo.address), flat_->host(undo.address) + undo.bytes);
  return bytes;
}

bool Processor::happens(const DecodedInsn& insn) {
  FaultGuard guard;
  if (sigsetjmp(guard.point(), 0) != 0) return false;
  try {
    interpreter_.run(insn);
    return true;
  } catch (const GuestFault&) {
    return false;
  }
}

Processor::Outcome Processor::interpret_path(const std::vector<u64>& path) {
  Outcome outcome;
  for (u64 key : path) {
    if (ir::block_key(pc(), mode()) != key) break;
    DecodedInsn insn;
    if (isa_.decode(pc(), mode(), memory_, insn) != FetchResult::kOk) break;
    interpreter_.clear_left();
    if (!happens(insn)) {
      interpreter_.set_location(insn.address, insn.mode);
      break;
    }
    ++outcome.insns;
    if (interpreter_.left() == Interpreter::Left::kNo) interpreter_.set_location(insn.next_address(), insn.next_mode);
    if (interpreter_.left() == Interpreter::Left::kStopped) break;
  }
  interpreter_.clear_left();
  return outcome;
}

bool Processor::run_verified(CodeBlock& block) {
  const std::vector<u8> before = copy_state();
  std::vector<Interpreter::Undo> log;
  interpreter_.record_stores(&log);
  Outcome expected = interpret_path(block.verify_notes->path);
  interpreter_.record_stores(nullptr);
  expected.state = copy_state();
  expected.stored = stored_bytes(log);
  for (auto undo = log.rbegin(); undo != log.rend(); ++undo)
    std::memcpy(flat_->host(undo->address), &undo->before, undo->bytes);
  std::memcpy(state_, before.data(), before.size());

  // The jump cache is empty in verify mode and nothing is linked: the block comes back at its end.
  const i64 budget = context_.budget;
  context_.budget = INT32_MAX;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  context_.taken_budget = 0;
  const Exit exit = engine_.options_.translator->run(block.entry, state_);
  // `interrupt` may have taken the budget away: before the block, which is not run then, or in it.
  const u64 insns = static_cast<u64>(INT32_MAX - context_.left());
  context_.taken_budget = 0;
  if (exit.kind == Exit::kBudget) {
    context_.budget = budget;
    return after_exit(exit, false);
  }
  context_.budget = budget - static_cast<i64>(insns);
  Engine::Counters::add(counters_.translated, insns);

  std::string text;
  if (insns != expected.insns) text += fmt::format(" instructions run: {} and {};", expected.insns, insns);
  // Printing a state takes far longer than running a block: only where it can differ.
  if (std::memcmp(expected.state.data(), state_, expected.state.size()) != 0) {
    PrintingArchive want, got;
    isa_.serialize(want, expected.state.data());
    isa_.serialize(got, state_);
    text += differences(want, got);
  }
  if (stored_bytes(log) != expected.stored) text += " stored bytes;";
  if (!text.empty()) {
    throw VerifyError(fmt::format("the block at {:#x}, interpreted and as host code:{}\n{}", block.address, text,
                                  block.verify_notes->text));
  }
  return after_exit(exit, false);
}

}  // namespace sosie
