// Random blocks on a board's bus, by the IR's evaluator and as host code that finds memory by a TLB: state, memory,
// what the device saw and the way out must be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "core/ir/evaluator.h"
#include "core/memory/board_memory.h"
#include "jit/translator.h"
#include "tests/support/random_blocks.h"

namespace sosie::test {

namespace {

/// Writes down what it is asked.
struct Witness final : Mmio {
  static constexpr u64 kBytes = 0x1000;
  std::vector<u64> seen;

  u64 size() const override { return kBytes; }
  u64 read(u64 offset, unsigned bytes) override {
    seen.push_back(offset << 8 | bytes);
    return (offset + seen.size()) * 0x9e37'79b9'7f4a'7c15u;
  }
  void write(u64 offset, unsigned bytes, u64 value) override {
    seen.insert(seen.end(), {u64{1} << 63 | offset << 8 | bytes, value});
  }
};

class Board {
 public:
  explicit Board(u32 alignment)
      : memory_(space_, {{.page_bits = AddressSpace::kPageBits, .alignment = alignment, .privileged_mode = 1}, 2}),
        translator_(isa_, memory_),
        record_(std::make_unique<BoardCpuRecord<ToyState>>()) {
    space_.map_ram("ram", RandomBlock::kData, RandomBlock::kDataBytes);
    space_.map_rom("rom", RandomBlock::kReadOnly, std::vector<u8>(0x1000, 0x5a), Unmapped::kBusError);
    space_.map("witness", witness_, {.base = kDevice});
    space_.protect(kDevice, 0x400);
    record_->cpu.context.board = &memory_;
    memory_.attach(record_->tlb);
    memory_.protect_code(kCode);
  }

  std::string run(const ir::Block& block, u64 seed) {
    start(seed);
    ir::Evaluator evaluator(memory_, *tlb_, isa_.layout());
    const ir::Outcome want = evaluator.run(block, state());
    const ToyState state_wanted = *state();
    const std::vector<u8> bytes_wanted = copy();
    const std::vector<u64> seen_wanted = witness_.seen;

    TranslatedCode code;
    if (!translator_.translate(block, code)) {
      translator_.clear();
      translator_.translate(block, code);
    }
    if (!code.entry) {
      ++untranslated;
      return {};
    }
    start(seed);
    record_->cpu.context.budget = kBudget;
    const Exit got = translator_.run(code.entry, state());
    std::string text = compare(want, got);
    if (std::memcmp(&state_wanted, state(), sizeof(ToyState)) != 0) text += " state;";
    if (bytes_wanted != copy()) text += " memory;";
    if (seen_wanted != witness_.seen) text += " the device;";
    if (kBudget - record_->cpu.context.budget != want.insns) text += " instructions;";
    faults += want.kind == ir::Outcome::kFault;
    misaligned += want.fault_is_misaligned;
    device_accesses += seen_wanted.size();
    return text;
  }

  u64 untranslated = 0, faults = 0, misaligned = 0, device_accesses = 0;

 private:
  static constexpr i64 kBudget = 1000;
  static constexpr u32 kDevice = RandomBlock::kData + 0x2000, kCode = RandomBlock::kData + 0x440;

  ToyState* state() { return &record_->cpu.state; }
  void start(u64 seed) {
    std::mt19937_64 random(seed);
    ToyState& s = *state();
    s = {};
    for (u32& word : s.word) {
      word = RandomBlock::kData + static_cast<u32>(random() % (RandomBlock::kDataBytes + 0x1000));
      if (random() % 2 == 0) word &= ~7u;
      if (random() % 8 == 0) word |= static_cast<u32>(random() & 0xff) << 24;
      if (random() % 8 == 0) word = static_cast<u32>(random());
    }
    for (u8& flag : s.flag) flag = random() & 1;
    for (u64& wide : s.wide) wide = random();
    witness_.seen.clear();
    for (u8& byte : space_.ram(RandomBlock::kData, 0x2000)) byte = static_cast<u8>(random());
    for (u8& byte : space_.ram(RandomBlock::kData + 0x3000, 0x1000)) byte = static_cast<u8>(random());
    if (random() % 2 == 0) record_->tlb.clear();
  }
  std::vector<u8> copy() {
    const std::span<u8> low = space_.ram(RandomBlock::kData, 0x2000),
                        high = space_.ram(RandomBlock::kData + 0x3000, 0x1000);
    std::vector<u8> bytes(low.begin(), low.end());
    bytes.insert(bytes.end(), high.begin(), high.end());
    return bytes;
  }
  static std::string compare(const ir::Outcome& want, const Exit& got) {
    switch (want.kind) {
      case ir::Outcome::kJump: return got.kind == Exit::kJump || got.kind == Exit::kLookup ? "" : " not a jump;";
      case ir::Outcome::kRaise: return got.kind == Exit::kRaise && got.detail == want.detail ? "" : " not this raise;";
      case ir::Outcome::kStop: return got.kind == Exit::kStop && got.detail == want.detail ? "" : " not this stop;";
      case ir::Outcome::kFault: break;
    }
    const bool same = got.kind == Exit::kFault && got.fault_address == want.fault_address &&
                      got.fault_is_write == want.fault_is_write && got.fault_is_misaligned == want.fault_is_misaligned;
    return same ? "" : " not this fault;";
  }

  ToyIsa isa_;
  AddressSpace space_{"bus", 24, Unmapped::kBusError, ByteOrder::kBig};
  Witness witness_;
  BoardMemory memory_;
  jit::JitTranslator translator_;
  std::unique_ptr<BoardCpuRecord<ToyState>> record_;
  std::unique_ptr<Tlb> tlb_ = std::make_unique<Tlb>();  ///< the evaluator's, which never looks
};

u64 from_environment(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

void run_blocks(u32 alignment, u64 first_seed) {
  Board board(alignment);
  const u64 count = from_environment("SOSIE_BLOCKS", 3000);
  unsigned failures = 0;
  for (u64 seed = first_seed; seed < first_seed + count && failures < 5; ++seed) {
    const ir::Block block = RandomBlock(seed).make();
    if (const std::string differences = board.run(block, seed); !differences.empty()) {
      ++failures;
      ADD_FAILURE() << "seed " << seed << ": " << differences << '\n' << ir::print(block);
    }
  }
  EXPECT_LT(board.untranslated * 100, count) << "blocks that could not be translated";
  EXPECT_GT(board.faults, count / 50);
  EXPECT_GT(board.device_accesses, count / 50);
  if (alignment > 1) {
    EXPECT_GT(board.misaligned, count / 50);
  }
}

TEST(RandomBlocks, OnABoardHostCodeAgreesWithTheEvaluator) { run_blocks(1, from_environment("SOSIE_SEED", 2'000'001)); }
TEST(RandomBlocks, WhereAddressesHaveToBeEvenHostCodeAgreesWithTheEvaluator) {
  run_blocks(2, from_environment("SOSIE_SEED", 3'000'001));
}

}  // namespace

}  // namespace sosie::test
