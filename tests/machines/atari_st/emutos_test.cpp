// EmuTOS on our machine, where SOSIE_EMUTOS names its image (192 KB, etos192us.img): host folders, floppies, the mouse.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/gemdos_cartridge.h"
#include "tests/support/run_program.h"

namespace sosie::atari_st {

namespace {

namespace fs = std::filesystem;

constexpr u64 kDesktop = 1500;  // pictures until it is there and at rest

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class EmuTos : public testing::Test {
 protected:
  void SetUp() override {
    const char* const name = std::getenv("SOSIE_EMUTOS");
    if (name == nullptr) GTEST_SKIP() << "SOSIE_EMUTOS does not name an image of EmuTOS";
    const std::string bytes = content(name);
    ASSERT_TRUE(is_rom_size(bytes.size())) << name;
    rom.assign(bytes.begin(), bytes.end());
    if (gemdos_cartridge().empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
    if (!fs::exists(SOSIE_GEMDOS_PROGRAM)) GTEST_SKIP() << "not built: scripts/build release roms-test";
    fs::create_directories(folder() / "AUTO");
  }
  fs::path folder() const { return fs::path(directory.path()) / "c"; }

  WorkDirectory directory;
  std::vector<u8> rom;
};

TEST_F(EmuTos, AProgramInAHostFolderUsesItsFiles) {
  fs::copy_file(SOSIE_GEMDOS_PROGRAM, folder() / "AUTO" / "FILES.PRG");
  for (const Model model : {Model::kSt, Model::kSte}) {
    AtariSt st({.model = model, .rom = rom, .folder = folder()});
    st.run_frames(kDesktop);
    const std::string result = content(folder() / "RESULT.TXT");
    EXPECT_NE(result.find("ok   relocation\n"), result.npos) << result;
    EXPECT_EQ(result.find("FAIL"), result.npos) << result;
    EXPECT_EQ(content(folder() / "OUTPUT.TXT"), "FILES.PRG is done\r\n");
    fs::remove(folder() / "RESULT.TXT");
  }
}

}  // namespace

}  // namespace sosie::atari_st
