#include "core/engine/engine.h"

namespace sosie {

namespace {

/// A block that could not be translated is interpreted so often before it is tried again: the code around it may have
/// changed.
constexpr i32 kTriedInVain = -1'000'000;

}  // namespace

Engine::Engine(const Isa& isa, FlatMemory& memory, EngineOptions options)
    : isa_(isa),
      memory_(memory),
      options_(std::move(options)),
      hot_after_(options_.translator && !options_.trace ? options_.hot_after : INT32_MAX),
      blocks_(options_.translator) {
  memory_.set_code_listener(this);
}

Engine::~Engine() { memory_.set_code_listener(nullptr); }

void Engine::code_changes(u32 begin, u64 bytes) {
  for (u64 page = begin >> FlatMemory::kPageBits; page << FlatMemory::kPageBits < begin + bytes; ++page) {
    ++stats_.code_pages_lost;
    blocks_.forget_page(static_cast<u32>(page));
  }
}

CodeBlock& Engine::block_at(u64 address, u32 mode) {
  if (CodeBlock* block = blocks_.find(address, mode)) return *block;
  ++stats_.blocks_made;
  return blocks_.make(address, mode);
}

bool Engine::decode_next(CodeBlock& block, DecodedInsn& insn) {
  if (isa_.decode(block.end_address, block.end_mode, memory_, insn) != FetchResult::kOk) return false;
  for (u64 byte : {insn.address, insn.next_address() - 1}) {
    memory_.protect_code(static_cast<u32>(byte));
    blocks_.depends_on(block, static_cast<u32>(byte >> FlatMemory::kPageBits));
  }
  block.end_address = insn.next_address();
  block.end_mode = insn.next_mode;
  return true;
}

void Engine::translate(CodeBlock& block) {
  block.heat = kTriedInVain;  // unless it works
  std::vector<u32> pages;
  const ir::Block ir = make_superblock(isa_, memory_, block.address, block.mode, options_.superblock, pages);
  if (ir.insns == 0) return;
  for (u32 page : pages) {
    memory_.protect_code(page << FlatMemory::kPageBits);
    blocks_.depends_on(block, page);
  }
  TranslatedCode code;
  if (!options_.translator->translate(ir, code)) {
    ++stats_.clears;
    options_.translator->clear();
    blocks_.forget_translations();
    if (!options_.translator->translate(ir, code)) code = {};
  }
  if (!code.entry) return;
  blocks_.set_translation(block, code.entry);
  if (options_.verify) {
    block.path.clear();
    for (const ir::Insn& insn : ir.code) {
      if (insn.op == Op::kAt) block.path.push_back(ir::block_key(insn.imm, insn.mode()));
    }
    block.text = ir::print(ir);
  }
  ++stats_.blocks_translated;
}

}  // namespace sosie
