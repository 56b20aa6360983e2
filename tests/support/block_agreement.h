/// tests/support/block_agreement.h — runs a block of the toy guest by the IR's evaluator and as host code.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "core/ir/evaluator.h"
#include "core/memory/flat_memory.h"
#include "jit/pass.h"
#include "jit/translator.h"
#include "tests/support/host_faults.h"
#include "tests/support/random_blocks.h"

namespace sosie::test {

class BlockAgreement {
 public:
  explicit BlockAgreement(bool host_extensions)
      : translator_(isa_, memory_, jit::JitOptions{16 << 20, host_extensions}),
        faults_(translator_),
        record_(std::make_unique<ToyRecord>()) {
    memory_.map_zeroed(RandomBlock::kData, RandomBlock::kDataBytes, kPageRead | kPageWrite);
    memory_.map_zeroed(RandomBlock::kReadOnly, FlatMemory::kPageBytes, kPageRead);
    record_->context.memory = memory_.base();
  }

  /// Starts from a random state. \return what differs in state, memory or the way out, or an empty string.
  std::string run(const ir::Block& block, u64 seed) {
    if (const std::string problem = ir::verify(block); !problem.empty()) return "the test's own block: " + problem;
    ir::Block optimized = block;
    jit::optimize(optimized);
    if (const std::string problem = ir::verify(optimized); !problem.empty()) return "after the passes: " + problem;

    const ToyState start = random_state(seed);
    fill_memory(seed);
    record_->state = start;
    ir::Evaluator evaluator(memory_, isa_.layout());
    const ir::Outcome outcome = evaluator.run(block, &record_->state);
    const ToyState expected = record_->state;
    const std::vector<u8> expected_memory = copy_memory();

    fill_memory(seed);
    record_->state = start;
    evaluator.run(optimized, &record_->state);
    std::string differences = compare(expected, record_->state);
    if (copy_memory() != expected_memory) differences += " memory;";
    if (!differences.empty()) return "after the passes:" + differences;

    TranslatedCode code;
    if (!translator_.translate(block, code)) {
      translator_.clear();
      translator_.translate(block, code);
    }
    if (!code.entry) {
      ++untranslated;
      return {};
    }
    fill_memory(seed);
    record_->state = start;
    Exit exit{};
    differences = run_host_code(code.entry, expected, outcome, outcome.insns, exit);
    if (copy_memory() != expected_memory) differences += " memory;";
    if (!differences.empty()) return "host code:" + differences;
    if (outcome.kind != ir::Outcome::kJump || exit.site == kNoLinkSite) return {};
    differences = run_linked(code.entry, exit.site, block, start, outcome, seed);
    return differences.empty() ? differences : "linked to another block:" + differences;
  }

  u64 untranslated = 0;

 private:
  std::string run_host_code(const void* entry, const ToyState& expected, const ir::Outcome& outcome, i64 insns,
                            Exit& exit) {
    record_->context.budget = 1000;
    exit = translator_.run(entry, &record_->state);
    std::string differences = compare(expected, record_->state) + compare(outcome, exit);
    if (const i64 used = 1000 - record_->context.budget; used != insns) {
      differences += fmt::format(" instructions: {} and {};", insns, used);
    }
    return differences;
  }

  /// The block again, with its exit tied to another block, which finds what the first leaves behind.
  std::string run_linked(const void* entry, LinkSite site, const ir::Block& first_block, const ToyState& start,
                         const ir::Outcome& first, u64 seed) {
    const ir::Block second = RandomBlock(seed + 0x1'0000'0000).make();
    TranslatedCode code;
    if (!translator_.translate(second, code) || !code.entry) return {};
    fill_memory(seed);
    record_->state = start;
    ir::Evaluator evaluator(memory_, isa_.layout());
    evaluator.run(first_block, &record_->state);
    const ir::Outcome outcome = evaluator.run(second, &record_->state);
    const ToyState expected = record_->state;
    const std::vector<u8> expected_memory = copy_memory();

    fill_memory(seed);
    record_->state = start;
    translator_.link(site, code.entry);
    Exit exit{};
    std::string differences = run_host_code(entry, expected, outcome, i64{first.insns} + outcome.insns, exit);
    if (copy_memory() != expected_memory) differences += " memory;";
    return differences;
  }

  static ToyState random_state(u64 seed) {
    std::mt19937_64 random(seed + 1);
    ToyState s;
    for (u32& w : s.word)
      w = random() % 4 == 0   ? static_cast<u32>(random() % 3) - 1
          : random() % 3 == 0 ? RandomBlock::kData + static_cast<u32>(random() % RandomBlock::kDataBytes)
                              : static_cast<u32>(random());
    s.mode = 0;
    for (u8& f : s.flag) f = random() & 1;
    for (u64& w : s.wide) w = random();
    for (u16& h : s.half) h = static_cast<u16>(random());
    for (u8& b : s.byte) b = static_cast<u8>(random());
    s.counter = random();
    s.exceptions = 0;
    s.pad = 0;
    return s;
  }
  void fill_memory(u64 seed) {
    std::mt19937_64 random(seed + 2);
    for (u32 a = RandomBlock::kData; a < RandomBlock::kReadOnly; a += 8) memory_.write<u64>(a, random());
  }
  std::vector<u8> copy_memory() const {
    return {memory_.host(RandomBlock::kData), memory_.host(RandomBlock::kReadOnly)};
  }
  std::string compare(const ToyState& want, const ToyState& got) const {
    std::string out;
    for (unsigned n = 0; n < 16; ++n) {
      if (want.word[n] != got.word[n]) out += fmt::format(" word {}: {:#x} and {:#x};", n, want.word[n], got.word[n]);
    }
    for (unsigned n = 0; n < 8; ++n) {
      if (want.flag[n] != got.flag[n]) out += fmt::format(" flag {}: {} and {};", n, want.flag[n], got.flag[n]);
    }
    for (unsigned n = 0; n < 4; ++n) {
      if (want.wide[n] != got.wide[n]) out += fmt::format(" wide {}: {:#x} and {:#x};", n, want.wide[n], got.wide[n]);
    }
    if (want.exceptions != got.exceptions) {
      out += fmt::format(" exceptions: {:#x} and {:#x};", want.exceptions, got.exceptions);
    }
    if (out.empty() && std::memcmp(&want, &got, sizeof want) != 0) out = " other state;";
    return out;
  }
  static std::string compare(const ir::Outcome& want, const Exit& got) {
    switch (want.kind) {
      case ir::Outcome::kJump: return got.kind == Exit::kJump || got.kind == Exit::kLookup ? "" : " not a jump;";
      case ir::Outcome::kRaise: return got.kind == Exit::kRaise && got.detail == want.detail ? "" : " not this raise;";
      case ir::Outcome::kStop: return got.kind == Exit::kStop && got.detail == want.detail ? "" : " not this stop;";
      case ir::Outcome::kFault: break;
    }
    const bool same = got.kind == Exit::kFault && got.fault_address == want.fault_address &&
                      got.fault_is_write == want.fault_is_write;
    return same ? "" : fmt::format(" not a fault at {:#x};", want.fault_address);
  }

  ToyIsa isa_;
  FlatMemory memory_;
  jit::JitTranslator translator_;
  HostFaults faults_;
  std::unique_ptr<ToyRecord> record_;
};

}  // namespace sosie::test
