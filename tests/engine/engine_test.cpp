// The engine on small ARM programs: cold and hot, linked, interrupted, with code that changes under its feet. Each runs
// interpreted, with the IR's evaluator as translator, and as host code.
#include <gtest/gtest.h>
#include <sys/time.h>

#include <fstream>
#include <functional>
#include <initializer_list>
#include <memory>

#include "core/engine/evaluating_translator.h"
#include "core/engine/processor.h"
#include "frontends/arm/isa.h"
#include "frontends/arm/state.h"
#include "jit/translator.h"
#include "tests/support/host_faults.h"

namespace sosie {

namespace {

constexpr u32 kCode = 0x10000, kData = 0x20000, kDataBytes = 0x1000, kStack = 0x100000, kStackBytes = 0x80000;
constexpr i64 kPlenty = 100'000'000;
constexpr u32 kSupervisorCall = 0xef000000;  // svc #0

enum class Way { kInterpreter, kEvaluator, kHostCode };

std::string name_of(const testing::TestParamInfo<Way>& info) {
  return info.param == Way::kInterpreter ? "Interpreter" : info.param == Way::kEvaluator ? "Evaluator" : "HostCode";
}

class Machine {
 public:
  explicit Machine(Way way, EngineOptions options = {}, bool small_cache = false) : way_(way) {
    if (way == Way::kEvaluator)
      translator_ = std::make_unique<EvaluatingTranslator>(isa_, memory_, small_cache ? 3 : 1000);
    if (way == Way::kHostCode) {
      translator_ = std::make_unique<jit::JitTranslator>(
          isa_, memory_, jit::JitOptions{std::size_t{small_cache ? 4u << 10 : 1u << 20}, true});
    }
    if (translator_) faults_ = std::make_unique<test::HostFaults>(*translator_);
    memory_.map_zeroed(kCode, 0x4000, kPageRead | kPageWrite | kPageExecute);
    memory_.map_zeroed(kData, kDataBytes, kPageRead | kPageWrite);
    memory_.map_zeroed(kStack - kStackBytes, kStackBytes, kPageRead | kPageWrite);
    options.translator = translator_.get();
    engine_ = std::make_unique<Engine>(isa_, memory_, options);
    record_ = std::make_unique<CpuRecord<arm::State>>();
    processor_ = std::make_unique<Processor>(*engine_, &record_->state);
    state().r[13] = kStack;
    state().r[15] = kCode;
  }

  void load(std::initializer_list<u32> words, u32 address = kCode) {
    memory_.release_code(address, 4 * words.size());
    for (u32 word : words) memory_.write(address, word), address += 4;
  }
  arm::State& state() { return record_->state; }
  u32& r(unsigned n) { return state().r[n]; }
  Stop run(i64 budget = kPlenty) { return processor_->run(budget); }
  RunContext& context() { return record_->context; }
  FlatMemory& memory() { return memory_; }
  EngineStats stats() const { return engine_->stats(); }
  bool translates() const { return way_ != Way::kInterpreter; }

