// Each pass on text: a block goes in, the block that should come out is written below it.
#include <gtest/gtest.h>

#include "jit/pass.h"
#include "tests/support/toy_isa.h"

namespace sosie::jit {

namespace {

constexpr const Helper* kHelpers[] = {&test::kToyHelper};

using Pass = void (*)(ir::Block&);

/// Runs `pass` on `before` and expects `after`, both without the names' numbers having to match.
void expect(Pass pass, std::string_view before, std::string_view after) {
  ir::Block block = ir::parse(before, kHelpers);
  ASSERT_EQ(ir::verify(block), "");
  pass(block);
  EXPECT_EQ(ir::verify(block), "");
  EXPECT_EQ(ir::print(block), ir::print(ir::parse(after, kHelpers)));
}

void select_once(ir::Block& block) { choose_selects(block); }

constexpr std::string_view kEnd = "pc:i32 = const 0x8\n mode:i32 = const 0x0\n jump pc, mode\n";

std::string block(std::string_view body) {
  return "block 0x0 mode 0x0\n at 0x0 mode 0x0\n" + std::string(body) + std::string(kEnd);
}

TEST(ForwardState, AGetAfterAPutIsTheValuePut) {
  expect(forward_state, block("a:i32 = get 0\n put 4, a\n b:i32 = get 4\n put 8, b\n"),
         block("a:i32 = get 0\n put 4, a\n put 8, a\n"));
}

TEST(ForwardState, AGetTwiceIsOneGet) {
  expect(forward_state, block("a:i32 = get 0\n b:i32 = get 0\n c:i32 = add a, b\n put 4, c\n"),
         block("a:i32 = get 0\n c:i32 = add a, a\n put 4, c\n"));
}

TEST(ForwardState, APutOfWhatIsThereAlreadyGoes) {
  expect(forward_state, block("a:i32 = get 0\n put 0, a\n"), block("a:i32 = get 0\n"));
}

TEST(ForwardState, OverlappingPutsForget) {
  const std::string text =
      block("a:i32 = get 0\n b:i8 = get 100\n put 1, b\n c:i32 = get 0\n d:i32 = add a, c\n put 4, d\n");
  expect(forward_state, text, text);
}

TEST(ForwardState, HelpersForgetWhatTheyWrite) {
  expect(forward_state,
         block("a:i32 = get 4\n b:i32 = get 8\n x:i64 = call toy_help()\n c:i32 = get 4\n d:i32 = get 8\n put 12, c\n "
               "put 16, d\n"),
         block("a:i32 = get 4\n b:i32 = get 8\n x:i64 = call toy_help()\n c:i32 = get 4\n put 12, c\n put 16, b\n"));
}

TEST(ForwardState, ARegionThatComesBackForgetsWhatItPuts) {
  const std::string text = block(
      "f:i1 = get 68\n a:i32 = get 0\n skip_unless f\n b:i32 = const 0x1\n put 0, b\n land\n c:i32 = get 0\n put 4, "
      "c\n");
  expect(forward_state, text, text);
}

TEST(ForwardState, ARegionThatLeavesForgetsNothing) {
  expect(forward_state,
         block("f:i1 = get 68\n a:i32 = get 0\n skip_unless f\n b:i32 = const 0x1\n put 0, b\n raise 4\n land\n"
               "c:i32 = get 0\n put 4, c\n"),
         block("f:i1 = get 68\n a:i32 = get 0\n skip_unless f\n b:i32 = const 0x1\n put 0, b\n raise 4\n land\n put 4, "
               "a\n"));
}

TEST(FoldConstants, KnownOperandsMakeKnownResults) {
  expect(fold_constants, block("a:i32 = const 0x7\n b:i32 = const 0x5\n c:i32 = add a, b\n put 0, c\n"),
         block("a:i32 = const 0x7\n b:i32 = const 0x5\n c:i32 = const 0xc\n put 0, c\n"));
}

TEST(FoldConstants, SubtractionAndItsFlagsBecomeComparisons) {
  expect(fold_constants,
         block("x:i32 = get 0\n y:i32 = get 4\n ny:i32 = not y\n one:i1 = const 0x1\n s:i32 = add_carry x, ny, one\n"
               "c:i1 = carry_of x, ny, one\n v:i1 = overflow_of x, ny, one\n put 0, s\n put 70, c\n put 71, v\n"),
         block("x:i32 = get 0\n y:i32 = get 4\n ny:i32 = not y\n one:i1 = const 0x1\n s:i32 = sub x, y\n"
               "c:i1 = ule y, x\n v:i1 = sub_overflow x, y\n put 0, s\n put 70, c\n put 71, v\n"));
}

/// The conditions of ARM, of x - y: N and V equal, C and not Z, N and V equal and not Z.
TEST(FoldConstants, ConditionsOverFlagsBecomeOneComparison) {
  const std::string flags =
      "x:i32 = get 0\n y:i32 = get 4\n s:i32 = sub x, y\n zero:i32 = const 0x0\n n:i1 = slt s, zero\n z:i1 = eq s, "
      "zero\n"
      "c:i1 = ule y, x\n v:i1 = sub_overflow x, y\n";
  const auto condition = [&](std::string_view by_flags, std::string_view comparison) {
    const auto folded = [](const std::string& body) {
      ir::Block b = ir::parse(block(body + "put 72, r\n"));
      fold_constants(b);
      drop_dead_writes(b);
      return ir::print(b);
    };
    const std::string operands = "x:i32 = get 0\n y:i32 = get 4\n zero:i32 = const 0x0\n";
    EXPECT_EQ(folded(flags + std::string(by_flags)), folded(operands + std::string(comparison))) << by_flags;
  };
  condition("r:i1 = eq n, v\n", "r:i1 = sle y, x\n");
  condition("ge:i1 = eq n, v\n r:i1 = not ge\n", "r:i1 = slt x, y\n");
  condition("nz:i1 = not z\n r:i1 = and c, nz\n", "r:i1 = ult y, x\n");
  condition("nz:i1 = not z\n hi:i1 = and c, nz\n r:i1 = not hi\n", "r:i1 = ule x, y\n");
  condition("ge:i1 = eq n, v\n nz:i1 = not z\n r:i1 = and ge, nz\n", "r:i1 = slt y, x\n");
}

/// As guests shift that want the last bit which left.
TEST(FoldConstants, ShiftsThereAndBackIn64BitsAreOneShift) {
  const auto expect_shift = [](const std::string& widening, const std::string& right, const std::string& count,
                               const std::string& result) {
    const auto optimized = [](const std::string& body) {
      ir::Block b = ir::parse(block("x:i32 = get 0\n " + body + "put 4, r\n"));
      optimize(b);
      return ir::print(b);
    };
    EXPECT_EQ(
        optimized("one:i64 = const 0x1\n n:i64 = const " + count + "\n w:i64 = " + widening +
                  " x\n t:i64 = shl w, one\n u:i64 = " + right + " t, n\n s:i64 = shr u, one\n r:i32 = trunc s\n "),
        optimized(result));
  };
  expect_shift("zext", "shr", "0xa", "n:i32 = const 0xa\n r:i32 = shr x, n\n ");
  expect_shift("zext", "shr", "0x20", "r:i32 = const 0x0\n ");
  expect_shift("zext", "shr", "0x0", "r:i32 = or x, x\n ");
  expect_shift("sext", "sar", "0x5", "n:i32 = const 0x5\n r:i32 = sar x, n\n ");
  expect_shift("sext", "sar", "0x3f", "n:i32 = const 0x1f\n r:i32 = sar x, n\n ");
}

TEST(FoldConstants, EqualOperationsAreOne) {
  expect(fold_constants,
         block("a:i32 = get 0\n b:i32 = get 4\n c:i32 = add a, b\n d:i32 = add b, a\n put 8, c\n put 12, d\n"),
         block("a:i32 = get 0\n b:i32 = get 4\n c:i32 = add a, b\n put 8, c\n put 12, c\n"));
}

TEST(FoldConstants, ConditionsOverTwoNumbersAreOneSetOfRelations) {
  const std::string numbers = "a:i64 = get 88\n b:i64 = get 96\n ";
  // Greater, as ARM says it: not Z, and N equal to V.
  expect(optimize,
         block(numbers + "n:i1 = float_is 0x1, a, b\n z:i1 = float_is 0x2, a, b\n v:i1 = float_is 0x8, a, b\n"
                         "e:i1 = eq n, v\n m:i1 = not z\n c:i1 = and e, m\n put 68, c\n"),
         block(numbers + "c:i1 = float_is 0x4, a, b\n put 68, c\n"));
  expect(optimize,
         block(numbers + "x:i1 = float_is 0x1, b, a\n y:i1 = float_is 0x1, a, b\n c:i1 = xor x, y\n put 68, c\n"),
         block(numbers + "c:i1 = float_is 0x5, a, b\n put 68, c\n"));
  expect(optimize,
         block(numbers + "x:i1 = float_is 0x3, a, b\n y:i1 = float_is 0xc, a, b\n c:i1 = or x, y\n put 68, c\n"),
         block("c:i1 = const 0x1\n put 68, c\n"));
}

TEST(FoldConstants, WhatARegionMadeIsNotUsedAfterIt) {
  const std::string text = block(
      "f:i1 = get 68\n a:i32 = get 0\n b:i32 = get 4\n skip_unless f\n c:i32 = add a, b\n put 8, c\n land\n"
      "d:i32 = add a, b\n put 12, d\n");
  expect(fold_constants, text, text);
}

TEST(FoldConstants, ARegionWithAKnownConditionIsOpenOrGone) {
  expect(fold_constants, block("f:i1 = const 0x0\n skip_unless f\n raise 4\n land\n"), block("f:i1 = const 0x0\n"));
  expect(fold_constants, block("f:i1 = const 0x1\n a:i32 = get 0\n skip_unless f\n put 4, a\n land\n"),
         block("f:i1 = const 0x1\n a:i32 = get 0\n put 4, a\n"));
}

TEST(DropDeadWrites, APutBeforeAnotherGoesIfNobodyLooks) {
  expect(drop_dead_writes, block("a:i32 = get 0\n b:i32 = get 4\n put 8, a\n put 8, b\n"),
         block("b:i32 = get 4\n put 8, b\n"));
}

TEST(DropDeadWrites, AnAccessMayFaultAndShowsThePut) {
  const std::string text = block("a:i32 = get 0\n put 8, a\n b:i32 = load a\n put 8, b\n");
  expect(drop_dead_writes, text, text);
}

TEST(DropDeadWrites, APutIsNeededOnTheWayAroundARegion) {
  const std::string text = block("a:i32 = get 0\n f:i1 = get 68\n put 8, a\n skip_unless f\n put 8, f\n land\n");
  expect(drop_dead_writes, text, text);
}

TEST(DropDeadWrites, LoadsStayEvenIfNobodyReadsThem) {
  const std::string text = block("a:i32 = get 0\n b:i32 = load a\n");
  expect(drop_dead_writes, text, text);
}

TEST(ChooseSelects, APutOfAFewValuesIsASelect) {
  expect(
      select_once,
      block("f:i1 = get 68\n a:i32 = get 4\n skip_unless f\n b:i32 = const 0x5\n c:i32 = add a, b\n put 0, c\n land\n"),
      block("f:i1 = get 68\n a:i32 = get 4\n b:i32 = const 0x5\n c:i32 = add a, b\n old:i32 = get 0\n"
            "r:i32 = select f, c, old\n put 0, r\n"));
}

TEST(ChooseSelects, AccessesAndExitsStayInTheirRegion) {
  for (std::string_view body : {"v:i32 = load a\n put 0, v\n", "store a, a\n", "raise 4\n"}) {
    const std::string text = block("f:i1 = get 68\n a:i32 = get 4\n skip_unless f\n" + std::string(body) + "land\n");
    expect(select_once, text, text);
  }
}

}  // namespace

}  // namespace sosie::jit
