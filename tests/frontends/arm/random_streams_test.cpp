// Random programs: the interpreter against Unicorn, and the IR that the same meanings build against the interpreter.
//
// SOSIE_STREAMS sets how many streams a test runs, SOSIE_SEED the seed of the first; a failure names its own.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

#include "jit/translator.h"
#include "tests/support/arm/executors.h"
#include "tests/support/arm/random_insns.h"
#include "tests/support/arm/unicorn_judge.h"

namespace sosie::arm {

namespace {

constexpr u64 kStreams = 20'000, kFirstSeed = 1;
constexpr unsigned kMaxFailures = 5;

u64 number_from_environment(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

using Executor = std::function<Outcome(const Stream&)>;

struct Kind {
  bool thumb;
  RandomInsns::Rows rows;
};
constexpr Kind kArm{false, RandomInsns::Rows::kAll}, kThumb{true, RandomInsns::Rows::kAll};
constexpr Kind kArmFloatingPoint{false, RandomInsns::Rows::kFloatingPoint};
constexpr Kind kThumbFloatingPoint{true, RandomInsns::Rows::kFloatingPoint};
constexpr Kind kArmAdvancedSimd{false, RandomInsns::Rows::kAdvancedSimd};
constexpr Kind kThumbAdvancedSimd{true, RandomInsns::Rows::kAdvancedSimd};

void expect_agreement(Kind kind, const Executor& judge, const Executor& judged, Detail detail) {
  RandomInsns random(kind.thumb, kind.rows);
  const u64 first = number_from_environment("SOSIE_SEED", kFirstSeed);
  const u64 count = number_from_environment("SOSIE_STREAMS", kStreams);
  u64 ended = 0;
  unsigned failures = 0;
  for (u64 seed = first; seed < first + count && failures < kMaxFailures; ++seed) {
    const Stream stream = random.make_stream(seed);
    const Outcome expected = judge(stream), got = judged(stream);
    ended += expected.ending == Outcome::kEnd;
    if (const std::string wrong = difference(expected, got, detail); !wrong.empty()) {
      ++failures;
      ADD_FAILURE() << "SOSIE_STREAMS=1 SOSIE_SEED=" << seed << ": " << wrong << '\n' << disassembly(stream);
    }
  }
  // Streams that fault at once would prove little.
  if (count >= 100 && failures == 0) {
    EXPECT_GT(ended * 2, count) << "too few streams come to their end";
  }
}

void expect_agreement_with_unicorn(Kind kind) {
  UnicornJudge judge;
  Sandbox sandbox;
  expect_agreement(
      kind, [&](const Stream& s) { return judge.run(s); }, [&](const Stream& s) { return sandbox.interpret(s); },
      Detail::kVisible);
}

/// `judged` runs streams in a way of our own.
void expect_agreement_with_interpreter(Kind kind, const Executor& judged) {
  Sandbox sandbox;
  expect_agreement(
      kind, [&](const Stream& s) { return sandbox.interpret(s); }, judged, Detail::kAll);
}

TEST(RandomStreams, ArmAgreesWithUnicorn) { expect_agreement_with_unicorn(kArm); }
TEST(RandomStreams, ThumbAgreesWithUnicorn) { expect_agreement_with_unicorn(kThumb); }
TEST(RandomStreams, ArmFloatingPointAgreesWithUnicorn) { expect_agreement_with_unicorn(kArmFloatingPoint); }
TEST(RandomStreams, ThumbFloatingPointAgreesWithUnicorn) { expect_agreement_with_unicorn(kThumbFloatingPoint); }
TEST(RandomStreams, ArmAdvancedSimdAgreesWithUnicorn) { expect_agreement_with_unicorn(kArmAdvancedSimd); }
TEST(RandomStreams, ThumbAdvancedSimdAgreesWithUnicorn) { expect_agreement_with_unicorn(kThumbAdvancedSimd); }

TEST(RandomStreams, ArmIrAgreesWithInterpreter) {
  Sandbox sandbox;
  expect_agreement_with_interpreter(kArm, [&](const Stream& s) { return sandbox.evaluate(s); });
}
TEST(RandomStreams, ThumbIrAgreesWithInterpreter) {
  Sandbox sandbox;
  expect_agreement_with_interpreter(kThumb, [&](const Stream& s) { return sandbox.evaluate(s); });
}
TEST(RandomStreams, FloatingPointIrAgreesWithInterpreter) {
  Sandbox sandbox;
  expect_agreement_with_interpreter(kArmFloatingPoint, [&](const Stream& s) { return sandbox.evaluate(s); });
}
TEST(RandomStreams, AdvancedSimdIrAgreesWithInterpreter) {
  Sandbox sandbox;
  expect_agreement_with_interpreter(kArmAdvancedSimd, [&](const Stream& s) { return sandbox.evaluate(s); });
}

/// As host code; half of the streams without what this host has beyond x86-64.
void expect_host_code_agrees(Kind kind) {
  Sandbox sandbox;
  jit::JitTranslator full(sandbox.isa(), sandbox.memory(), {1 << 20, true}),
      plain(sandbox.isa(), sandbox.memory(), {1 << 20, false});
  bool turn = false;
  expect_agreement_with_interpreter(kind, [&](const Stream& s) {
    turn = !turn;
    return sandbox.translate(s, turn ? full : plain);
  });
  EXPECT_LT(sandbox.untranslated() * 1000, sandbox.translated()) << "blocks that could not be translated";
}
TEST(RandomStreams, ArmHostCodeAgreesWithInterpreter) { expect_host_code_agrees(kArm); }
TEST(RandomStreams, ThumbHostCodeAgreesWithInterpreter) { expect_host_code_agrees(kThumb); }
TEST(RandomStreams, FloatingPointHostCodeAgreesWithInterpreter) { expect_host_code_agrees(kArmFloatingPoint); }
TEST(RandomStreams, AdvancedSimdHostCodeAgreesWithInterpreter) { expect_host_code_agrees(kThumbAdvancedSimd); }

/// Rows that streams leave out on purpose: branches, waiting, breakpoints.
constexpr std::string_view kWithoutStreams[] = {"b",   "bl",  "blx", "bx",    "bxj",  "cbz",    "cbnz", "tbb",
                                                "tbh", "wfe", "wfi", "yield", "bkpt", "setend", "cps"};

void expect_every_row(bool thumb) {
  RandomInsns random(thumb);
  const ArmIsa isa;
  std::set<const Meaning*> used;
  for (u64 seed = 1; seed < 3000; ++seed) {
    const Stream stream = random.make_stream(seed);
    for_each_insn(stream, [&](u64 address, u32 word, u32 bytes) {
      DecodedInsn insn;
      isa.decode_word(word, bytes, address, stream.start.mode, insn);
      used.insert(insn.meaning);
    });
  }
  for (const Set set : {Set::kA32, Set::kT16, Set::kT32}) {
    if (thumb == (set == Set::kA32)) continue;
    for (const auto& group : groups_of(set)) {
      for (const Row& row : group) {
        if (std::ranges::find(kWithoutStreams, row.name) != std::end(kWithoutStreams)) continue;
        EXPECT_TRUE(used.contains(&row.meaning)) << row.text << ' ' << row.name;
      }
    }
  }
}

TEST(RandomStreams, UseEveryRow) {
  expect_every_row(false);
  expect_every_row(true);
}

}  // namespace

}  // namespace sosie::arm
