// Several processors at once: they share blocks, run what another one has linked, and are asked out when code goes.
// Each test runs interpreted, with the IR's evaluator as translator, and as host code.
#include <gtest/gtest.h>

#include <list>

#include "core/engine/evaluating_translator.h"
#include "frontends/arm/isa.h"
#include "jit/translator.h"
#include "tests/support/guest_threads.h"
#include "tests/support/host_faults.h"

namespace sosie {

namespace {

using test::GuestThread;

constexpr u32 kCode = 0x10000, kFunction = 0x11000, kWriter = 0x12000, kFunctions = 0x13000;
constexpr u32 kSupervisorCall = 0xef000000;
constexpr unsigned kThreads = 4;

enum class Way { kInterpreter, kEvaluator, kHostCode };

std::string name_of(const testing::TestParamInfo<Way>& info) {
  return info.param == Way::kInterpreter ? "Interpreter" : info.param == Way::kEvaluator ? "Evaluator" : "HostCode";
}

class SeveralProcessors : public testing::TestWithParam<Way> {
 protected:
  void make_engine(EngineOptions options, bool small_cache = false) {
    const Way way = GetParam();
    if (way == Way::kEvaluator)
      translator_ = std::make_unique<EvaluatingTranslator>(isa_, memory_, small_cache ? 3 : 1000);
    if (way == Way::kHostCode) {
      translator_ = std::make_unique<jit::JitTranslator>(
          isa_, memory_, jit::JitOptions{std::size_t{small_cache ? 4u << 10 : 1u << 20}, true});
    }
    faults_ = translator_ ? std::make_unique<test::HostFaults>(*translator_) : std::make_unique<test::HostFaults>();
    memory_.map_zeroed(kCode, 0x5000, kPageRead | kPageWrite | kPageExecute);
    options.translator = translator_.get();
    engine_ = std::make_unique<Engine>(isa_, memory_, options);
  }
  void load(std::initializer_list<u32> words, u32 address = kCode) {
    const FlatMemory::Change change(memory_, {{address, 4 * words.size()}});
    for (u32 word : words) memory_.write(address, word), address += 4;
  }
  GuestThread& add(u32 pc, std::initializer_list<std::pair<unsigned, u32>> registers) {
    return threads_.emplace_back(*engine_, pc, registers);
  }
  void run_all() {
    for (GuestThread& thread : threads_) thread.start();
    join_all();
  }
  void join_all() {
    for (GuestThread& thread : threads_) {
      thread.join();
      EXPECT_EQ(thread.stop().kind, Stop::kRequest);
    }
  }
  bool translates() const { return translator_ != nullptr; }

