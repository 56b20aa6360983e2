// Debian's programs for armhf, with their dynamic linker and libraries: output and exit status as under qemu-arm, and
// as the same programs of this machine have them.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "tests/programs/jit_modes.h"
#include "tests/support/run_program.h"

namespace sosie {

namespace {

/// Who says what is right.
enum Judges : unsigned {
  kQemu = 1,
  kNative = 2,  ///< the program of the same name on this machine, if it is there
  kBoth = kQemu | kNative,
};

struct DebianCommand {
  std::string name;         ///< without `words` a script in tests/programs/debian
  Command words = {};       ///< the first one is a file's name in /usr/bin
  unsigned judges = kBoth;  ///< not qemu-arm where it cannot; not the native program where it has to differ
  bool verify = false;      ///< short enough to be run in lockstep as well
};
void PrintTo(const DebianCommand& command, std::ostream* out) { *out << command.name; }

constexpr bool kVerify = true;

/// How a script is run: the name's end says by what.
Command script(const std::string& name) {
  const std::string path = std::string(SOSIE_DEBIAN_SCRIPTS "/") + name;
  if (name.ends_with(".awk")) return {"gawk", "-f", path, "table"};
  if (name.ends_with(".lua")) return {"lua5.4", path};
  if (name.ends_with(".pl")) return {"perl", path};
  if (name.ends_with(".py")) return {"python3.11", path};
  if (name.ends_with(".sh")) return {"bash", path};
  return {"sqlite3", "file.db", ".read " + path};
}

const DebianCommand kCommands[] = {
    // bash
    {"bash_arithmetic.sh", {}, kBoth, kVerify},
    {"bash_arrays.sh"},
    {"bash_patterns.sh"},
    {"bash_functions.sh"},
    {"bash_pipes.sh"},
    {"bash_jobs.sh"},
    {"bash_traps.sh"},
    {"bash_process_substitution.sh"},
    {"bash_here_and_descriptors.sh"},
    {"bash_printf.sh"},
    {"bash_coprocess.sh"},
    {"bash_no_such_command.sh"},

    // coreutils
    {"sha256sum", {"sha256sum", "noise", "prose", "missing"}, kBoth, kVerify},
    {"sha512sum_check.sh"},
    {"digests.sh"},
    {"sort_numbers", {"sort", "-t,", "-k2,2n", "-k1,1r", "table"}, kBoth, kVerify},
    {"sort_merge.sh"},
    {"ls", {"ls", "-lnR", "--time-style=+%F", "tree"}},
    {"stat.sh"},
    {"cp_and_mv.sh"},
    {"text_tools.sh"},
    {"numbers.sh"},
    {"dates.sh"},
    {"encodings.sh"},
    {"files_and_space.sh"},
    {"timeout.sh"},
    {"shuffle_and_random.sh"},
    {"users.sh"},
    {"tee_and_fifo.sh"},
    {"uname", {"uname", "-m"}, kQemu},

    // sed, grep, awk and their like
    {"sed_substitute", {"sed", "-nE", "s/(quick) (.*) (fox)/\\3 \\2 \\1/gp; $=", "prose"}, kBoth, kVerify},
    {"sed_program", {"sed", "-e", ":a;N;$!ba;s/\\n/;/g", "-e", "y/abc/ABC/", "table"}},
    {"sed_in_place.sh"},
    {"grep_regular", {"grep", "-nE", "(1[0-9]|7):.*(again|once)", "prose"}, kBoth, kVerify},
    {"grep_back_reference", {"grep", "-oE", "(.)\\1", "table"}},
    {"grep_perl", {"grep", "-oP", "(?<=line )\\d+(?=: the.*again)", "prose"}},
    {"grep_tree.sh"},
    {"gawk_fields.awk"},
    {"gawk_numbers.awk", {}, kBoth, kVerify},
    {"gawk_text.awk"},
    {"mawk_program",
     {"mawk",
      "{ for (i = 1; i <= NF; i++) c[$i]++ } END { for (w in c) if (c[w] > 100) print w, c[w] | "
      "\"sort\"; close(\"sort\"); printf \"%.6f %s\\n\", 22 / 7, 1e6 }",
      "prose"}},
    {"find.sh"},
    {"diff.sh"},
    {"tar.sh"},
    {"bc.sh"},
    {"jq",
     {"jq", "-nc",
      "[range(20) | {a: ., b: (. * 1.5), c: (tostring | test(\"1\"))}] | group_by(.c) | map(map(.b) | add), "
      "(\"a,b\" | split(\",\")), ([3, 1, 2] | sort), (1e1000 | tostring), (now > 1e9)"}},
    {"m4.sh"},
    {"file", {"file", "-b", "table", "noise", "tree", "/usr/bin/env"}, kQemu},

    // compression
    {"gzip.sh"},
    {"gzip_stream", {"gzip", "-nc", "noise"}, kBoth, kVerify},
    {"bzip2.sh"},
    {"xz.sh"},
    {"threads_pack.sh"},
    {"xz_stream", {"xz", "-1", "-T1", "-c", "prose"}, kBoth, kVerify},

    // openssl; its keys are new each time, so only what they do is printed
    {"openssl_digests.sh"},
    {"openssl_sha512", {"openssl", "dgst", "-sha512", "noise"}, kBoth, kVerify},
    {"openssl_hmac", {"openssl", "dgst", "-sha256", "-hmac", "key", "prose"}},
    {"openssl_ciphers.sh"},
    {"openssl_password",
     {"openssl", "enc", "-aes-128-cbc", "-pbkdf2", "-S", "0102030405060708", "-pass", "pass:x", "-base64", "-in",
      "table"}},
    {"openssl_rsa.sh"},
    {"openssl_curves.sh"},

    // perl
    {"perl_hashes.pl", {}, kBoth, kVerify},
    {"perl_numbers.pl"},
    {"perl_patterns.pl"},
    {"perl_pack.pl"},
    {"perl_closures.pl"},
    {"perl_processes.pl"},
    // qemu-arm -L does not find below a link to a directory, and these modules lie there.
    {"perl_modules.pl", {}, kNative},

    // python
    {"python_numbers.py"},
    {"python_text.py"},
    {"python_structures.py"},
    {"python_digests.py"},
    {"python_files.py"},
    {"python_processes.py"},
    {"python_sockets.py", {}, kQemu},
    {"python_asyncio.py"},
    {"python_sqlite.py"},
    {"python_ctypes.py", {}, kQemu},
    {"python_error.py"},
    {"python_threads.py"},
    {"python_syntax_error", {"python3.11", "-c", "print('never')\nx = = 1"}},

    // lua
    {"lua_numbers.lua", {}, kBoth, kVerify},
    {"lua_tables.lua", {}, kBoth, kVerify},
    {"lua_strings.lua"},
    {"lua_coroutines.lua"},
    {"lua_files.lua"},

    // sqlite
    {"sqlite_queries.sql"},
    {"sqlite_windows_and_json.sql"},
    {"sqlite_transactions.sql"},
    {"sqlite_shell.sh"},

    // git
    {"git_commit_and_log.sh"},
    {"git_branches.sh"},
    {"git_conflict.sh"},
    {"git_clone_and_pack.sh"},
    {"git_plumbing", {"git", "hash-object", "table", "noise", "prose"}, kBoth, kVerify},
};

const char* const kJudge = "/usr/bin/qemu-arm";

std::string root() {
  const char* const root = std::getenv("SOSIE_SYSROOT_ARMHF");
  return root ? root : "";
}

ProgramRun run_debian(Command prefix, const std::string& directory, const Command& words) {
  const WorkDirectory work;
  prefix.push_back(directory + "/usr/bin/" + words[0]);
  prefix.insert(prefix.end(), words.begin() + 1, words.end());
  return run_program(prefix, {.directory = work.path(),
                              .environment = {{"PATH", "/usr/bin:/bin"},
                                              {"PYTHONDONTWRITEBYTECODE", "1"},
                                              {"GIT_CONFIG_NOSYSTEM", "1"},
                                              {"GIT_AUTHOR_NAME", "A"},
                                              {"GIT_AUTHOR_EMAIL", "a@example.org"},
                                              {"GIT_AUTHOR_DATE", "1700000000 +0100"},
                                              {"GIT_COMMITTER_NAME", "C"},
                                              {"GIT_COMMITTER_EMAIL", "c@example.org"},
                                              {"GIT_COMMITTER_DATE", "1700000000 +0100"}}});
}

class Debian : public testing::TestWithParam<DebianCommand> {};

void compare(const ProgramRun& run, const ProgramRun& judge, const char* name) {
  EXPECT_EQ(run.status, judge.status) << name << "\n" << run.errors << judge.errors;
  EXPECT_EQ(run.output, judge.output) << name << "\n" << run.errors << judge.errors;
}

TEST_P(Debian, DoesWhatTheJudgesDo) {
  const DebianCommand& command = GetParam();
  const Command words = command.words.empty() ? script(command.name) : command.words;
  const std::string& program = words[0];
  if (root().empty() || access((root() + "/usr/bin/" + program).c_str(), X_OK) != 0) {
    GTEST_SKIP() << "SOSIE_SYSROOT_ARMHF names no root with usr/bin/" << program << " (scripts/test fetches one)";
  }
  ProgramRun qemu, native;
  const bool asks_qemu = command.judges & kQemu && access(kJudge, X_OK) == 0;
  const bool asks_native = command.judges & kNative && access(("/usr/bin/" + program).c_str(), X_OK) == 0;
  if (asks_qemu) qemu = run_debian({kJudge, "-L", root()}, root(), words);
  if (asks_native) native = run_debian({}, "", words);
  for (const std::string mode : kJitModes) {
    if (mode == "verify" && !command.verify) continue;
    SCOPED_TRACE("--jit " + mode);
    const ProgramRun run = run_debian({SOSIE_PROGRAM, "run", "--jit", mode, "-L", root()}, root(), words);
    EXPECT_FALSE(run.too_slow);
    EXPECT_EQ(run.errors.find("sosie:"), run.errors.npos) << run.errors;
    if (asks_qemu) compare(run, qemu, "qemu-arm");
    if (asks_native) compare(run, native, "native");
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Debian, testing::ValuesIn(kCommands),
                         [](const testing::TestParamInfo<DebianCommand>& info) {
                           std::string name = info.param.name;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace

}  // namespace sosie
