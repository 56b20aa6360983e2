// Debian's busybox for armhf: output and exit status as under qemu-arm, interpreted, translated, and verified.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "tests/programs/jit_modes.h"
#include "tests/support/run_program.h"

namespace sosie {

namespace {

struct BusyboxCommand {
  const char* name;
  Command words;  ///< after "busybox"
  /// What it prints where the judge, which cannot execute the guest's programs, is of no use. It ends with status 0.
  const char* known_output = nullptr;
};
void PrintTo(const BusyboxCommand& command, std::ostream* out) { *out << command.name; }

Command sh(const char* script) { return {"sh", "-c", script}; }

const BusyboxCommand kCommands[] = {
    {"echo", {"echo", "-e", "a\\tb", "c"}},
    {"cat", {"cat", "table", "tree/one"}},
    {"ls", {"ls", "-lanR", "tree"}},
    {"sha256sum", {"sha256sum", "noise", "prose"}},
    {"sha512sum", {"sha512sum", "noise"}},
    {"sha1sum", {"sha1sum", "noise"}},
    {"md5sum", {"md5sum", "noise", "missing"}},
    {"sha3sum", {"sha3sum", "noise"}},
    {"cksum", {"cksum", "noise", "table"}},
    {"crc32", {"crc32", "noise"}},
    {"gzip", {"gzip", "-c", "prose"}},
    {"gunzip", sh("gzip -c noise > n.gz; gunzip -c n.gz | cmp - noise && echo same")},
    {"bzip2", sh("bzip2 -c prose | tee p.bz2 | wc -c; bunzip2 -c p.bz2 | cmp - prose && echo same")},
    {"unlzma", sh("xz -d < noise; echo $?")},
    {"sort", {"sort", "-t,", "-k2", "-n", "table"}},
    {"sort_unique", {"sort", "-u", "-r", "prose"}},
    {"awk_fields", {"awk", "-F,", "{ sum += $2; color[$3]++ } END { print sum, NR, color[\"red\"] }", "table"}},
    {"awk_double",
     {"awk", "BEGIN { printf \"%.10f %g %e %d\\n\", 22 / 7, 1e100, 0.1 + 0.2, -7.9; print 2 ** 0.5, 1 / 3 }"}},
    {"awk_program",
     {"awk", "{ gsub(/[aeiou]/, \"\"); if (length($0) > 40) n++; print toupper(substr($0, 1, 12)) } END { print n }",
      "prose"}},
    {"sed", {"sed", "-n", "s/\\([a-z]*\\) fox/[\\1 FOX]/gp; 5q", "prose"}},
    {"sed_edit", sh("cp table t; sed -i -e '/red/d' -e 's/,/;/g' t; cat t")},
    {"find", {"find", "tree", "-type", "f", "-size", "-2", "-print"}},
    {"tar", sh("tar cf t.tar tree && tar tvf t.tar && mkdir x && tar xf t.tar -C x && cat x/tree/deep/er/three")},
    {"tar_gz", sh("tar czf - tree | tar tzf -")},
    {"cpio", sh("find tree | cpio -o -H newc 2>/dev/null | cpio -t")},
    {"xxd", {"xxd", "-l", "200", "noise"}},
    {"hexdump", {"hexdump", "-C", "-n", "100", "noise"}},
    {"od", {"od", "-A", "d", "-t", "x2", "-N", "64", "noise"}},
    {"dc", {"dc", "-e", "20 k 2 v p 3 4 ^ p 100 7 / p 16 o 255 p"}},
    {"bc", sh("echo 'scale=30; 4*a(1); 2^100; s(1); sqrt(2)' | bc -l")},
    {"cut", {"cut", "-d,", "-f1,3", "table"}},
    {"tr", sh("tr 'a-z' 'A-Z' < table | tr -d ',' | tr -s 'P'")},
    {"uniq", sh("sort table | uniq -c")},
    {"wc", {"wc", "prose", "table", "noise"}},
    {"head_and_tail", sh("head -n 20 prose | tail -n 3; tail -c 30 prose")},
    {"expr", sh("expr 17 % 5 + 3 '*' 4; expr abcdef : 'abc\\(.*\\)'; expr 1 = 2; echo $?")},
    {"seq", {"seq", "-w", "-s", " ", "1", "13", "100"}},
    {"printf", {"printf", "%5d|%-8s|%x|%o|%c|%.3f|%e\\n", "42", "left", "255", "8", "z", "3.14159", "12345.678"}},
    {"grep", {"grep", "-n", "-E", "1[0-9]:.*(again|once)", "prose"}},
    {"grep_none", {"grep", "nothing at all", "prose"}},
    {"diff", sh("sed 's/red/RED/; 3d' table > other; diff -u -L a -L b table other; echo $?")},
    {"patch",
     sh("sed 's/fig/plum/' table > other; diff table other > d; cp table t; patch t d && cmp t other; echo $?")},
    {"cmp", {"cmp", "prose", "table"}},
    {"base64", {"base64", "noise"}},
    {"base64_back", sh("base64 table | base64 -d")},
    {"uuencode", {"uuencode", "table", "name"}},
    {"stat", {"stat", "-c", "%n %s %a %F %Y %h", "prose", "tree", "tree/link"}},
    {"cal", {"cal", "2", "2024"}},
    {"date", {"date", "-u", "-d", "@1700000000", "+%Y-%m-%d %H:%M:%S %j %A"}},
    {"date_zone", sh("TZ=EST5EDT,M3.2.0,M11.1.0 date -d @1720000000")},
    {"factor", {"factor", "1234567890", "999999937", "18446744073709551615"}},
    {"fold", {"fold", "-s", "-w", "30", "prose"}},
    {"nl", {"nl", "table"}},
    {"rev", {"rev", "table"}},
    {"tac", {"tac", "table"}},
    {"paste", {"paste", "-d:", "table", "table"}},
    {"split", sh("split -l 50 prose part; wc -l part*")},
    {"dd", sh("dd if=noise of=copy bs=512 skip=3 count=10 2>/dev/null; md5sum copy")},
    {"touch_and_rm", sh("mkdir -p a/b; touch a/b/c; ls a/b; rm -r a; ls a; echo $?")},
    {"links", sh("ln -s table l; readlink l; ln table h; stat -c %h table; mv h moved; cat moved | head -1; rm l")},
    {"chmod", sh("chmod 751 table; stat -c %a table; chmod u-w,o+w table; stat -c %A table; umask 027; umask")},
    {"sh_arithmetic",
     sh("i=0; s=0; while [ $i -lt 300 ]; do s=$((s * 31 + i & 0xffffff)); i=$((i + 1)); done; echo $s")},
    {"sh_loops_and_pipes",
     sh("for f in tree/*; do echo \"<$f>\"; done | while read x; do echo \"$x\" | tr -d '<>'; done")},
    {"sh_substitution", sh("x=$(echo a b c | cut -d' ' -f2); y=${x}${#x}; case $y in b1) echo yes;; *) echo no;; esac; "
                           "echo ${y%1} `expr 2 + 3`")},
    {"sh_functions", sh("f() { [ $1 -le 1 ] && echo 1 || echo $(($1 * $(f $(($1 - 1))))); }; f 6")},
    {"sh_here_document", sh("n=7; sort -r <<END\none $n\ntwo\nEND\n")},
    {"sh_redirections", sh("{ echo out; echo err >&2; } > o 2> e; cat e o; exec 3< table; read -r a <&3; read -r b "
                           "<&3; echo $b; echo x >> o; wc -l < o")},
    {"sh_background", sh("(sleep 0.1; echo late) & echo early; wait; echo $?")},
    {"sh_signal", sh("trap 'echo caught' USR1; kill -USR1 $$; echo after; kill -TERM $$; echo never")},
    {"sh_exit_status", sh("(exit 3); echo $?; sh -c 'kill -KILL $$'; echo $?; exit 42")},
    {"sh_fifo", sh("mkfifo f; (echo through > f) & read x < f; echo $x; wait")},
    {"test_files",
     sh("[ -f table ] && [ -d tree ] && [ -L tree/link ] && [ ! -e none ] && test table -ef ./table && echo all")},
    {"env", sh("env -u HOME X=1 | sort | grep -E '^(X|TZ|LC_ALL|HOME)='; echo $X")},
    {"id", {"id", "-u"}},
    {"true_and_false", sh("true; echo $?; false; echo $?")},
    {"basename", sh("basename /a/b/c.txt .txt; dirname /a/b/c; pwd | sed 's|.*/sosie-......|here|'")},
    {"sleep_and_timeout", sh("timeout 0.1 sleep 5; echo $?"), "143\n"},
    {"programs_that_execute_others",
     sh("find tree -name 't*' -exec sh -c 'echo \"$0 $1\"' x {} ';' | sort; env X=1 env -i A=b env"),
     "x tree\nx tree/deep/er/three\nx tree/deep/two\nA=b\n"},
    {"unknown_applet", {"no-such-applet"}},
    {"usage_error", {"cut"}},
    {"missing_file", {"cat", "missing"}},
};

const char* const kJudge = "/usr/bin/qemu-arm";

/// busybox of the armhf root, or empty.
std::string busybox() {
  const char* const root = std::getenv("SOSIE_SYSROOT_ARMHF");
  return root && *root ? std::string(root) + "/bin/busybox" : std::string();
}

/// Programs that scripts look for are the guest's own: for sosie links to it, which it executes; for the judge, which
/// cannot, native scripts that start the judge again.
void add_applets(const WorkDirectory& directory, bool for_judge) {
  static const std::vector<std::string> kApplets = {
      "base64",  "basename", "bc",   "bunzip2", "bzip2", "cat",    "chmod", "cmp",  "cp",     "cpio",
      "cut",     "dd",       "diff", "dirname", "env",   "expr",   "find",  "grep", "gunzip", "gzip",
      "head",    "ln",       "ls",   "md5sum",  "mkdir", "mkfifo", "mv",    "nice", "patch",  "readlink",
      "rm",      "sed",      "sh",   "sleep",   "sort",  "split",  "stat",  "tail", "tar",    "tee",
      "timeout", "touch",    "tr",   "uniq",    "wc",    "xz",     "date"};
  const std::string bin = directory.path() + "/.bin";
  std::filesystem::create_directory(bin);
  for (const std::string& applet : kApplets) {
    if (for_judge) {
      directory.add_file(".bin/" + applet,
                         std::string("#!/bin/sh\nexec ") + kJudge + " -0 " + applet + " " + busybox() + " \"$@\"\n",
                         0755);
    } else {
      std::filesystem::create_symlink(busybox(), bin + "/" + applet);
    }
  }
}

ProgramRun run_busybox(Command prefix, const BusyboxCommand& command, bool for_judge) {
  const WorkDirectory directory;
  add_applets(directory, for_judge);
  prefix.push_back(busybox());
  prefix.insert(prefix.end(), command.words.begin(), command.words.end());
  return run_program(prefix, {.directory = directory.path(), .environment = {{"PATH", directory.path() + "/.bin"}}});
}

class Busybox : public testing::TestWithParam<std::tuple<const char*, BusyboxCommand>> {};

TEST_P(Busybox, DoesWhatItDoesUnderQemu) {
  const auto& [mode, command] = GetParam();
  struct stat status;
  if (busybox().empty() || stat(busybox().c_str(), &status) != 0) {
    GTEST_SKIP() << "SOSIE_SYSROOT_ARMHF names no root with bin/busybox (scripts/test fetches one)";
  }
  if (stat(kJudge, &status) != 0) GTEST_SKIP() << kJudge << " is missing (package qemu-user)";
  ProgramRun judge;
  if (command.known_output) judge.output = command.known_output;
  else judge = run_busybox({kJudge}, command, true);
  const ProgramRun run = run_busybox({SOSIE_PROGRAM, "run", "--jit", mode}, command, false);
  EXPECT_FALSE(run.too_slow);
  EXPECT_EQ(run.status, judge.status) << run.errors << judge.errors;
  EXPECT_EQ(run.output, judge.output) << run.errors << judge.errors;
  EXPECT_EQ(run.errors.find("sosie"), run.errors.npos) << run.errors;
}

std::string test_name(const testing::TestParamInfo<Busybox::ParamType>& info) {
  return mode_name(std::get<0>(info.param)) + "_" + std::get<1>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Jit, Busybox, testing::Combine(testing::ValuesIn(kJitModes), testing::ValuesIn(kCommands)),
                         test_name);

}  // namespace

}  // namespace sosie
