// The IR's text: what is printed is read back the same, what is wrong is told with its line.
#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/ir/block.h"
#include "tests/support/random_blocks.h"

namespace sosie::ir {

namespace {

constexpr const Helper* kHelpers[] = {&test::kToyHelper};

TEST(IrText, EveryOperationSurvivesPrintingAndParsing) {
  const std::vector<const Helper*> helpers = test::RandomBlock::helpers();
  for (u64 seed = 1; seed <= 500; ++seed) {
    const Block block = test::RandomBlock(seed).make();
    const std::string text = print(block);
    const Block again = parse(text, helpers);
    ASSERT_EQ(print(again), text) << "seed " << seed;
    ASSERT_EQ(again.insns, block.insns);
    ASSERT_EQ(verify(again), "");
  }
}

TEST(IrText, NamesAreFree) {
  const Block block =
      parse("block 0x10 mode 0x1\n# a comment\n  at 0x10 mode 0x1\n  x:i32 = const 7\n  put 4, x\n  raise 3\n");
  EXPECT_EQ(print(block), "block 0x10 mode 0x1\n  at 0x10 mode 0x1\n  v1:i32 = const 0x7\n  put 4, v1\n  raise 3\n");
}

struct BadText {
  std::string_view text, problem;
};

class IrTextErrors : public testing::TestWithParam<BadText> {};

TEST_P(IrTextErrors, AreToldWithTheirLine) {
  try {
    parse(GetParam().text, kHelpers);
    FAIL() << "was read";
  } catch (const UserError& error) {
    EXPECT_EQ(error.what(), GetParam().problem);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, IrTextErrors,
    testing::Values(BadText{"", "line 0: no block"}, BadText{"block 0x0\n", "line 1: the line ends too early"},
                    BadText{"block 0x0 mode 0x0\nput 4, x\n", "line 2: unknown value 'x'"},
                    BadText{"block 0x0 mode 0x0\nx:i32 = const 0x100000000\n",
                            "line 2: the number does not fit its type"},
                    BadText{"block 0x0 mode 0x0\nx:i33 = const 1\n", "line 2: unknown type 'i33'"},
                    BadText{"block 0x0 mode 0x0\nx:i32 = frob x\n", "line 2: unknown operation 'frob'"},
                    BadText{"block 0x0 mode 0x0\nx:i32 = const 1\nx:i32 = const 2\n", "line 3: the name is taken: 'x'"},
                    BadText{"block 0x0 mode 0x0\nx:i64 = call other()\n", "line 2: unknown helper 'other'"},
                    BadText{"block 0x0 mode 0x0\nfence now\n", "line 2: more on the line than expected: 'now'"}));

TEST(IrVerifier, FindsWhatIsWrong) {
  const auto problem = [](std::string_view body) {
    return verify(parse("block 0x0 mode 0x0\n at 0x0 mode 0x0\n" + std::string(body)));
  };
  EXPECT_EQ(problem("raise 4\n"), "");
  EXPECT_EQ(problem("a:i32 = get 0\n"), "the block does not end with jump, raise or stop");
  EXPECT_EQ(problem("raise 4\n a:i32 = get 0\n"), "operation 2 (get): follows the end of the block");
  EXPECT_EQ(problem("f:i1 = get 0\n skip_unless f\n raise 4\n"), "the block ends inside a region");
  EXPECT_EQ(problem("f:i1 = get 0\n skip_unless f\n a:i32 = get 4\n land\n put 8, a\n raise 4\n"),
            "operation 5 (put): reads a value made inside a region");
  EXPECT_EQ(problem("a:i32 = get 0\n b:i64 = get 8\n c:i32 = add a, b\n raise 4\n"),
            "operation 3 (add): the operands' types do not fit");
  EXPECT_EQ(problem("land\n raise 4\n"), "operation 1 (land): there is no region to end");
  EXPECT_EQ(problem("a:i8 = get 0\n b:i32 = load a\n raise 4\n"), "operation 2 (load): an address is i32 or i64");
}

}  // namespace

}  // namespace sosie::ir