 private:
  const Way way_;
  arm::ArmIsa isa_;
  FlatMemory memory_;
  std::unique_ptr<Translator> translator_;
  std::unique_ptr<test::HostFaults> faults_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<CpuRecord<arm::State>> record_;
  std::unique_ptr<Processor> processor_;
};

void expect_call(const Stop& stop) {
  EXPECT_EQ(stop.kind, Stop::kRequest);
  EXPECT_EQ(stop.detail, static_cast<u64>(StopRequest::kSystemCall));
}

constexpr std::initializer_list<u32> kSum = {
    0xe0800001,  // add r0, r0, r1
    0xe2511001,  // subs r1, r1, #1
    0x1afffffc,  // bne -8
    kSupervisorCall,
};

class EngineTest : public testing::TestWithParam<Way> {};
INSTANTIATE_TEST_SUITE_P(Ways, EngineTest, testing::Values(Way::kInterpreter, Way::kEvaluator, Way::kHostCode),
                         name_of);

TEST_P(EngineTest, HotLoopsAreTranslatedAndLinkedToThemselves) {
  Machine m(GetParam());
  m.load(kSum);
  m.r(1) = 100'000;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), static_cast<u32>(100'000ull * 100'001 / 2));
  EXPECT_EQ(m.stats().interpreted + m.stats().translated, 300'001u);
  if (!m.translates()) return;
  EXPECT_GT(m.stats().translated, 299'000u);
  EXPECT_GE(m.stats().blocks_linked, 1u);
  EXPECT_LT(m.stats().blocks_translated, 5u);
}

TEST_P(EngineTest, TheBudgetEndsRunsAndNothingIsLost) {
  Machine m(GetParam());
  m.load(kSum);
  m.r(1) = 10'000;
  u64 runs = 0, before = 0;
  while (true) {
    const Stop stop = m.run(1000);
    const u64 total = m.stats().interpreted + m.stats().translated;
    if (stop.kind == Stop::kRequest) break;
    ASSERT_EQ(stop.kind, Stop::kBudget);
    // A block that does not fit is not begun; interpreted ones may overshoot.
    ASSERT_LE(total - before, 1064u);
    before = total;
    ++runs;
    ASSERT_LT(runs, 100u);
  }
  EXPECT_EQ(m.r(0), 10'000u * 10'001 / 2);
  EXPECT_EQ(m.stats().interpreted + m.stats().translated, 30'001u);
  EXPECT_GE(runs, 28u);
}

TEST_P(EngineTest, CallsReturnAndRecursionWorks) {
  Machine m(GetParam());
  m.load({
      0xeb000000,  // bl fib
      kSupervisorCall,
      0xe3500002,  // fib: cmp r0, #2
      0xb12fff1e,  // bxlt lr
      0xe92d4010,  // push {r4, lr}
      0xe2404001,  // sub r4, r0, #1
      0xe2400002,  // sub r0, r0, #2
      0xebfffff9,  // bl fib
      0xe1a05000,  // mov r5, r0
      0xe52d5004,  // push {r5}
      0xe1a00004,  // mov r0, r4
      0xebfffff5,  // bl fib
      0xe49d5004,  // pop {r5}
      0xe0800005,  // add r0, r0, r5
      0xe8bd8010,  // pop {r4, pc}
  });
  m.r(0) = 20;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 6765u);
  EXPECT_EQ(m.r(13), kStack);
}

TEST_P(EngineTest, RecursionDeeperThanTheReturnStackReturns) {
  Machine m(GetParam());
  m.load({
      0xeb000000,  // bl deep
      kSupervisorCall,
      0xe2500001,  // deep: subs r0, r0, #1
      0x012fff1e,  // bxeq lr
      0xe52de004,  // push {lr}
      0xebfffffb,  // bl deep
      0xe2811001,  // add r1, r1, #1
      0xe49df004,  // pop {pc}
  });
  m.r(0) = 100'000;
  expect_call(m.run());
  EXPECT_EQ(m.r(1), 99'999u);
}

TEST_P(EngineTest, RepeatedComputedJumpsStayInside) {
  Machine m(GetParam());
  m.load({
      0xe3110001,  // again: tst r1, #1
      0xe28f2004,  // adr r2, even
      0x128f2008,  // adrne r2, odd
      0xe12fff12,  // bx r2
      0xe2800001,  // even: add r0, r0, #1
      0xea000000,  // b next
      0xe2800c01,  // odd: add r0, r0, #256
      0xe2511001,  // next: subs r1, r1, #1
      0x1afffff6,  // bne again
      kSupervisorCall,
  });
  m.r(1) = 20'000;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 10'000u * 257);
  if (!m.translates()) return;
  EXPECT_LT(m.stats().lookups_missed, 200u);
}

constexpr std::initializer_list<u32> kPatchesItself = {
    0xe3510f7d,  // again: cmp r1, #500
    0x05823000,  // streq r3, [r2]
    0xe2800001,  // patch: add r0, r0, #1
    0xe2511001,  // subs r1, r1, #1
    0x1afffffa,  // bne again
    kSupervisorCall,
};

TEST_P(EngineTest, AProgramThatWritesItsOwnCodeSeesItAtOnce) {
  Machine m(GetParam());
  m.load(kPatchesItself);
  m.r(1) = 1000;
  m.r(2) = kCode + 8;
  m.r(3) = 0xe2800010;  // add r0, r0, #16
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 500u + 500u * 16);
  EXPECT_GE(m.stats().code_pages_lost, 1u);
}

TEST_P(EngineTest, WritesFromOutsideAreSeenToo) {
  Machine m(GetParam());
  m.load(kSum);
  m.r(1) = 1000;
  expect_call(m.run());
  m.load({0xe0800081}, kCode);  // add r0, r0, r1, lsl #1
  m.r(0) = 0;
  m.r(1) = 1000;
  m.r(15) = kCode;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 1000u * 1001);
}

TEST_P(EngineTest, CodeThatIsUnmappedIsNotRunAnyMoreAndNewCodeIs) {
  Machine m(GetParam());
  m.load(kSum);
  m.r(1) = 1000;
  expect_call(m.run());
  m.memory().unmap(kCode, 0x1000);
  m.r(15) = kCode;
  const Stop stop = m.run();
  EXPECT_EQ(stop.kind, Stop::kFetchFault);
  EXPECT_EQ(stop.detail, kCode);
  m.memory().map_zeroed(kCode, 0x1000, kPageRead | kPageWrite | kPageExecute);
  m.load({0xe3a00007, kSupervisorCall});  // mov r0, #7
  m.r(15) = kCode;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 7u);
}

TEST_P(EngineTest, AFullCodeCacheIsClearedAndWorkGoesOn) {
  Machine m(GetParam(), {.hot_after = 1}, true);
  // 100 functions "add r0, #n; bx lr", each called many times.
  u32 address = kCode + 0x1000;
  for (u32 n = 0; n < 100; ++n) {
    m.load({0xe2800000 | n, 0xe12fff1e}, address);
    address += 8;
  }
  m.load({
      0xe59f301c,  // ldr r3, [pc, #28]: the word behind the program
      0xe3a02064,  // mov r2, #100
      0xe12fff33,  // call: blx r3
      0xe2833008,  // add r3, r3, #8
      0xe2522001,  // subs r2, r2, #1
      0x1afffffb,  // bne call
      0xe2511001,  // subs r1, r1, #1
      0x1afffff7,  // bne again
      kSupervisorCall,
  });
  m.load({kCode + 0x1000}, kCode + 0x24);
  m.r(1) = 50;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 50u * 99 * 100 / 2);
  if (!m.translates()) return;
  EXPECT_GE(m.stats().clears, 1u);
}

