// The published vectors once more, for the executors that know no bus: the interpreter, the IR's evaluator, host code.
// They agree in registers and memory. Cases with address errors are left out: nobody but the exact processor checks
// alignment.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>

#include "core/emit/interpreter.h"
#include "core/engine/cpu_record.h"
#include "core/ir/builder.h"
#include "core/ir/evaluator.h"
#include "frontends/m68k/isa.h"
#include "frontends/m68k/state.h"
#include "jit/translator.h"
#include "tests/support/m68k/repeated_memory.h"
#include "tests/support/m68k/vector_file.h"
#include "tests/support/vectors.h"

namespace sosie::m68k {

namespace {

using test::Transaction;
using test::VectorCase;
using test::VectorState;

/// How an instruction ended: with the vector that it raised, or nothing.
using Ending = std::optional<u32>;

class M68kPlainExecutors : public testing::Test {
 protected:
  void load(const VectorCase& one) {
    const VectorState& s = one.before;
    State& state = cpu_->state;
    state = {};
    std::copy(std::begin(s.d), std::end(s.d), state.d);
    std::copy(std::begin(s.a), std::end(s.a), state.a);
    state.a[7] = s.usp;
    state.other_sp = s.ssp;
    set_sr(state, static_cast<u16>(s.sr));
    state.pc = s.pc - 4;
    for (const auto& [address, word] : one.after.memory) memory_.put_word(address, 0);
    for (const auto& [address, word] : s.memory) memory_.put_word(address, word);
    // The queue's words need not be in memory in the vectors.
    memory_.put_word(state.pc, static_cast<u16>(s.prefetch[0]));
    memory_.put_word(state.pc + 2, static_cast<u16>(s.prefetch[1]));
  }

  DecodedInsn decode() {
    DecodedInsn insn;
    if (isa_.decode(cpu_->state.pc, cpu_->state.mode, memory_.flat(), insn) != FetchResult::kOk) {
      throw std::runtime_error("not decoded");
    }
    return insn;
  }
  ir::Block make_block() {
    const DecodedInsn insn = decode();
    ir::Block block;
    block.address = insn.address;
    block.mode = insn.mode;
    IrBuilder builder(block);
    builder.translate(insn);
    if (!builder.ended()) builder.jump_to(insn.next_address(), insn.next_mode);
    if (const std::string wrong = ir::verify(block); !wrong.empty()) throw std::runtime_error(wrong + ir::print(block));
    return block;
  }

  Ending interpret() {
    const DecodedInsn insn = decode();
    Interpreter interpreter(&cpu_->state, memory_.flat(), isa_.layout());
    try {
      if (interpreter.run(insn) == Interpreter::Left::kNo)
        interpreter.set_location(insn.next_address(), insn.next_mode);
    } catch (const GuestFault& fault) {
      return static_cast<u32>(fault.detail);
    }
    return {};
  }
  Ending evaluate() {
    ir::Evaluator evaluator(memory_.flat(), isa_.layout());
    const ir::Outcome outcome = evaluator.run(make_block(), &cpu_->state);
    return outcome.kind == ir::Outcome::kRaise ? Ending(outcome.detail) : std::nullopt;
  }
  Ending translate() {
    const ir::Block block = make_block();
    TranslatedCode code;
    if (!translator_.translate(block, code)) {
      translator_.clear();
      translator_.translate(block, code);
    }
    if (!code.entry) {
      ++untranslated_;
      return evaluate();
    }
    cpu_->context.budget = 100;
    const Exit exit = translator_.run(code.entry, &cpu_->state);
    return exit.kind == Exit::kRaise ? Ending(exit.detail) : std::nullopt;
  }

  /// \return what is wrong, nothing where all is well.
  std::string run(const VectorCase& one, const std::function<Ending()>& execute) {
    load(one);
    const Ending raised = execute();
    const State& state = cpu_->state;
    std::string wrong;
    const auto compare = [&](std::string_view name, u32 is, u32 should_be) {
      if (is != should_be) wrong += fmt::format(" {} is {:x} instead of {:x};", name, is, should_be);
    };
    for (unsigned n = 0; n < 8; ++n) compare(fmt::format("d{}", n), state.d[n], one.after.d[n]);
    for (unsigned n = 0; n < 7; ++n) compare(fmt::format("a{}", n), state.a[n], one.after.a[n]);
    compare("ccr", sr(state) & kCcrBits, one.after.sr & kCcrBits);
    if (raised) {  // the exception is the machine's: what is left is which
      ++raised_;
      if (!fetches(one, *raised * 4)) wrong += fmt::format(" vector {} is not the one;", *raised);
      return wrong;
    }
    const bool supervisor = state.mode & kModeSupervisor;
    compare("usp", supervisor ? state.other_sp : state.a[7], one.after.usp);
    compare("ssp", supervisor ? state.a[7] : state.other_sp, one.after.ssp);
    compare("sr", sr(state), one.after.sr);
    const bool stop = one.before.prefetch[0] == 0x4e72;
    compare("pc", state.pc, stop ? one.after.pc : one.after.pc - 4);
    for (const auto& [address, word] : one.after.memory)
      compare(fmt::format("{:06x}", address), memory_.word(address), word);
    return wrong;
  }

  void expect_agreement(const std::function<Ending()>& execute) {
    const auto folder = sosie::test::vectors_folder("m68000");
    if (!folder) GTEST_SKIP() << "no 68000 vectors: set SOSIE_VECTORS to the folder that has m68000/";
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
      if (!entry.path().string().ends_with(".json.bin")) continue;
      unsigned failed = 0;
      std::string first;
      for (const VectorCase& one : test::read_vectors(entry.path())) {
        if (has_address_error(one)) continue;
        ++compared_;
        const std::string wrong = run(one, execute);
        if (!wrong.empty() && ++failed == 1) first = one.name + ":" + wrong;
      }
      EXPECT_EQ(failed, 0u) << entry.path().filename() << ", the first being " << first;
    }
    EXPECT_GT(compared_, 0u);
    EXPECT_GT(raised_, 0u);
  }

 private:
  static bool has_address_error(const VectorCase& one) {
    return std::ranges::any_of(one.transactions, [](const Transaction& t) {
      return t.kind == Transaction::kRefusedRead || t.kind == Transaction::kRefusedWrite;
    });
  }
  static bool fetches(const VectorCase& one, u32 address) {
    return std::ranges::any_of(one.transactions, [&](const Transaction& t) {
      return t.kind == Transaction::kRead && t.function_code == 5 && t.address == address;
    });
  }

  M68kIsa isa_;
  test::RepeatedMemory memory_{1 << 24};
  std::unique_ptr<CpuRecord<State>> cpu_ = [this] {
    auto cpu = std::make_unique<CpuRecord<State>>();
    cpu->context.memory = memory_.flat().base();
    return cpu;
  }();
  jit::JitTranslator translator_{isa_, memory_.flat(), {}};

 protected:
  unsigned compared_ = 0, raised_ = 0, untranslated_ = 0;
};

TEST_F(M68kPlainExecutors, TheInterpreterAgreesWithTheVectors) {
  expect_agreement([this] { return interpret(); });
}
TEST_F(M68kPlainExecutors, TheIrAgreesWithTheVectors) {
  expect_agreement([this] { return evaluate(); });
}
TEST_F(M68kPlainExecutors, HostCodeAgreesWithTheVectors) {
  expect_agreement([this] { return translate(); });
  // ADDX, SUBX and NEGX of bytes and words: there is no host code for sums with carry of that size yet.
  EXPECT_LE(untranslated_, compared_ / 15);
}

}  // namespace

}  // namespace sosie::m68k
