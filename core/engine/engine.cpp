#include "core/engine/engine.h"

#include <cassert>
#include <utility>

#include "core/engine/processor.h"

namespace sosie {

namespace {

/// A block that could not be translated is interpreted so often before it is tried again: the code around it may have
/// changed.
constexpr i32 kTriedInVain = -1'000'000;

}  // namespace

Engine::Engine(const Isa& isa, FlatMemory& memory, EngineOptions options)
    : Engine(isa, memory, &memory, nullptr, std::move(options)) {}

Engine::Engine(const Isa& isa, BoardMemory& memory, EngineOptions options)
    : Engine(isa, memory, nullptr, &memory, std::move(options)) {}

Engine::Engine(const Isa& isa, CodeMemory& memory, FlatMemory* flat, BoardMemory* board, EngineOptions options)
    : isa_(isa),
      memory_(memory),
      flat_(flat),
      board_(board),
      options_(std::move(options)),
      hot_after_(options_.translator && !options_.trace ? options_.hot_after : INT32_MAX),
      blocks_(options_.translator) {
  memory_.set_code_listener(this);
  assert(!options_.verify || flat_);
  if (options_.verify) gate().let_in_one_at_a_time();
}

Engine::~Engine() { memory_.set_code_listener(nullptr); }

void Engine::Counters::add_to(EngineStats& stats) const {
  stats.interpreted += interpreted;
  stats.translated += translated;
  stats.lookups_missed += lookups_missed;
}

EngineStats Engine::stats() {
  const RunGate::Lock lock(gate());
  EngineStats sum = stats_;
  for (const Processor* processor : processors_) processor->counters_.add_to(sum);
  return sum;
}

void Engine::attach(Processor& processor) {
  const RunGate::Lock lock(gate());
  gate().add(processor);
  blocks_.attach(processor.jump_cache_);
  processors_.push_back(&processor);
}

void Engine::detach(Processor& processor) {
  const RunGate::Lock lock(gate());
  gate().remove(processor);
  blocks_.detach(processor.jump_cache_);
  std::erase(processors_, &processor);
  processor.counters_.add_to(stats_);
  if (options_.translator) options_.translator->forget_processor(processor.context_);
}

void Engine::before_fork() {
  gate().before_fork();
  if (options_.translator) options_.translator->before_fork();
}

void Engine::after_fork(bool in_child, Processor& self) {
  if (options_.translator) options_.translator->after_fork(in_child);
  gate().after_fork(in_child, self);
  if (!in_child) return;
  for (Processor* processor : std::exchange(processors_, {&self})) {
    if (processor == &self) continue;
    blocks_.detach(processor->jump_cache_);
    if (options_.translator) options_.translator->forget_processor(processor->context_);
  }
}

void Engine::code_changes(u32 begin, u64 bytes) {
  // Only the thread that is alone can hold a block, one that it has forgotten itself; not of an earlier time.
  blocks_.bury();
  for (u32 page = memory_.code_page(begin), last = memory_.code_page(begin + bytes - 1); page <= last; ++page) {
    ++stats_.code_pages_lost;
    blocks_.forget_page(page);
  }
}

CodeBlock& Engine::block_at(u64 address, u32 mode) {
  const RunGate::Lock lock(gate());
  if (CodeBlock* block = blocks_.find(address, mode)) return *block;
  ++stats_.blocks_made;
  return blocks_.make(address, mode);
}

bool Engine::decode_next(CodeBlock& block, Recording& recording, DecodedInsn& insn) {
  const RunGate::Lock lock(gate());
  for (bool marked = false; !marked;) {
    if (isa_.decode(recording.end_address, recording.end_mode, memory_, insn) != FetchResult::kOk) return false;
    marked = true;
    for (u64 byte : {insn.address, insn.next_address() - 1}) {
      if (memory_.protect_code(static_cast<u32>(byte))) marked = false;
      blocks_.depends_on(block, memory_.code_page(byte));
    }
  }
  recording.end_address = insn.next_address();
  recording.end_mode = insn.next_mode;
  return true;
}

void Engine::set_recording(CodeBlock& block, Recording recording) {
  const RunGate::Lock lock(gate());
  if (block.recorded) return;  // another processor was faster
  block.recording = std::move(recording);
  block.recorded = true;
}

ir::Block Engine::list(CodeBlock& block) {
  while (true) {
    std::vector<u32> lines;
    ir::Block ir = make_superblock(isa_, memory_, block.address, block.mode, options_.superblock, lines);
    bool marked = true;
    for (u32 line : lines) {
      if (memory_.protect_code(line << CodeMemory::kLineBits)) marked = false;
      blocks_.depends_on(block, memory_.code_page(line << CodeMemory::kLineBits));
    }
    if (marked) return ir;
  }
}

bool Engine::translate_block(CodeBlock& block) {
  block.heat = kTriedInVain;  // unless it works
  const ir::Block ir = list(block);
  if (ir.insns == 0) return true;
  TranslatedCode code;
  if (!options_.translator->translate(ir, code)) return false;
  if (!code.entry) return true;
  if (options_.verify) {
    block.verify_notes = std::make_unique<VerifyNotes>();
    for (const ir::Insn& insn : ir.code) {
      if (insn.op == Op::kAt) block.verify_notes->path.push_back(ir::block_key(insn.imm, insn.mode()));
    }
    block.verify_notes->text = ir::print(ir);
  }
  blocks_.set_translation(block, code.entry);
  ++stats_.blocks_translated;
  return true;
}

void Engine::translate(u64 address, u32 mode) {
  const auto wanted = [&]() -> CodeBlock* {
    CodeBlock* const block = blocks_.find(address, mode);
    return block && !block->translated ? block : nullptr;
  };
  {
    const RunGate::Lock lock(gate());
    CodeBlock* const block = wanted();
    if (!block || translate_block(*block)) return;
  }
  const RunGate::Alone alone(gate());
  CodeBlock* const block = wanted();
  if (!block || translate_block(*block)) return;
  ++stats_.clears;
  options_.translator->clear();
  blocks_.forget_translations();
  translate_block(*block);
}

void Engine::link(LinkSite site, u64 address, u32 mode) {
  u64 clears = 0;
  const auto link_if_there = [&] {
    CodeBlock* const target = blocks_.find(address, mode);
    if (!target || !target->translated) return;
    ++stats_.blocks_linked;
    blocks_.link(site, *target);
  };
  {
    const RunGate::Lock lock(gate());
    if (gate().has_one_runner() || options_.translator->links_at_once(site)) return link_if_there();
    clears = stats_.clears;
  }
  const RunGate::Alone alone(gate());
  if (clears == stats_.clears) link_if_there();
}

}  // namespace sosie
