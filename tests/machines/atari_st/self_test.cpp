// The ST's own ROM on our machine: what it says on the serial port, and its pictures.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "devices/multi/mc68901.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/embedded_rom.h"

namespace sosie::atari_st {

namespace {

struct Line final : CharBackend {
  std::string text;

  void send(u8 character) override {
    if (character != '\r') text += static_cast<char>(character);
  }
};

std::string hex(u64 value) { return fmt::format("{:016x}", value); }

// FNV-1a over the picture's size and pixels.
struct Picture final : Display {
  u64 hash = 0;
  u32 width = 0;

  void show(const Frame& frame) override {
    hash = 0xcbf2'9ce4'8422'2325;
    const auto add = [&](u64 value) { hash = (hash ^ value) * 0x100'0000'01b3; };
    width = frame.width;
    add(frame.width);
    add(frame.height);
    for (const u32 pixel : frame.pixels) add(pixel);
  }
};

/// What hatari's serial port says.
std::string expected_text(const std::string& name) {
  std::ifstream file(std::string(SOSIE_SELFTEST_TEXTS "/") + name + ".txt");
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Case {
  std::string name;  ///< of the text that hatari gives, too
  Model model;
  bool monochrome;
  /// Hashes of the pictures. When they change on purpose: look at them, and compare them with hatari's.
  std::string first, medium, results, last;

  friend std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }
};

const Case kCases[] = {
    {"st_colour", Model::kSt, false, "acba44422d3e7962", "35d2b4a055e95f9c", "a558620fb960e1d4", "d0d79e4d1a0cdb19"},
    {"st_mono", Model::kSt, true, "883b3ff210b71952", "", "aa72d240604333a5", "c6029d09760a02f0"},
    {"ste_colour", Model::kSte, false, "3dd717525af5f91f", "7c575f6cf6d8ca3f", "52a36c6bfd222011", "898d75c2c410ccf9"},
    {"ste_mono", Model::kSte, true, "883b3ff210b71952", "", "c884cac994459cb1", "b71d6e69f16fbf24"},
};

constexpr u64 kFirst = 90, kMedium = 150, kLimit = 1500;  // frames: when the first and the medium picture stand
constexpr u64 kResultsStay = 100;

class SelfTest : public testing::TestWithParam<Case> {};

/// Until the last check is reported.
void run_checks(AtariSt& st, const Line& line) {
  while (!line.text.ends_with(" failed\n") && st.frames() < kLimit) st.run_frames(1);
}

TEST_P(SelfTest, SaysAndShowsWhatItDoesInHatari) {
  const std::span<const u8> rom = embedded_rom();
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  const Case& expected = GetParam();
  AtariSt st({.model = expected.model, .monochrome = expected.monochrome, .rom = {rom.begin(), rom.end()}});
  Line line;
  Picture picture;
  st.machine().part<Mc68901>("mfp").connect(line);
  st.set_display(&picture);
  st.run_frames(kFirst);
  EXPECT_EQ(hex(picture.hash), expected.first);
  st.run_frames(kMedium - kFirst);
  if (!expected.monochrome) {
    EXPECT_EQ(hex(picture.hash), expected.medium);
  }
  run_checks(st, line);
  EXPECT_EQ(line.text, expected_text(expected.name));
  st.run_frames(kResultsStay / 2);
  EXPECT_EQ(hex(picture.hash), expected.results);
  st.run_frames(kResultsStay);
  EXPECT_EQ(hex(picture.hash), expected.last);
  EXPECT_FALSE(st.halted());
}
INSTANTIATE_TEST_SUITE_P(Machines, SelfTest, testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

TEST(RomAfterItsChecks, MovesThePointerWithTheMouseAndChangesTheResolutionByKey) {
  const std::span<const u8> rom = embedded_rom();
  if (rom.empty()) GTEST_SKIP() << "built without binutils-m68k-linux-gnu";
  AtariSt st({.rom = {rom.begin(), rom.end()}});
  Line line;
  Picture picture;
  st.machine().part<Mc68901>("mfp").connect(line);
  st.set_display(&picture);
  const auto shown_after = [&](const InputEvent& event) {
    st.input().happened(event);
    st.run_frames(20);
    return picture.hash;
  };
  run_checks(st, line);
  st.run_frames(kResultsStay * 3 / 2);
  const u64 before = picture.hash;
  EXPECT_NE(shown_after({.kind = InputEvent::Kind::kMouseMove, .dx = 20, .dy = 10}), before);
  EXPECT_EQ(shown_after({.kind = InputEvent::Kind::kMouseMove, .dx = -20, .dy = -10}), before);
  constexpr Key kKey2{0x1f};
  EXPECT_EQ(picture.width, 416u);
  shown_after({.kind = InputEvent::Kind::kKey, .down = true, .key = kKey2});
  EXPECT_EQ(picture.width, 832u);
}

}  // namespace

}  // namespace sosie::atari_st
