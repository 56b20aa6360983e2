// Guest programs with threads, many times: what goes wrong with threads goes wrong now and then.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/programs/jit_modes.h"
#include "tests/support/run_program.h"

namespace sosie {

namespace {

struct Repeated {
  const char* program;
  const char* mode;
  int times;
};

std::string name_of(const testing::TestParamInfo<Repeated>& info) {
  return mode_name(info.param.mode) + "_" + info.param.program;
}

class ThreadsAgainAndAgain : public testing::TestWithParam<Repeated> {};

TEST_P(ThreadsAgainAndAgain, FindNothingWrong) {
  const auto& [name, mode, times] = GetParam();
  const std::string program = std::string(SOSIE_ROMS_TEST "/") + name;
  if (access(program.c_str(), X_OK) != 0) GTEST_SKIP() << program << " is not built: scripts/build release roms-test";
  for (int n = 0; n < times; ++n) {
    const ProgramRun run = run_program({SOSIE_PROGRAM, "run", "--jit", mode, program}, {.seconds = 60});
    ASSERT_EQ(run.status, 0) << "time " << n << (run.too_slow ? ", which took too long\n" : "\n") << run.output
                             << run.errors;
    ASSERT_EQ(run.errors, "") << "time " << n;
  }
}

INSTANTIATE_TEST_SUITE_P(Jit, ThreadsAgainAndAgain,
                         testing::Values(Repeated{"threads", "on", 100}, Repeated{"threads", "off", 10},
                                         Repeated{"threads", "verify", 5}, Repeated{"thread_code", "on", 20},
                                         Repeated{"thread_code", "off", 3}, Repeated{"thread_signals", "on", 15},
                                         Repeated{"thread_signals", "off", 3}, Repeated{"thread_signals", "verify", 3}),
                         name_of);

}  // namespace

}  // namespace sosie
