#include "core/ir/evaluator.h"

#include <atomic>
#include <cstring>

#include "core/ir/operands.h"
#include "core/memory/exchange.h"

namespace sosie::ir {

// The same rules, in the same order, as the Interpreter's.
void Evaluator::check(u32 address, unsigned bytes, u8 needed) const {
  for (unsigned i = 0; i < bytes; ++i) {
    if ((memory_->flags(address + i) & needed) != needed) throw Fault{address + i};
  }
  if (bytes > FlatMemory::kSpaceBytes - address) throw Fault{0};
}

void Evaluator::check_store(u32 address, unsigned bytes) const {
  check(address, bytes, kPageWrite);
  for (unsigned i : {0u, bytes - 1}) {
    if (memory_->flags(address + i) & kPageHoldsCode) throw Fault{address + i};
  }
}

u64 Evaluator::load(u32 address, unsigned bytes, u32 mode) {
  u64 value = 0;
  if (board_) {
    const auto outcome = board_->load(*tlb_, board_->shape().view(mode), address, bytes, value);
    if (outcome.status != BoardMemory::Outcome::kDone) {
      throw Fault{outcome.address, outcome.status == BoardMemory::Outcome::kMisaligned};
    }
  } else {
    check(address, bytes, kPageRead);
    std::memcpy(&value, memory_->host(address), bytes);
  }
  return value;
}

void Evaluator::store(u32 address, unsigned bytes, u64 value, u32 mode) {
  if (board_) {
    const auto outcome = board_->store(*tlb_, board_->shape().view(mode), address, bytes, value);
    if (outcome.status != BoardMemory::Outcome::kDone) {
      throw Fault{outcome.address, outcome.status == BoardMemory::Outcome::kMisaligned};
    }
  } else {
    check_store(address, bytes);
    std::memcpy(memory_->host(address), &value, bytes);
  }
}

u64 Evaluator::compare_exchange(Type type, u32 address, u64 expected, u64 desired, u32 mode) {
  if (board_) {
    const u64 old = load(address, type_bytes(type), mode);
    if (old == expected) store(address, type_bytes(type), desired, mode);
    return old;
  }
  check_store(address, type_bytes(type));
  u8* const where = memory_->host(address);
  switch (type_bytes(type)) {
    case 1: return sosie::compare_exchange(where, static_cast<u8>(expected), static_cast<u8>(desired));
    case 2: return sosie::compare_exchange(where, static_cast<u16>(expected), static_cast<u16>(desired));
    case 4: return sosie::compare_exchange(where, static_cast<u32>(expected), static_cast<u32>(desired));
    default: return sosie::compare_exchange(where, expected, desired);
  }
}

Outcome Evaluator::run(const Block& block, void* state_struct) {
  u8* const state = static_cast<u8*>(state_struct);
  const auto& code = block.code;
  values_.assign(code.size(), 0);
  u64 pc = block.address;
  u32 mode = block.mode;
  u32 begun = 0;
  std::size_t i = 0;
  const auto value = [&](ValueId v) { return v == kNoValue ? 0 : values_[v]; };
  const auto leave = [&](Outcome::Kind kind, u64 detail) {
    return Outcome{kind, static_cast<ValueId>(i), detail, 0, false, false, begun};
  };
  const auto not_happened = [&](Outcome::Kind kind, u64 detail) {
    layout_.set(state, pc, mode);
    Outcome outcome = leave(kind, detail);
    if (begun > 0) --outcome.insns;
    return outcome;
  };
  try {
    for (; i < code.size(); ++i) {
      const Insn& insn = code[i];
      const u32 address = static_cast<u32>(insn.op == Op::kAt ? 0 : value(insn.a));
      const unsigned bytes = type_bytes(insn.type);
      u64& result = values_[i];
      switch (info(insn.op).shape) {
        case Shape::kConst: result = insn.imm; break;
        case Shape::kConvert:
          result = evaluate(insn.op, result_type(code[insn.a]), value(insn.a), 0, 0, insn.type);
          break;
        case Shape::kLanes: result = evaluate(insn.op, insn.type, value(insn.a), value(insn.b), insn.imm); break;
        case Shape::kGet:
          std::memcpy(&result, state + insn.imm, bytes);
          result &= type_mask(insn.type);
          break;
        case Shape::kPut: std::memcpy(state + insn.imm, &values_[insn.a], bytes); break;
        case Shape::kLoad: result = load(address, bytes, mode); break;
        case Shape::kStore: store(address, bytes, value(insn.b), mode); break;
        case Shape::kCompareExchange:
          result = compare_exchange(insn.type, address, value(insn.b), value(insn.c), mode);
          break;
        case Shape::kFloatIs: result = evaluate(insn.op, insn.type, value(insn.a), value(insn.b), insn.imm); break;
        case Shape::kFence: std::atomic_thread_fence(std::memory_order_seq_cst); break;
        case Shape::kCall: result = insn.helper().run(state, value(insn.a), value(insn.b), value(insn.c)); break;
        case Shape::kAt:
          pc = insn.imm;
          mode = insn.mode();
          ++begun;
          break;
        case Shape::kSkip:
          if (!value(insn.a)) {
            while (i + 1 < code.size() && code[i].op != Op::kLand) {
              ++i;
              // What a skipped region holds counts as run: only leaving the block early gives instructions back.
              if (code[i].op == Op::kAt) ++begun;
            }
          }
          break;
        case Shape::kLand: break;
        case Shape::kJump:
          layout_.set(state, value(insn.a), static_cast<u32>(value(insn.b)));
          return leave(Outcome::kJump, 0);
        case Shape::kStop:
          layout_.set(state, value(insn.a), static_cast<u32>(value(insn.b)));
          return leave(Outcome::kStop, insn.imm);
        case Shape::kRaise: return not_happened(Outcome::kRaise, insn.imm);
        default: result = evaluate(insn.op, insn.type, value(insn.a), value(insn.b), value(insn.c)); break;
      }
    }
  } catch (const Fault& fault) {
    Outcome outcome = not_happened(Outcome::kFault, 0);
    outcome.fault_address = fault.address;
    outcome.fault_is_write = code[i].op != Op::kLoad;
    outcome.fault_is_misaligned = fault.is_misaligned;
    return outcome;
  }
  // Unreachable in a verified block; running off the end must not look like progress.
  return not_happened(Outcome::kRaise, 0);
}

}  // namespace sosie::ir
