#include "devices/video/atari_video.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {
namespace {

constexpr u64 kHz = 32'084'988;
constexpr u64 kMemory = 1 << 20;

struct Picture : Display {
  void show(const Frame& frame) override {
    pixels.assign(frame.pixels.begin(), frame.pixels.end());
    width = frame.width;
    height = frame.height;
    inside = frame.inside;
    ++count;
  }
  u32 at(u32 x, u32 y) const { return pixels[y * width + x]; }
  std::vector<u32> pixels;
  u32 width = 0, height = 0, count = 0;
  Area inside;
};

// A machine of nothing but video and memory, whose time is that of its 8 MHz clock.
class AtariVideoTest : public testing::Test {
 protected:
  explicit AtariVideoTest(AtariVideo::Model model = AtariVideo::Model::kSt)
      : video({"video", clock, scheduler, &memory}, model) {
    memory.map_ram("ram", 0, kMemory);
    video.set_display(&picture);
    video.output("hbl")->drives([this](bool active) { hbls += active ? 1 : 0; });
    video.output("vbl")->drives([this](bool active) {
      if (!active) return;
      ++vbls;
      vbl_at = clock.now();
    });
    video.output("de")->drives([this](bool active) { de_edges.push_back({clock.now() - line_began(), active}); });
    set_base(0x8000);
    video.write(0x0a, 1, 2);
    for (u32 i = 0; i < 16; ++i) video.write(0x40 + 2 * i, 2, i == 0 ? 0x000 : 0x777);
    for (int i = 0; i < 2; ++i) to_picture();  // the one of power-on is not like the others
  }

  void run(u64 cycles) { scheduler.advance(4 * cycles); }
  void run_until(u64 cycle_of_picture) { run(picture_began + cycle_of_picture - clock.now()); }
  // To the beginning of the next picture: 64 cycles before its vertical blank interrupt.
  void to_picture() {
    const u32 before = vbls;
    while (vbls == before) run(1);
    picture_began = vbl_at - 64;
    de_edges.clear();
    hbls = 0;
  }
  u64 line_began() const { return picture_began + (clock.now() - picture_began) / 512 * 512; }
  void set_base(u32 base) {
    video.write(0x01, 1, base >> 16);
    video.write(0x03, 1, base >> 8 & 0xff);
  }
  u32 counter() { return static_cast<u32>(video.read(5, 1) << 16 | video.read(7, 1) << 8 | video.read(9, 1)); }

