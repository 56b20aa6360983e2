// The MC68881's arithmetic on numbers: results and exceptions as the manuals have them; the results in extended
// precision are also what qemu-m68k's soft floats give.
#include "frontends/m68k/fpu.h"

#include <gtest/gtest.h>

#include <string>

#include "frontends/m68k/packed_decimal.h"

namespace sosie::m68k {
namespace {

constexpr Extended kOne{0x8000'0000'0000'0000, 0x3fff}, kTwo{0x8000'0000'0000'0000, 0x4000},
    kThree{0xc000'0000'0000'0000, 0x4000}, kPi{0xc90f'daa2'2168'c235, 0x4000}, kInfinite{0, 0x7fff},
    kGreatest{~u64{0}, 0x7ffe}, kLeast{0x8000'0000'0000'0000, 1};
constexpr Extended negative(Extended value) { return value.with_sign(true); }

struct Outcome {
  Extended value;
  u32 raised;
  u8 quotient = 0;
  bool operator==(const Outcome&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& o) {
  return out << std::hex << o.value.head << ' ' << o.value.mantissa << " raised " << o.raised << " quotient "
             << unsigned{o.quotient};
}

Outcome dyadic(FpOp op, Extended destination, Extended source, u32 fpcr = 0) {
  FpContext context = FpContext::of(fpcr);
  u8 quotient = 0;
  const Extended value = fp_dyadic(op, destination, source, context, quotient);
  return {value, context.raised, quotient};
}
Outcome monadic(FpOp op, Extended source, u32 fpcr = 0) {
  FpContext context = FpContext::of(fpcr);
  const Extended value = fp_monadic(op, source, context);
  return {value, context.raised};
}
constexpr u32 kToSingle = 1 << 6, kToDouble = 2 << 6, kToZero = 1 << 4, kToMinus = 2 << 4, kToPlus = 3 << 4;

TEST(M68kFpu, DividesDestinationBySourceInAllRoundings) {
  EXPECT_EQ(dyadic(FpOp::kDiv, kOne, kThree), (Outcome{{0xaaaa'aaaa'aaaa'aaab, 0x3ffd}, kInex2}));
  EXPECT_EQ(dyadic(FpOp::kDiv, kOne, kThree, kToZero), (Outcome{{0xaaaa'aaaa'aaaa'aaaa, 0x3ffd}, kInex2}));
  EXPECT_EQ(dyadic(FpOp::kDiv, negative(kOne), kThree, kToMinus), (Outcome{{0xaaaa'aaaa'aaaa'aaab, 0xbffd}, kInex2}));
  EXPECT_EQ(dyadic(FpOp::kDiv, kOne, kThree, kToPlus), (Outcome{{0xaaaa'aaaa'aaaa'aaab, 0x3ffd}, kInex2}));
}

TEST(M68kFpu, RoundsOnceToTheNarrowerPrecisions) {
  EXPECT_EQ(dyadic(FpOp::kDiv, kOne, kThree, kToSingle), (Outcome{{0xaaaa'ab00'0000'0000, 0x3ffd}, kInex2}));
  EXPECT_EQ(dyadic(FpOp::kDiv, kOne, kThree, kToDouble), (Outcome{{0xaaaa'aaaa'aaaa'a800, 0x3ffd}, kInex2}));
  // 1 + 2^-24 + 2^-80: rounded to 64 bits first it would be a tie, and go down.
  const Extended half_unit{0x8000'0000'0000'0000, 0x3fff - 24}, tiny{0x8000'0000'0000'0000, 0x3fff - 80};
  const Extended above = {half_unit.mantissa | 1, half_unit.head};
  EXPECT_EQ(dyadic(FpOp::kAdd, kOne, above, kToSingle).value, (Extended{0x8000'0100'0000'0000, 0x3fff}));
  EXPECT_EQ(dyadic(FpOp::kAdd, {0x8000'0080'0000'0000, 0x3fff}, tiny, kToSingle).value,
            (Extended{0x8000'0100'0000'0000, 0x3fff}));
}

TEST(M68kFpu, KeepsTheRangeOfTheNarrowerPrecisions) {
  const Extended huge{0x8000'0000'0000'0000, 0x3fff + 200};
  EXPECT_EQ(monadic(FpOp::kMove, huge, kToSingle), (Outcome{kInfinite, kOvfl | kInex2}));
  EXPECT_EQ(monadic(FpOp::kMove, huge, kToDouble), (Outcome{huge, 0}));
}

TEST(M68kFpu, OperationsWithoutResultGiveThePositiveNanOfOnes) {
  EXPECT_EQ(dyadic(FpOp::kSub, kInfinite, kInfinite), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(dyadic(FpOp::kMul, kInfinite, {}), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(dyadic(FpOp::kDiv, {}, {}), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(monadic(FpOp::kSqrt, negative(kOne)), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(monadic(FpOp::kGetexp, kInfinite), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(dyadic(FpOp::kMod, kOne, {}), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(dyadic(FpOp::kScale, kOne, kInfinite), (Outcome{kNotANumber, kOperr}));
}

TEST(M68kFpu, InfiniteResultsHaveNoIntegerBit) {
  EXPECT_EQ(dyadic(FpOp::kDiv, negative(kOne), {}), (Outcome{negative(kInfinite), kDz}));
  EXPECT_EQ(dyadic(FpOp::kMul, kGreatest, kTwo), (Outcome{kInfinite, kOvfl | kInex2}));
  EXPECT_EQ(dyadic(FpOp::kAdd, {Extended::kIntegerBit, 0x7fff}, kOne), (Outcome{kInfinite, 0}));
}

TEST(M68kFpu, NansComeFromTheDestinationFirstAndAreQuiet) {
  const Extended quiet{0xc000'0000'0000'1234, 0x7fff}, signalling{0xa000'0000'0000'0005, 0xffff};
  EXPECT_EQ(dyadic(FpOp::kAdd, quiet, kOne), (Outcome{quiet, 0}));
  EXPECT_EQ(dyadic(FpOp::kAdd, kOne, quiet), (Outcome{quiet, 0}));
  EXPECT_EQ(dyadic(FpOp::kAdd, signalling, quiet), (Outcome{signalling.quiet(), kSnan}));
  EXPECT_EQ(monadic(FpOp::kMove, signalling), (Outcome{signalling.quiet(), kSnan}));
}

TEST(M68kFpu, ModAndRemLeaveSignAndLowBitsOfTheQuotient) {
  const Extended thousand = from_integer(1000), seven = from_integer(7);  // 142 * 7 + 6
  EXPECT_EQ(dyadic(FpOp::kMod, thousand, seven), (Outcome{from_integer(6), 0, 142 & 0x7f}));
  EXPECT_EQ(dyadic(FpOp::kRem, thousand, seven), (Outcome{from_integer(-1), 0, 143 & 0x7f}));
  EXPECT_EQ(dyadic(FpOp::kMod, negative(thousand), seven), (Outcome{from_integer(-6), 0, 0x80 | (142 & 0x7f)}));
  EXPECT_EQ(dyadic(FpOp::kRem, from_integer(5), kTwo), (Outcome{kOne, 0, 2}));  // halfway: the quotient is even
  EXPECT_EQ(dyadic(FpOp::kRem, from_integer(7), kTwo), (Outcome{from_integer(-1), 0, 4}));
  EXPECT_EQ(dyadic(FpOp::kMod, kOne, kInfinite), (Outcome{kOne, 0, 0}));
}

TEST(M68kFpu, SingleMultiplicationAndDivisionSeeAndGive24Bits) {
  EXPECT_EQ(dyadic(FpOp::kSgldiv, kPi, kOne).value, (Extended{0xc90f'da00'0000'0000, 0x4000}));
  EXPECT_EQ(dyadic(FpOp::kSgldiv, kOne, kThree).value, (Extended{0xaaaa'ab00'0000'0000, 0x3ffd}));
  EXPECT_EQ(dyadic(FpOp::kSglmul, kGreatest, kOne).value, (Extended{0xffff'ff00'0000'0000, 0x7ffe}));
}

TEST(M68kFpu, IntegersAreFoundAsTheRoundingSays) {
  const Extended two_and_half{0xa000'0000'0000'0000, 0x4000};
  EXPECT_EQ(monadic(FpOp::kInt, two_and_half), (Outcome{kTwo, kInex2}));
  EXPECT_EQ(monadic(FpOp::kInt, two_and_half, kToPlus), (Outcome{kThree, kInex2}));
  EXPECT_EQ(monadic(FpOp::kIntrz, negative(two_and_half), kToMinus), (Outcome{negative(kTwo), kInex2}));
}

TEST(M68kFpu, ExponentAndMantissaOfUnnormalizedNumbersAreThoseOfTheNumber) {
  const Extended unnormalized{0x2000'0000'0000'0000, 0x4005};  // 16
  EXPECT_EQ(monadic(FpOp::kGetexp, unnormalized).value, from_integer(4));
  EXPECT_EQ(monadic(FpOp::kGetman, unnormalized).value, kOne);
  EXPECT_EQ(monadic(FpOp::kMove, unnormalized).value, from_integer(16));
}

TEST(M68kFpu, ComparesWithTheSignOfTheDestinationWhereEqual) {
  FpContext context;
  EXPECT_EQ(fp_compare(kOne, kTwo, context), kFpNegative);
  EXPECT_EQ(fp_compare(kTwo, kOne, context), 0u);
  EXPECT_EQ(fp_compare(kTwo, kTwo, context), kFpZero);
  EXPECT_EQ(fp_compare(negative(kTwo), negative(kTwo), context), kFpNegative | kFpZero);
  EXPECT_EQ(fp_compare(kInfinite, kGreatest, context), 0u);
  EXPECT_EQ(fp_compare(kNotANumber, kOne, context), kFpNan);
  EXPECT_EQ(context.raised, 0u);
}

TEST(M68kFpu, PredicatesFollowTheirEquations_TableOfPrm3_23) {
  constexpr u32 kGreater = 0, kEqual = kFpZero, kLess = kFpNegative, kUnordered = kFpNan;
  struct {
    u8 predicate;
    bool greater, equal, less, unordered;
  } const kTable[] = {
      {0x00, false, false, false, false}, {0x01, false, true, false, false}, {0x02, true, false, false, false},
      {0x03, true, true, false, false},   {0x04, false, false, true, false}, {0x05, false, true, true, false},
      {0x06, true, false, true, false},   {0x07, true, true, true, false},   {0x08, false, false, false, true},
      {0x09, false, true, false, true},   {0x0a, true, false, false, true},  {0x0b, true, true, false, true},
      {0x0c, false, false, true, true},   {0x0d, false, true, true, true},   {0x0e, true, false, true, true},
      {0x0f, true, true, true, true}};
  for (const auto& row : kTable) {
    for (u8 signals : {0x00, 0x10}) {
      const u8 predicate = row.predicate | signals;
      EXPECT_EQ(fp_predicate(predicate, kGreater), row.greater) << unsigned{predicate};
      EXPECT_EQ(fp_predicate(predicate, kEqual), row.equal) << unsigned{predicate};
      EXPECT_EQ(fp_predicate(predicate, kLess), row.less) << unsigned{predicate};
      EXPECT_EQ(fp_predicate(predicate, kUnordered), row.unordered) << unsigned{predicate};
      EXPECT_EQ(signals_unordered(predicate), signals != 0);
    }
  }
}

TEST(M68kFpu, FunctionsAreExactWhereTheyCanBe) {
  EXPECT_EQ(monadic(FpOp::kTwotox, from_integer(10)), (Outcome{from_integer(1024), 0}));
  EXPECT_EQ(monadic(FpOp::kLogn, kOne), (Outcome{{}, 0}));
  EXPECT_EQ(monadic(FpOp::kSin, {}), (Outcome{{}, 0}));
  EXPECT_EQ(monadic(FpOp::kLogn, {}), (Outcome{negative(kInfinite), kDz}));
  EXPECT_EQ(monadic(FpOp::kLogn, negative(kOne)), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(monadic(FpOp::kAcos, kTwo), (Outcome{kNotANumber, kOperr}));
  EXPECT_EQ(monadic(FpOp::kAtan, kInfinite).value, (Extended{kPi.mantissa, 0x3fff}));
}

TEST(M68kFpu, ConvertsToIntegersAndNarrowerNumbers) {
  FpContext context;
  EXPECT_EQ(to_integer(kPi, 32, context), 3u);
  EXPECT_EQ(context.raised, kInex2);
  context.raised = 0;
  EXPECT_EQ(to_integer(from_integer(-129), 8, context), 0x80u);
  EXPECT_EQ(to_integer(from_integer(32768), 16, context), 0x7fffu);
  EXPECT_EQ(context.raised, kOperr);
  context.raised = 0;
  EXPECT_EQ(to_integer(from_integer(-32768), 16, context), 0xffff'8000u);
  EXPECT_EQ(context.raised, 0u);
  EXPECT_EQ(to_single(kPi, context), 0x4049'0fdbu);
  EXPECT_EQ(to_double(kPi, context), 0x4009'21fb'5444'2d18u);
  context.raised = 0;
  EXPECT_EQ(to_double(kLeast, context), 0u);
  EXPECT_EQ(context.raised, kUnfl | kInex2);
  EXPECT_EQ(to_single(from_single(0x0000'0001, context), context), 0x0000'0001u);
  EXPECT_EQ(to_double(from_double(0x7ff4'0000'0000'0001, context), context), 0x7ffc'0000'0000'0001u);
}

TEST(M68kFpu, AccruesTheFiveSumsOfExceptions) {
  EXPECT_EQ(accrued(kSnan), kAccruedIop);
  EXPECT_EQ(accrued(kOvfl), kAccruedOvfl | kAccruedInex);
  EXPECT_EQ(accrued(kUnfl), 0u);
  EXPECT_EQ(accrued(kUnfl | kInex2), kAccruedUnfl | kAccruedInex);
  EXPECT_EQ(accrued(kDz), kAccruedDz);
}

TEST(M68kFpu, ReadsAndWritesDecimals) {
  FpContext context;
  const std::array<u32, 3> packed = to_packed(kPi, 5, context);
  EXPECT_EQ(packed, (std::array<u32, 3>{0x0000'0003, 0x1416'0000, 0}));
  EXPECT_EQ(context.raised, kInex2);
  EXPECT_EQ(to_packed(kPi, -2, context), (std::array<u32, 3>{0x0000'0003, 0x1400'0000, 0}));
  context.raised = 0;
  EXPECT_EQ(to_packed(from_integer(-1250), 17, context), (std::array<u32, 3>{0x8003'0001, 0x2500'0000, 0}));
  EXPECT_EQ(from_packed({0x8003'0001, 0x2500'0000, 0}, context), from_integer(-1250));
  EXPECT_EQ(from_packed({0x4001'0001, 0x2500'0000, 0}, context), (Extended{0x8000'0000'0000'0000, 0x3fff - 3}));
  EXPECT_EQ(context.raised, 0u);
  from_packed({0x4001'0001, 0, 0}, context);  // a tenth
  EXPECT_EQ(context.raised, kInex1);
}

TEST(M68kFpu, KnowsItsRomsConstants) {
  FpContext context;
  EXPECT_EQ(fp_constant(0x00, context), kPi);
  EXPECT_EQ(fp_constant(0x0f, context), Extended{});
  EXPECT_EQ(fp_constant(0x32, context), kOne);
  EXPECT_EQ(fp_constant(0x34, context), from_integer(100));
  context.raised = 0;
  EXPECT_EQ(fp_constant(0x37, context), (Extended{0x8e1b'c9bf'0400'0000, 0x4034}));
  EXPECT_EQ(context.raised, 0u);
}

}  // namespace
}  // namespace sosie::m68k
