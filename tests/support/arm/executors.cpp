#include "tests/support/arm/executors.h"

#include <cstring>
#include <stdexcept>

#include "core/emit/interpreter.h"
#include "core/engine/translator.h"
#include "core/ir/builder.h"
#include "tests/support/host_faults.h"

namespace sosie::arm {

namespace {

/// Streams have no loops, but a block may be left and entered many times.
constexpr unsigned kMaxSteps = 1000;

}  // namespace

Sandbox::Sandbox() : cpu_(std::make_unique<CpuRecord<State>>()) {
  memory_.map_zeroed(kCodeAddress, kCodeBytes, kPageRead | kPageExecute | kPageWrite);
  memory_.map_zeroed(kDataAddress, kDataBytes, kPageRead | kPageWrite);
  cpu_->context.memory = memory_.base();
}

void Sandbox::load(const Stream& stream) {
  cpu_->state = stream.start;
  memory_.set_flags(kCodeAddress, kCodeBytes, kPageRead | kPageWrite | kPageExecute);
  std::memcpy(memory_.host(kCodeAddress), stream.code.data(), stream.code.size());
  memory_.set_flags(kCodeAddress, kCodeBytes, kPageRead | kPageExecute);
  std::memcpy(memory_.host(kDataAddress), stream.data.data(), kDataBytes);
}

Outcome Sandbox::outcome(Outcome::Ending ending, u32 vector) const {
  Outcome outcome{ending, vector, cpu_->state, {}};
  outcome.data.assign(memory_.host(kDataAddress), memory_.host(kDataAddress) + kDataBytes);
  return outcome;
}

Outcome Sandbox::interpret(const Stream& stream) {
  load(stream);
  State& state = cpu_->state;
  Interpreter interpreter(&state, memory_, isa_.layout());
  for (unsigned step = 0; step < kMaxSteps && stream.holds(state.r[15]); ++step) {
    DecodedInsn insn;
    if (isa_.decode(state.r[15], state.mode, memory_, insn) != FetchResult::kOk) break;
    interpreter.clear_left();
    try {
      const auto left = interpreter.run(insn);
      if (left == Interpreter::Left::kNo) interpreter.set_location(insn.next_address(), insn.next_mode);
      if (left == Interpreter::Left::kStopped && interpreter.stop_request() == StopRequest::kSystemCall) {
        return outcome(Outcome::kSystemCall);
      }
    } catch (const GuestFault& fault) {
      interpreter.set_location(insn.address, insn.mode);
      if (fault.kind == GuestFault::kRaise) return outcome(Outcome::kRaise, static_cast<u32>(fault.detail));
      return outcome(fault.kind == GuestFault::kRead ? Outcome::kReadFault : Outcome::kWriteFault);
    }
  }
  return outcome(state.r[15] == stream.end() ? Outcome::kEnd : Outcome::kLost);
}

ir::Block Sandbox::make_block(const Stream& stream) const {
  ir::Block block;
  block.address = cpu_->state.r[15];
  block.mode = cpu_->state.mode;
  IrBuilder builder(block);
  u64 address = block.address;
  u32 mode = block.mode;
  while (!builder.ended()) {
    DecodedInsn insn;
    if (!stream.holds(address) || isa_.decode(address, mode, memory_, insn) != FetchResult::kOk) {
      builder.jump_to(address, mode);
      break;
    }
    builder.translate(insn);
    address = insn.next_address();
    mode = insn.next_mode;
  }
  if (const std::string wrong = ir::verify(block); !wrong.empty()) {
    throw std::runtime_error(wrong + "\n" + ir::print(block));
  }
  return block;
}

std::optional<Outcome> Sandbox::after(const ir::Outcome& left) const {
  switch (left.kind) {
    case ir::Outcome::kRaise: return outcome(Outcome::kRaise, static_cast<u32>(left.detail));
    case ir::Outcome::kFault: return outcome(left.fault_is_write ? Outcome::kWriteFault : Outcome::kReadFault);
    case ir::Outcome::kStop:
      if (left.detail == static_cast<u64>(StopRequest::kSystemCall)) return outcome(Outcome::kSystemCall);
      return std::nullopt;
    default: return std::nullopt;
  }
}

std::optional<Outcome> Sandbox::after(const Exit& exit) const {
  switch (exit.kind) {
    case Exit::kRaise: return outcome(Outcome::kRaise, static_cast<u32>(exit.detail));
    case Exit::kFault: return outcome(exit.fault_is_write ? Outcome::kWriteFault : Outcome::kReadFault);
    case Exit::kStop:
      if (exit.detail == static_cast<u64>(StopRequest::kSystemCall)) return outcome(Outcome::kSystemCall);
      return std::nullopt;
    default: return std::nullopt;
  }
}

Outcome Sandbox::evaluate(const Stream& stream) {
  load(stream);
  ir::Evaluator evaluator(memory_, isa_.layout());
  for (unsigned step = 0; step < kMaxSteps && stream.holds(cpu_->state.r[15]); ++step) {
    const ir::Block block = make_block(stream);
    if (block.insns == 0) break;
    if (auto ended = after(evaluator.run(block, &cpu_->state))) return std::move(*ended);
  }
  return outcome(cpu_->state.r[15] == stream.end() ? Outcome::kEnd : Outcome::kLost);
}

Outcome Sandbox::translate(const Stream& stream, Translator& translator) {
  load(stream);
  const test::HostFaults faults(translator);
  ir::Evaluator evaluator(memory_, isa_.layout());
  translator.clear();
  for (unsigned step = 0; step < kMaxSteps && stream.holds(cpu_->state.r[15]); ++step) {
    const ir::Block block = make_block(stream);
    if (block.insns == 0) break;
    TranslatedCode code;
    if (!translator.translate(block, code)) throw std::runtime_error("the translator is full");
    ++(code.entry ? translated_ : untranslated_);
    cpu_->context.budget = kMaxSteps;
    auto ended =
        code.entry ? after(translator.run(code.entry, &cpu_->state)) : after(evaluator.run(block, &cpu_->state));
    if (ended) return std::move(*ended);
  }
  return outcome(cpu_->state.r[15] == stream.end() ? Outcome::kEnd : Outcome::kLost);
}

}  // namespace sosie::arm
