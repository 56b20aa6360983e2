// Our own programs for m68k Linux (roms-test/m68k_linux) do what they do under qemu-m68k, in every mode.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/programs/jit_modes.h"
#include "tests/support/run_program.h"

namespace sosie {

namespace {

constexpr const char* kPrograms[] = {"files", "floating", "hello", "signals", "structs"};
constexpr const char* kJudge = "/usr/bin/qemu-m68k";

std::string built(const std::string& name) { return std::string(SOSIE_ROMS_M68K "/") + name; }

ProgramRun run(std::vector<std::string> command) {
  const WorkDirectory directory;
  command.insert(command.end(), {"one", "two words"});
  return run_program(command, {.directory = directory.path()});
}

class M68kProgram : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(M68kProgram, DoesWhatTheJudgeDoes) {
  const auto& [mode, name] = GetParam();
  if (access(built(name).c_str(), X_OK) != 0) {
    GTEST_SKIP() << built(name) << " is not built: scripts/build release roms-test";
  }
  if (access(kJudge, X_OK) != 0) GTEST_SKIP() << kJudge << " is not there: scripts/install";
  // What the 68000 does otherwise than later models is seen in the others.
  const std::string cpu = std::string(name) == "floating" ? "68020" : "68000";
  const ProgramRun judge = run({kJudge, "-cpu", "m" + cpu, built(name)});
  const ProgramRun sosie = run({SOSIE_PROGRAM, "run", "--cpu", cpu, "--jit", mode, built(name)});
  EXPECT_EQ(sosie.output, judge.output);
  EXPECT_EQ(sosie.status, judge.status);
  EXPECT_EQ(sosie.errors, "");
}

INSTANTIATE_TEST_SUITE_P(Jit, M68kProgram, testing::Combine(testing::ValuesIn(kJitModes), testing::ValuesIn(kPrograms)),
                         [](const testing::TestParamInfo<std::tuple<const char*, const char*>>& info) {
                           return mode_name(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
                         });

}  // namespace

}  // namespace sosie
