#include "machines/linux_user/stack_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <map>

#include "core/base/error.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kTop = 0x100000, kBytes = 0x10000;

class StackImageTest : public testing::Test {
 protected:
  StackImageTest() { memory.map_zeroed(kTop - kBytes, kBytes, kPageRead | kPageWrite); }

  FlatMemory memory;
  GuestMemory guest{memory};
};

TEST_F(StackImageTest, IsWhatTheAbiSays) {
  StackImage image;
  image.arguments = {"program", "", "two words"};
  image.environment = {"A=1", "B="};
  image.program = "./program";
  image.platform = "v7l";
  image.random = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  image.auxiliary = {{AT_PAGESZ, 4096}, {AT_HWCAP, 7}};
  const WrittenStack stack = write_stack(guest, kTop, kBytes, image);

  u32 at = stack.pointer;
  EXPECT_EQ(at % 16, 0u);
  const auto word = [&] { return guest.read<u32>((at += 4) - 4); };
  EXPECT_EQ(word(), 3u);
  const u32 first = word();
  EXPECT_EQ(guest.string(first), "program");
  EXPECT_EQ(guest.string(word()), "");
  EXPECT_EQ(guest.string(word()), "two words");
  EXPECT_EQ(word(), 0u);
  EXPECT_EQ(guest.string(word()), "A=1");
  EXPECT_EQ(guest.string(word()), "B=");
  EXPECT_EQ(word(), 0u);
  std::map<u32, u32> auxiliary;
  for (u32 type = word(); type != AT_NULL; type = word()) auxiliary[type] = word();
  EXPECT_EQ(word(), 0u);
  EXPECT_EQ(auxiliary[AT_PAGESZ], 4096u);
  EXPECT_EQ(auxiliary[AT_HWCAP], 7u);
  EXPECT_EQ(guest.string(auxiliary[AT_EXECFN]), "./program");
  EXPECT_EQ(guest.string(auxiliary[AT_PLATFORM]), "v7l");
  EXPECT_EQ(guest.read<u8>(auxiliary[AT_RANDOM] + 15), 16);
  EXPECT_EQ(stack.auxiliary.size(), 6u);
  EXPECT_EQ(stack.arguments_begin, first);
  EXPECT_EQ(stack.arguments_end - stack.arguments_begin, sizeof "program" + sizeof "" + sizeof "two words");
  EXPECT_LT(auxiliary[AT_EXECFN], kTop);
}

TEST_F(StackImageTest, StartsAtAMultipleOf16WhateverItHolds) {
  for (std::size_t n = 0; n < 9; ++n) {
    StackImage image;
    image.arguments.assign(n, std::string(n, 'x'));
    EXPECT_EQ(write_stack(guest, kTop, kBytes, image).pointer % 16, 0u);
  }
}

TEST_F(StackImageTest, TooMuchIsTold) {
  StackImage image;
  image.program = "prog";
  image.arguments = {std::string(kBytes, 'x')};
  try {
    write_stack(guest, kTop, kBytes, image);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot run prog: its arguments and environment have 66569 bytes, 65536 are possible; "
                 "shorten them or raise the stack's limit (ulimit -s)");
    EXPECT_EQ(error.exit_code(), 126);
  }
}

}  // namespace

}  // namespace sosie::linux_user
