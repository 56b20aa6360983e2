// `sosie st` as people use it, with the ROM of our own: options, settings, mistakes told in one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "machines/atari_st/embedded_rom.h"
#include "tests/support/run_program.h"

namespace sosie {
namespace {

class CommandSt : public testing::Test {
 protected:
  ProgramRun st(Command arguments) const {
    Command command{SOSIE_PROGRAM, "st"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_program(command, {.directory = directory.path(), .environment = environment()});
  }
  std::map<std::string, std::string> environment() const {
    return {{"XDG_CONFIG_HOME", path("config")},
            {"XDG_DATA_HOME", path("data")},
            {"SDL_VIDEODRIVER", "dummy"},
            {"SDL_AUDIODRIVER", "dummy"}};
  }
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }
  std::string content(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void expect_complaint(const Command& arguments, int status, const std::string& line) const {
    const ProgramRun run = st(arguments);
    EXPECT_EQ(run.status, status);
    EXPECT_EQ(run.errors, "sosie: " + line + "\n");
  }

  WorkDirectory directory;
};

class CommandStWithRom : public CommandSt {
 protected:
  void SetUp() override {
    if (atari_st::embedded_rom().empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  }
};

TEST_F(CommandSt, MistakesAreOneLine) {
  expect_complaint({"--memory", "3M"}, 125, "--memory: 3M not in {512K,1M,2M,2560K,4M}; see sosie st --help");
  expect_complaint({"--nonsense"}, 125, "The following argument was not expected: --nonsense; see sosie st --help");
  for (const char* number : {"-1", "1.5", "many", "99999999999999999999"}) {
    const ProgramRun run = st({"--headless", "--run-frames", number});
    EXPECT_EQ(run.status, 125) << number;
    EXPECT_THAT(run.errors, testing::MatchesRegex("sosie: --run-frames: .*; see sosie st --help\n")) << number;
  }
  expect_complaint({"--speed", "fast"}, 1,
                   "fast is no speed; write max, or a percentage from 1 to 10000, such as 100%");
  expect_complaint({"--rom", "none.img"}, 1,
                   "none.img cannot be read: give an ST's ROM; EmuTOS is free: https://emutos.sourceforge.io");
  directory.add_file("short.img", "short");
  expect_complaint({"--rom", "short.img"}, 1,
                   "short.img has 5 bytes and is no ST's ROM, which has 192, 256, 512 or 1024 KB; EmuTOS is free: "
                   "https://emutos.sourceforge.io");
}

TEST_F(CommandStWithRom, AFolderThatIsNoneIsTold) {
  expect_complaint({"--folder", "none", "--headless", "--run-frames", "1"}, 1,
                   "none is no folder: No such file or directory");
}

TEST_F(CommandStWithRom, ACartridgeOfAnySizeUpTo128KbIsTaken) {
  const std::size_t kb128 = 128 << 10;
  for (const std::size_t bytes : {std::size_t{1}, kb128, kb128 + 4}) {
    directory.add_file("game.img", std::string(bytes, '\0'));
    const ProgramRun run = st({"--cartridge", "game.img", "--headless", "--run-frames", "1"});
    EXPECT_EQ(run.status, 0) << run.errors;
  }
}

TEST_F(CommandStWithRom, ACartridgeThatIsNoneIsTold) {
  directory.add_file("empty.img", "");
  directory.add_file("large.img", std::string((128 << 10) + 1, '\0'));
  directory.add_file("game.img", "game");
  expect_complaint({"--cartridge", "none.img"}, 1, "none.img cannot be read: give a cartridge's image");
  expect_complaint({"--cartridge", "empty.img"}, 1,
                   "empty.img has 0 bytes and is no cartridge, which has 128 KB at most");
  expect_complaint({"--cartridge", "large.img"}, 1,
                   "large.img has 131073 bytes and is no cartridge, which has 128 KB at most");
  expect_complaint({"--cartridge", "game.img", "--folder", "."}, 1,
                   "a cartridge and a folder exclude each other, as the folder's program is in the cartridge port");
}

TEST_F(CommandStWithRom, ADateIsForTheMachineWithAClock) {
  EXPECT_EQ(st({"--machine", "megast", "--date", "2026-11-25 08:15", "--headless", "--run-frames", "1"}).errors, "");
  expect_complaint({"--date", "2026-11-25"}, 1,
                   "--date sets the clock of a Mega ST, the others have none; add --machine megast");
  expect_complaint({"--machine", "megast", "--date", "today"}, 1, "today is no date; write it like '2026-11-25 08:15'");
}

TEST_F(CommandStWithRom, AFolderCanBeGivenLikeADisk) {
  const ProgramRun run = st({".", "--headless", "--run-frames", "1"});
  EXPECT_EQ(run.status, 0) << run.errors;
}

TEST_F(CommandSt, AMistakeInTheSettingsIsToldWithItsLine) {
  directory.add_file("st.toml", "memory = \"1M\"\nborder = \"off\"\n");
  expect_complaint({"--config", "st.toml"}, 1,
                   "st.toml:2: there is no setting border; sosie st --help has the options");
  expect_complaint({"--config", "none.toml"}, 1, "cannot read the settings in none.toml; name another file");
}

TEST_F(CommandSt, OptionsAreSavedAsSettings) {
  const ProgramRun run = st({"--save-config", "--memory", "4M", "--disk-a", "game.st", "--full-screen", "--headless"});
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(run.output, "settings: " + path("config/sosie/st.toml") + "\n");
  EXPECT_EQ(content("config/sosie/st.toml"), "# Options of `sosie st`; what its command line says wins.\ndisk-a = '" +
                                                 path("game.st") + "'\nfull-screen = true\nmemory = '4M'\n");
}

TEST_F(CommandStWithRom, RunsWithoutAWindowAndWritesWhatIsWanted) {
  const ProgramRun run =
      st({"--headless", "--run-frames", "400", "--screenshot", "a.png", "--wav", "a.wav", "--serial", "-"});
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(run.errors, "");
  EXPECT_TRUE(run.output.starts_with("Sosie's Atari ST ROM")) << run.output;
  EXPECT_EQ(content("a.png").substr(1, 3), "PNG");
  // Four bytes a pair at 48 kHz, 50 to 60 pictures a second.
  const double seconds = static_cast<double>(content("a.wav").size() - 44) / 4 / 48'000;
  EXPECT_GT(seconds, 400 / 60.5);
  EXPECT_LT(seconds, 400 / 49.5);
}

// What of the ROM's checks is about time fails there.
TEST_F(CommandStWithRom, RunsWithAFastProcessor) {
  const ProgramRun run = st({"--jit", "--headless", "--run-frames", "1500", "--serial", "-"});
  EXPECT_EQ(run.status, 0) << run.errors;
  for (const char* check : {"ram: every page is its own", "cpu: exception vectors", "cpu: trace",
                            "cpu: bus error, read", "cpu: address error, read", "cpu: privilege violation"}) {
    EXPECT_THAT(run.output, testing::HasSubstr(std::string("ok   ") + check)) << run.errors;
  }
  EXPECT_THAT(run.output, testing::HasSubstr("selftest: 42 checks, "));
}

TEST_F(CommandStWithRom, RunsInAWindow) {
  const ProgramRun run = st({"--run-frames", "5", "--speed", "max"});
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(run.errors, "");
}

TEST_F(CommandStWithRom, WithoutADisplayItSaysSo) {
  if (std::filesystem::exists("/dev/dri")) GTEST_SKIP() << "this machine's console is a display";
  const ProgramRun run = run_program({"/usr/bin/env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", SOSIE_PROGRAM, "st",
                                      "--sound", "off", "--run-frames", "1"},
                                     {.directory = directory.path()});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.errors, testing::HasSubstr("sosie: cannot open a window: ")) << run.errors;
  EXPECT_THAT(run.errors, testing::HasSubstr("; run with --headless where there is no display\n")) << run.errors;
}

TEST_F(CommandStWithRom, TheSettingsAreUsed) {
  directory.add_file("st.toml", "machine = \"ste\"\nmemory = \"4M\"\n");
  const ProgramRun run = st({"--config", "st.toml", "--headless", "--run-frames", "400", "--serial", "-"});
  EXPECT_THAT(run.output, testing::HasSubstr("STE, 4096 KB")) << run.errors;
}

TEST_F(CommandStWithRom, ADiskThatIsNoneIsTold) {
  directory.add_file("odd.st", "odd");
  const ProgramRun run = st({"odd.st", "--headless", "--run-frames", "1"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.errors, testing::MatchesRegex("sosie: .*odd\\.st.*\n"));
}

TEST_F(CommandStWithRom, AnInterruptEndsItInOrder) {
  const ProgramRun run =
      run_program({"/bin/sh", "-c", "timeout -s INT 1 " SOSIE_PROGRAM " st --headless --wav a.wav; echo $?"},
                  {.directory = directory.path(), .environment = environment()});
  EXPECT_EQ(run.output, "124\n") << run.errors;
  EXPECT_EQ(run.errors, "");
  EXPECT_GT(content("a.wav").size(), 44u);
}

/// With SOSIE_EMUTOS naming an image of EmuTOS: a double click on a drive's icon, then one on the only program there.
class CommandStWithEmuTos : public CommandSt {
 protected:
  void SetUp() override {
    if (std::getenv("SOSIE_EMUTOS") == nullptr) GTEST_SKIP() << "SOSIE_EMUTOS does not name an image of EmuTOS";
    if (!std::filesystem::exists(SOSIE_GEMDOS_PROGRAM)) GTEST_SKIP() << "not built: scripts/build release roms-test";
  }
  void run_with_mouse(Command arguments, const std::string& to_icon, const std::string& to_program) const {
    const std::string type =
        "\\{22s}\\{move " + to_icon + "}\\{doubleclick}\\{4s}\\{move " + to_program + "}\\{doubleclick}";
    arguments.insert(arguments.end(),
                     {"--rom", std::getenv("SOSIE_EMUTOS"), "--headless", "--run-frames", "3500", "--type", type});
    const ProgramRun run = st(arguments);
    EXPECT_EQ(run.status, 0) << run.errors;
  }
};

TEST_F(CommandStWithEmuTos, AProgramOnAFloppyWritesItsFilesIntoTheImage) {
  if (access("/usr/bin/mcopy", X_OK) != 0) GTEST_SKIP() << "mtools is not installed";
  const std::string disk = path("disk.st");
  run_program({"/usr/bin/mformat", "-C", "-f", "720", "-i", disk, "::"});
  run_program({"/usr/bin/mcopy", "-i", disk, SOSIE_GEMDOS_PROGRAM, "::FILES.PRG"});
  run_with_mouse({disk}, "-124,-71", "21,60");
  EXPECT_EQ(run_program({"/usr/bin/mtype", "-i", disk, "::FILE.TXT"}).output, "The quick brown fox.");
  EXPECT_EQ(run_program({"/usr/bin/mtype", "-i", disk, "::OUTPUT.TXT"}).output, "FILES.PRG is done\r\n");
}

// One partition, as AHDI tells of it in the first sector: the disk's length, a flag, "BGM", the begin and the length.
TEST_F(CommandStWithEmuTos, AProgramOnAHardDiskWritesItsFilesIntoTheImage) {
  if (access("/usr/bin/mcopy", X_OK) != 0) GTEST_SKIP() << "mtools is not installed";
  constexpr u32 kSectors = 40'960, kBegin = 2048;
  std::string image(kSectors * 512, '\0');
  const auto put = [&](std::size_t at, u32 value) {
    for (int i = 0; i < 4; ++i) image[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
  };
  put(0x1c2, kSectors);
  put(0x1c6, 0x01'42474d);
  put(0x1ca, kBegin);
  put(0x1ce, kSectors - kBegin);
  directory.add_file("disk.img", image);
  const std::string partition = path("disk.img") + "@@1048576";
  run_program({"/usr/bin/mformat", "-i", partition, "-T", "38912", "-h", "16", "-s", "32", "-H", "2048", "::"});
  run_program({"/usr/bin/mcopy", "-i", partition, SOSIE_GEMDOS_PROGRAM, "::FILES.PRG"});
  run_with_mouse({"--hard-disk", path("disk.img")}, "36,-70", "-139,60");
  EXPECT_EQ(run_program({"/usr/bin/mtype", "-i", partition, "::FILE.TXT"}).output, "The quick brown fox.");
}

TEST_F(CommandStWithEmuTos, WhatIsAtThePortsIsInFiles) {
  std::filesystem::create_directories(path("c/AUTO"));
  std::filesystem::copy_file(SOSIE_PORTS_PROGRAM, path("c/AUTO/PORTS.PRG"));
  directory.add_file("in.mid", "\x90\x3c\x7f\x80\x3c" + std::string(1, '\0'));
  const ProgramRun run = st({"--rom", std::getenv("SOSIE_EMUTOS"), "--headless", "--run-frames", "1500", "--folder",
                             path("c"), "--printer", "paper.txt", "--midi-out", "out.mid", "--midi-in", "in.mid",
                             "--machine", "megast", "--date", "2026-11-25 08:15"});
  EXPECT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(content("paper.txt"), "Printed by the ST.\r\n");
  EXPECT_EQ(content("out.mid"), "\x90\x3c\x40");
  EXPECT_THAT(content("c/PORTS.TXT"), testing::MatchesRegex("5d79 41e. 903c7f803c00\n"));
}

TEST_F(CommandStWithEmuTos, AProgramInAFolderWritesItsFilesThere) {
  std::filesystem::create_directory(path("c"));
  std::filesystem::copy_file(SOSIE_GEMDOS_PROGRAM, path("c/files.prg"));
  run_with_mouse({path("c")}, "36,-70", "-139,60");
  EXPECT_EQ(content("c/FILE.TXT"), "The quick brown fox.");
  EXPECT_EQ(content("c/OUTPUT.TXT"), "FILES.PRG is done\r\n");
  EXPECT_EQ(content("c/RESULT.TXT").find("FAIL"), std::string::npos);
}

}  // namespace
}  // namespace sosie