  arm::ArmIsa isa_;
  FlatMemory memory_;
  std::unique_ptr<Translator> translator_;
  std::unique_ptr<test::HostFaults> faults_;
  std::unique_ptr<Engine> engine_;
  std::list<GuestThread> threads_;
};
INSTANTIATE_TEST_SUITE_P(Ways, SeveralProcessors, testing::Values(Way::kInterpreter, Way::kEvaluator, Way::kHostCode),
                         name_of);

/// Calls the function at kFunction r1 times; r6 = 1 if what it returns in r2 has ever become smaller.
constexpr std::initializer_list<u32> kCaller = {
    0xeb0003fe,  // again: bl function
    0xe1520005,  // cmp r2, r5
    0xb3a06001,  // movlt r6, #1
    0xe1a05002,  // mov r5, r2
    0xe2511001,  // subs r1, r1, #1
    0x1afffff9,  // bne again
    kSupervisorCall,
};
constexpr u32 kReturnConstant = 0xe3a02000;  // mov r2, #0
constexpr u32 kReturn = 0xe12fff1e;          // bx lr

TEST_P(SeveralProcessors, RunTheSameBlocks) {
  make_engine({});
  load({
      0xe0800001,  // again: add r0, r0, r1
      0xe2511001,  // subs r1, r1, #1
      0x1afffffc,  // bne again
      kSupervisorCall,
  });
  u64 insns = 0;
  for (u32 n = 1; n <= kThreads; ++n) {
    add(kCode, {{1, 10'000 * n}});
    insns += u64{30'000} * n + 1;
  }
  run_all();
  u64 n = 0;
  for (GuestThread& thread : threads_) {
    ++n;
    EXPECT_EQ(thread.r(0), static_cast<u32>(10'000 * n * (10'000 * n + 1) / 2));
  }
  const EngineStats stats = engine_->stats();
  EXPECT_EQ(stats.interpreted + stats.translated, insns) << "summed over all of them";
  threads_.clear();
  EXPECT_EQ(engine_->stats().translated, stats.translated) << "also when they are gone";
}

TEST_P(SeveralProcessors, SeeWhatOneOfThemWritesIntoTheirCode) {
  make_engine({.hot_after = 2});
  load(kCaller);
  load({kReturnConstant, kReturn}, kFunction);
  load(
      {
          0xe5873000,  // again: str r3, [r7]
          0xe2833001,  // add r3, r3, #1
          0xe2511001,  // subs r1, r1, #1
          0x1afffffb,  // bne again
          kSupervisorCall,
      },
      kWriter);
  for (unsigned n = 0; n < kThreads - 1; ++n) add(kCode, {{1, 20'000}});
  add(kWriter, {{1, 256}, {3, kReturnConstant}, {7, kFunction}});
  run_all();
  for (GuestThread& thread : threads_) EXPECT_EQ(thread.r(6), 0u);
  threads_.clear();
  add(kCode, {{1, 1}});
  run_all();
  EXPECT_EQ(threads_.back().r(2), 255u);
}

TEST_P(SeveralProcessors, AreAskedOutWhenCodeIsReplacedFromOutside) {
  make_engine({.hot_after = 2});
  load(kCaller);
  load({kReturnConstant, kReturn}, kFunction);
  for (unsigned n = 0; n < kThreads; ++n) add(kCode, {{1, 50'000}});
  for (GuestThread& thread : threads_) thread.start();
  for (u32 n = 1; n < 100; ++n) load({kReturnConstant | n, kReturn}, kFunction);
  join_all();
  for (GuestThread& thread : threads_) EXPECT_EQ(thread.r(6), 0u);
}

TEST_P(SeveralProcessors, ShareAFullCodeCache) {
  make_engine({.hot_after = 1}, true);
  for (u32 n = 0; n < 100; ++n) load({0xe2800000 | n, kReturn}, kFunctions + 8 * n);  // add r0, r0, #n; bx lr
  load({
      0xe1a03004,  // again: mov r3, r4
      0xe3a02064,  // mov r2, #100
      0xe12fff33,  // call: blx r3
      0xe2833008,  // add r3, r3, #8
      0xe2522001,  // subs r2, r2, #1
      0x1afffffb,  // bne call
      0xe2511001,  // subs r1, r1, #1
      0x1afffff7,  // bne again
      kSupervisorCall,
  });
  for (unsigned n = 0; n < kThreads; ++n) add(kCode, {{1, 20}, {4, kFunctions}});
  run_all();
  for (GuestThread& thread : threads_) EXPECT_EQ(thread.r(0), 20u * 99 * 100 / 2);
  if (!translates()) return;
  EXPECT_GE(engine_->stats().clears, 1u);
}

TEST_P(SeveralProcessors, VerifyTheirBlocksInTurns) {
  make_engine({.hot_after = 2, .verify = true});
  // Each adds one to the word at r4, r1 times.
  load({
      0xe1942f9f,  // again: ldrex r2, [r4]
      0xe2822001,  // add r2, r2, #1
      0xe1843f92,  // strex r3, r2, [r4]
      0xe3530000,  // cmp r3, #0
      0x1afffffa,  // bne again
      0xe2511001,  // subs r1, r1, #1
      0x1afffff8,  // bne again
      kSupervisorCall,
  });
  for (unsigned n = 0; n < kThreads; ++n) add(kCode, {{1, 1000}, {4, kCode + 0x4000}});
  run_all();
  EXPECT_EQ(memory_.read<u32>(kCode + 0x4000), kThreads * 1000);
}

TEST_P(SeveralProcessors, ExclusiveStoresLoseNothing) {
  make_engine({});
  load({
      0xe1942f9f,  // again: ldrex r2, [r4]
      0xe2822001,  // add r2, r2, #1
      0xe1843f92,  // strex r3, r2, [r4]
      0xe3530000,  // cmp r3, #0
      0x1afffffa,  // bne again
      0xe2511001,  // subs r1, r1, #1
      0x1afffff8,  // bne again
      kSupervisorCall,
  });
  for (unsigned n = 0; n < kThreads; ++n) add(kCode, {{1, 20'000}, {4, kCode + 0x4000}});
  run_all();
  EXPECT_EQ(memory_.read<u32>(kCode + 0x4000), kThreads * 20'000);
}

}  // namespace

}  // namespace sosie
