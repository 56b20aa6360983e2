#include "machines/linux_user/program.h"

#include <gtest/gtest.h>

#include "tests/machines/linux_user/elf_builder.h"
#include "tests/machines/linux_user/temporary_directory.h"

namespace sosie::linux_user {

namespace {

using Words = std::vector<std::string>;

class ProgramTest : public testing::Test {
 protected:
  Program find(const std::string& path) { return find_program(path, Paths("")); }

  /// The sentence, exit code and errno of the failure.
  std::string complaint(const std::string& path) {
    try {
      find(path);
      return "found";
    } catch (const ProgramError& error) {
      return std::string(error.what()) + " [" + std::to_string(error.exit_code()) + ", " +
             std::to_string(error.error_number()) + "]";
    }
  }

  std::string elf() {
    const std::vector<u8> bytes = ElfBuilder().bytes();
    return directory.file("elf", {bytes.begin(), bytes.end()});
  }

  TemporaryDirectory directory;
};

TEST_F(ProgramTest, AProgramIsFoundAsItIs) {
  const std::string path = elf();
  const Program program = find(path);
  EXPECT_EQ(program.kind, FileKind::kGuest);
  EXPECT_EQ(program.path, path);
  EXPECT_EQ(program.arguments({"name", "a"}), (Words{"name", "a"}));
  EXPECT_EQ(find("/bin/sh").kind, FileKind::kNative);
}

TEST_F(ProgramTest, AScriptIsRunByItsInterpreter) {
  const std::string interpreter = elf();
  const std::string script = directory.file("script", "#! " + interpreter + "   one  two \nexit\n");
  const Program program = find(script);
  EXPECT_EQ(program.kind, FileKind::kGuest);
  EXPECT_EQ(program.path, interpreter);
  EXPECT_EQ(program.arguments({"x", "a", "b"}), (Words{interpreter, "one  two", script, "a", "b"}));
}

TEST_F(ProgramTest, AScriptMayBeRunByAScript) {
  const std::string interpreter = elf();
  const std::string inner = directory.file("inner", "#!" + interpreter + " -i\n");
  const std::string outer = directory.file("outer", "#!" + inner + " -o\n");
  EXPECT_EQ(find(outer).arguments({"x", "a"}), (Words{interpreter, "-i", inner, "-o", outer, "a"}));
}

TEST_F(ProgramTest, TextWithoutInterpreterIsLeftToTheCaller) {
  EXPECT_EQ(find(directory.file("text", "echo hello\n")).kind, FileKind::kOther);
}

TEST_F(ProgramTest, FailuresAreToldWithTheShellsExitCodes) {
  const std::string d = directory.path();
  EXPECT_EQ(complaint(d + "/missing"), "cannot run " + d +
                                           "/missing: there is no such file; give the path of a program "
                                           "(PATH is not searched) [127, 2]");
  const std::string file = directory.file("plain", "x", false);
  EXPECT_EQ(complaint(file + "/below"),
            "cannot run " + file + "/below: a part of its path is no directory; give the path of a program [127, 20]");
  EXPECT_EQ(complaint(d), "cannot run " + d + ": it is a directory; give the path of a program in it [126, 13]");
  EXPECT_EQ(complaint(file),
            "cannot run " + file + ": it may not be executed; it needs execute permission (chmod +x) [126, 13]");
  EXPECT_EQ(complaint("/dev/null"),
            "cannot run /dev/null: it is no regular file; give the path of a program [126, 13]");
}

TEST_F(ProgramTest, BrokenScriptsAreTold) {
  const std::string lost = directory.file("lost", "#!/nowhere/sh\n");
  EXPECT_EQ(complaint(lost), "cannot run " + lost +
                                 ": its #! line names /nowhere/sh, which cannot be used; correct the "
                                 "line or give the guest's root with -L [127, 2]");
  const std::string empty = directory.file("empty", "#!  \n");
  EXPECT_EQ(complaint(empty),
            "cannot run " + empty + ": its #! line names no interpreter; write one after the #! [126, 8]");
  const std::string circle = directory.path() + "/circle";
  directory.file("circle", "#!" + circle + "\n");
  EXPECT_EQ(complaint(circle),
            "cannot run " + circle + ": the interpreters of its #! line are scripts themselves, too many [126, 40]");
}

}  // namespace

}  // namespace sosie::linux_user