  Scheduler scheduler{kHz};
  Clock clock{scheduler, kHz, 4};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  AtariVideo video;
  Picture picture;
  u32 hbls = 0, vbls = 0;
  u64 vbl_at = 0, picture_began = 0;
  struct Edge {
    u64 cycle;
    bool active;
  };
  std::vector<Edge> de_edges;
};

class SteVideoTest : public AtariVideoTest {
 protected:
  SteVideoTest() : AtariVideoTest(AtariVideo::Model::kSte) {}
};

TEST_F(AtariVideoTest, APictureHas313LinesOf512Cycles) {
  const u64 began = picture_began;
  to_picture();
  EXPECT_EQ(picture_began - began, 313u * 512);
  run_until(512 * 100 - 1);
  EXPECT_EQ(hbls, 99u);
  run(1);
  EXPECT_EQ(hbls, 100u);
}

TEST_F(AtariVideoTest, DisplayEnableIsHighALittleLaterThanALineIsFetched) {
  run_until(512 * 64);
  ASSERT_EQ(de_edges.size(), 2u);
  EXPECT_EQ(de_edges[0].cycle, 57u + 24);
  EXPECT_TRUE(de_edges[0].active);
  EXPECT_EQ(de_edges[1].cycle, 377u + 24);
  EXPECT_FALSE(de_edges[1].active);
}

TEST_F(AtariVideoTest, DisplayEnableFollowsABorderThatIsOpened) {
  run_until(512 * 63 + 374);
  video.write(0x0a, 1, 0);
  run(10);
  video.write(0x0a, 1, 2);
  run_until(512 * 64 - 1);
  ASSERT_EQ(de_edges.size(), 2u);
  EXPECT_EQ(de_edges[1].cycle, 463u + 24);
  EXPECT_EQ(counter(), 0x8000u + 204);
}

TEST_F(AtariVideoTest, TheCounterCountsAWordEveryFourCycles) {
  run_until(512 * 63 + 56 + 8);
  EXPECT_EQ(counter(), 0x8000u);
  run(3);
  EXPECT_EQ(counter(), 0x8000u);
  run(1);
  EXPECT_EQ(counter(), 0x8002u);
  run(100);
  EXPECT_EQ(counter(), 0x8002u + 50);
  run_until(512 * 63 + 500);
  EXPECT_EQ(counter(), 0x8000u + 160);
  run_until(512 * 300);
  EXPECT_EQ(counter(), 0x8000u + 200 * 160);
  run_until(512 * 310 + 1);
  EXPECT_EQ(counter(), 0x8000u);
}

TEST_F(AtariVideoTest, AScreenAddressCountsFromTheNextPicture) {
  run_until(512 * 200);
  set_base(0x1'2300);
  run_until(512 * 250 + 10);
  EXPECT_EQ(counter(), 0x8000u + 187 * 160);
  to_picture();
  EXPECT_EQ(counter(), 0x1'2300u);
  EXPECT_EQ(video.read(1, 1), 0x01u);
  EXPECT_EQ(video.read(3, 1), 0x23u);
}

TEST_F(AtariVideoTest, ThePictureHasTheScreenBetweenItsBorders) {
  std::fill_n(memory.ram(0x8000, 32000).begin(), 32000, u8{0xff});
  to_picture();
  to_picture();
  EXPECT_EQ(picture.width, 416u);
  EXPECT_EQ(picture.height, 276u);
  const auto white = std::count(picture.pixels.begin(), picture.pixels.end(), 0xffffffu);
  EXPECT_EQ(white, 320 * 200);
  EXPECT_EQ(picture.at(48, 29), 0xffffffu);
  EXPECT_EQ(picture.at(47, 29), 0u);
  EXPECT_EQ(picture.at(367, 228), 0xffffffu);
  EXPECT_EQ(picture.at(367, 229), 0u);
  EXPECT_EQ(picture.inside.x, 48u);
  EXPECT_EQ(picture.inside.y, 29u);
  EXPECT_EQ(picture.inside.width, 320u);
  EXPECT_EQ(picture.inside.height, 200u);
}

TEST_F(AtariVideoTest, ACounterBeyondMemoryFetchesOnes) {
  set_base(kMemory - 0x100);
  to_picture();
  to_picture();
  EXPECT_EQ(picture.at(48, 29), 0u);
  EXPECT_EQ(picture.at(48, 31), 0xffffffu);
}

TEST_F(AtariVideoTest, PaletteWritesWithinALineAreSeenThere) {
  run_until(512 * 100 + 200);
  video.write(0x40, 2, 0x700);
  run(16);
  video.write(0x40, 2, 0x000);
  to_picture();
  const u32 row = 100 - 34, column = 200 - 27 - 8;
  EXPECT_EQ(picture.at(column - 1, row), 0u);
  for (u32 x = 0; x < 16; ++x) EXPECT_EQ(picture.at(column + x, row), 0xff0000u);
  EXPECT_EQ(picture.at(column + 16, row), 0u);
}

TEST_F(AtariVideoTest, AMediumLineInTheMiddleMakesThePictureWideAndKeepsTheRest) {
  std::fill_n(memory.ram(0x8000, 32000).begin(), 32000, u8{0xff});
  to_picture();
  run_until(512 * 100);
  video.write(0x60, 1, 1);
  run_until(512 * 101);
  video.write(0x60, 1, 0);
  to_picture();
  EXPECT_EQ(picture.width, 832u);
  EXPECT_EQ(std::count(picture.pixels.begin(), picture.pixels.end(), 0xffffffu), 640 * 200);
  EXPECT_EQ(picture.at(96, 29), 0xffffffu);
  EXPECT_EQ(picture.at(95, 29), 0u);
  EXPECT_EQ(picture.inside.x, 96u);
  EXPECT_EQ(picture.inside.width, 640u);
  to_picture();
  EXPECT_EQ(picture.width, 832u);
  to_picture();
  EXPECT_EQ(picture.width, 416u);
  EXPECT_EQ(std::count(picture.pixels.begin(), picture.pixels.end(), 0xffffffu), 320 * 200);
}

TEST_F(AtariVideoTest, HighResolutionIsAPictureWithoutBorders) {
  video.write(0x60, 1, 2);
  memory.ram(0x8000, 1)[0] = 0x80;
  to_picture();
  const u64 began = picture_began;
  to_picture();
  EXPECT_EQ(picture_began - began, 501u * 224);
  EXPECT_EQ(picture.width, 640u);
  EXPECT_EQ(picture.height, 400u);
  EXPECT_EQ(picture.inside.width, 0u);
  EXPECT_EQ(picture.at(0, 0), 0xffffffu);
  EXPECT_EQ(picture.at(1, 0), 0u);
  video.write(0x40, 2, 0x777);
  to_picture();
  to_picture();
  EXPECT_EQ(picture.at(0, 0), 0u);
  EXPECT_EQ(picture.at(1, 0), 0xffffffu);
}

TEST_F(AtariVideoTest, APictureAt60HzBeginsInTheSamePlace) {
  video.write(0x0a, 1, 0);
  std::fill_n(memory.ram(0x8000, 32000).begin(), 32000, u8{0xff});
  to_picture();
  const u64 began = picture_began;
  to_picture();
  EXPECT_EQ(picture_began - began, 263u * 508);
  EXPECT_EQ(picture.at(48, 29), 0xffffffu);
  EXPECT_EQ(picture.at(47, 29), 0u);
  EXPECT_EQ(std::count(picture.pixels.begin(), picture.pixels.end(), 0xffffffu), 320 * 200);
}

TEST_F(AtariVideoTest, AByteWrittenToAColourIsOnBothItsHalves) {
  video.write(0x44, 1, 0x35);
  EXPECT_EQ(video.read(0x44, 2), 0x0535u);
  video.write(0x46, 4, 0x01230456);
  EXPECT_EQ(video.read(0x46, 4), 0x01230456u);
}

TEST_F(AtariVideoTest, TheStateGoesOnAsItWouldHave) {
  run_until(512 * 100 + 200);
  video.write(0x40, 2, 0x700);
  SavingArchive saving(0);
  scheduler.serialize(saving);
  video.serialize(saving);
  const std::vector<u8> saved = saving.take();
  const auto hash = [](AtariVideo& of) {
    HashingArchive hashing;
    of.serialize(hashing);
    return hashing.hash();
  };
  scheduler.advance(4 * 512 * 1000);
  const u64 expected = hash(video);

  Scheduler other_time{kHz};
  Clock other_clock{other_time, kHz, 4};
  AtariVideo other({"video", other_clock, other_time, &memory});
  LoadingArchive loading(saved);
  other_time.serialize(loading);
  other.serialize(loading);
  other_time.advance(4 * 512 * 1000);
  EXPECT_EQ(hash(other), expected);
}

TEST_F(SteVideoTest, TheCounterCanBeWritten) {
  run_until(512 * 63 + 400);
  video.write(0x07, 1, 0x90);
  EXPECT_EQ(counter(), 0x90a0u);
  run_until(512 * 64 + 400);
  EXPECT_EQ(counter(), 0x90a0u + 160);
}

TEST_F(SteVideoTest, TheLineOffsetIsAddedAfterEachLine) {
  video.write(0x0f, 1, 4);
  run_until(512 * 65 + 10);
  EXPECT_EQ(counter(), 0x8000u + 2 * (160 + 8));
}

TEST_F(SteVideoTest, FineScrollingFetchesAGroupMore) {
  video.write(0x65, 1, 3);
  EXPECT_EQ(video.read(0x65, 1), 3u);
  memory.ram(0x8000, 8)[0] = 0x10;  // the fourth pixel becomes the first
  run_until(512 * 64 + 10);
  EXPECT_EQ(counter(), 0x8000u + 168);
  to_picture();
  to_picture();
  EXPECT_EQ(picture.at(48, 29), 0xeeeeeeu);
  EXPECT_EQ(picture.at(49, 29), 0u);
}

// Hatari's STE counts so.
TEST_F(SteVideoTest, FineScrollingFetchesAWordMoreOfEachPlane) {
  video.write(0x60, 1, 1);
  video.write(0x65, 1, 3);
  run_until(512 * 64 + 10);
  EXPECT_EQ(counter(), 0x8000u + 164);
}

TEST_F(SteVideoTest, TheScreensLowByteIsClearedByTheOthers) {
  video.write(0x0d, 1, 0x35);
  EXPECT_EQ(video.read(0x0d, 1), 0x34u);
  video.write(0x03, 1, 0x80);
  EXPECT_EQ(video.read(0x0d, 1), 0u);
}

}  // namespace
}  // namespace sosie
