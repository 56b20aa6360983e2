// Random blocks run by the IR's evaluator and as host code: state, memory and the way out must be the same.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/block_agreement.h"

namespace sosie::test {

namespace {

u64 from_environment(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

void run_blocks(bool host_extensions, u64 first_seed, u64 count) {
  BlockAgreement agreement(host_extensions);
  unsigned failures = 0;
  for (u64 seed = first_seed; seed < first_seed + count && failures < 5; ++seed) {
    const ir::Block block = RandomBlock(seed).make();
    if (const std::string differences = agreement.run(block, seed); !differences.empty()) {
      ++failures;
      ADD_FAILURE() << "seed " << seed << ": " << differences << '\n' << ir::print(block);
    }
  }
  EXPECT_LT(agreement.untranslated * 100, count) << "blocks that could not be translated";
}

TEST(RandomBlocks, HostCodeAgreesWithTheEvaluator) {
  run_blocks(true, from_environment("SOSIE_SEED", 1), from_environment("SOSIE_BLOCKS", 20000));
}
TEST(RandomBlocks, PlainHostCodeAgreesWithTheEvaluator) {
  run_blocks(false, from_environment("SOSIE_SEED", 1'000'001), from_environment("SOSIE_BLOCKS", 20000));
}

}  // namespace

}  // namespace sosie::test
