// Our own guest programs (roms-test/arm): each ends and prints as it says itself, in every mode.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "tests/programs/jit_modes.h"
#include "tests/support/run_program.h"

namespace sosie {

namespace {

// Assembly programs say in their source how they end.
const char* const kAssemblyPrograms[] = {
    "ends_by_fault",        "ends_by_recursion", "exit_code",      "fork_wait",   "interworking",    "kernel_helpers",
    "position_independent", "remap_code",        "self_modifying", "signal_mask", "signal_repaired", "unknown_syscall"};
// C programs check themselves and print "NAME: ok" last.
const char* const kCheckedPrograms[] = {"bad_pointers", "files",          "ipc",     "memory",  "newer_calls",
                                        "older_calls",  "processes",      "signals", "sockets", "threads",
                                        "thread_code",  "thread_signals", "times"};

std::string built(const std::string& name) { return std::string(SOSIE_ROMS_TEST "/") + name; }
bool is_built(const std::string& name) { return access(built(name).c_str(), X_OK) == 0; }

ProgramRun run_rom(const char* mode, const std::string& name) {
  const WorkDirectory directory;
  return run_program({SOSIE_PROGRAM, "run", "--jit", mode, built(name)}, {.directory = directory.path()});
}

/// The status that the line "// expect exit N" names.
int expected_status(const std::string& name) {
  std::ifstream source(std::string(SOSIE_ROMS_SOURCES "/") + name + ".S");
  for (std::string line; std::getline(source, line);) {
    constexpr std::string_view kExpect = "// expect exit ";
    if (line.starts_with(kExpect)) return std::stoi(line.substr(kExpect.size()));
  }
  ADD_FAILURE() << name << ".S does not say how it ends";
  return -1;
}

#define SKIP_UNLESS_BUILT(name) \
  if (!is_built(name)) GTEST_SKIP() << built(name) << " is not built: scripts/build release roms-test"

std::string with_mode(const testing::TestParamInfo<std::tuple<const char*, const char*>>& info) {
  return mode_name(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
}

class AssemblyProgram : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(AssemblyProgram, EndsAsItsSourceSays) {
  const auto& [mode, name] = GetParam();
  SKIP_UNLESS_BUILT(name);
  const ProgramRun run = run_rom(mode, name);
  EXPECT_EQ(run.status, expected_status(name)) << run.errors;
}
INSTANTIATE_TEST_SUITE_P(Jit, AssemblyProgram,
                         testing::Combine(testing::ValuesIn(kJitModes), testing::ValuesIn(kAssemblyPrograms)),
                         with_mode);

class CheckedProgram : public testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(CheckedProgram, FindsNothingWrong) {
  const auto& [mode, name] = GetParam();
  for (const std::string& program : {std::string(name), std::string(name) + "_thumb"}) {
    SKIP_UNLESS_BUILT(program);
    const ProgramRun run = run_rom(mode, program);
    EXPECT_EQ(run.status, 0) << program << "\n" << run.output << run.errors;
    EXPECT_TRUE(run.output.ends_with(std::string(name) + ": ok\n")) << program << "\n" << run.output;
    EXPECT_EQ(run.errors, "") << program;
  }
}
INSTANTIATE_TEST_SUITE_P(Jit, CheckedProgram,
                         testing::Combine(testing::ValuesIn(kJitModes), testing::ValuesIn(kCheckedPrograms)),
                         with_mode);

class Hello : public testing::TestWithParam<const char*> {};

TEST_P(Hello, PrintsItsTablesInEveryForm) {
  SKIP_UNLESS_BUILT("hello");
  const ProgramRun arm = run_rom(GetParam(), "hello");
  EXPECT_EQ(arm.status, 0) << arm.errors;
  EXPECT_EQ(arm.output, run_program({"qemu-arm", built("hello")}).output);
  EXPECT_NE(arm.output.find("    100000    9592\n"), arm.output.npos) << arm.output;
  EXPECT_EQ(run_rom(GetParam(), "hello_thumb").output, arm.output);
}

TEST_P(Hello, RunsWithADynamicLinkerToo) {
  SKIP_UNLESS_BUILT("hello_dynamic");
  const std::string root = "/usr/arm-linux-gnueabihf";
  if (access((root + "/lib/ld-linux-armhf.so.3").c_str(), R_OK) != 0) GTEST_SKIP() << root << " has no dynamic linker";
  const ProgramRun run = run_program({SOSIE_PROGRAM, "run", "--jit", GetParam(), "-L", root, built("hello_dynamic")});
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(run.output, run_rom(GetParam(), "hello").output);
}

class Neon : public testing::TestWithParam<const char*> {};

TEST_P(Neon, ChecksItselfAndPrintsWhatQemuPrints) {
  for (const std::string program : {"neon_arm", "neon_thumb"}) {
    SKIP_UNLESS_BUILT(program);
    const ProgramRun run = run_rom(GetParam(), program);
    EXPECT_EQ(run.status, 0) << program << run.errors;
    EXPECT_EQ(run.output, run_program({"qemu-arm", built(program)}).output) << program;
    EXPECT_TRUE(run.output.ends_with("neon: ok\n")) << program;
  }
}

INSTANTIATE_TEST_SUITE_P(Jit, Neon, testing::ValuesIn(kJitModes),
                         [](const testing::TestParamInfo<const char*>& info) { return mode_name(info.param); });
INSTANTIATE_TEST_SUITE_P(Jit, Hello, testing::ValuesIn(kJitModes),
                         [](const testing::TestParamInfo<const char*>& info) { return mode_name(info.param); });

}  // namespace

}  // namespace sosie
