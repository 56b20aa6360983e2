// What Effects sees of instructions is what the manual says they touch.
#include "core/emit/effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <random>

#include "core/emit/interpreter.h"
#include "frontends/arm/isa.h"
#include "frontends/arm/rows.h"
#include "frontends/arm/state.h"
#include "tests/support/arm/fp_numbers.h"
#include "tests/support/arm/row_groups.h"

namespace sosie::arm {

namespace {

class ArmEffects : public testing::Test {
 protected:
  const Effects& of(u32 word, u32 bytes = 4, u32 mode = 0) {
    isa_.decode_word(word, bytes, 0x1'0000, mode, insn_);
    effects_.emplace(insn_);
    return *effects_;
  }
  template <class T>
  static bool has(const std::vector<StatePiece>& pieces, Slot<T> slot) {
    return std::ranges::find(pieces, StatePiece{slot.offset, sizeof(T)}) != pieces.end();
  }

  ArmIsa isa_;
  DecodedInsn insn_{};
  std::optional<Effects> effects_;
};

TEST_F(ArmEffects, AddReadsOperandsAndWritesItsResult) {
  const Effects& e = of(0xe0810002);  // add r0, r1, r2
  EXPECT_TRUE(has(e.reads(), R(1)) && has(e.reads(), R(2)));
  EXPECT_TRUE(has(e.writes(), R(0)));
  EXPECT_EQ(e.reads().size(), 2u);
  EXPECT_EQ(e.writes().size(), 1u);
  EXPECT_FALSE(e.leaves() || e.loads() || e.stores() || e.calls_helper());
}

TEST_F(ArmEffects, FlagsAreWrittenWhereTheyAreSet) {
  const Effects& e = of(0xe0910002);  // adds r0, r1, r2
  EXPECT_TRUE(has(e.writes(), N) && has(e.writes(), Z) && has(e.writes(), C) && has(e.writes(), V));
  EXPECT_FALSE(has(of(0xe0100291).writes(), C)) << "muls leaves C";
  EXPECT_TRUE(has(of(0xe0a10002).reads(), C)) << "adc reads C";
}

TEST_F(ArmEffects, AConditionReadsItsFlagsOnly) {
  const Effects& e = of(0x03a00001);  // moveq r0, #1
  EXPECT_TRUE(has(e.reads(), Z));
  EXPECT_EQ(e.reads().size(), 1u);
}

TEST_F(ArmEffects, LoadsAndStores) {
  const Effects& load = of(0xe4910004);  // ldr r0, [r1], #4
  EXPECT_TRUE(load.loads() && !load.stores());
  EXPECT_TRUE(has(load.writes(), R(0)) && has(load.writes(), R(1)));
  const Effects& store = of(0xe92d4010);  // push {r4, lr}
  EXPECT_TRUE(store.stores() && !store.loads());
  EXPECT_TRUE(has(store.reads(), R(4)) && has(store.reads(), kLr) && has(store.writes(), kSp));
}

TEST_F(ArmEffects, WaysOutOfAnInstruction) {
  EXPECT_TRUE(of(0xe8bd8010).jumps()) << "pop {r4, pc}";
  EXPECT_TRUE(of(0xea000000).jumps()) << "b";
  EXPECT_TRUE(of(0xef000000).stops()) << "svc";
  EXPECT_TRUE(of(0xf57ff06f).stops()) << "isb";
  EXPECT_TRUE(of(0xe7f000f0).raises()) << "udf";
  EXPECT_TRUE(of(0xe1902f9f).raises()) << "ldrex, where it is not aligned";
  EXPECT_FALSE(of(0xbf00, 2, kModeThumb).leaves()) << "nop";
}

TEST_F(ArmEffects, QIsStickyAndGeIsOnePiece) {
  const Effects& q = of(0xe1020051);  // qadd r0, r1, r2
  EXPECT_TRUE(has(q.reads(), Q) && has(q.writes(), Q));
  EXPECT_TRUE(has(of(0xe6510f92).writes(), kGe)) << "uadd8";
  EXPECT_TRUE(has(of(0xe6810fb2).reads(), kGe)) << "sel";
}

TEST_F(ArmEffects, JumpsSayWhatTheyAreMadeFor) {
  struct {
    u32 word, bytes;
    JumpHint hint;
  } constexpr kJumps[] = {
      {0xe12fff1e, 4, JumpHint::kReturn},  // bx lr
      {0xe1a0f00e, 4, JumpHint::kReturn},  // mov pc, lr
      {0xe49df004, 4, JumpHint::kReturn},  // ldr pc, [sp], #4
      {0xe8bd8010, 4, JumpHint::kReturn},  // pop {r4, pc}
      {0x4770, 2, JumpHint::kReturn},      // bx lr
      {0x46f7, 2, JumpHint::kReturn},      // mov pc, lr
      {0xbd10, 2, JumpHint::kReturn},      // pop {r4, pc}
      {0xe12fff30, 4, JumpHint::kCall},    // blx r0
      {0xeb000000, 4, JumpHint::kCall},    // bl
      {0x4780, 2, JumpHint::kCall},        // blx r0
      {0xe12fff10, 4, JumpHint::kNone},    // bx r0
      {0xea000000, 4, JumpHint::kNone},    // b
      {0xe790f101, 4, JumpHint::kNone},    // ldr pc, [r0, r1, lsl #2]
  };
  FlatMemory memory;
  memory.map_zeroed(0, FlatMemory::kPageBytes, kPageRead);
  for (const auto& jump : kJumps) {
    State state;
    Interpreter interpreter(&state, memory, isa_.layout());
    isa_.decode_word(jump.word, jump.bytes, 0x1'0000, jump.bytes == 2 ? kModeThumb : 0, insn_);
    EXPECT_EQ(interpreter.run(insn_), Interpreter::Left::kJumped) << std::hex << jump.word;
    EXPECT_EQ(interpreter.jump_hint(), jump.hint) << std::hex << jump.word;
  }
}

/// A state of random bytes, its flags 0 or 1.
State random_state(std::mt19937_64& random) {
  State s;
  for (u32& r : s.r) r = static_cast<u32>(random());
  for (u64& d : s.d) d = interesting_number<u64>(random);
  set_cpsr(s, static_cast<u32>(random()) & 0xf80f'0000);
  set_fpscr(s, static_cast<u32>(random()) & ~kFpLenAndStride);
  return s;
}

/// Effects believes what helpers declare: nothing else of the state may change, and nothing else may matter.
TEST_F(ArmEffects, HelpersTouchWhatTheyDeclare) {
  FlatMemory memory;
  std::mt19937_64 random(20240607);
  unsigned helpers = 0;
  std::vector<const Row*> rows;
  for (const auto& group : {std::vector{a32_vfp()}, neon_groups(Set::kA32)}) {
    for (const std::span<const Row> part : group) {
      for (const Row& row : part) rows.push_back(&row);
    }
  }
  for (const Row* row : rows) {
    for (unsigned round = 0; round < 200; ++round) {
      const u32 any = static_cast<u32>(random()) & 0x0fff'ffff;
      const Effects& e = of((row->picture.bits | (any & ~row->picture.mask)) | 0xe000'0000);
      if (!e.calls_helper() || insn_.meaning != &row->meaning || e.loads() || e.stores()) continue;
      ++helpers;
      const auto run = [&](State s) {
        Interpreter(&s, memory, isa_.layout()).run(insn_);
        return s;
      };
      const State before = random_state(random), after = run(before);
      State other = random_state(random);
      const auto bytes = [](const auto& s) { return reinterpret_cast<const u8*>(&s); };
      for (const StatePiece& piece : e.reads()) {
        std::memcpy(reinterpret_cast<u8*>(&other) + piece.offset, bytes(before) + piece.offset, piece.bytes);
      }
      const State other_after = run(other);
      for (u16 at = 0; at < sizeof(State); ++at) {
        const auto covers = [&](const StatePiece& p) { return at >= p.offset && at < p.offset + p.bytes; };
        const bool written = std::ranges::any_of(e.writes(), covers);
        const u8 expected = written ? bytes(after)[at] : bytes(other)[at];
        ASSERT_EQ(bytes(other_after)[at], expected) << row->text << ' ' << row->name << ", byte " << at;
      }
    }
  }
  EXPECT_GT(helpers, 5000u);
}

}  // namespace

}  // namespace sosie::arm