TEST(CodeMemory, NoPageIsWritableAndExecutable) {
  Machine m(Way::kHostCode);
  m.load(kSum);
  m.r(1) = 1000;
  expect_call(m.run());
  std::ifstream maps("/proc/self/maps");
  unsigned executable = 0;
  for (std::string line; std::getline(maps, line);) {
    const std::string permissions = line.substr(line.find(' ') + 1, 4);
    EXPECT_FALSE(permissions[1] == 'w' && permissions[2] == 'x') << line;
    executable += permissions[2] == 'x' && permissions[3] == 's';  // code memory is mapped twice, hence shared
  }
  EXPECT_GE(executable, 1u);
}

TEST_P(EngineTest, AFaultInAHotLoopIsPrecise) {
  Machine m(GetParam());
  m.load({
      0xe3510a21,  // again: cmp r1, #0x21000
      0xe4913004,  // ldr r3, [r1], #4
      0xe2800001,  // add r0, r0, #1
      0xe3500000,  // cmp r0, #0
      0xeafffffa,  // b again
  });
  m.r(1) = kData;
  const Stop stop = m.run();
  EXPECT_EQ(stop.kind, Stop::kFault);
  EXPECT_EQ(stop.detail, kData + kDataBytes);
  EXPECT_FALSE(stop.is_write);
  EXPECT_EQ(m.r(0), kDataBytes / 4);
  EXPECT_EQ(m.r(1), kData + kDataBytes);
  EXPECT_EQ(m.r(15), kCode + 4);
  EXPECT_EQ(m.state().z, 1);  // the first comparison's: the second was a round ago
  EXPECT_EQ(m.state().c, 1);
}

TEST_P(EngineTest, InterruptsEndEvenAnEndlessLoop) {
  Machine m(GetParam());
  m.load({
      0xe2800001,  // add r0, r0, #1
      0xeafffffd,  // b -4
  });
  static RunContext* context;
  context = &m.context();
  struct sigaction action {
  }, before{};
  action.sa_handler = [](int) { context->interrupt(); };
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGALRM, &action, &before);
  const itimerval soon{{0, 0}, {0, 20'000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  EXPECT_EQ(m.run(i64{1} << 60).kind, Stop::kInterrupted);
  sigaction(SIGALRM, &before, nullptr);
  EXPECT_EQ(m.run().kind, Stop::kInterrupted) << "until it is resumed";
  m.context().resume();
  EXPECT_EQ(m.run(1000).kind, Stop::kBudget);
}

TEST_P(EngineTest, VerifyModeAgreesWithItself) {
  Machine m(GetParam(), {.verify = true});
  m.load(kPatchesItself);
  m.r(1) = 1000;
  m.r(2) = kCode + 8;
  m.r(3) = 0xe2800010;
  expect_call(m.run());
  EXPECT_EQ(m.r(0), 500u + 500u * 16);
}

/// Translates every addition as a subtraction.
class WrongTranslator final : public Translator {
 public:
  explicit WrongTranslator(Translator& right) : right_(right) {}
  bool translate(const ir::Block& block, TranslatedCode& out) override {
    ir::Block wrong = block;
    for (ir::Insn& insn : wrong.code) {
      if (insn.op == Op::kAddCarry) insn.op = Op::kSub;
    }
    return right_.translate(wrong, out);
  }
  Exit run(const void* entry, void* state) override { return right_.run(entry, state); }
  const void* cold_entry() const override { return right_.cold_entry(); }
  void link(LinkSite site, const void* target) override { right_.link(site, target); }
  void unlink(LinkSite site) override { right_.unlink(site); }
  void clear() override { right_.clear(); }

 private:
  Translator& right_;
};

TEST(VerifyMode, FindsAWrongTranslation) {
  arm::ArmIsa isa;
  FlatMemory memory;
  memory.map_zeroed(kCode, 0x1000, kPageRead | kPageWrite | kPageExecute);
  u32 address = kCode;
  for (u32 word : kSum) memory.write(address, word), address += 4;
  EvaluatingTranslator evaluator(isa, memory);
  WrongTranslator translator(evaluator);
  Engine engine(isa, memory, {.translator = &translator, .verify = true});
  auto record = std::make_unique<CpuRecord<arm::State>>();
  Processor processor(engine, &record->state);
  record->state.r[15] = kCode;
  record->state.r[1] = 1000;
  EXPECT_THROW(processor.run(kPlenty), VerifyError);
}

}  // namespace

}  // namespace sosie
