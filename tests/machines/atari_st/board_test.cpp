// The boards: every variant can be built, and docs/boards tells what their tables say.
#include "machines/atari_st/board.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/base/error.h"
#include "core/board/describe.h"
#include "machines/atari_st/atari_st.h"

namespace sosie::atari_st {

namespace {

constexpr Model kModels[] = {Model::kSt, Model::kSte};

TEST(AtariStBoard, EveryVariantCanBeBuilt) {
  for (const Model model : kModels) {
    for (const u64 memory_kb : {512, 1024, 2048, 2560, 4096}) {
      for (const u64 rom_kb : {192, 256, 512, 1024}) {
        for (const bool monochrome : {false, true}) {
          EXPECT_NO_THROW(describe(board(
              {.model = model, .memory_bytes = memory_kb << 10, .rom_bytes = rom_kb << 10, .monochrome = monochrome})));
        }
      }
    }
  }
}

TEST(AtariStBoard, OtherSizesAreUserErrors) {
  EXPECT_THROW(AtariSt({.memory_bytes = 3 << 20, .rom = std::vector<u8>(192 << 10)}), UserError);
  EXPECT_THROW(AtariSt({.rom = std::vector<u8>(100)}), UserError);
}

/// `sosie info st >docs/boards/st.md` renews it.
TEST(AtariStBoard, ItsDescriptionIsTrue) {
  for (const Model model : kModels) {
    const std::string name = model == Model::kSt ? "st" : "ste";
    std::ifstream file(std::string(SOSIE_BOARD_DOCS "/") + name + ".md");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), describe(board({.model = model}))) << name;
  }
}

}  // namespace

}  // namespace sosie::atari_st
