// The ST's own ROM: what is embedded, and what hatari, which judges it, makes of it.
#include "machines/atari_st/embedded_rom.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>

#include "tests/support/run_program.h"

namespace sosie::atari_st {

namespace {

constexpr size_t kRomBytes = 192 * 1024;
constexpr u32 kRomBase = 0xfc'0000;

u32 long_at(std::span<const u8> image, size_t offset) {
  return u32{image[offset]} << 24 | u32{image[offset + 1]} << 16 | u32{image[offset + 2]} << 8 | image[offset + 3];
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::erase(text, '\r');
  return text;
}

TEST(EmbeddedRom, IsTheSizeOfTheFirstOnesAndBeginsWithAResetVector) {
  const std::span<const u8> rom = embedded_rom();
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  ASSERT_EQ(rom.size(), kRomBytes);
  EXPECT_EQ(long_at(rom, 0) % 2, 0u);
  const u32 reset = long_at(rom, 4);
  EXPECT_GE(reset, kRomBase);
  EXPECT_LT(reset, kRomBase + kRomBytes);
  EXPECT_EQ(long_at(rom, reset - kRomBase), 0x46fc'2700u) << "move.w #0x2700,sr";
}

struct Machine {
  std::string name;  ///< as hatari has it, then the monitor
  std::string frames;

  friend std::ostream& operator<<(std::ostream& out, const Machine& machine) { return out << machine.name; }
};

class RomInHatari : public testing::TestWithParam<Machine> {};

TEST_P(RomInHatari, PassesItsChecks) {
  if (access("/usr/bin/hatari", X_OK) != 0) GTEST_SKIP() << "hatari is not installed";
  const std::span<const u8> rom = embedded_rom();
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  const WorkDirectory directory;
  directory.add_file("rom.img", std::string(rom.begin(), rom.end()));
  directory.add_file("serial.txt", "");
  const std::string& name = GetParam().name;
  const size_t end = name.find('_');
  Command command = {SOSIE_SCRIPTS "/hatari", "--machine", name.substr(0, end), "--frames",
                     GetParam().frames,       "--serial",  "serial.txt"};
  if (name.substr(end + 1) == "mono") command.push_back("--mono");
  command.push_back("rom.img");
  const ProgramRun run = run_program(command, {.directory = directory.path()});
  ASSERT_EQ(run.status, 0) << run.errors;
  EXPECT_EQ(contents(directory.path() + "/serial.txt"), contents(SOSIE_SELFTEST_TEXTS "/" + name + ".txt"));
}
INSTANTIATE_TEST_SUITE_P(Machines, RomInHatari,
                         testing::Values(Machine{"megast_mono", "1100"}, Machine{"ste_colour", "750"}),
                         [](const auto& info) { return info.param.name; });

}  // namespace

}  // namespace sosie::atari_st
