// EmuTOS on our machine, where SOSIE_EMUTOS names its image (192 KB, etos192us.img): host folders, floppies, the mouse.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "devices/parallel/centronics_port.h"
#include "devices/serial/mc6850.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/gemdos_cartridge.h"
#include "tests/machines/atari_st/hatari_picture.h"
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
  fs::copy_file(SOSIE_GEMDOS_PROGRAM, folder() / "FILES.PRG");  // which the program starts as its child
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

struct Characters final : CharBackend {
  void send(u8 character) override { text += static_cast<char>(character); }
  std::string text;
};

TEST_F(EmuTos, RunsAProgramInTheCartridgePort) {
  std::vector<u8> cartridge;
  for (const u32 word : {0xabcd'ef42u, 0u,  // no program follows
                         0x08fa'001cu,      // called when GEMDOS is there, at 0xfa001c
                         0xfa'001cu, 0u, 0x2au, 0x5800'0000u, 0x21fc'5051u, 0x5253'0340u,
                         0x4e75'0000u}) {  // move.l #0x50515253,0x340.w; rts
    for (int shift = 24; shift >= 0; shift -= 8) cartridge.push_back(static_cast<u8>(word >> shift));
  }
  AtariSt st({.rom = rom, .cartridge = cartridge});
  st.run_frames(kDesktop);
  EXPECT_EQ(st.machine().space("memory").peek(0x340, 4), 0x5051'5253u);
}

/// An instrument that answers the note that it was sent.
struct Instrument final : CharBackend {
  void send(u8 character) override {
    text += static_cast<char>(character);
    const u8 answer[] = {0x80, 0x3c, 0x00};
    if (text.size() == 3) received(answer);
  }
  std::string text;
};

TEST_F(EmuTos, UsesTheMidiPortInBothDirections) {
  fs::copy_file(SOSIE_PORTS_PROGRAM, folder() / "AUTO" / "PORTS.PRG");
  AtariSt st({.rom = rom, .folder = folder()});
  Characters printer;
  Instrument instrument;
  st.machine().part<CentronicsPort>("printer").connect(printer);
  st.machine().part<Mc6850>("acia_midi").connect(instrument);
  st.run_frames(kDesktop);
  EXPECT_EQ(instrument.text, "\x90\x3c\x40");
  EXPECT_TRUE(content(folder() / "PORTS.TXT").ends_with(" 803c00\n")) << content(folder() / "PORTS.TXT");
}

TEST_F(EmuTos, ReadsAMegaStsClock) {
  if (rom.size() == 1024 << 10) GTEST_SKIP() << "that system is for the STE";
  fs::copy_file(SOSIE_PORTS_PROGRAM, folder() / "AUTO" / "PORTS.PRG");
  const CalendarTime time{2024, 2, 28, 3, 23, 59, 58};
  AtariSt st({.model = Model::kMegaSt, .rom = rom, .folder = folder(), .time = time});
  Characters printer;
  st.machine().part<CentronicsPort>("printer").connect(printer);
  st.run_frames(kDesktop);
  // The date is (year - 1980) << 9 | month << 5 | day: the next day came while it booted.
  EXPECT_TRUE(content(folder() / "PORTS.TXT").starts_with("585d 000")) << content(folder() / "PORTS.TXT");
}

TEST_F(EmuTos, PrintsACharacterAStrobe) {
  fs::copy_file(SOSIE_PORTS_PROGRAM, folder() / "AUTO" / "PORTS.PRG");
  AtariSt st({.rom = rom, .folder = folder()});
  Characters printer;
  st.machine().part<CentronicsPort>("printer").connect(printer);
  st.run_frames(kDesktop);
  EXPECT_EQ(printer.text, "Printed by the ST.\r\n");
}

struct Desktop {
  std::string name;
  Model model;
  bool monochrome;
  std::string resolution;  ///< of EMUDESK.INF; empty: there is none

  friend std::ostream& operator<<(std::ostream& out, const Desktop& one) { return out << one.name; }
};

class EmuTosDesktop : public EmuTos, public testing::WithParamInterface<Desktop> {};

TEST_P(EmuTosDesktop, LooksAsInHatari) {
  const Desktop& desktop = GetParam();
  if (const std::string why = why_no_hatari(); !why.empty()) GTEST_SKIP() << why;
  // hatari takes an image of 192 KB for an ST only.
  if (desktop.model == Model::kSte && rom.size() == 192 << 10) GTEST_SKIP() << "an STE has a larger system";
  const u64 frames = 2000;
  if (!desktop.resolution.empty()) {
    std::ofstream(folder() / "EMUDESK.INF") << "#E 1A E0 FF " << desktop.resolution << " 60\r\n";
  }
  std::vector<std::string> options{"--machine", desktop.model == Model::kSte ? "ste" : "st"};
  options.insert(options.end(),
                 {"--frames", std::to_string(frames), "--folder", folder(), std::getenv("SOSIE_EMUTOS")});
  if (desktop.monochrome) options.insert(options.begin(), "--mono");
  const Pixels theirs = picture_in_hatari(options);

  AtariSt st({.model = desktop.model, .monochrome = desktop.monochrome, .rom = rom, .folder = folder()});
  LastPicture ours;
  st.set_display(&ours);
  st.run_frames(frames);
  EXPECT_EQ(differences(theirs, ours.pixels, ours.pixels.width), "");
}
const Desktop kDesktops[] = {{"low_st", Model::kSt, false, ""},        {"medium_st", Model::kSt, false, "01"},
                             {"mono_st", Model::kSt, true, ""},        {"low_ste", Model::kSte, false, ""},
                             {"medium_ste", Model::kSte, false, "01"}, {"mono_ste", Model::kSte, true, ""}};
INSTANTIATE_TEST_SUITE_P(Desktops, EmuTosDesktop, testing::ValuesIn(kDesktops),
                         [](const auto& info) { return info.param.name; });

}  // namespace

}  // namespace sosie::atari_st
