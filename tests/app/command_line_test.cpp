// The program as people use it: help on every level, mistakes told in one line, exit codes as a shell gives them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/run_program.h"

namespace sosie {

namespace {

ProgramRun sosie(Command arguments, const RunSettings& settings = {}) {
  arguments.insert(arguments.begin(), SOSIE_PROGRAM);
  return run_program(arguments, settings);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// The program's own words about a mistake: one line.
void expect_complaint(const Command& arguments, int status, const std::string& line) {
  const ProgramRun run = sosie(arguments);
  EXPECT_EQ(run.status, status);
  EXPECT_EQ(run.output, "");
  EXPECT_EQ(run.errors, "sosie: " + line + "\n");
}

TEST(CommandLine, AProgramThatIsMissingBesideItIsTold) {
  const WorkDirectory directory;
  const std::string alone = directory.path() + "/sosie";
  std::filesystem::copy_file(SOSIE_PROGRAM, alone);
  const ProgramRun run = run_program({alone, "st"});
  EXPECT_EQ(run.status, 125);
  EXPECT_EQ(run.errors, "sosie: " + alone + "-st cannot be started: No such file or directory; build sosie again\n");
}

TEST(CommandLine, HelpIsThereOnEveryLevel) {
  for (const Command& command :
       {Command{"--help"}, Command{"run", "--help"}, Command{"st", "--help"}, Command{"isa", "--help"}}) {
    const ProgramRun run = sosie(command);
    EXPECT_EQ(run.status, 0) << run.errors;
    EXPECT_TRUE(contains(run.output, "Usage: sosie")) << run.output;
    EXPECT_EQ(run.errors, "");
  }
  const std::string help = sosie({"run", "-h"}).output;
  for (const char* option : {"-L ", "-E ", "-U ", "-0 ", "--strace", "--cpu", "--jit", "--stats", "--trace"}) {
    EXPECT_TRUE(contains(help, option)) << option;
  }
  EXPECT_FALSE(contains(help, "restarted")) << "internal";
}

TEST(CommandLine, TheVersionIsTold) {
  const ProgramRun run = sosie({"--version"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.output, testing::MatchesRegex("sosie [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, TheEncodingsOfAGuestAreListed) {
  const ProgramRun run = sosie({"isa", "arm"});
  EXPECT_EQ(run.status, 0);
  EXPECT_TRUE(run.output.starts_with("arm (ARM DDI 0406C")) << run.output.substr(0, 100);
  EXPECT_TRUE(contains(run.output, " svc\n"));
  EXPECT_TRUE(contains(sosie({"isa", "m68k"}).output, "0111 ddd0 iiii iiii            moveq\n"));
}

TEST(CommandLine, MistakesAreOneLine) {
  expect_complaint({}, 125, "A subcommand is required; see sosie --help");
  expect_complaint({"run"}, 125, "no program is given; see sosie run --help");
  expect_complaint({"run", "--jit", "fast", "x"}, 125, "--jit: fast not in {on,off,verify}; see sosie run --help");
  expect_complaint({"run", "--nonsense", "x"}, 125,
                   "The following argument was not expected: --nonsense; see sosie run --help");
  expect_complaint({"run", "-E", "NAME", "x"}, 125,
                   "-E NAME sets no variable; write -E NAME=value, or -U NAME to unset it");
  expect_complaint({"run", "--cpu", "z80", "/bin/true"}, 125,
                   "there is no ARM processor z80 here; there are: cortex-a15");
  expect_complaint({"run", "-L", "/nowhere", "x"}, 125,
                   "the guest's root /nowhere is no directory; give an existing one with -L");
  expect_complaint({"run", "--trace", "/nowhere/file", "x"}, 125,
                   "cannot write the trace to /nowhere/file: No such file or directory; name another file");
  expect_complaint({"isa", "z80"}, 125, "guest: z80 not in {arm,m68k}; see sosie isa --help");
}

TEST(CommandLine, ProgramsThatCannotRunHaveTheShellsExitCodes) {
  const WorkDirectory directory;
  const std::string d = directory.path() + "/";
  expect_complaint(
      {"run", d + "none"}, 127,
      "cannot run " + d + "none: there is no such file; give the path of a program (PATH is not searched)");
  expect_complaint({"run", d + "prose"}, 126,
                   "cannot run " + d + "prose: it may not be executed; it needs execute permission (chmod +x)");
  expect_complaint({"run", d + "tree"}, 126,
                   "cannot run " + d + "tree: it is a directory; give the path of a program in it");
  directory.add_file("text", "hello\n", 0755);
  expect_complaint({"run", d + "text"}, 126,
                   "cannot run " + d +
                       "text: it is neither an ELF program nor a script that "
                       "starts with #!; give a 32-bit ARM Linux program");
  expect_complaint({"run", "/bin/true"}, 126,
                   "cannot run /bin/true: it is a 64-bit little-endian program for x86-64; it "
                   "has to be a 32-bit one for ARM (little-endian) or m68k (big-endian)");
  directory.add_file("script", "#!/bin/sh\n", 0755);
  const ProgramRun run = sosie({"run", d + "script"});
  EXPECT_EQ(run.status, 126);
  EXPECT_TRUE(contains(run.errors, "x86-64")) << run.errors;
}

// With a guest program.

const std::string kHello = SOSIE_ROMS_TEST "/hello", kExit = SOSIE_ROMS_TEST "/exit_code",
                  kProcesses = SOSIE_ROMS_TEST "/processes";

class WithGuest : public testing::Test {
 protected:
  void SetUp() override {
    if (access(kProcesses.c_str(), X_OK) != 0) {
      GTEST_SKIP() << kProcesses << " is not built: scripts/build release roms-test";
    }
  }
};

TEST_F(WithGuest, OptionsEndAtTheProgram) {
  EXPECT_EQ(sosie({"run", kExit, "--help"}).status, 42);
  EXPECT_EQ(sosie({"run", "--", kExit, "run", "[a,b]"}).status, 42);
  EXPECT_EQ(sosie({"run", "-0", "-x", "--jit=off", kExit}).status, 42);
}

TEST_F(WithGuest, NamesAndVariablesArePassedOn) {
  const ProgramRun run = sosie(
      {"run", "-0", "[name]", "-E", "GREETING=hi", "-E", "LD_NONSENSE=x y", "-U", "HOME", kProcesses, "a", "", "*"});
  EXPECT_EQ(run.output, "[name]|a||*|hi|x y|not ignored\n") << run.errors;
  EXPECT_EQ(run.status, 17);
}

TEST_F(WithGuest, SystemCallsAreShown) {
  const ProgramRun run = sosie({"run", "--strace", kHello});
  EXPECT_TRUE(contains(run.errors, "write(1, \"Hello from an armv7l program.\\n\\n")) << run.errors;
  EXPECT_TRUE(contains(run.errors, "\nexit_group(0)")) << run.errors;
  EXPECT_FALSE(contains(run.output, "exit_group"));
}

TEST_F(WithGuest, WhatIsShownDoesNotDependOnTheGuestsDescriptors) {
  const ProgramRun run = sosie({"run", "--strace", kProcesses, "exit"});
  EXPECT_EQ(run.status, 23);
  EXPECT_TRUE(contains(run.errors, "\nexit_group(23)")) << run.errors.substr(0, 1000);
}

TEST_F(WithGuest, InstructionsAreShown) {
  const ProgramRun run = sosie({"run", "--trace", "-", kExit});
  EXPECT_THAT(run.errors, testing::MatchesRegex("[0-9a-f]{8}: e3a0002a   mov r0, #0x2a\n"
                                                "[0-9a-f]{8}: e3007001   movw r7, #1\n"
                                                "[0-9a-f]{8}: ef000000   svc #0\n"));
}

TEST_F(WithGuest, StatisticsCloseTheRun) {
  for (const std::string mode : {"off", "on"}) {
    const ProgramRun run = sosie({"run", "--stats", "--jit", mode, kHello});
    // scripts/bench reads this line.
    EXPECT_THAT(run.errors, testing::MatchesRegex("sosie: [0-9,]+ guest instructions in [0-9.]+ s, [0-9.]+ % of them "
                                                  "as host code: [0-9.]+ M instructions a second\n"));
    EXPECT_EQ(contains(run.errors, " 0.0 %"), mode == "off") << run.errors;
  }
}

TEST_F(WithGuest, OnlyTheFirstProcessClosesWithStatistics) {
  const WorkDirectory directory;
  const ProgramRun run = sosie({"run", "--stats", kProcesses}, {.directory = directory.path()});
  EXPECT_EQ(run.output, "processes: ok\n");
  EXPECT_EQ(std::count(run.errors.begin(), run.errors.end(), '\n'), 1) << run.errors;
}

TEST_F(WithGuest, ASignalEndsItAsItWouldANativeProgram) {
  const ProgramRun run =
      run_program({"/bin/sh", "-c", SOSIE_PROGRAM " run " SOSIE_ROMS_TEST "/ends_by_fault; echo $?"});
  EXPECT_EQ(run.output, "139\n");
  EXPECT_TRUE(contains(run.errors, "ends_by_fault is ended by SIGSEGV: the instruction at 0x")) << run.errors;
  EXPECT_TRUE(contains(run.errors, "may not access 0x8; --trace shows how it came there\n")) << run.errors;
}

TEST_F(WithGuest, AFullStackIsTold) {
  const ProgramRun run = sosie({"run", SOSIE_ROMS_TEST "/ends_by_recursion"});
  EXPECT_EQ(run.status, 128 + 11);
  EXPECT_THAT(run.errors,
              testing::MatchesRegex("sosie: .*ends_by_recursion is ended by SIGSEGV: its stack of [0-9]+ KiB "
                                    "is full, after a recursion without end perhaps; raise the limit "
                                    "with ulimit -s\n"));
}

TEST_F(WithGuest, AMissingLinkerIsTold) {
  expect_complaint(
      {"run", SOSIE_ROMS_TEST "/hello_dynamic"}, 127,
      "cannot run " SOSIE_ROMS_TEST
      "/hello_dynamic: its interpreter (dynamic linker) "
      "/lib/ld-linux-armhf.so.3 is not there; give the directory that holds the guest's libraries with -L");
}

TEST_F(WithGuest, AWrongLinkerIsTold) {
  const std::string program = SOSIE_ROMS_TEST "/hello_dynamic";
  const WorkDirectory root;
  const std::string linker = root.path() + "/lib/ld-linux-armhf.so.3";
  std::filesystem::create_directories(linker);
  expect_complaint({"run", "-L", root.path(), program}, 126,
                   "cannot run " + program + ": its interpreter (dynamic linker) " + linker +
                       " is no file; give the directory that holds the guest's libraries with -L");
  std::filesystem::remove(linker);
  std::filesystem::copy_file("/bin/true", linker);
  expect_complaint({"run", "-L", root.path(), program}, 126,
                   "cannot run " + linker +
                       ": it is a 64-bit little-endian program for x86-64; it has to be a 32-bit one for ARM "
                       "(little-endian) or m68k "
                       "(big-endian)");
  std::filesystem::resize_file(linker, 20);
  expect_complaint(
      {"run", "-L", root.path(), program}, 126,
      "cannot run " + linker + ": its ELF header is cut off after 20 of 52 bytes; copy or build the file again");
}

TEST_F(WithGuest, TooLittleAddressSpaceIsTold) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer itself needs more";
#endif
  const ProgramRun run = run_program({"/bin/sh", "-c", "ulimit -v 3000000; exec " SOSIE_PROGRAM " run " + kExit});
  EXPECT_EQ(run.errors,
            "sosie: no room for the guest's 4 GiB of address space: raise the limit on virtual memory (ulimit -v)\n");
  EXPECT_EQ(run.status, 125);
}

TEST_F(WithGuest, AMissingSystemCallIsToldOnce) {
  const ProgramRun run = sosie({"run", SOSIE_ROMS_TEST "/unknown_syscall"});
  EXPECT_EQ(run.status, 38) << "ENOSYS";
  EXPECT_EQ(run.errors, "sosie: " SOSIE_ROMS_TEST
                        "/unknown_syscall uses the system call syscall_4711 (4711), which is not "
                        "there yet; it gets ENOSYS\n");
}

TEST_F(WithGuest, ScriptsAreRunByTheirInterpreter) {
  const WorkDirectory directory;
  directory.add_file("script", "#!" + kProcesses + " first\n", 0755);
  const ProgramRun run =
      sosie({"run", "-E", "GREETING=a", "-E", "LD_NONSENSE=b", "./script", "second"}, {.directory = directory.path()});
  EXPECT_EQ(run.output, kProcesses + "|first|./script|second|a|b|not ignored\n") << run.errors;
}

}  // namespace

}  // namespace sosie
